// The main calls of npm's iamport-rest-client-nodejs 0.9.12, which is PortOne's
// own of that time (on axios 0.19).
"use strict";
const { Iamport, Request } = require("iamport-rest-client-nodejs");
const { tell, uid, card, env, inAnHour, later } = require("./tell.cjs");

const { IMP_KEY: apiKey, IMP_SECRET: apiSecret, LIVE, TEST, PAID, PERSON, PG, ACCOUNTS, API } = env;
const where = API === "" ? {} : { baseUrl: API };
const iamport = new Iamport({ apiKey, apiSecret, ...where });
const { Authenticate, Payments, Prepare, Subscribe, Customers, Vbanks } = Request;
const { Receipts, External, Certifications, Banks, Cards } = Request;
const order = (merchant_uid, amount) => ({ merchant_uid, amount, name: "정기 배송", pg: PG });
const ask = async (request, as = iamport) => (await request.request(as)).data.response;
const person = { customer_name: "홍길동", customer_tel: "010", customer_email: "a@b.kr" };

let account = "";
tell({
  token: () => ask(Authenticate.getToken({ imp_key: apiKey, imp_secret: apiSecret })),
  read: () => ask(Payments.getByImpUid({ imp_uid: LIVE })),
  readTest: () => ask(Payments.getByImpUid({ imp_uid: TEST })),
  readMany: () => ask(Payments.getByImpUids({ imp_uid: [LIVE, TEST] })),
  readSome: () => ask(Payments.getByImpUids({ imp_uid: [LIVE, "imp_000000000000"] })),
  find: () => ask(Payments.getByMerchantUid({ merchant_uid: uid("test"), status: "paid" })),
  findAll: () =>
    ask(Payments.getByMerchantUids({ merchant_uid: uid("test"), status: "paid", page: 1 })),
  list: () => ask(Payments.getByStatus({ status: "paid", limit: 1, sorting: "-paid" })),
  prepare: () => ask(Prepare.postAmount({ merchant_uid: uid("prep"), amount: 500 })),
  prepared: () => ask(Prepare.getAmount({ merchant_uid: uid("prep") })),
  cancelStale: () => ask(Payments.cancel({ imp_uid: LIVE, amount: 1_000, checksum: 1 })),
  cancelPart: () => ask(Payments.cancel({ imp_uid: LIVE, amount: 1_000, checksum: 12_900 })),
  cancel: () => ask(Payments.cancel({ merchant_uid: uid("test"), reason: "모두" })),
  issue: () =>
    ask(Customers.postBillingKey({ customer_uid: uid("key"), pg: PG, ...card, ...person })),
  key: () => ask(Customers.getBillingKey({ customer_uid: uid("key") })),
  keys: () => ask(Customers.getBillingKeys({ customer_uid: [uid("key")] })),
  onetime: () => ask(Subscribe.onetime({ ...order(uid("onetime"), 3_000), ...card })),
  again: () => ask(Subscribe.again({ ...order(uid("again"), 4_000), customer_uid: uid("key") })),
  payments: () => ask(Customers.getPayments({ customer_uid: uid("key") })),
  schedule: () =>
    ask(
      Subscribe.schedule({
        customer_uid: uid("key"),
        schedules: [later(uid("later"), 5_000)],
      }),
    ),
  scheduled: () => ask(Subscribe.getScheduled({ merchant_uid: uid("later") })),
  unschedule: () => ask(Subscribe.unschedule({ customer_uid: uid("key") })),
  deleteKey: () => ask(Customers.deleteBillingKey({ customer_uid: uid("key") })),
  keyGone: () => ask(Customers.getBillingKey({ customer_uid: uid("key") })),
  account: async () => {
    const opened = await ask(
      Vbanks.post({
        ...order(uid("account"), 7_000),
        ...{ channel_key: ACCOUNTS, vbank_code: "088", vbank_due: inAnHour, vbank_holder: "나루" },
        ...{ buyer_name: "홍길동", buyer_email: "a@b.kr" },
      }),
    );
    account = opened.imp_uid;
    return opened;
  },
  cancelAccount: () => ask(Vbanks.delete({ imp_uid: account })),
  receipt: () => ask(Receipts.postReceipt({ imp_uid: PAID, identifier: "01012345678" })),
  receiptAgain: () => ask(Receipts.postReceipt({ imp_uid: PAID, identifier: "01012345678" })),
  receiptRead: () => ask(Receipts.getReceipt({ imp_uid: PAID })),
  receiptDelete: () => ask(Receipts.deleteReceipt({ imp_uid: PAID })),
  cash: () =>
    ask(
      External.postReceipt({
        ...{ merchant_uid: uid("cash"), name: "현금", amount: 9_000, identifier: "01012345678" },
        ...{
          channel_key: ACCOUNTS,
          identifier_type: "phone",
          buyer_name: "홍길동",
          buyer_email: "a@b.kr",
        },
        buyer_tel: "010",
      }),
    ),
  person: () => ask(Certifications.getCertification({ imp_uid: PERSON })),
  forget: () => ask(Certifications.deleteCertification({ imp_uid: PERSON })),
  banks: () => ask(Banks.getBanks()),
  bank: () => ask(Banks.getBank({ code: "004" })),
  cards: () => ask(Cards.getCards()),
  cardOf: () => ask(Cards.getCard({ code: "366" })),
  badKey: () =>
    ask(
      Payments.getByImpUid({ imp_uid: LIVE }),
      new Iamport({ apiKey, apiSecret: "no", ...where }),
    ),
});
