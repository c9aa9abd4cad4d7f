import { deepEqual, equal } from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { after, before, test } from "node:test";
import { Browsers, launch } from "../support/browser.ts";
import { pick } from "../support/facts.ts";
import { Intercepted, python } from "../support/intercepted.ts";
import { at, type Json, text } from "../support/json.ts";
import { Listener } from "../support/listener.ts";
import { missing } from "../support/needs.ts";
import { PgWindow } from "../support/window.ts";

let portone: Intercepted;
before(async () => {
  portone = await Intercepted.start();
});
after(() => portone.stop());

/** A buyer who paid 12,900 won in the window. */
async function bought(merchantUid: string): Promise<string> {
  const told = await portone.sandbox.buyerPay({
    ...{ pg: "html5_inicis.INIpayTest", pay_method: "card", merchant_uid: merchantUid },
    ...{ name: "유자청", amount: 12_900, buyer_tel: "010-1234-5678", outcome: "approve" },
  });
  return text(told, "imp_uid");
}

const withRequests = python("requests");

for (const { program, skip } of [
  { program: ["node", "programs/node-https.cjs"], skip: false },
  { program: ["node", "programs/node-fetch.mjs"], skip: false },
  { program: [python("ssl").path, "programs/python-urllib.py"], skip: python("ssl").skip },
  { program: [withRequests.path, "programs/python-requests.py"], skip: withRequests.skip },
  { program: ["php", "programs/curl.php"], skip: missing("php") },
  { program: ["sh", "programs/curl.sh"], skip: missing("curl", "sed") },
]) {
  const name = program.at(-1) ?? "";
  test(`${name} reads and cancels at api.iamport.kr under naru exec`, { skip }, async () => {
    const impUid = await bought(`exec-${name}`);
    const printed = JSON.parse(await portone.exec(program, { IMP_UID: impUid })) as Json;
    deepEqual(printed, { amount: 12_900, status: "cancelled", cancel_amount: 1_000 });
    const known = await portone.sandbox.payment(impUid);
    deepEqual(pick(known, "status", "amount", "cancel_amount"), printed);
  });
}

test("a program that forgets its certificate list or its proxy stays with the sandbox", async () => {
  const odd = `
    const https = require("node:https"), tls = require("node:tls"), http2 = require("node:http2");
    const roots = [...tls.rootCertificates];
    const status = (open) => new Promise((resolve, reject) => open((r) => { r.resume(); resolve(r.statusCode); }).on("error", reject));
    (async () => {
      const path = "/payments/imp_000000000000";
      const said = {
        roots: await status((f) => https.get({ host: "API.iamport.kr", path, ca: roots }, f)),
        agent: await status((f) => https.get("https://api.iamport.kr" + path, { agent: new https.Agent({ keepAlive: true }) }, f)),
        plain: await status((f) => require("node:http").get("http://api.iamport.kr" + path, f)),
        v2: (await fetch("https://api.portone.io/payments/x")).status,
        worker: await new Promise((resolve) => new (require("node:worker_threads").Worker)(
          'fetch("https://api.iamport.kr/x").then((r) => require("node:worker_threads").parentPort.postMessage(r.status))',
          { eval: true }).on("message", resolve)),
        socket: await new Promise((resolve, reject) => {
          const s = tls.connect(443, "api.iamport.kr", () => { resolve(s.authorized); s.end(); }).on("error", reject);
        }),
        h2: await new Promise((resolve, reject) => {
          const c = http2.connect("https://api.iamport.kr").on("error", reject);
          c.request({ ":path": path }).on("response", (h) => { resolve(h[":status"]); c.close(); });
        }),
        own: (await fetch(process.env.CONTROL + "/state")).status,
      };
      console.log(JSON.stringify(said));
      process.exit();
    })();`;
  const printed = await portone.exec(["node", "-e", odd], { CONTROL: portone.sandbox.control });
  deepEqual(JSON.parse(printed), {
    roots: 401,
    agent: 401,
    plain: 403,
    v2: 501,
    worker: 404,
    socket: true,
    h2: 401,
    own: 200,
  });
});

test("a browser buys with PortOne's own script, under PortOne's own names", {
  skip: missing("chromium"),
}, async () => {
  const page = (script: string) => `<!doctype html><title>shop</title>
    <script src="https://cdn.iamport.kr${script}"></script>
    <script>IMP.init("${portone.sandbox.imp}");</script>`;
  const browser = await launch(portone.chromiumArgs);
  try {
    for (const script of ["/v1/iamport.js", "/js/iamport.payment-1.2.0.js"]) {
      const shop = await Listener.start(page(script));
      const browsers = new Browsers(browser);
      const visit = await browsers.fresh();
      await visit.goto(shop.url);
      const merchant_uid = `browser${script.replace(/\W/g, "-")}`;
      const told = visit.evaluate(
        (uid) =>
          new Promise((resolve) => {
            Reflect.get(globalThis, "IMP").request_pay(
              {
                pg: "html5_inicis",
                merchant_uid: uid,
                name: "유자청",
                amount: 12_900,
                buyer_tel: "1",
              },
              resolve,
            );
          }),
        merchant_uid,
      );
      const window = await PgWindow.over(visit);
      equal(new URL(window.url).origin, "https://service.iamport.kr");
      await window.choose("approve");
      deepEqual(pick((await told) as Json, "success", "imp_uid", "merchant_uid"), {
        success: true,
        imp_uid: window.impUid,
        merchant_uid,
      });
      equal(at(await portone.sandbox.payment(window.impUid), "status"), "paid");
      deepEqual(browsers.misdeeds, []);
      await browsers.close();
      await shop.stop();
    }
  } finally {
    await browser.close();
  }
});

test("what was made for the run goes with it", async () => {
  const other = await Intercepted.start();
  const ca = text(other.ready, "intercept", "ca");
  await other.exec(["node", "-e", ""]);
  equal(existsSync(ca), true);
  await other.stop();
  equal(existsSync(dirname(ca)), false);
  equal(at(portone.ready, "intercept", "ca") === ca, false, "each run has its own");
});
