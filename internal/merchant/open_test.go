package merchant_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

func TestOpen_storesRegistersAndAnswersWhatTheBrowserNeeds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	out := w.open(request("A-1"))
	p := out.View.Payment
	if got := w.read(p.ID).Payment; got.State != payment.Open || got.Amount != money.Won(59000) || got.Env != payment.Test {
		t.Errorf("stored: %s, %v, %s", got.State, got.Amount, got.Env)
	}
	if want, ok := w.portone.Registered(p.MerchantUID); !ok || want != money.Won(59000) {
		t.Errorf("registered with PortOne: %v, %v", want, ok)
	}
	var sent map[string]any
	if err := json.Unmarshal(out.Request, &sent); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"pg": "html5_inicis.INIpayTest", "pay_method": "card", "merchant_uid": string(p.MerchantUID), "name": "맨투맨", "amount": 59000.0,
		"buyer_name": "홍길동", "buyer_tel": "010-1234-5678", "notice_url": "http://localhost:4100/api/webhooks/portone",
	} {
		if sent[name] != want {
			t.Errorf("request_pay %s = %v, want %v", name, sent[name], want)
		}
	}
	redirect, _ := sent["m_redirect_url"].(string)
	token, found := strings.CutPrefix(redirect, "http://localhost:4100/api/return?t=")
	if id, err := w.TokenPayment(token); !found || err != nil || id != p.ID {
		t.Errorf("m_redirect_url %q leads to %q, %v", redirect, id, err)
	}
}

func TestOpen_againWithTheSameTermsAnswersTheSamePayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.open(request("A-1"))
	again := w.open(request("A-1"))
	if !again.Again || again.View.Payment.ID != first.View.Payment.ID || again.Token != first.Token {
		t.Errorf("opened again: %v, %s, want %s", again.Again, again.View.Payment.ID, first.View.Payment.ID)
	}
	if n := w.portone.Calls("Preregister"); n != 1 {
		t.Errorf("registered %d times", n)
	}
}

func TestOpen_withOtherTermsClosesTheOlder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.open(request("A-1")).View.Payment
	imp := w.portone.Issue(first.MerchantUID, first.Amount, w.clock.Now().Add(time.Hour))
	w.confirm(first.ID, imp)
	other := request("A-1")
	other.Amount = money.Won(49000)
	second := w.open(other).View.Payment
	w.due()
	got := w.read(first.ID)
	if got.Payment.State != payment.Closed || got.Payment.ClosedCause != payment.CauseSuperseded || got.Payment.Account != nil {
		t.Errorf("the older payment is %s (%s), account %v", got.Payment.State, got.Payment.ClosedCause, got.Payment.Account)
	}
	if got.Attempts[0].Closing != payment.ClosingDone || w.portone.Calls("CloseAccount") != 1 {
		t.Errorf("its account: %s after %d calls", got.Attempts[0].Closing, w.portone.Calls("CloseAccount"))
	}
	if second.ID == first.ID || second.MerchantUID == first.MerchantUID {
		t.Error("the new payment is the old one")
	}
}

func TestOpen_refusesAPaidOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.paid("A-1")
	if _, err := w.Open(context.Background(), request("A-1")); fault.CodeOf(err) != fault.OrderAlreadyPaid {
		t.Errorf("open a paid order: err = %v", err)
	}
	if order, err := w.Order(context.Background(), "A-1"); err != nil || len(order.Payments) != 1 || order.State() != "paid" {
		t.Errorf("order %s with %d payments, %v", order.State(), len(order.Payments), err)
	}
}

func TestOpen_goesOnWithoutPortOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.portone.Away(true)
	p := w.open(request("A-1")).View.Payment
	history, err := w.History(context.Background(), p.ID)
	if err != nil || len(history) != 2 || history[1].Type != payment.NoteNotRegistered {
		t.Errorf("history = %+v, %v; want it noted that the amount is not registered", history, err)
	}
}

