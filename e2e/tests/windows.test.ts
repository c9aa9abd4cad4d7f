import { deepEqual, equal, match, ok } from "node:assert/strict";
import { consoleStories } from "../support/console.ts";
import { pick } from "../support/facts.ts";
import { ForeignShop, order } from "../support/foreign.ts";
import { expectAnswer } from "../support/http.ts";
import { at, type Json } from "../support/json.ts";
import { PgWindow } from "../support/window.ts";

const story = consoleStories();

story("a shop that is asked first lets one payment go on and stops another", async (stage) => {
  const { box } = stage;
  const settings = `${box.sandbox.control}/merchants/${box.sandbox.imp}/settings`;
  await expectAnswer(200, "PUT", settings, { body: { confirm_process: true } });
  const shop = await ForeignShop.visit(stage);
  try {
    const confirm_url = `${shop.server.url}/confirm`;
    await shop.call("request_pay", { ...order, merchant_uid: "confirm-1", confirm_url });
    const first = await PgWindow.over(shop.page);
    await first.choose("approve");
    deepEqual(pick(await shop.told(), "success", "imp_uid", "status"), {
      success: true,
      imp_uid: first.impUid,
      status: "paid",
    });
    equal(at(await box.sandbox.payment(first.impUid), "status"), "paid");
    deepEqual(
      shop.server.heard.map(({ body }) => JSON.parse(body)),
      [{ imp_uid: first.impUid, merchant_uid: "confirm-1", amount: 12_900 }],
    );

    shop.server.answer = { status: 500, body: JSON.stringify({ reason: "재고 부족" }) };
    await shop.call("request_pay", { ...order, merchant_uid: "confirm-2", confirm_url });
    const second = await PgWindow.over(shop.page);
    await second.choose("approve");
    const reason = "고객사 요청에 의해 결제를 중단합니다. (상세사유 : 재고 부족)";
    deepEqual(pick(await shop.told(), "success", "error_msg"), {
      success: false,
      error_msg: reason,
    });
    const record = await box.sandbox.payment(second.impUid);
    deepEqual(pick(record, "status", "fail_reason", "paid_at"), {
      status: "failed",
      fail_reason: reason,
      paid_at: 0,
    });
    equal(shop.server.heard.length, 2);
    deepEqual(await box.sandbox.webhooks(second.impUid), [], "a failure sends no webhook");
  } finally {
    await shop.close();
  }
});

story("popup: true opens a pop-up that closes itself with the result", async (stage) => {
  const shop = await ForeignShop.visit(stage);
  try {
    const opens = shop.page.waitForEvent("popup");
    await shop.call("request_pay", { ...order, merchant_uid: "popup-1", popup: true });
    const popup = await opens;
    const window = await PgWindow.in(popup.mainFrame());
    equal(await shop.page.locator("#naru-pg-frame").count(), 0);
    const closes = popup.waitForEvent("close");
    await window.choose("approve");
    equal(at(await shop.told(), "imp_uid"), window.impUid);
    await closes;
    equal(at(await stage.box.sandbox.payment(window.impUid), "status"), "paid");
  } finally {
    await shop.close();
  }
});

story("a sub-store pays through its own channel, named by agency", async (stage) => {
  const { sandbox } = stage.box;
  const account = `/merchants/${sandbox.imp}`;
  await sandbox.post(`${account}/tiers`, { tier_code: "A1B", tier_name: "강남점" });
  await sandbox.post(`${account}.A1B/channels`, {
    name: "강남점",
    provider: "html5_inicis",
    mid: "INIpayTest",
  });
  const init = `IMP.agency("${sandbox.imp}", "A1B")`;
  const shop = await ForeignShop.visit(stage, { init });
  try {
    await shop.call("request_pay", { ...order, merchant_uid: "tier-1" });
    const window = await PgWindow.over(shop.page);
    equal(await window.slot("shop").innerText(), "강남점");
    await window.choose("approve");
    equal(at(await shop.told(), "success"), true);
    const record = await sandbox.payment(window.impUid);
    deepEqual(pick(record, "status", "tier"), { status: "paid", tier: "A1B" });
  } finally {
    await shop.close();
  }
});

/** A channel for identity verification, made once. */
async function certifying(
  box: { readonly sandbox: { post(path: string, body: Json): Promise<Json> } },
  imp: string,
  name: string,
) {
  await box.sandbox.post(`/merchants/${imp}/channels`, {
    name,
    provider: "danal",
    mid: `${name}01`,
    type: "certification",
  });
}

