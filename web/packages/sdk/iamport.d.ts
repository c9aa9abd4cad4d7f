/**
 * 상점이 iamport.js로 불러오는 스크립트의 타입.
 * Types of the script that a shop loads as iamport.js.
 */

/**
 * 뜻이 정해진 결제수단. PG마다 쓸 수 있는 값이 다르며, 여기 없는 값도 그대로 전달됩니다.
 * pay_method values with a meaning of their own; which of them a PG takes is the PG's to say.
 */
export type PayMethod =
  | "card"
  | "trans"
  | "vbank"
  | "phone"
  | "applepay"
  | "naverpay"
  | "naverpay_card"
  | "naverpay_point"
  | "naverpay_bridge"
  | "samsung"
  | "samsungpay"
  | "kpay"
  | "kakaopay"
  | "payco"
  | "lpay"
  | "ssgpay"
  | "ssgpay_bank"
  | "tosspay"
  | "tosspay_card"
  | "tosspay_money"
  | "toss_brandpay"
  | "cultureland"
  | "smartculture"
  | "culturegift"
  | "booknlife"
  | "happymoney"
  | "point"
  | "wechat"
  | "alipay"
  | "unionpay"
  | "pinpay"
  | "skpay"
  | "paypal"
  | (string & {});

/** 에스크로 상품. A product of an escrow payment. */
export interface Product {
  id?: string;
  name?: string;
  code?: string;
  /** 단가. Price of one. */
  unitPrice?: number;
  /** 수량. How many. */
  quantity?: number;
}

/** IMP.request_pay의 첫 번째 인자. First argument of IMP.request_pay. */
export interface RequestPayParams {
  /**
   * 채널 키. 채널 하나를 고르며 pg보다 우선합니다.
   * Selects one channel; wins over pg. Only the current build (v1/iamport.js) knows it.
   */
  channelKey?: string;
  /**
   * "{PG Provider}" 또는 "{PG Provider}.{상점아이디}". 없으면 기본 PG.
   * "{provider}" or "{provider}.{MID}", as in "html5_inicis.INIpayTest"; absent: the default PG.
   */
  pg?: string;
  /** 결제수단. 없으면 "card"이고, 무시하는 PG도 있습니다. "card" when absent; some PGs ignore it. */
  pay_method?: PayMethod;
  /**
   * 주문번호. 40자 이하이며, 한 번 승인된 번호는 다시 쓸 수 없습니다.
   * The shop's number of this attempt, at most 40 characters; once approved it is used up.
   */
  merchant_uid: string;
  /** 주문명. 40자 이하. What the buyer sees as the order, at most 40 characters. */
  name?: string;
  /**
   * 결제 금액. 문자열이 아니라 숫자입니다. 빌링키 발급창에서는 표시만 됩니다.
   * A number, never a string; KRW has no decimals. A window that stores a card only shows it.
   */
  amount: number;
  /** 통화. 없으면 "KRW". "KRW" when absent; PayPal knows no KRW. */
  currency?: "KRW" | "USD" | "EUR" | "JPY" | (string & {});
  /** 결제창 언어. 없으면 "ko". Language of the window; "ko" when absent. */
  language?: "ko" | "en" | "zh" | (string & {});
  /** amount 가운데 면세 공급가액. The part of amount that is free of tax. */
  tax_free?: number;
  /** amount 가운데 부가세. The part of amount that is VAT; some PGs alone. */
  vat_amount?: number;
  /** @deprecated vat_amount를 쓰세요. Use vat_amount. */
  vat?: number;
  /** 에스크로 여부. Escrow, where the PG's contract has it; false when absent. */
  escrow?: boolean;
  /** 에스크로 상품 목록. Products of an escrow payment (토스페이먼츠). */
  products?: Product[];
  /** 에스크로 상품 목록. The same by its other name. */
  escrowProducts?: Product[];
  /** NHN KCP 에스크로 상품 목록. Products of an escrow payment at NHN KCP. */
  kcpProducts?: Record<string, unknown>[];

