package engine_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestToken_livesHalfAnHourAndIsShared(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m := s.Merchants()[0]
	ask := func() engine.Token {
		t.Helper()
		token, _, err := s.Token(t.Context(), m.APIKey, m.APISecret)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	first := ask()
	if len(first.Value) != 40 || first.ExpiresAt-noon.Unix() != 1800 {
		t.Fatalf("first token %+v", first)
	}
	s.clock.Advance(29 * time.Minute)
	if second := ask(); second != first {
		t.Errorf("with a minute left: %+v, want the same as %+v", second, first)
	}
	s.clock.Advance(time.Second)
	third := ask()
	if third.Value != first.Value || third.ExpiresAt != first.ExpiresAt+300 {
		t.Errorf("in the last minute: %+v, want five minutes more", third)
	}
	s.clock.Advance(6 * time.Minute)
	if _, ok := s.Authenticate(first.Value); ok {
		t.Error("an expired token authenticates")
	}
	if fourth := ask(); fourth.Value == first.Value {
		t.Error("after expiry: the same token")
	}
}

func TestToken_reissueKillsTheOldSecretAtOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	old := s.Merchants()[0]
	renewed, err := s.ReissueSecret(t.Context(), old.Code)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Token(t.Context(), old.APIKey, old.APISecret); refusal(t, err) != "인증에 실패하였습니다. API키와 secret을 확인하세요." {
		t.Errorf("the old secret gave %v", err)
	}
	if _, _, err := s.Token(t.Context(), old.APIKey, renewed.APISecret); err != nil || len(renewed.APISecret) != 80 {
		t.Errorf("the new secret gave %v", err)
	}
}

// tape is a journal in memory that can be made to fail.
type tape struct {
	events []engine.Event
	broken bool
}

func (j *tape) Append(_ context.Context, events []engine.Event) error {
	if j.broken {
		return errors.New("disk full")
	}
	j.events = append(j.events, slices.Clone(events)...)
	return nil
}

func (j *tape) history(yield func(engine.Event, error) bool) {
	for _, ev := range j.events {
		if !yield(ev, nil) {
			return
		}
	}
}

func TestJournal_restoresTheWholeState(t *testing.T) {
	t.Parallel()
	j := &tape{}
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Journal: j, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{Engine: e, imp: e.Merchants()[0].Code}
	paid := s.pay(t, `"tax_free":100`, engine.Choice{Outcome: engine.Approve})
	dollars := s.pay(t, `"currency":"USD","amount":10.55,"merchant_uid":"usd"`, engine.Choice{Outcome: engine.Approve})
	open, _ := s.start(t, `"merchant_uid":"later"`)
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: paid.ImpUID, Amount: "400", TaxFree: "50"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Prepare(t.Context(), s.imp, engine.PrepareRequest{MerchantUID: "p", Amount: "10"}); err != nil {
		t.Fatal(err)
	}
	token, _, err := s.Token(t.Context(), s.Merchants()[0].APIKey, s.Merchants()[0].APISecret)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Record("rest.request", s.imp, "", engine.Object{}); err != nil {
		t.Fatal(err)
	}
	if err := e.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}

	again, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, History: j.history, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	opt := cmp.AllowUnexported(money.Amount{})
	if diff := cmp.Diff(e.Merchants(), again.Merchants()); diff != "" {
		t.Errorf("merchants differ:\n%s", diff)
	}
	if diff := cmp.Diff(e.All(s.imp), again.All(s.imp), opt); diff != "" {
		t.Errorf("payments differ:\n%s", diff)
	}
	if diff := cmp.Diff(e.Deliveries(""), again.Deliveries("")); diff != "" {
		t.Errorf("webhooks differ:\n%s", diff)
	}
	if p, err := again.PaymentByImpUID(s.imp, dollars.ImpUID); err != nil || p.Amount.Major() != "10.55" {
		t.Errorf("dollars read %v, %v", p.Amount, err)
	}
	if owner, ok := again.Authenticate(token.Value); !ok || owner != s.imp {
		t.Error("the token is gone")
	}
	if _, err := again.PreparedAmount(s.imp, "p"); err != nil {
		t.Errorf("the prepared amount is gone: %v", err)
	}
	if r, err := again.FinishWindow(t.Context(), open.Secret, engine.Choice{Outcome: engine.Approve}); err != nil || r.Status != engine.Paid {
		t.Errorf("the open window gave %+v, %v", r, err)
	}
}

func TestJournal_failureLeavesNothingHalfDone(t *testing.T) {
	t.Parallel()
	j := &tape{}
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Journal: j, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{Engine: e, imp: e.Merchants()[0].Code}
	paid := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
	j.broken = true
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: paid.ImpUID}); err == nil {
		t.Fatal("a cancel that could not be written was answered")
	}
	if p := s.payment(t, paid.ImpUID); p.Status != engine.Paid || !p.CancelAmount.IsZero() {
		t.Errorf("the payment is %s, %s given back", p.Status, p.CancelAmount)
	}
	j.broken = false
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: paid.ImpUID}); err != nil {
		t.Errorf("after the disk is back: %v", err)
	}
}

