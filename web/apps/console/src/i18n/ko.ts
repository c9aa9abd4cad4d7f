import { koAudit } from "./ko-audit.ts";
import { koDiscrepancies } from "./ko-discrepancies.ts";
import { koHome } from "./ko-home.ts";
import { koPayments } from "./ko-payments.ts";
import { koSettings } from "./ko-settings.ts";
import { koWebhooks } from "./ko-webhooks.ts";

/** Korean texts, in the words of PortOne's own console. */
export const ko = {
  ...koHome,
  ...koPayments,
  ...koDiscrepancies,
  ...koWebhooks,
  ...koSettings,
  ...koAudit,
  app: {
    name: "나루 운영자 콘솔",
    lead: "결제를 찾고, 환불하고, 맞춰 봅니다.",
    testBandLabel: "환경",
    testBand: "테스트 환경입니다. 실제 돈은 움직이지 않습니다.",
    language: "English",
    languageLabel: "Switch to English",
    skip: "본문으로 건너뛰기",
    menu: "메뉴",
    openMenu: "메뉴 열기",
    closeMenu: "메뉴 닫기",
    copy: "복사",
    copied: "복사했습니다",
    copyFailed: "복사하지 못했습니다. 직접 선택해 복사해 주세요",
    close: "닫기",
    cancel: "취소",
    save: "저장",
    saved: "저장했습니다.",
    loading: "불러오는 중…",
    retry: "다시 시도",
    none: "없음",
  },
  away: {
    title: "결제 서버가 응답하지 않습니다.",
    text: "멈췄거나 다시 시작하는 중입니다. 저장된 결제와 입력한 내용은 그대로이고, 서버가 돌아오면 이 화면이 스스로 이어집니다.",
  },
  problem: {
    shape:
      "결제 서버의 답을 이 화면이 읽지 못했습니다. 요청이 처리됐는지 알 수 없으니, 화면을 새로 고쳐 결제의 현재 상태를 확인해 주세요.",
    away: "결제 서버가 응답하지 않아 처리됐는지 알 수 없습니다. 다시 보내도 두 번 처리되지 않습니다. 서버가 돌아오면 상태를 확인하고 다시 시도해 주세요.",
    page: "이 화면을 불러오지 못했습니다. 데이터는 그대로입니다. 서버가 켜져 있는지 확인하고 다시 시도해 주세요.",
    unknown:
      "요청을 처리하지 못했습니다. 결제의 현재 상태를 확인하고 다시 시도해 주세요. 계속되면 관리자에게 알려 주세요.",
    givenUp: "본인 확인을 하지 않아 아무것도 보내지 않았습니다. 입력한 내용은 그대로입니다.",
    notFound: "찾는 화면이 없습니다.",
    notFoundNext: "주소를 확인하거나 홈으로 돌아가 주세요.",
    goHome: "홈으로",
  },
  raw: {
    original: "원본 보기",
    pretty: "정리해서 보기",
    emptyBody: "(본문 없음)",
  },
  roles: {
    viewer: "조회자",
    operator: "운영자",
    admin: "관리자",
  },
  entry: {
    title: "로그인",
    text: "결제 서버의 운영자 계정으로 로그인합니다.",
    email: "이메일",
    emailProblem: "이메일을 입력해 주세요.",
    password: "비밀번호",
    passwordProblem: "비밀번호를 입력해 주세요.",
    code: "인증 코드",
    codeHint: "인증 앱에 보이는 숫자 6자리입니다.",
    codeProblem: "인증 코드를 입력해 주세요.",
    second: "비밀번호를 확인했습니다. 인증 앱의 코드를 입력해 주세요.",
    login: "로그인",
    entering: "확인하는 중…",
    forgotten:
      "계정이 없거나 비밀번호를 잊었다면 관리자에게 요청하세요. 첫 관리자는 서버에서 만듭니다.",
    firstTitle: "새 비밀번호를 정해 주세요",
    firstText:
      "받은 비밀번호는 한 번만 쓸 수 있습니다. 나만 아는 비밀번호로 바꾸면 콘솔을 쓸 수 있습니다.",
    oldPassword: "지금 비밀번호",
    newPassword: "새 비밀번호",
    newHint: "15자 이상 128자 이하. 문장처럼 길면 안전하고 외우기도 쉽습니다.",
    newAgain: "새 비밀번호 한 번 더",
    shortProblem: "15자 이상으로 정해 주세요.",
    longProblem: "128자 이하로 정해 주세요.",
    againProblem: "두 번 적은 비밀번호가 다릅니다.",
    choosePassword: "비밀번호 정하기",
    againTitle: "다시 로그인해 주세요",
    againText: "로그인이 만료됐습니다. 입력한 내용은 그대로 있고, 로그인하면 하던 일이 이어집니다.",
    leave: "하던 일을 버리고 나가기",
    stepUpTitle: "본인 확인",
    stepUpText:
      "돈이나 권한이 걸린 일이라 한 번 더 확인합니다. 아직 아무것도 처리하지 않았고, 입력한 내용은 그대로입니다.",
    confirm: "확인하고 계속",
    confirming: "확인하는 중…",
  },
  nav: {
    home: "홈",
    payments: "결제 내역 조회",
    discrepancies: "불일치",
    webhooks: "웹훅",
    settings: "설정",
    audit: "감사 로그",
    logout: "로그아웃",
  },
};