  /** 구매자 이름. 필수인 PG가 있습니다. Some PGs demand it. */
  buyer_name?: string;
  /** 구매자 전화번호. KG이니시스 등은 필수. KG이니시스 and others demand it. */
  buyer_tel?: string;
  /** 구매자 이메일. 필수인 PG가 있습니다. Some PGs demand it. */
  buyer_email?: string;
  /** 구매자 주소. */
  buyer_addr?: string;
  /** 구매자 우편번호. */
  buyer_postcode?: string;
  /** 상점이 덧붙이는 정보. JSON 문자열로 돌아옵니다. Comes back as JSON text. */
  custom_data?: unknown;

  /** 이 결제의 웹훅 주소. 콘솔에 저장된 주소 대신 쓰입니다. Replaces the console's webhook address for this payment. */
  notice_url?: string | string[];
  /**
   * 승인 직전에 확인을 요청할 주소. 켜져 있는 고객사만 호출되며, 10초 안에 HTTP 200이 아니면 결제가 중단됩니다.
   * Asked by POST just before the approval, where it is enabled for the account: anything but
   * HTTP 200 within 10 s stops the payment.
   */
  confirm_url?: string;
  /** 리디렉션 방식의 결제가 돌아올 주소. 모바일에서는 필수. Where the browser lands after a payment on a phone. */
  m_redirect_url?: string;
  /** 앱에서 돌아올 스킴: "myapp" 또는 "myapp://". Scheme by which a card company's app comes back to yours. */
  app_scheme?: string;
  /** 결제창을 팝업으로 엽니다. Opens the window as a pop-up, where the PG allows it. */
  popup?: boolean;

  /** 있으면 빌링키 발급 요청이 됩니다. 80자 이하. Its presence stores a card for later charges; at most 80 characters. */
  customer_uid?: string;
  /** 구매자 식별자. 필수인 PG가 있습니다. Names the buyer; some PGs demand it. */
  customer_id?: string;

  /** 디지털 상품 여부. 휴대폰 소액결제에 필수. Digital goods; required for pay_method "phone". */
  digital?: boolean;
  /**
   * 가상계좌 입금 기한. Until when a virtual account takes the deposit:
   * "YYYY-MM-DD", "YYYYMMDD", "YYYY-MM-DD HH:mm:ss", "YYYYMMDDHHmm" or "YYYYMMDDHHmmss".
   */
  vbank_due?: string;
  /** 사업자등록번호 10자리. 다날 가상계좌에 필수. 10 digits; 다날 demands it for virtual accounts. */
  biz_num?: string;
  /** 창에 표시할 상점 이름. Shop name that the window and text messages show. */
  company?: string;
  /** 서비스 제공 기간. `YYYYMMDD`부터 `YYYYMMDD`까지, 또는 간격("1m"). Both are never given. */
  period?: { from?: string; to?: string; interval?: string };

  /** 결제창에 보일 것. What the window shows. */
  display?: {
    /** 할부 개월. [] 는 일시불만, [6] 은 일시불과 6개월. Instalments beside paying in full; [] none. */
    card_quota?: number[];
  };
  card?: {
    /** 카드사를 바로 엽니다. 금융결제원 카드사 코드. Opens one card company (KFTC code). */
    direct?: { code: string; quota?: number };
    /** 카드사별 사용 여부. "*"는 모든 카드사. Which card companies show; "*" is all of them. */
    detail?: { card_code: string; enabled?: boolean; max_month?: number }[];
    /** 상점 부담 무이자 개월. Months of interest that the shop pays. */
    interest_free?: number;
  };
  phone?: {
    /** 보일 통신사. Which carriers show. */
    detail?: { carrier: string; enabled?: boolean }[];
  };
  /** 상점 부담 무이자 사용. The shop pays the interest. */
  useFreeInterestFromMall?: boolean;
  /** 카드사 포인트 사용. Card points may be used. */
  useCardPoint?: boolean;
  /** 카드 프로모션. Takes part in a card promotion. */
  isPromotion?: boolean;
  promotion_id?: string;
  /** PG에 그대로 전달할 값. Passed to the PG unchanged. */
  bypass?: Record<string, unknown>;

