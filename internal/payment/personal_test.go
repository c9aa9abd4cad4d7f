package payment_test

import (
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

func TestNormal_writesOnePersonOneWay(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"010-1234-5678": "01012345678", "+82 10-1234-5678": "01012345678", "+82 (0)10 1234 5678": "01012345678", " 010.1234.5678 ": "01012345678",
		"02-123-4567": "021234567", "82012345": "82012345", "+1 212 555 0100": "12125550100", "": "", "none": "", "٠١٠": "",
	} {
		if got := payment.NormalPhone(raw); got != want {
			t.Errorf("NormalPhone(%q) = %q, want %q", raw, got, want)
		}
	}
	if got := payment.NormalEmail(" Hong@Example.COM\n"); got != "hong@example.com" {
		t.Errorf("NormalEmail = %q", got)
	}
}

func TestMask_showsEnoughToRecogniseAndNoMore(t *testing.T) {
	t.Parallel()
	masks := map[string]func(string) string{"name": payment.MaskName, "phone": payment.MaskPhone, "e-mail": payment.MaskEmail, "number": payment.MaskNumber}
	for _, c := range []struct{ kind, raw, want string }{
		{"name", "홍길동", "홍*동"},
		{"name", "홍길", "홍*"},
		{"name", "홍", "*"},
		{"name", "남궁민수", "남**수"},
		{"name", "", ""},
		{"phone", "010-1234-5678", "010-****-5678"},
		{"phone", "+82 10 1234 5678", "010-****-5678"},
		{"phone", "02-123-4567", "02-***-4567"},
		{"phone", "1588", "****"},
		{"phone", "", ""},
		{"e-mail", "hong@example.com", "h***@example.com"},
		{"e-mail", "홍@example.com", "홍***@example.com"},
		{"e-mail", "not an address", "***"},
		{"e-mail", "", ""},
		{"number", "110-222-333444", "********3444"},
		{"number", "1234567", "*******"},
		{"number", "", ""},
	} {
		if got := masks[c.kind](c.raw); got != c.want {
			t.Errorf("mask of %s %q = %q, want %q", c.kind, c.raw, got, c.want)
		}
	}
	b := payment.Buyer{Name: "홍길동", Tel: "010-1234-5678", Email: "hong@example.com", Addr: "서울", Postcode: "04524"}
	if got := b.Masked(); got != (payment.Buyer{Name: "홍*동", Tel: "010-****-5678", Email: "h***@example.com"}) {
		t.Errorf("masked buyer = %+v", got)
	}
	a := &payment.Account{BankName: "신한은행", Number: "110222333444", Holder: "홍길동"}
	if got := a.Masked(); *got != (payment.Account{BankName: "신한은행", Number: "********3444", Holder: "홍*동"}) || a.Holder != "홍길동" {
		t.Errorf("masked account = %+v of %+v", got, a)
	}
	if got := (*payment.Account)(nil).Masked(); got != nil {
		t.Errorf("no account masked = %+v", got)
	}
}

func TestCutCard_leavesSixAndFour(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"4330280000001234": "433028******1234", "4330-2800-0000-1234": "433028******1234", "371449635398431": "371449*****8431",
		"433028******1234": "433028******1234", "4330********1234": "4330********1234", "": "", "신한카드": "신한카드",
	} {
		if got := payment.CutCard(raw); got != want {
			t.Errorf("CutCard(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestCutCards_findsThemInAText(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"card=4111111111111111&x=1":                "card=411111******1111&x=1",
		`{"card_number":"4111-1111-1111-1111"}`:    `{"card_number":"411111******1111"}`,
		"4111 1111 1111 1111, 371449635398431.":    "411111******1111, 371449*****8431.",
		"imp_448280090638 20261123000000123456":    "imp_448280090638 20261123000000123456",
		"4111111111111112":                         "4111111111111112",
		"uid4111111111111111 imp_4111111111111111": "uid4111111111111111 imp_4111111111111111",
		"20261123000000":                           "20261123000000",
		"9410-1111-1111-1118":                      "941011******1118",
		"4111  1111-1111-1111":                     "4111  1111-1111-1111",
		"010-1234-5678, 59000원":                    "010-1234-5678, 59000원",
		"":                                         "",
	} {
		if got := payment.CutCards(raw); got != want {
			t.Errorf("CutCards(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestForgotten_keepsMoneyAndOurToken(t *testing.T) {
	t.Parallel()
	s := payment.Seen{
		ImpUID: "imp_1", Status: payment.SeenPartCancelled, Amount: money.Won(9), Captured: money.Won(9), Cancelled: money.Won(4),
		CardNumber: "433028******1234", Approval: "1", ReceiptURL: "https://x", FailReason: "홍길동", Account: &payment.Account{Number: "1"},
		History: []payment.Cancellation{{ID: "c", Reason: "RF0123456789AB 홍길동", Amount: money.Won(4)}},
	}
	got := s.Forgotten()
	if got.History[0].Reason != "RF0123456789AB" || got.Cancelled != s.Cancelled || got.Status != s.Status || got.Account != nil || got.CardNumber+got.Approval+got.ReceiptURL+got.FailReason != "" {
		t.Errorf("Forgotten = %+v", got)
	}
	if !strings.Contains(s.History[0].Reason, "홍길동") {
		t.Error("the snapshot that it was made of changed, too")
	}
	if !got.Same(s) {
		t.Error("the same snapshot of PortOne's would count as news, and be stored again")
	}
}

func FuzzCutCards(f *testing.F) {
	for _, seed := range []string{"4111 1111 1111 1111", "a-4111-", "٤١١", strings.Repeat("1", 40)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := payment.CutCards(text)
		if again := payment.CutCards(once); again != once {
			t.Errorf("CutCards(%q) = %q, then %q", text, once, again)
		}
	})
}
