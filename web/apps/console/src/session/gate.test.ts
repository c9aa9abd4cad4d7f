import { expect, it } from "vitest";
import { Gate } from "./gate.ts";

it("asks for a log-in before a step-up, and lets each go on by itself", async () => {
  const gate = new Gate();
  const told: (string | null)[] = [];
  gate.subscribe(() => told.push(gate.need()));
  const fresh = gate.ask("step-up");
  const first = gate.ask("login");
  const second = gate.ask("login");
  expect(gate.need()).toBe("login");
  gate.settle("login", true);
  expect(await Promise.all([first, second])).toEqual([true, true]);
  expect(gate.need()).toBe("step-up");
  gate.settle("step-up", false);
  expect(await fresh).toBe(false);
  expect(gate.need()).toBeNull();
  expect(told).toEqual(["step-up", "login", "login", "step-up", null]);
});