  /** 카카오페이: 모바일에서도 PC 방식으로. KakaoPay: the PC's way on a phone, too. */
  kakaopayMobileAsPC?: boolean;
  /** 네이버페이 결제형의 상품 목록. Products for NaverPay. */
  naverProducts?: Record<string, unknown>[];
  /** 네이버페이 이용완료일 `YYYYMMDD`. */
  naverUseCfm?: string;
  /** 네이버페이 팝업 여부. false는 리디렉션. false redirects. */
  naverPopupMode?: boolean;
  naverPurchaserName?: string;
  naverPurchaserBirthday?: string;
  /** 나이스 모바일 모듈. 나이스's module for phones. */
  niceMobileV2?: boolean;
  /** NHN KCP: "key-in"은 수기결제창. "key-in" opens NHN KCP's key-in window. */
  auth_mode?: "key-in" | (string & {});
  /** PG가 아는 그 밖의 값은 그대로 전달됩니다. Anything else that a PG takes reaches it unchanged. */
  [extra: string]: unknown;
}

/**
 * 콜백이 받는 값. 모든 PG에 공통인 것은 imp_uid, merchant_uid, error_code, error_msg뿐입니다.
 * 상점은 error_code와 error_msg를 보고, 어느 쪽이든 서버에서 결제를 다시 조회합니다.
 *
 * What the callback receives. Only imp_uid, merchant_uid, error_code and
 * error_msg are common to all PGs: a shop tests error_code and error_msg, and
 * asks its own server either way.
 */
export interface RequestPayResponse {
  /** 식별자만 주는 PG에는 없습니다. Absent for PGs whose callback carries ids alone. */
  success?: boolean;
  error_code?: string;
  error_msg?: string;
  /** 창이 열리기 전에 거절되면 null. null when the payment was refused before a window opened. */
  imp_uid: string | null;
  merchant_uid: string;
  pay_method?: string;
  name?: string;
  paid_amount?: number;
  currency?: string;
  pg_provider?: string;
  emb_pg_provider?: string | null;
  pg_type?: string;
  pg_tid?: string | null;
  apply_num?: string | null;
  buyer_name?: string | null;
  buyer_email?: string | null;
  buyer_tel?: string | null;
  buyer_addr?: string | null;
  buyer_postcode?: string | null;
  /** JSON text. */
  custom_data?: string | null;
  status?: "ready" | "paid" | "failed";
  /** UNIX seconds. */
  paid_at?: number | null;
  receipt_url?: string | null;
  card_name?: string | null;
  bank_name?: string | null;
  card_quota?: number | null;
  card_number?: string | null;
  vbank_num?: string | null;
  vbank_name?: string | null;
  vbank_holder?: string | null;
  /** UNIX seconds. */
  vbank_date?: number | null;
  customer_uid?: string | null;
}

export type RequestPayCallback = (response: RequestPayResponse) => void;

