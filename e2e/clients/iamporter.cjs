// The main calls of npm's iamporter 1.4.2 (on axios 0.16).
"use strict";
const { Iamporter } = require("iamporter");
const { tell, uid, card, env, inAnHour } = require("./tell.cjs");

const { IMP_KEY: apiKey, IMP_SECRET: secret, LIVE, TEST, PERSON, PG, ACCOUNTS, API } = env;
const where = API === "" ? {} : { host: API };
const iamporter = new Iamporter({ apiKey, secret, ...where });
const order = (merchant_uid, amount) => ({ merchant_uid, amount, name: "정기 배송", pg: PG });

tell({
  token: () => iamporter.getToken(),
  read: () => iamporter.findByImpUid(LIVE),
  readTest: () => iamporter.findByImpUid(TEST),
  find: () => iamporter.findByMerchantUid(uid("test")),
  findAll: () => iamporter.findAllByMerchantUid(uid("test"), { status: "paid" }),
  findAllOfAny: () => iamporter.findAllByMerchantUid(uid("test")),
  list: () => iamporter.findAllByStatus("paid", { limit: 1 }),
  prepare: () => iamporter.createPreparedPayment({ merchant_uid: uid("prep"), amount: 500 }),
  prepared: () => iamporter.getPreparedPayment(uid("prep")),
  cancelPart: () => iamporter.cancelByImpUid(LIVE, { amount: 1_000, reason: "일부" }),
  cancel: () => iamporter.cancelByMerchantUid(uid("test"), { reason: "모두" }),
  cancelAgain: () => iamporter.cancelByMerchantUid(uid("test"), { reason: "또" }),
  issue: () => iamporter.createSubscription({ customer_uid: uid("key"), pg: PG, ...card }),
  key: () => iamporter.getSubscription(uid("key")),
  onetime: () => iamporter.payOnetime({ ...order(uid("onetime"), 3_000), ...card }),
  again: () =>
    iamporter.paySubscription({ ...order(uid("again"), 4_000), customer_uid: uid("key") }),
  deleteKey: () => iamporter.deleteSubscription(uid("key")),
  keyGone: () => iamporter.getSubscription(uid("key")),
  account: () =>
    iamporter.createVbank({
      ...order(uid("account"), 7_000),
      ...{ channel_key: ACCOUNTS, vbank_code: "088", vbank_due: inAnHour, vbank_holder: "나루" },
      ...{ buyer_name: "홍길동", buyer_email: "a@b.kr" },
    }),
  person: () => iamporter.getCertification(PERSON),
  forget: () => iamporter.deleteCertification(PERSON),
  badKey: () => new Iamporter({ apiKey, secret: "no", ...where }).findByImpUid(LIVE),
});
