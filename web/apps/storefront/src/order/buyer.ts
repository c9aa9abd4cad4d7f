import type { Reader } from "../api/read.ts";

/** Who ordered, in the names of the order form and of the shop's server. */
export type Buyer = {
  readonly name: string;
  readonly email: string;
  readonly tel: string;
  readonly addr: string;
  readonly postcode: string;
};

export const buyerFields = ["name", "email", "tel", "postcode", "addr"] as const;
export type BuyerField = (typeof buyerFields)[number];

export const nobody: Buyer = { name: "", email: "", tel: "", addr: "", postcode: "" };

export function parseBuyer(r: Reader): Buyer {
  return {
    name: r.at("name").text(),
    email: r.at("email").text(),
    tel: r.at("tel").text(),
    addr: r.at("addr").text(),
    postcode: r.at("postcode").text(),
  };
}

const tests: Readonly<Record<BuyerField, (text: string) => boolean>> = {
  name: (text) => [...text].length <= 40 && text !== "",
  email: (text) => text.length <= 64 && /^[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+$/.test(text),
  tel: (text) => /^0\d{8,10}$/.test(digits(text)),
  postcode: (text) => /^\d{5}$/.test(text),
  addr: (text) => [...text].length <= 128 && text !== "",
};

/** The fields that the server would refuse; it checks again and decides. */
export function wrongFields(buyer: Buyer): BuyerField[] {
  return buyerFields.filter((field) => !tests[field](buyer[field].trim()));
}

/** A Korean phone number's digits: +82 10-1234-5678 is 01012345678. */
export function digits(tel: string): string {
  const plain = tel.replace(/[\s\-.()]/g, "");
  return plain.replace(/^\+820?/, "0");
}