/** IMP.certification의 첫 번째 인자. First argument of IMP.certification. */
export interface CertificationParams {
  /** 채널 속성이 본인인증인 채널의 키. Key of a channel of type 본인인증. */
  channelKey?: string;
  /** "danal", "inicis_unified", "kcp_v2", "inicis", with ".{MID}" where there are several. */
  pg?: string;
  /** 본인인증 번호. The shop's number of this verification. */
  merchant_uid: string;
  /** 최소 나이(만). 다날만. Whole years; 다날 alone. */
  min_age?: number;
  /** 미리 채울 이름. 다날만. Stands in the window; 다날 alone. */
  name?: string;
  /** 미리 채울 전화번호. 다날만. Stands in the window; 다날 alone. */
  phone?: string;
  /** 미리 고를 통신사. 다날만. Chosen in the window; 다날 alone. */
  carrier?: "SKT" | "KTF" | "LGT" | "MVNO" | (string & {});
  /** 인증 문자에 표시할 이름. 없으면 「포트원」. Whose name the text message shows. */
  company?: string;
  /** 모바일에서도 팝업으로. PC는 언제나 팝업입니다. A pop-up on a phone, too; a PC always has one. */
  popup?: boolean;
  /** 모바일에서 돌아올 주소. 팝업이 아니면 필수. Where a phone's browser lands; required without popup. */
  m_redirect_url?: string;
  /** 창의 언어. Language of the window. */
  language?: "ko" | "en" | "zh" | (string & {});
  [extra: string]: unknown;
}

/**
 * 본인인증의 결과. 누구인지는 서버에서 GET /certifications/{imp_uid}로만 알 수 있습니다.
 * The end of a verification. Who it was is told by GET /certifications/{imp_uid} alone.
 */
export interface CertificationResponse {
  success: boolean;
  error_code: string | null;
  error_msg: string | null;
  /** 창이 열리기 전에 거절되면 null. null when it was refused before a window opened. */
  imp_uid: string | null;
  merchant_uid: string;
}

export type CertificationCallback = (response: CertificationResponse) => void;

/** loadUI가 그리는 것. What loadUI renders. */
export type UIType = "paypal-spb" | "paypal-rt" | "toss-brandpay-widget";

export interface Iamport {
  /** 고객사 식별코드를 알립니다. 페이지마다 한 번. Names the shop, once a page: "imp" and digits. */
  init(userCode: string): void;
  /**
   * 하위 상점으로 초기화합니다. tierCode는 영문 대문자·숫자 세 자리.
   * Names a sub-store instead of init; the tier code is three of A-Z and 0-9.
   */
  agency(userCode: string, tierCode: string): void;
  /**
   * 결제창을 엽니다. 클릭 안에서 호출하세요. 모바일에서는 대부분 페이지를 떠나 m_redirect_url로 돌아오며, 콜백은 호출되지 않습니다.
   *
   * Opens the PG's window. Call it in a click, so that no pop-up blocker bites.
   * On a phone most PGs leave the page and come back to m_redirect_url; the
   * callback is then never called.
   */
  request_pay(params: RequestPayParams, callback?: RequestPayCallback): void;
  /**
   * 본인인증창을 엽니다. PC는 팝업과 콜백, 모바일은 popup: true가 아니면 m_redirect_url입니다.
   * Opens a window for identity verification: a pop-up that calls back on a PC; on a phone
   * a page that comes back to m_redirect_url, unless popup is true.
   */
  certification(params: CertificationParams, callback?: CertificationCallback): void;
  /**
   * PG의 버튼을 그립니다. 페이지에 class="portone-ui-container"가 있어야 합니다.
   * Renders a PG's button into <div class="portone-ui-container" data-portone-ui-type="…">;
   * pressing it is a request_pay with these parameters.
   */
  loadUI(uiType: UIType, params: RequestPayParams, callback?: RequestPayCallback): void;
  /** 그려진 버튼의 요청을 바꿉니다. Replaces the request of a rendered button. */
  updateLoadUIRequest(uiType: UIType, params: RequestPayParams): void;
  /**
   * PG의 모듈. 무엇이 오는지 공개되어 있지 않아 샌드박스는 언제나 거절합니다.
   * A PG's module. What it is is the PG's own and not published: the sandbox always rejects.
   */
  loadModule(
    moduleType: string,
    shop: { userCode: string; tierCode?: string },
    options?: Record<string, unknown>,
  ): Promise<unknown>;
}

declare global {
  interface Window {
    /** 스크립트 태그가 읽히면 바로 있습니다. There as soon as the script's tag has been read. */
    IMP: Iamport;
  }
}
