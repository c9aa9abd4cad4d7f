/** English texts of settings. */
export const enSettings = {
  settings: {
    title: "Settings",
    lead: "Your account, operators, API keys and webhook endpoints.",
  },
};
