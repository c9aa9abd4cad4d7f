import type { Texts } from "./ko.ts";

/** policies.ko.ts in English. */
export const policies: Texts["policies"] = {
  terms: {
    title: "Terms of use",
    parts: [
      {
        title: "1. This shop",
        text: [
          "Naru Shop (“the shop”) is a demo to practise PortOne payments. No real money is taken and nothing is sent by post. A real shop would put terms here that follow the Korean act on consumer protection in electronic commerce.",
        ],
      },
      {
        title: "2. Order and contract",
        text: [
          "An order is placed when the buyer has checked goods, amount and delivery on the order form and agreed to pay, and the contract is made when the shop's server has found the payment at the payment provider.",
          "Prices include VAT. Goods without VAT are marked.",
        ],
      },
      {
        title: "3. Delivery",
        text: [
          "Delivery costs 3,000 won and is free for goods of 50,000 won or more. Goods are prepared once the payment is confirmed and leave within two or three working days.",
        ],
      },
      {
        title: "4. Membership",
        text: [
          "There is none. Every order is a guest's and is found by its number and the phone number.",
        ],
      },
      {
        title: "5. Disputes",
        text: [
          "Disputes follow the law of the Republic of Korea, and may be brought before its e-commerce mediation committee.",
        ],
      },
    ],
  },
  privacy: {
    title: "Privacy policy",
    parts: [
      {
        title: "1. What is collected and why",
        text: [
          "Name, e-mail, mobile phone, postcode and address: for the order, its delivery and finding it again. Card numbers and passwords never reach the shop; the payment provider alone takes them in its window.",
        ],
      },
      {
        title: "2. How long it is kept",
        text: [
          "This demo stores it in the data folder of this computer alone, and all is gone with the folder. A real shop keeps records of contracts and payments for five years, of complaints for three.",
        ],
      },
      {
        title: "3. Who else receives it",
        text: [
          "To pay, the order number, goods, amount and buyer go to the payment server, PortOne and the chosen provider (KG Inicis, KakaoPay, Toss Payments). In the demo they go to the sandbox of the same computer.",
        ],
      },
      {
        title: "4. What stays in the browser",
        text: [
          "The cart, the list of orders made in this browser and the language. The list can be emptied on the page “My orders”. A form that was being filled in goes with its tab.",
        ],
      },
      {
        title: "5. Who is responsible",
        text: ["Data protection officer: Hong Naru (privacy@example.com), made up for the demo."],
      },
    ],
  },
  refunds: {
    title: "Refund policy",
    parts: [
      {
        title: "1. Cancelling an order",
        text: [
          "While an order is paid, it can be cancelled on its page and all the money goes back. Once it is being prepared, 30 minutes after the payment, please contact us.",
        ],
      },
      {
        title: "2. Withdrawal",
        text: [
          "Within seven days of receiving the goods. The buyer pays for sending them back, unless they are faulty or not as described.",
        ],
      },
      {
        title: "3. How the money comes back",
        text: [
          "The approval of cards and wallets is cancelled, which card companies may show three to seven working days later. Money paid into a virtual account goes back to the account that you name. Payments by phone bill cannot be cancelled after their month and are paid back to an account.",
        ],
      },
      {
        title: "4. Money that came wrongly",
        text: [
          "A different amount, money after the due time and a second payment are not used for the order and go back by themselves.",
        ],
      },
    ],
  },
};
