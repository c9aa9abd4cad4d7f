import { ask } from "./client.ts";

export type SandboxState = {
  now: Date;
  memory: boolean;
  consoleUrl: string;
  restUrl: string;
};

export const stateKeys = { all: ["state"] as const };

export async function getState(): Promise<SandboxState> {
  const answer = await ask("GET", "/state");
  const addresses = answer.at("addresses");
  return {
    now: new Date(answer.at("now").text()),
    memory: answer.at("memory").bool(),
    consoleUrl: addresses.at("console").textOrEmpty(),
    restUrl: addresses.at("api_v1").textOrEmpty(),
  };
}
