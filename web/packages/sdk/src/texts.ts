/** What goes wrong before the service could answer: Korean for the buyer, English for the log. */
export const texts = {
  NOT_INITIALIZED: [
    "창을 열지 못했습니다. IMP.init(고객사 식별코드)가 먼저 호출되어야 합니다. 결제된 금액은 없습니다.",
    "It was called before IMP.init. Nothing was paid. Call IMP.init('imp…') once, right after the script.",
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
    "요청 값이 올바르지 않아 창을 열지 않았습니다. 결제된 금액은 없습니다.",
    "The parameters must be an object that JSON can hold. Nothing was paid.",
  ],
  ALREADY_OPEN: [
    "이미 창이 열려 있습니다. 열려 있는 창에서 계속하거나 닫은 뒤 다시 시도해 주세요.",
    "A window is already open in this page; the second call was refused and opened nothing.",
  ],
  UNREACHABLE: [
    "결제 서비스에 연결하지 못했습니다. 잠시 후 다시 시도해 주세요. 창은 열리지 않았습니다.",
    "The sandbox did not answer. Is `naru sandbox` running at the address of the script? No window was opened.",
  ],
  LOST: [
    "창과의 연결이 끊어졌습니다. 결제가 되었는지 상점에서 확인한 뒤 다시 시도해 주세요.",
    "The window was closed and the sandbox could not be asked what became of it. Ask your server before trying again.",
  ],
  UNKNOWN_UI: [
    "지원하지 않는 UI 타입입니다. paypal-spb, paypal-rt, toss-brandpay-widget 가운데 하나여야 합니다.",
    "loadUI knows paypal-spb, paypal-rt and toss-brandpay-widget.",
  ],
  // The next three are PortOne's documented texts.
  NO_CONTAINER: [
    "portone-ui-container를 찾을 수 없습니다.",
    'The page needs an element with class="portone-ui-container" before loadUI is called.',
  ],
  BAD_UI_TYPE: [
    "data-portone-ui-type에 올바른 UI 타입을 입력해주세요.",
    "There are several containers, and none has the UI type as its data-portone-ui-type.",
  ],
  DUPLICATE_UI: [
    "동일한 data-portone-ui-type을 갖는 DOM element가 2개 이상 존재합니다.",
    "More than one container has this data-portone-ui-type.",
  ],
  NOT_LOADED: [
    "updateLoadUIRequest보다 IMP.loadUI가 먼저 호출되어야 합니다.",
    "updateLoadUIRequest changes the request of a UI that loadUI has rendered; there is none of this type.",
  ],
  UNKNOWN_MODULE: [
    "샌드박스는 이 모듈을 알지 못합니다. IMP.loadModule의 결과는 결제대행사마다 다르고 공개되어 있지 않습니다.",
    "What a module of loadModule does is the PG's own and not published, so the sandbox has none.",
  ],
} as const;

export type Trouble = keyof typeof texts;
