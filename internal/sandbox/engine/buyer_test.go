package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// noon is when the clocks of these tests stand.
var noon = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

// shop is a seeded engine with a clock to turn.
type shop struct {
	*engine.Engine
	clock *clock.Manual
	imp   string
}

func newShop(t *testing.T) shop {
	t.Helper()
	c := clock.NewManual(noon)
	e, err := engine.New(engine.Config{Clock: c, Entropy: id.System, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	return shop{e, c, e.Merchants()[0].Code}
}

// request is a request_pay of ₩1,000 by card through KG이니시스, with the given
// JSON members added or replaced; null removes one.
func request(t *testing.T, members string) map[string]json.RawMessage {
	t.Helper()
	p := map[string]json.RawMessage{}
	base := `{"pg":"html5_inicis.INIpayTest","pay_method":"card","merchant_uid":"order-1","name":"당근 10kg","amount":1000,
		"buyer_name":"홍길동","buyer_tel":"010-0000-0000","m_redirect_url":"https://shop.example/done?utm=1"}`
	for _, text := range []string{base, "{" + members + "}"} {
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func (s shop) start(t *testing.T, members string) (engine.Window, *engine.Refusal) {
	t.Helper()
	w, refused, err := s.StartWindow(t.Context(), engine.StartRequest{UserCode: s.imp, Params: request(t, members)})
	if err != nil {
		t.Fatal(err)
	}
	return w, refused
}

// pay opens a window and answers it.
func (s shop) pay(t *testing.T, members string, c engine.Choice) engine.Result {
	t.Helper()
	w, refused := s.start(t, members)
	if refused != nil {
		t.Fatalf("request_pay {%s} refused: %s (%s)", members, refused.Message, refused.Hint)
	}
	r, err := s.FinishWindow(t.Context(), w.Secret, c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (s shop) payment(t *testing.T, impUID string) engine.Payment {
	t.Helper()
	p, err := s.PaymentByImpUID(s.imp, impUID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestApprove_paysAndTellsTheFullCallback(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := s.pay(t, `"custom_data":{"a":1}`, engine.Choice{Outcome: engine.Approve})
	p := s.payment(t, r.ImpUID)
	if p.Status != engine.Paid || p.Amount.Minor() != 1000 || p.PaidAt != noon.Unix() {
		t.Fatalf("payment is %+v", p)
	}
	raw, err := json.Marshal(r.Callback)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`{"success":true,"imp_uid":"imp_`, `"paid_amount":1000,"currency":"KRW","pg_provider":"html5_inicis"`,
		`"pg_tid":"StdpayCARDINIpayTest20261123120000`, `"custom_data":"{\"a\":1}"`, `"card_name":"신한카드"`,
	} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("callback %s\nlacks %s", raw, want)
		}
	}
	if r.RedirectURL != "" || r.Delivery != engine.ByCallback {
		t.Errorf("a PC is redirected: %+v", r)
	}
}
