/** Korean texts of webhooks. */
export const koWebhooks = {
  webhooks: {
    title: "웹훅",
    lead: "포트원에서 받은 알림과 상점으로 보낸 알림입니다.",
  },
};
