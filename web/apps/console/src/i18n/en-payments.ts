/** English texts of the list of payments, and of one. */
export const enPayments = {
  payments: {
    title: "Payments",
    lead: "Search by anything a customer may quote.",
  },
  payment: {
    title: "Payment",
    lead: "What was ordered next to what PortOne says.",
  },
};
