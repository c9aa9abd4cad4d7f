/** English texts of discrepancies. */
export const enDiscrepancies = {
  discrepancies: {
    title: "Discrepancies",
    lead: "Money that does not match its order. Look at the evidence and decide: accept it or give it back.",
  },
};
