package checkout

import (
	"strconv"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// texts are the words of a window in one language.
type texts struct {
	Title, Sandbox, SandboxHint, Test, Close, OtherLanguage       string
	Shop, Order, Number, Amount, NoOrderName                      string
	HowToPay, CardCompany, AnyCard, Quota, LumpSum, Bank, AnyBank string
	Wallet, WalletCard, WalletMoney, PhoneNote, Buyer, Due        string
	Register, RegisterHint, RegisterShown, RegisterLost           string
	Registered, RegisteredLost                                    string
	Pay, Issue, Cancel                                            string
	Hanging, HangingHint, Lost, LostHint, Done, DoneHint          string
	Over, OverHint, Abnormal, Confirming                          string
	Months                                                        string
	Methods                                                       map[string]string
	Outcomes                                                      map[engine.Outcome][2]string
}

// method names a pay_method; one without a name shows as PortOne writes it.
func (t texts) method(code string) string {
	if name, ok := t.Methods[code]; ok {
		return name
	}
	return code
}

// outcome names an outcome and says what it does; where a card is registered,
// approving pays nothing.
func (t texts) outcome(o engine.Outcome, registers bool) [2]string {
	words := t.Outcomes[o]
	switch {
	case registers && o == engine.Approve:
		words[1] = t.Registered
	case registers && o == engine.ApproveLoseReply:
		words[1] = t.RegisteredLost
	}
	return words
}

func (t texts) quota(months int) string {
	if months == 0 {
		return t.LumpSum
	}
	return strconv.Itoa(months) + t.Months
}

var textsOf = map[string]texts{
	"ko": {
		Title: "결제창", Sandbox: "샌드박스", SandboxHint: "실제 돈은 움직이지 않습니다. 결제가 어떻게 끝날지 고르세요.",
		Test: "테스트", Close: "결제창 닫기", OtherLanguage: "English",
		Shop: "상점", Order: "상품", Number: "주문번호", Amount: "결제 금액", NoOrderName: "(상품명 없음)",
		HowToPay: "결제 수단", CardCompany: "카드사", AnyCard: "아무 카드", Quota: "할부", LumpSum: "일시불", Months: "개월",
		Bank: "은행", AnyBank: "아무 은행", Wallet: "카카오페이 결제 수단", WalletCard: "연결된 카드", WalletMoney: "카카오페이머니",
		PhoneNote: "통신사 본인 확인은 샌드박스에서 건너뜁니다.", Buyer: "주문자", Due: "입금 기한",
		Pay: "결제하기", Issue: "가상계좌 발급받기", Cancel: "취소",
		Register: "정기결제 카드 등록", RegisterHint: "앞으로의 정기결제에 쓸 카드를 등록합니다. 표시된 금액은 지금 결제되지 않습니다.", RegisterShown: "표시 금액",
		Registered: "카드가 등록되고 상점에 알려집니다", RegisteredLost: "카드는 등록되지만 브라우저는 모릅니다",
		RegisterLost: "샌드박스: 카드는 등록되었지만 그 결과가 상점의 브라우저에 전해지지 않았습니다. 결제된 금액은 없습니다. 창을 닫고 상점에서 등록 상태를 확인하세요.",
		Hanging:      "결제를 처리하고 있습니다…", HangingHint: "샌드박스: 이 결제창은 응답하지 않습니다. 닫기 전에는 아무 일도 일어나지 않습니다.",
		Lost: "연결이 끊어졌습니다", LostHint: "샌드박스: 결제는 승인되었지만 그 결과가 상점의 브라우저에 전해지지 않았습니다. 창을 닫고 상점에서 결제 상태를 확인하세요.",
		Done: "결제창이 끝났습니다", DoneHint: "상점으로 돌아갑니다. 돌아가지 않으면 이 창을 닫아 주세요.",
		Over: "이미 끝난 결제창입니다", OverHint: "새로고침하거나 뒤로 돌아온 결제창은 다시 쓸 수 없습니다. 이 화면에서 돈은 움직이지 않았습니다. 다시 결제하기 전에 상점에서 주문 상태를 확인해 주세요.",
		Abnormal: "[비정상 접근입니다.]", Confirming: "상점이 결제를 확인하고 있습니다. 잠시 기다려 주세요.",
		Methods: map[string]string{
			"card": "신용카드", "trans": "실시간 계좌이체", "vbank": "가상계좌", "phone": "휴대폰 소액결제", "kakaopay": "카카오페이",
		},
		Outcomes: map[engine.Outcome][2]string{
			engine.Approve:          {"승인", "결제가 되고 상점에 알려집니다"},
			engine.DeclineLimit:     {"거절: 한도 초과", "한도가 모자랍니다"},
			engine.DeclineStopped:   {"거절: 거래정지", "거래가 정지되어 있습니다"},
			engine.DeclinePassword:  {"거절: 비밀번호 오류", "비밀번호가 맞지 않습니다"},
			engine.CancelWindow:     {"구매자 취소", "취소 단추를 누릅니다"},
			engine.CloseWindow:      {"창 닫기", "X를 눌러 창을 떠납니다"},
			engine.Hang:             {"멈춤", "창이 응답하지 않습니다"},
			engine.ApproveLoseReply: {"승인 후 응답 유실", "결제는 되지만 브라우저는 모릅니다"},
			engine.IssueAccount:     {"가상계좌 발급", "계좌를 주고 입금을 기다립니다"},
		},
	},
	"en": {
		Title: "Payment window", Sandbox: "Sandbox", SandboxHint: "No real money moves. Pick how the payment ends.",
		Test: "Test", Close: "Close the payment window", OtherLanguage: "한국어",
		Shop: "Shop", Order: "Order", Number: "Order no.", Amount: "Amount", NoOrderName: "(no name)",
		HowToPay: "Payment method", CardCompany: "Card company", AnyCard: "Any card", Quota: "Instalments", LumpSum: "In full", Months: " months",
		Bank: "Bank", AnyBank: "Any bank", Wallet: "Pay in KakaoPay with", WalletCard: "A linked card", WalletMoney: "KakaoPay money",
		PhoneNote: "The carrier's identity check is skipped in the sandbox.", Buyer: "Buyer", Due: "Deposit by",
		Pay: "Pay", Issue: "Get a virtual account", Cancel: "Cancel",
		Register: "Register a card for recurring payments", RegisterHint: "The card is stored for later charges. The amount shown is not charged now.", RegisterShown: "Amount shown",
		Registered: "The card is stored and the shop is told", RegisteredLost: "Stored, but the browser never knows",
		RegisterLost: "Sandbox: the card was stored, but the shop's browser was not told. Nothing was charged. Close the window and look at the card in the shop.",
		Hanging:      "The payment is being processed…", HangingHint: "Sandbox: this window does not answer. Nothing happens until it is closed.",
		Lost: "The connection was lost", LostHint: "Sandbox: the payment was approved, but the shop's browser was not told. Close the window and look at the payment in the shop.",
		Done: "The payment window is finished", DoneHint: "You are going back to the shop. If nothing happens, close this window.",
		Over: "This payment window has ended", OverHint: "A payment window that was reloaded or gone back to cannot be used again. Nothing was paid on this page. Look at the order in the shop before paying again.",
		Abnormal: "[비정상 접근입니다.]", Confirming: "The shop is confirming the payment. Please wait.",
		Methods: map[string]string{
			"card": "Card", "trans": "Bank transfer", "vbank": "Virtual account", "phone": "Phone bill", "kakaopay": "KakaoPay",
		},
		Outcomes: map[engine.Outcome][2]string{
			engine.Approve:          {"Approve", "It is paid and the shop is told"},
			engine.DeclineLimit:     {"Decline: over the limit", "The limit is too low"},
			engine.DeclineStopped:   {"Decline: blocked", "The buyer may not pay this way"},
			engine.DeclinePassword:  {"Decline: wrong password", "The password does not fit"},
			engine.CancelWindow:     {"Buyer cancels", "Presses the cancel button"},
			engine.CloseWindow:      {"Close the window", "Leaves by the X"},
			engine.Hang:             {"Hang", "The window stops answering"},
			engine.ApproveLoseReply: {"Approve, lose the reply", "Paid, but the browser never knows"},
			engine.IssueAccount:     {"Issue the account", "Gives a number and waits for the deposit"},
		},
	},
}
