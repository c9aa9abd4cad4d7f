// The main calls of npm's iamport 0.3.4 (on request). It takes no base URL: it
// knows api.iamport.kr alone.
"use strict";
const Iamport = require("iamport");
const { tell, uid, card, env, inAnHour, later } = require("./tell.cjs");

const { IMP_KEY: impKey, IMP_SECRET: impSecret, LIVE, TEST, PERSON, PG, ACCOUNTS } = env;
const iamport = new Iamport({ impKey, impSecret });
const order = (merchant_uid, amount) => ({ merchant_uid, amount, name: "정기 배송", pg: PG });
const { payment, subscribe, subscribe_customer: keys, vbank, certification } = iamport;

tell({
  read: () => payment.getByImpUid({ imp_uid: LIVE }),
  readTest: () => payment.getByImpUid({ imp_uid: TEST }),
  readUnknown: () => payment.getByImpUid({ imp_uid: "imp_000000000000" }),
  find: () => payment.getByMerchant({ merchant_uid: uid("test") }),
  list: () => payment.getByStatus({ payment_status: "paid" }),
  prepare: () => payment.prepare({ merchant_uid: uid("prep"), amount: 500 }),
  prepared: () => payment.getPrepare({ merchant_uid: uid("prep") }),
  cancelTooMuch: () => payment.cancel({ imp_uid: LIVE, amount: 20_000, reason: "실수" }),
  cancelPart: () => payment.cancel({ imp_uid: LIVE, amount: 1_000, reason: "일부" }),
  cancel: () => payment.cancel({ merchant_uid: uid("test"), reason: "모두" }),
  cancelAgain: () => payment.cancel({ merchant_uid: uid("test"), reason: "또" }),
  issue: () => keys.create({ customer_uid: uid("key"), pg: PG, ...card }),
  key: () => keys.get({ customer_uid: uid("key") }),
  onetime: () => subscribe.onetime({ ...order(uid("onetime"), 3_000), ...card }),
  again: () => subscribe.again({ ...order(uid("again"), 4_000), customer_uid: uid("key") }),
  schedule: () =>
    subscribe.schedule({ customer_uid: uid("key"), schedules: [later(uid("later"), 5_000)] }),
  unschedule: () => subscribe.unschedule({ customer_uid: uid("key") }),
  deleteKey: () => keys.delete({ customer_uid: uid("key") }),
  keyGone: () => keys.get({ customer_uid: uid("key") }),
  account: () =>
    vbank.create({
      ...order(uid("account"), 7_000),
      ...{ channel_key: ACCOUNTS, vbank_code: "088", vbank_due: inAnHour, vbank_holder: "나루" },
      ...{ buyer_name: "홍길동", buyer_email: "a@b.kr" },
    }),
  person: () => certification.get({ imp_uid: PERSON }),
  forget: () => certification.delete({ imp_uid: PERSON }),
  badKey: () =>
    new Iamport({ impKey, impSecret: "no" }).payment.getByMerchant({ merchant_uid: uid("test") }),
});
