import { ask } from "./client.ts";
import type { Json } from "./decode.ts";

/** On which occasions a scenario is applied; what is empty is not looked at. */
export const whenFields = [
  "merchant",
  "merchant_uid",
  "amount",
  "pg",
  "pay_method",
  "card_ends",
  "by",
  "event",
  "operation",
  "nth",
  "times",
  "probability",
] as const;
export type WhenField = (typeof whenFields)[number];

/** What an effect can be told beside its name. */
export const doFields = ["code", "text", "delay", "ms", "copies", "amount", "after"] as const;
export type DoField = (typeof doFields)[number];

/** Every value as a text, as it stands in a form; "after" is "true" or not there. */
export type Draft = {
  name: string;
  off: boolean;
  effect: string;
  when: Partial<Record<WhenField, string>>;
  do: Partial<Record<DoField, string>>;
};

export type Scenario = Draft & {
  id: string;
  /** The file or the built-in set that it came from; empty: made by hand. */
  set: string;
  seen: number;
  applied: number;
};

/** What an effect may be told, and what it must be. */
export type Effect = {
  name: string;
  on: string[];
  do: DoField[];
  needs: DoField[];
  when: WhenField[];
};

export type Faults = { drop: number; hold: boolean; doubleApproval: boolean };

export const scenarioKeys = {
  all: ["scenarios"] as const,
  list: ["scenarios", "list"] as const,
  effects: ["scenarios", "effects"] as const,
  faults: ["scenarios", "faults"] as const,
};

export async function listScenarios(): Promise<Scenario[]> {
  return (await ask("GET", "/scenarios")).at("list").listOrEmpty().map(scenario);
}

export async function listEffects(): Promise<Effect[]> {
  const known = <F extends string>(json: Json, fields: readonly F[]) =>
    json
      .listOrEmpty()
      .map((field) => field.text())
      .filter((field): field is F => (fields as readonly string[]).includes(field));
  return (await ask("GET", "/scenarios/effects"))
    .at("list")
    .list()
    .map((json) => ({
      name: json.at("effect").text(),
      on: json
        .at("on")
        .listOrEmpty()
        .map((on) => on.text()),
      do: known(json.at("do"), doFields),
      needs: known(json.at("needs"), doFields),
      when: known(json.at("when"), whenFields),
    }));
}

export async function addScenario(draft: Draft): Promise<Scenario> {
  return scenario(await ask("POST", "/scenarios", { body: bodyOf(draft) }));
}

/** Writes a scenario anew; it begins to count anew. */
export async function changeScenario(id: string, draft: Draft): Promise<Scenario> {
  return scenario(
    await ask("PUT", `/scenarios/${encodeURIComponent(id)}`, { body: bodyOf(draft) }),
  );
}

export async function removeScenario(id: string): Promise<void> {
  await ask("DELETE", `/scenarios/${encodeURIComponent(id)}`);
}

/** Loads the built-in scenarios that hear on amounts. */
export async function loadMagic(): Promise<void> {
  await ask("POST", "/scenarios/sets/magic", { body: {} });
}

/** Loads a file's scenarios in the place of an earlier file of that name, all or none. */
export async function importScenarios(name: string, text: string): Promise<number> {
  const path = `/scenarios/sets/${encodeURIComponent(name)}`;
  return (await ask("PUT", path, { body: JSON.parse(text) })).at("list").listOrEmpty().length;
}

export async function getFaults(): Promise<Faults> {
  return faults(await ask("GET", "/faults"));
}

export async function setFaults(to: Partial<Faults>): Promise<Faults> {
  return faults(
    await ask("PUT", "/faults", {
      body: {
        ...(to.drop === undefined ? {} : { drop_webhooks: to.drop }),
        ...(to.hold === undefined ? {} : { hold_webhooks: to.hold }),
        ...(to.doubleApproval === undefined ? {} : { allow_double_approval: to.doubleApproval }),
      },
    }),
  );
}

const counted: readonly string[] = ["nth", "times", "ms", "copies"];

/** A scenario as the control API takes it; texts that are numbers there become numbers. */
export function bodyOf(draft: Draft): Record<string, unknown> {
  const members = (fields: Partial<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(fields)
        .filter(([, value]) => value !== undefined && value !== "")
        .map(([name, value]) => [
          name,
          // What is no number goes as it was typed: the sandbox says what is wrong with it.
          name === "after"
            ? true
            : counted.includes(name) && isCount(value)
              ? Number(value)
              : value,
        ]),
    );
  return {
    name: draft.name,
    off: draft.off,
    when: members(draft.when),
    do: { effect: draft.effect, ...members(draft.do) },
  };
}

function isCount(value: string | undefined): boolean {
  return value !== undefined && /^\d{1,9}$/.test(value);
}

/** The file of some scenarios, as --scenarios and the import take it. */
export function fileOf(scenarios: readonly Draft[]): string {
  return `${JSON.stringify({ scenarios: scenarios.map(bodyOf) }, null, 2)}\n`;
}

function scenario(json: Json): Scenario {
  const fields = <F extends string>(of: Json, names: readonly F[]) => {
    const found: Partial<Record<F, string>> = {};
    for (const name of names) {
      const { value } = of.at(name);
      if (typeof value === "string" && value !== "") found[name] = value;
      if (typeof value === "number") found[name] = String(value);
      if (value === true) found[name] = "true";
    }
    return found;
  };
  return {
    id: json.at("id").text(),
    name: json.at("name").text(),
    off: json.at("off").bool(),
    effect: json.at("do").at("effect").text(),
    when: fields(json.at("when"), whenFields),
    do: fields(json.at("do"), doFields),
    set: json.at("set").textOrEmpty(),
    seen: json.at("seen").integerOrZero(),
    applied: json.at("applied").integerOrZero(),
  };
}

function faults(json: Json): Faults {
  return {
    drop: json.at("drop_webhooks").integer(),
    hold: json.at("hold_webhooks").bool(),
    doubleApproval: json.at("allow_double_approval").bool(),
  };
}
