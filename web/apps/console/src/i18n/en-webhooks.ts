/** English texts of webhooks. */
export const enWebhooks = {
  webhooks: {
    title: "Webhooks",
    lead: "Notices received from PortOne, and those sent to the shop.",
  },
};
