/** The two public settings that the shop's server puts into /env.js. */
export type Env = {
  /** 고객사 식별코드 */
  readonly PORTONE_IMP: string;
  /** PG provider code and MID: "html5_inicis.INIpayTest" */
  readonly PORTONE_PG_CODE: string;
};

/** Reads window.env, which is there before the first module runs. */
export function readEnv(): Env {
  const env: unknown = Reflect.get(window, "env");
  if (typeof env !== "object" || env === null) throw new Error("/env.js set no window.env");
  return { PORTONE_IMP: text(env, "PORTONE_IMP"), PORTONE_PG_CODE: text(env, "PORTONE_PG_CODE") };
}

function text(env: object, name: string): string {
  const value: unknown = Reflect.get(env, name);
  if (typeof value !== "string" || value === "") throw new Error(`/env.js has no ${name}`);
  return value;
}
