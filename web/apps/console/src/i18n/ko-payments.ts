/** Korean texts of the list of payments, and of one. */
export const koPayments = {
  payments: {
    title: "결제 내역 조회",
    lead: "고객이 말하는 무엇으로든 찾을 수 있습니다.",
  },
  payment: {
    title: "결제 상세",
    lead: "주문한 것과 포트원이 말하는 것을 나란히 봅니다.",
  },
};