story(
  "on a PC somebody is certified in a pop-up, and only the server learns who",
  async (stage) => {
    const { box } = stage;
    await certifying(box, box.sandbox.imp, "pc");
    const shop = await ForeignShop.visit(stage, { script: "/js/iamport.payment-1.2.0.js" });
    try {
      const opens = shop.page.waitForEvent("popup");
      await shop.call("certification", {
        pg: "danal.pc01",
        merchant_uid: "cert-1",
        name: "김나루",
      });
      const popup = await opens;
      const window = await PgWindow.in(popup.mainFrame());
      await window.frame.getByLabel("생년월일").fill("1990-03-04");
      await window.frame.getByLabel("여", { exact: true }).check();
      await window.frame.getByLabel("통신사").selectOption("KT");
      await window.frame.getByLabel("인증번호").fill("12345x");
      await window.slot("confirm").click();
      await window.slot("problem").waitFor();
      equal(await window.frame.getByLabel("이름").inputValue(), "김나루", "what was typed stays");
      await window.frame.getByLabel("인증번호").fill(await window.slot("otp").innerText());
      await window.slot("confirm").click({ noWaitAfter: true });
      const told = await shop.told();
      deepEqual(told, {
        success: true,
        error_code: null,
        error_msg: null,
        imp_uid: window.impUid,
        merchant_uid: "cert-1",
      });
      const { response } = (await box.call("GET", `/certifications/${window.impUid}`)) as {
        response: Json;
      };
      deepEqual(pick(response, "certified", "name", "birthday", "gender", "carrier"), {
        certified: true,
        name: "김나루",
        birthday: "1990-03-04",
        gender: "female",
        carrier: "KT",
      });
    } finally {
      await shop.close();
    }
  },
);

story("on a phone the certification leaves the page and comes back", async (stage) => {
  const { box } = stage;
  await certifying(box, box.sandbox.imp, "phone");
  const shop = await ForeignShop.visit(stage, { device: "phone" });
  try {
    await shop.call("certification", {
      pg: "danal.phone01",
      merchant_uid: "cert-2",
      m_redirect_url: `${shop.server.url}/done?utm=1`,
    });
    await shop.page.waitForURL("**/checkout/c/**");
    const window = await PgWindow.in(shop.page.mainFrame());
    const wide = await shop.page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    ok(!wide, "nothing sticks out of a phone's screen");
    await window.choose("decline_person");
    await shop.page.waitForURL("**/done?**");
    const query = new URL(shop.page.url()).searchParams;
    deepEqual(
      [query.get("utm"), query.get("success"), query.get("imp_uid"), query.get("merchant_uid")],
      ["1", "false", window.impUid, "cert-2"],
    );
    match(query.get("error_msg") ?? "", /./);
    const { response } = (await box.call("GET", `/certifications/${window.impUid}`)) as {
      response: Json;
    };
    deepEqual(pick(response, "certified", "name"), { certified: false, name: null });
  } finally {
    await shop.close();
  }
});

story("loadUI renders PayPal's button, whose pop-up pays", async (stage) => {
  const { box } = stage;
  await box.sandbox.post(`/merchants/${box.sandbox.imp}/channels`, {
    name: "paypal",
    provider: "paypal_v2",
    mid: "7WBB3CKT63FRG",
  });
  const shop = await ForeignShop.visit(stage, {
    init: `IMP.init("${box.sandbox.imp}");
      const place = document.createElement("div");
      place.className = "portone-ui-container";
      place.dataset.portoneUiType = "paypal-spb";
      document.body.append(place);
      const terms = { pg: "paypal_v2", pay_method: "paypal", name: "Yuja", currency: "USD" };
      IMP.loadUI("paypal-spb", { ...terms, merchant_uid: "ui-0", amount: 1 }, (told) => {
        window.told = told;
      });
      IMP.updateLoadUIRequest("paypal-spb", { ...terms, merchant_uid: "ui-1", amount: 10.5 })`,
  });
  try {
    const opens = shop.page.waitForEvent("popup");
    await shop.page.getByRole("button", { name: "PayPal로 결제" }).click();
    const window = await PgWindow.in((await opens).mainFrame());
    equal(await window.slot("amount").innerText(), "10.50 USD");
    await window.choose("approve");
    deepEqual(await shop.told(), { imp_uid: window.impUid, merchant_uid: "ui-1" });
    equal(at(await box.sandbox.payment(window.impUid), "status"), "paid");
    deepEqual(await box.sandbox.records("ui-0"), [], "the first request was replaced");
  } finally {
    await shop.close();
  }
});