func TestOpen_refusesWhatCannotBePaid(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*merchant.OpenRequest)
		code   fault.Code
		field  string
	}{
		{"no order", func(r *merchant.OpenRequest) { r.OrderRef = "" }, fault.MissingField, "order_ref"},
		{"order in Korean", func(r *merchant.OpenRequest) { r.OrderRef = "주문" }, fault.BadField, "order_ref"},
		{"long order", func(r *merchant.OpenRequest) { r.OrderRef = payment.OrderRef(strings.Repeat("a", 65)) }, fault.BadField, "order_ref"},
		{"nothing", func(r *merchant.OpenRequest) { r.Amount = money.Won(0) }, fault.NothingToPay, "amount"},
		{"negative", func(r *merchant.OpenRequest) { r.Amount = money.Won(-1) }, fault.AmountInvalid, "amount"},
		{"huge", func(r *merchant.OpenRequest) { r.Amount = money.Won(10_000_000_000_001) }, fault.AmountInvalid, "amount"},
		{"unknown currency", func(r *merchant.OpenRequest) { r.Amount = money.New(100, "XYZ") }, fault.CurrencyUnsupported, "currency"},
		{"tax-free above amount", func(r *merchant.OpenRequest) { r.TaxFree = money.Won(59001) }, fault.BadField, "tax_free"},
		{"no name", func(r *merchant.OpenRequest) { r.Name = "" }, fault.MissingField, "name"},
		{"long name", func(r *merchant.OpenRequest) { r.Name = strings.Repeat("가", 41) }, fault.BadField, "name"},
		{"no phone", func(r *merchant.OpenRequest) { r.Buyer.Tel = "" }, fault.MissingField, "buyer.tel"},
		{"phone without digital", func(r *merchant.OpenRequest) { r.PayMethod = "phone" }, fault.MissingField, "request_pay.digital"},
		{"method of a typing slip", func(r *merchant.OpenRequest) { r.PayMethod = "cart" }, fault.BadField, "pay_method"},
		{"unknown channel", func(r *merchant.OpenRequest) { r.PG = "html5_inicis.INIPayTest" }, fault.ChannelUnknown, "pg"},
		{"guarded parameter", func(r *merchant.OpenRequest) {
			r.Extra = map[string]json.RawMessage{"notice_url": []byte(`"http://x"`)}
		}, fault.ParameterGuarded, "request_pay.notice_url"},
		{"foreign return URL", func(r *merchant.OpenRequest) { r.ReturnURL = "http://evil.example/" }, fault.ReturnURLForeign, "return_url"},
		{"return URL with a look-alike host", func(r *merchant.OpenRequest) { r.ReturnURL = "http://localhost:4000@evil.example/" }, fault.ReturnURLForeign, "return_url"},
		{"bad merchant_uid", func(r *merchant.OpenRequest) { r.MerchantUID = "a/b" }, fault.BadField, "merchant_uid"},
	} {
		w := newWorld(t)
		req := request("A-1")
		tt.change(&req)
		_, err := w.Open(context.Background(), req)
		told, _ := err.(*fault.Error) //nolint:errorlint // the refusal itself, not a cause
		if fault.CodeOf(err) != tt.code || told == nil || told.Field != tt.field {
			t.Errorf("%s: err = %v, want %s of %s", tt.name, err, tt.code, tt.field)
		}
		if list, err := w.Payments(context.Background(), merchant.PaymentFilter{}, merchant.Page{Limit: 10}); err != nil || len(list.Rows) != 0 {
			t.Errorf("%s: %d payments stored, %v", tt.name, len(list.Rows), err)
		}
		if n := w.portone.Calls("Preregister"); n != 0 {
			t.Errorf("%s: PortOne was told", tt.name)
		}
	}
}

func TestOpen_refusesAMerchantUIDThatIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	req := request("A-1")
	req.MerchantUID = "mine-1"
	w.open(req)
	other := request("A-2")
	other.MerchantUID = "mine-1"
	if _, err := w.Open(context.Background(), other); fault.CodeOf(err) != fault.MerchantUIDTaken {
		t.Errorf("the same merchant_uid for another order: err = %v", err)
	}
}

func TestToken_isForOnePaymentAndATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.Token("pay_1", w.clock.Now().Add(time.Hour))
	if id, err := w.TokenPayment(token); err != nil || id != "pay_1" {
		t.Errorf("TokenPayment = %s, %v", id, err)
	}
	for _, bad := range []string{"", "ct_", token[:len(token)-1], "x" + token, strings.Replace(token, "pay_1", "pay_2", 1), strings.Repeat(".", 3)} {
		if id, err := w.TokenPayment(bad); fault.CodeOf(err) != fault.TokenInvalid {
			t.Errorf("TokenPayment(%q) = %s, %v", bad, id, err)
		}
	}
	w.clock.Advance(time.Hour + time.Second)
	if _, err := w.TokenPayment(token); fault.CodeOf(err) != fault.TokenInvalid {
		t.Errorf("an expired token: err = %v", err)
	}
}
