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

it("tells who only follows of the next log-in, and of no refusal", async () => {
  const gate = new Gate();
  let passed = false;
  const following = gate.passed("login").then(() => {
    passed = true;
  });
  const asked = gate.ask("login");
  gate.settle("login", false);
  expect(await asked).toBe(false);
  expect(passed).toBe(false);
  gate.settle("login", true);
  await following;
  expect(passed).toBe(true);
});
