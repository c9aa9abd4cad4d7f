/** English texts of audit. */
export const enAudit = {
  audit: {
    title: "Audit log",
    lead: "Who did what, when and why.",
  },
};
