import { fromUnix } from "@naru/ui";
import { ask } from "./client.ts";
import type { Json } from "./decode.ts";

export const certificationStates = ["waiting", "certified", "failed"] as const;
export type CertificationState = (typeof certificationStates)[number];

/** 본인인증: one try to prove who somebody is. */
export type Certification = {
  impUid: string;
  merchantUid: string;
  tier: string;
  state: CertificationState;
  /** window, SMS … */
  way: string;
  /** Digits of an SMS that nobody received; empty where there are none. */
  otp: string;
  name: string;
  phone: string;
  birthday: string;
  failReason: string;
  provider: string;
  pgId: string;
  startedAt: Date | null;
  certifiedAt: Date | null;
};

export const certificationKeys = {
  all: ["certifications"] as const,
  page: (imp: string, page: number) => ["certifications", imp, page] as const,
};

export async function listCertifications(
  imp: string,
  page: number,
): Promise<{ total: number; rows: Certification[] }> {
  const path = `/merchants/${encodeURIComponent(imp)}/certifications`;
  const answer = await ask("GET", path, { query: { page } });
  return {
    total: answer.at("total").integer(),
    rows: answer.at("list").listOrEmpty().map(certification),
  };
}

function certification(json: Json): Certification {
  return {
    impUid: json.at("imp_uid").text(),
    merchantUid: json.at("merchant_uid").textOrEmpty(),
    tier: json.at("tier").textOrEmpty(),
    state: json.at("state").word(certificationStates, "waiting"),
    way: json.at("way").textOrEmpty(),
    otp: json.at("otp").textOrEmpty(),
    name: json.at("name").textOrEmpty(),
    phone: json.at("phone").textOrEmpty(),
    birthday: json.at("birthday").textOrEmpty(),
    failReason: json.at("fail_reason").textOrEmpty(),
    provider: json.at("pg_provider").textOrEmpty(),
    pgId: json.at("pg_id").textOrEmpty(),
    startedAt: fromUnix(json.at("started_at").integerOrZero()),
    certifiedAt: fromUnix(json.at("certified_at").integerOrZero()),
  };
}
