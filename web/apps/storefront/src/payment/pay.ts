import { won } from "@naru/ui";
import { completeOrder, payAgain, type Said } from "../api/shop.ts";
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
  if (mischief.payTwice) return payTwice(opened, service, mischief);
  const said = await openWindow(opened, service, mischief);
  if (mischief.loseCallback) return;
  if (mischief.slow) await new Promise((over) => setTimeout(over, slowness));
  await completeOrder(opened.key, said);
}

const slowness = 10_000; // ms; a webhook is there long before

/**
 * Has the shop open a second payment of the same order, pays that, and then pays
 * in the window of the first one, too, which the server has closed.
 */
async function payTwice(first: Opened, service: PaymentService, mischief: Mischief): Promise<void> {
  const other = first.order.method === "kakaopay_direct" ? "card" : "kakaopay_direct";
  const second = await payAgain(
    first.key,
    other,
    document.documentElement.lang === "en" ? "en" : "ko",
  );
  for (const opened of [second, first]) {
    const said = await openWindow(opened, service, mischief);
    if (!mischief.loseCallback) await completeOrder(opened.key, said);
  }
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
