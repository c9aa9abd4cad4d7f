/** Korean texts of settings. */
export const koSettings = {
  settings: {
    title: "설정",
    lead: "내 계정, 운영자, API 키, 웹훅 엔드포인트를 관리합니다.",
  },
};
