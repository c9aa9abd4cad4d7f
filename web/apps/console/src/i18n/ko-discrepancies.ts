/** Korean texts of discrepancies. */
export const koDiscrepancies = {
  discrepancies: {
    title: "불일치",
    lead: "주문과 다른 돈입니다. 증거를 보고 받아들일지 돌려줄지 정합니다.",
  },
};
