/** What goes wrong before the service could answer: Korean for the buyer, English for the log. */
export const texts = {
  NOT_INITIALIZED: [
    "결제를 시작하지 못했습니다. IMP.init(고객사 식별코드)가 먼저 호출되어야 합니다. 결제된 금액은 없습니다.",
    "request_pay was called before IMP.init. Nothing was paid. Call IMP.init('imp…') once, right after the script.",
  ],
  BAD_USER_CODE: [
    "고객사 식별코드가 올바르지 않습니다. imp로 시작하고 숫자가 이어지는 코드를 IMP.init에 넣어 주세요. 결제된 금액은 없습니다.",
    "The user code must be 'imp' followed by digits, as the console shows it. Nothing was paid.",
  ],
  BAD_TIER_CODE: [
    "하위 상점 코드(tierCode)가 올바르지 않습니다. 영문 대문자와 숫자 세 자리여야 합니다. 결제된 금액은 없습니다.",
    "The tier code must be three of A-Z and 0-9. Nothing was paid.",
  ],
  BAD_PARAMS: [
    "결제 요청 값이 올바르지 않아 결제창을 열지 않았습니다. 결제된 금액은 없습니다.",
    "The first argument of request_pay must be an object that JSON can hold. Nothing was paid.",
  ],
  ALREADY_OPEN: [
    "이미 결제창이 열려 있습니다. 열려 있는 결제창에서 계속하거나 닫은 뒤 다시 시도해 주세요.",
    "A payment window is already open in this page; the second request_pay was refused and opened nothing.",
  ],
  UNREACHABLE: [
    "결제 서비스에 연결하지 못했습니다. 잠시 후 다시 시도해 주세요. 결제창은 열리지 않았습니다.",
    "The sandbox did not answer. Is `naru sandbox` running at the address of the script? No window was opened.",
  ],
  LOST: [
    "결제창과의 연결이 끊어졌습니다. 결제가 되었는지 상점에서 확인한 뒤 다시 시도해 주세요.",
    "The window was closed and the sandbox could not be asked what became of it. Ask your server before trying again.",
  ],
} as const;

export type Trouble = keyof typeof texts;
