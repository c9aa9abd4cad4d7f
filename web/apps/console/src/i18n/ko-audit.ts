/** Korean texts of audit. */
export const koAudit = {
  audit: {
    title: "감사 로그",
    lead: "누가 언제 무엇을 왜 했는지입니다.",
  },
};
