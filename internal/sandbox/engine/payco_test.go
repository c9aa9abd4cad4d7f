package engine_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// payco pays an order of ₩11,000, ₩1,000 of it tax-free, through PAYCO.
func (s shop) payco(t *testing.T, members string) string {
	t.Helper()
	s.channel(t, "payco")
	return s.pay(t, `"pg":"payco","amount":11000,"tax_free":1100`+members, engine.Choice{Outcome: engine.Approve}).ImpUID
}

func TestPayco_orderGoesForwardAlone(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id := s.payco(t, "")
	set := func(status engine.PaycoStatus) error {
		t.Helper()
		_, err := s.SetPaycoStatus(t.Context(), s.imp, id, status)
		return err
	}
	for _, status := range []engine.PaycoStatus{engine.PaycoDelivering, engine.PaycoDelivering, engine.PaycoDecided} {
		if err := set(status); err != nil {
			t.Fatalf("%s: %v", status, err)
		}
	}
	for _, status := range []engine.PaycoStatus{engine.PaycoDelivering, engine.PaycoCanceled} {
		if err := set(status); refusal(t, err) != "지금 주문상태에서 변경할 수 없는 상태입니다." {
			t.Errorf("after the decision, %s: %v", status, err)
		}
	}
	if o, ok := s.PaycoOrderOf(id); !ok || o.Status != engine.PaycoDecided {
		t.Errorf("kept %+v, %v", o, ok)
	}
	if diff := cmp.Diff([]string{"payco.status", "payco.status"}, eventsOf(s.Engine, "payco")); diff != "" {
		t.Errorf("log:\n%s", diff)
	}
	if p := s.payment(t, id); p.Status != engine.Paid || !p.CancelAmount.IsZero() {
		t.Errorf("money moved: %+v", p)
	}
}

func TestPayco_refuses(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id := s.payco(t, "")
	card := s.pay(t, `"merchant_uid":"card"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	gone := s.payco(t, `,"merchant_uid":"gone"`)
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: gone, TaxFree: "1100"}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		impUID  string
		status  engine.PaycoStatus
		message string
	}{
		"unknown":       {"imp_0", engine.PaycoDecided, "존재하지 않는 결제정보입니다."},
		"of another PG": {card, engine.PaycoDecided, "PAYCO 결제건만 주문상태를 변경할 수 있습니다."},
		"given back":    {gone, engine.PaycoDecided, "결제완료(paid) 상태의 결제건만 주문상태를 변경할 수 있습니다."},
		"no status":     {id, "", "status 파라메터가 누락되었습니다."},
		"bad status":    {id, "SENT", "status 파라메터는 DELIVERY_START, PURCHASE_DECISION, CANCELED 가운데 하나입니다."},
	} {
		if _, err := s.SetPaycoStatus(t.Context(), s.imp, c.impUID, c.status); refusal(t, err) != c.message {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, ok := s.PaycoOrderOf(id); ok {
		t.Error("a status was kept")
	}
	if _, err := s.Balance(s.imp, card); refusal(t, err) != "PAYCO 결제건만 조회할 수 있습니다." {
		t.Errorf("balance of a card: %v", err)
	}
}

func TestBalance_tellsWhatRemainedAfterEachEvent(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id := s.payco(t, "")
	s.clock.Advance(time.Minute)
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: id, Amount: "5500", TaxFree: "1100"}); err != nil {
		t.Fatal(err)
	}
	o, err := s.Balance(s.imp, id)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	const none = `{"service":0,"supply":0,"tax_free":0,"vat":0}`
	first, left := `{"service":0,"supply":9000,"tax_free":1100,"vat":900}`, `{"service":0,"supply":5000,"tax_free":0,"vat":500}`
	after := func(created, primary string) string {
		return `{"cash_receipt":` + none + `,"created":` + created + `,"discount":` + none + `,"primary":` + primary + `,"secondary":` + none + `}`
	}
	want := `{"amount":11000,"cash_receipt":` + none + `,"discount":` + none + `,"histories":[` + after("1795402800", first) + `,` + after("1795402860", left) +
		`],"primary":` + left + `,"secondary":` + none + `}`
	if diff := cmp.Diff(want, string(raw)); diff != "" {
		t.Errorf("balance:\n%s", diff)
	}
}

func TestJournal_restoresPaycoOrders(t *testing.T) {
	t.Parallel()
	s, j := taped(t)
	id := s.payco(t, "")
	want, err := s.SetPaycoStatus(t.Context(), s.imp, id, engine.PaycoDelivering)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := restarted(t, j, s.clock).PaycoOrderOf(id); !ok || got != want {
		t.Errorf("after a restart: %+v, %v; want %+v", got, ok, want)
	}
}