func TestJournal_keepsTheLogOfReadsToo(t *testing.T) {
	t.Parallel()
	j := &tape{}
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Journal: j})
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		if err := e.Record("rest.request", "", "", nil); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(j.events); n != 256 {
		t.Errorf("%d of 300 reads are durable", n)
	}
	if err := e.Flush(t.Context()); err != nil || len(j.events) != 300 {
		t.Errorf("after Flush: %d, %v", len(j.events), err)
	}
}

func TestJournal_refusesAHoleInItsHistory(t *testing.T) {
	t.Parallel()
	hole := func(yield func(engine.Event, error) bool) { yield(engine.Event{Seq: 2, Kind: "state"}, nil) }
	if _, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, History: hole}); err == nil || !strings.Contains(err.Error(), "jumps") {
		t.Errorf("got %v", err)
	}
}

func TestSameSeed_sameIdsAndLog(t *testing.T) {
	t.Parallel()
	run := func() []engine.Event {
		e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: rand.NewChaCha8([32]byte{7}), Seed: true})
		if err != nil {
			t.Fatal(err)
		}
		s := shop{Engine: e, imp: e.Merchants()[0].Code}
		s.pay(t, "", engine.Choice{Outcome: engine.Approve})
		return e.Events(0)
	}
	if diff := cmp.Diff(run(), run()); diff != "" {
		t.Errorf("two runs with one seed differ:\n%s", diff)
	}
}

func TestEvents_areNumberedWithoutGapsAndBounded(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	woken, stop := s.Subscribe()
	defer stop()
	for range 12_000 {
		if err := s.Record("rest.request", s.imp, "", nil); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case <-woken:
	default:
		t.Error("the subscriber was not woken")
	}
	list := s.Events(0)
	if len(list) < 10_000 || len(list) > 11_000 {
		t.Errorf("%d events are kept", len(list))
	}
	for i, ev := range list {
		if ev.Seq != list[0].Seq+uint64(i) {
			t.Fatalf("event %d after %d", ev.Seq, list[i-1].Seq)
		}
	}
	last := list[len(list)-1].Seq
	if got := s.Events(last - 1); len(got) != 1 || got[0].Seq != last {
		t.Errorf("Events(%d) = %d events", last-1, len(got))
	}
	if got := s.Events(last); len(got) != 0 {
		t.Errorf("Events(last) = %d events", len(got))
	}
}

func TestAccounts_refuseWhatTheConsoleRefuses(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, who := range [][2]string{{"", "shop"}, {"a@b", ""}, {"nobody", "shop"}, {"a b@c", "shop"}, {"a@b", strings.Repeat("가", 41)}} {
		if m, err := s.SignUp(t.Context(), who[0], who[1]); err == nil {
			t.Errorf("SignUp(%q) made %s", who, m.Code)
		}
	}
	good := engine.Channel{Name: "카드 1", Provider: "html5_inicis", MID: "MOIshop001"}
	for name, change := range map[string]func(*engine.Channel){
		"provider": func(c *engine.Channel) { c.Provider = "nicepay" }, "name": func(c *engine.Channel) { c.Name = "<script>" },
		"no name": func(c *engine.Channel) { c.Name = " " }, "mid": func(c *engine.Channel) { c.MID = "a b" },
		"no mid": func(c *engine.Channel) { c.MID = "" }, "mode": func(c *engine.Channel) { c.Mode = "prod" },
		"type": func(c *engine.Channel) { c.Type = "certification" }, "tax": func(c *engine.Channel) { c.Tax = "none" },
		"module": func(c *engine.Channel) { c.Module = "퀵페이" },
	} {
		bad := good
		change(&bad)
		if _, err := s.AddChannel(t.Context(), s.imp, bad); err == nil {
			t.Errorf("a channel with a wrong %s was added", name)
		}
	}
	c, err := s.AddChannel(t.Context(), s.imp, good)
	if err != nil || !strings.HasPrefix(c.Key, "channel-key-") || len(c.Key) != len("channel-key-")+36 {
		t.Fatalf("got %+v, %v", c, err)
	}
	if _, refused := s.start(t, `"channelKey":"`+c.Key+`"`); refused != nil {
		t.Errorf("a typed MID takes no payment: %s", refused.Message)
	}
	if err := s.RemoveChannel(t.Context(), s.imp, c.Key); err != nil {
		t.Fatal(err)
	}
	if _, refused := s.start(t, `"channelKey":"`+c.Key+`"`); refused == nil {
		t.Error("a removed channel opens a window")
	}
}
