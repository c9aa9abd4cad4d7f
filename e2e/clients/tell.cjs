// What the programs beside it share: a card, times, and how they tell what their
// client's calls ended with.
"use strict";

const inAnHour = Math.floor(Date.now() / 1000) + 3_600;

/**
 * Makes the calls one by one and prints, as JSON by the call's name, what each
 * resolved with, or what of the error a program would look at.
 */
async function tell(calls) {
  const ended = {};
  for (const [name, call] of Object.entries(calls)) {
    try {
      ended[name] = (await call()) ?? null;
    } catch (error) {
      const { message, code, status, response } = error;
      ended[name] = { threw: { message, code, status, answer: response?.data } };
    }
  }
  console.log(JSON.stringify(ended, null, 1));
}

module.exports = {
  tell,
  env: process.env,
  /** An order's number of this run. */
  uid: (name) => `${process.env.RUN}-${name}`,
  inAnHour,
  card: {
    card_number: "4092-0230-1234-5678",
    expiry: "2030-12",
    birth: "800101",
    pwd_2digit: "12",
  },
  later: (merchant_uid, amount) => ({
    merchant_uid,
    schedule_at: inAnHour,
    amount,
    name: "정기 배송",
  }),
};
