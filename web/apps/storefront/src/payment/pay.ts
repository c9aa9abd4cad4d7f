import { won } from "@naru/ui";
import { completeOrder, type Said } from "../api/shop.ts";
import { type Mischief, readMischief } from "../developer/settings.ts";
import type { Opened } from "./opened.ts";
import { PayError } from "./pay-error.ts";
import { type PaymentBuyer, type PaymentService, paymentService } from "./payment-service.ts";

const forgedPrice = won(100);

/**
 * Opens the window for a payment and then, whatever the window said, asks the
 * shop's server. It resolves when the server has looked; what it found is on
 * the order's page. Only a missing SDK and a server that is away are errors.
 */
export async function pay(
  opened: Opened,
  service: PaymentService = paymentService,
  mischief: Mischief = readMischief(),
): Promise<void> {
  const said = await openWindow(opened, service, mischief);
  if (mischief.loseCallback) return;
  await completeOrder(opened.key, said);
}

async function openWindow(
  opened: Opened,
  service: PaymentService,
  mischief: Mischief,
): Promise<Said> {
  const { product } = opened;
  try {
    const { transactionId } = await service.requestPayment({
      merchantId: opened.merchantId,
      product: mischief.forgeAmount ? { ...product, price: forgedPrice } : product,
      buyer: paymentBuyer(opened),
      request: opened.request,
    });
    return { payment_id: opened.paymentId, imp_uid: transactionId || null };
  } catch (error) {
    if (!(error instanceof PayError) || error.code === "sdk_missing") throw error;
    return {
      payment_id: opened.paymentId,
      imp_uid: impUid(error.cause),
      error_code: error.code || null,
      error_msg: error.message || null,
    };
  }
}

function paymentBuyer({ order: { buyer } }: Opened): PaymentBuyer {
  return {
    name: buyer.name,
    email: buyer.email,
    phoneNumber: buyer.tel,
    address: buyer.addr,
    postalCode: buyer.postcode,
  };
}

function impUid(response: unknown): string | null {
  if (typeof response !== "object" || response === null) return null;
  const id: unknown = Reflect.get(response, "imp_uid");
  return typeof id === "string" && id !== "" ? id : null;
}
