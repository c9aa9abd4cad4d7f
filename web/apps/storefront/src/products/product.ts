import { type Won, won } from "@naru/ui";
import type { Reader } from "../api/read.ts";

/** One thing on sale, at the server's price. */
export type Product = {
  readonly id: string;
  readonly name: { readonly ko: string; readonly en: string };
  readonly about: { readonly ko: string; readonly en: string };
  readonly price: Won;
  readonly options: readonly string[];
  readonly picture: string;
};

export function parseProduct(r: Reader): Product {
  return {
    id: r.at("id").text(),
    name: { ko: r.at("name").text(), en: r.at("name_en").text() },
    about: { ko: r.at("about").text(), en: r.at("about_en").text() },
    price: won(r.at("price").number()),
    options: r.at("options").list((option) => option.text()),
    picture: r.at("picture").text(),
  };
}
