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
  /** 면세 */
  readonly taxFree: boolean;
  /** Pieces that are left; null for as many as anybody wants. */
  readonly left: number | null;
};

/** Everything on sale and what is charged beside it. */
export type Catalogue = {
  readonly products: readonly Product[];
  readonly shippingFee: Won;
  readonly freeShippingFrom: Won;
  readonly instalmentsFrom: Won;
};

export function parseProduct(r: Reader): Product {
  return {
    id: r.at("id").text(),
    name: { ko: r.at("name").text(), en: r.at("name_en").text() },
    about: { ko: r.at("about").text(), en: r.at("about_en").text() },
    price: won(r.at("price").number()),
    options: r.at("options").list((option) => option.text()),
    picture: r.at("picture").text(),
    taxFree: r.at("tax_free").flag(),
    left: r.at("left").optional((left) => left.number()),
  };
}

export function parseCatalogue(r: Reader): Catalogue {
  return {
    products: r.at("products").list(parseProduct),
    shippingFee: won(r.at("shipping_fee").number()),
    freeShippingFrom: won(r.at("free_shipping_from").number()),
    instalmentsFrom: won(r.at("instalments_from").number()),
  };
}

/** The most of one thing in one order. */
export const mostQty = 10;

export function mostOf({ left }: Product): number {
  return left === null ? mostQty : Math.min(left, mostQty);
}
