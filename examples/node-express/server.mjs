// A shop with one product on Naru's payment server. The browser opens the PG's
// window, the payment server decides, and this file only ever asks it.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import express from "express";

const setting = (name, fallback) => {
  const value = process.env[name] ?? fallback;
  if (!value) throw new Error(`${name} is not set; see README.md`);
  return value;
};

const port = Number(setting("PORT", "3000"));
const shop = setting("SHOP_URL", `http://localhost:${port}`).replace(/\/$/, "");
const naru = setting("NARU_PUBLIC_URL", "http://localhost:4100").replace(/\/$/, "");
const apiKey = setting("NARU_API_KEY");
const webhookSecret = Buffer.from(setting("NARU_SHOP_WEBHOOK_SECRET").replace(/^whsec_/, ""), "base64");
const imp = setting("PORTONE_IMP");
const sdk = setting("PORTONE_SDK_URL", "https://cdn.iamport.kr/v1/iamport.js");

const product = { name: "유자청 한 병", price: 12_900 };
const orders = new Map(); // a real shop has a database; its own number is the key

/** Asks the payment server; a refusal is an Error with its status and problem. */
async function ask(method, path, body) {
  const response = await fetch(naru + path, {
    method,
    headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.detail ?? answer.code), { status: response.status, answer });
  return answer;
}

const same = (a, b) => {
  const [x, y] = [a, b].map((text) => createHmac("sha256", apiKey).update(String(text)).digest());
  return timingSafeEqual(x, y);
};

/** The order of the address, for whoever holds its key. */
function mine(request, response) {
  const order = orders.get(request.params.ref);
  if (order && same(request.query.key, order.key)) return order;
  response.status(404).json({ message: "그런 주문이 없습니다." });
  return null;
}

/** The payment server's word on an order; goods leave on "paid", once. */
async function look(order) {
  const { state, payment } = await ask("GET", `/api/orders/${order.ref}`);
  if (state === "paid" && !order.sent) {
    order.sent = true;
    console.log(`${order.ref}: paid, the goods can be sent`);
  }
  const { virtual_account: account, failure, reason } = payment;
  return { order: order.ref, state, payment: payment.state, account, failure, reason };
}

/** Standard Webhooks: our HMAC over id.timestamp.body, and not long ago. */
function verified(headers, body) {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) return false;
  const mac = createHmac("sha256", webhookSecret).update(`${id}.${timestamp}.`).update(body).digest();
  return (headers["webhook-signature"] ?? "").split(" ").some((signature) => {
    const sent = Buffer.from(signature.replace(/^v1,/, ""), "base64");
    return signature.startsWith("v1,") && sent.length === mac.length && timingSafeEqual(sent, mac);
  });
}

const app = express();
app.disable("x-powered-by");

app.post("/webhooks", express.raw({ type: "*/*", limit: "64kb" }), async (request, response) => {
  if (!Buffer.isBuffer(request.body) || !verified(request.headers, request.body)) {
    return response.status(401).json({ message: "서명이 맞지 않습니다." });
  }
  // A webhook says that something happened; what is true is asked for.
  const order = orders.get(JSON.parse(request.body.toString()).data?.order_ref);
  if (order) await look(order);
  response.json({ received: true });
});

app.use(express.json({ limit: "16kb" }));

app.post("/orders", async (request, response) => {
  const { name, email, tel } = request.body ?? {};
  const order = { ref: `n-${randomBytes(8).toString("hex")}`, key: randomBytes(24).toString("base64url"), sent: false };
  orders.set(order.ref, order); // stored before anybody can pay for it
  const opened = await ask("POST", "/api/payments", {
    order_ref: order.ref,
    amount: product.price, // never the browser's
    name: product.name,
    buyer: { name, email, tel },
    return_url: `${shop}/?order=${order.ref}&key=${order.key}`, // where a phone comes back to
  });
  response.status(201).json({ ...order, payment: opened.payment.id, request: opened.checkout.request });
});

app.post("/orders/:ref/complete", async (request, response) => {
  const order = mine(request, response);
  if (!order) return;
  const { payment, imp_uid, error_code, error_msg } = request.body ?? {};
  const { data } = await ask("GET", `/api/payments?order_ref=${order.ref}`);
  if (!data.some(({ id }) => id === payment)) return response.status(400).json({ message: "이 주문의 결제가 아닙니다." });
  const said = Object.entries({ imp_uid, error_code, error_msg }).filter(([, value]) => typeof value === "string" && value);
  await ask("POST", `/api/payments/${payment}/complete`, Object.fromEntries(said)); // a hint: it looks for itself
  response.json(await look(order));
});

app.get("/orders/:ref", async (request, response) => {
  const order = mine(request, response);
  if (order) response.json(await look(order));
});

const page = readFileSync(new URL("../storefront/index.html", import.meta.url), "utf8")
  .replace("__PORTONE_SDK_URL__", () => sdk)
  .replace("__PORTONE_IMP__", () => imp);
app.get("/", (_request, response) => response.type("html").send(page));
app.get("/shop.js", (_request, response) => response.sendFile("shop.js", { root: `${import.meta.dirname}/../storefront` }));

app.use((error, _request, response, _next) => {
  const { status = 500, answer } = error;
  const ours = status >= 500 || status === 401 || status === 403; // our key, our server: not the buyer's business
  if (ours) console.error(error);
  response.status(ours ? 502 : status).json({
    message: (!ours && answer?.message_ko) || "지금은 처리할 수 없습니다. 낸 돈은 결제 서버가 따로 확인합니다.",
    code: ours ? "unavailable" : (answer?.code ?? "bad_request"),
  });
});

app.listen(port, "127.0.0.1", () => console.log(`shop: ${shop}`));
