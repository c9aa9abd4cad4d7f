import type { RequestPayParams, RequestPayResponse } from "@naru/sdk";
import type { Won } from "@naru/ui";
import { container, singleton } from "tsyringe";
import { readEnv } from "../env.ts";
import { findImp } from "./imp.ts";
import { PayError } from "./pay-error.ts";

export type PaymentProduct = { readonly name: string; readonly price: Won };

export type PaymentBuyer = {
  readonly email: string;
  readonly name: string;
  readonly phoneNumber: string;
  readonly address: string;
  readonly postalCode: string;
};

export type PaymentRequest = {
  /** merchant_uid, made by the payment server for this one payment */
  merchantId: string;
  product: PaymentProduct;
  buyer?: PaymentBuyer;
  /** The payment server's checkout.request */
  request: Readonly<Record<string, unknown>>;
};

/** Wraps IMP.request_pay in a promise. */
@singleton()
export class PaymentService {
  /**
   * Opens the PG's window and resolves when it reported no error, which proves
   * nothing: the server is asked either way. Rejects with a PayError on
   * error_code, error_msg or success false; a missing success means nothing,
   * because some PGs' callbacks carry ids alone. On a phone most PGs leave the
   * page, and the promise ends with it.
   */
  requestPayment({ merchantId, product, buyer, request }: PaymentRequest): Promise<{
    merchantId: string;
    transactionId: string;
  }> {
    return new Promise((resolve, reject) => {
      const imp = findImp();
      if (imp === null) {
        reject(new PayError("sdk_missing", "iamport.js is not loaded", null));
        return;
      }
      const params: RequestPayParams = {
        ...channel(request),
        ...request,
        merchant_uid: merchantId,
        name: product.name,
        amount: product.price,
        ...(buyer === undefined ? {} : buyerParams(buyer)),
      };
      imp.request_pay(params, (response) => {
        const error = errorOf(response);
        if (error !== null) reject(error);
        else {
          resolve({ merchantId: response.merchant_uid, transactionId: response.imp_uid ?? "" });
        }
      });
    });
  }
}

/** The configured PG, for a request that names no channel of its own. */
function channel(request: Readonly<Record<string, unknown>>): { pg?: string } {
  return "pg" in request || "channelKey" in request ? {} : { pg: readEnv().PORTONE_PG_CODE };
}

function buyerParams(buyer: PaymentBuyer) {
  return {
    buyer_email: buyer.email,
    buyer_name: buyer.name,
    buyer_tel: buyer.phoneNumber,
    buyer_addr: buyer.address,
    buyer_postcode: buyer.postalCode,
  };
}

function errorOf(response: RequestPayResponse): PayError | null {
  const { error_code: code, error_msg: message } = response;
  const failed = (code ?? "") !== "" || (message ?? "") !== "" || response.success === false;
  return failed ? new PayError(code ?? "", message ?? "", response) : null;
}

export const paymentService = container.resolve(PaymentService);
