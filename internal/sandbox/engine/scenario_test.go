package engine_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// let adds a scenario.
func (s shop) let(t *testing.T, when engine.When, do engine.Do) engine.Scenario {
	t.Helper()
	sc, err := s.AddScenario(t.Context(), engine.Scenario{Name: do.Effect, When: when, Do: do})
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// applied is how often a scenario was applied.
func (s shop) applied(t *testing.T, id string) int {
	t.Helper()
	sc, err := s.ScenarioByID(id)
	if err != nil {
		t.Fatal(err)
	}
	return sc.Hits
}

func TestScenario_decidesHowAWindowEnds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do      engine.Do
		status  engine.Status
		message string
		told    bool // the shop's page hears of it
		hooks   int
	}{
		"decline":           {engine.Do{Effect: engine.Decline, Code: "8095", Text: "비밀번호"}, engine.Failed, "8095, 비밀번호", true, 0},
		"decline by itself": {engine.Do{Effect: engine.Decline}, engine.Failed, "3112, 한도가 초과하였습니다.", true, 0},
		"decline by text":   {engine.Do{Effect: engine.Decline, Text: "점검"}, engine.Failed, ") 점검", true, 0},
		"lose":              {engine.Do{Effect: engine.LoseCallback}, engine.Paid, "", false, 1},
		"close":             {engine.Do{Effect: engine.CloseByBuyer}, engine.Ready, "사용자가 결제를 취소하셨습니다", true, 0},
		"hang":              {engine.Do{Effect: engine.HangWindow}, engine.Ready, "", false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := notified(t, nil)
			sc := s.let(t, engine.When{MerchantUID: "order-*"}, c.do)
			other := s.pay(t, `"merchant_uid":"free-1"`, engine.Choice{Outcome: engine.Approve})
			if p := s.payment(t, other.ImpUID); p.Status != engine.Paid || s.applied(t, sc.ID) != 0 {
				t.Errorf("a payment that does not fit is %s", p.Status)
			}
			chosen := s.pay(t, `"merchant_uid":"order-0"`, engine.Choice{Outcome: engine.DeclineStopped})
			if p := s.payment(t, chosen.ImpUID); !strings.Contains(p.FailReason, "거래정지") {
				t.Errorf("what the buyer picked became %q", p.FailReason)
			}
			r := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
			p := s.payment(t, r.ImpUID)
			if p.Status != c.status || !strings.Contains(r.Callback.Text("error_msg"), c.message) || (r.LoseReply || r.Hang) == c.told {
				t.Errorf("the window ended %s, %+v", p.Status, r)
			}
			if n := len(s.Deliveries(r.ImpUID)); n != c.hooks || s.applied(t, sc.ID) != 1 {
				t.Errorf("%d webhooks, applied %d times", n, s.applied(t, sc.ID))
			}
		})
	}
}

func TestScenario_countsItsOccasions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		when engine.When
		want string // p is paid, f is failed
	}{
		"always":           {engine.When{}, "fffff"},
		"the second":       {engine.When{Nth: 2}, "pfppp"},
		"three times":      {engine.When{Times: 3}, "fffpp"},
		"of an amount":     {engine.When{Amount: "1003"}, "pppfp"},
		"the second of it": {engine.When{MerchantUID: "o-?", Nth: 3, Times: 1}, "ppfpp"},
		"of a PG":          {engine.When{PG: "html5_inicis.INIpayTest", PayMethod: "card"}, "fffff"},
		"of another MID":   {engine.When{PG: "html5_inicis.INIBillTst"}, "ppppp"},
		"of a provider":    {engine.When{PG: "html5_inicis", Merchant: "imp00000000"}, "ppppp"},
		"of windows":       {engine.When{By: "window", Times: 1}, "fpppp"},
		"of charges":       {engine.When{By: "api"}, "ppppp"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.let(t, c.when, engine.Do{Effect: engine.Decline})
			got := ""
			for i := range 5 {
				n := strconv.Itoa(i)
				r := s.pay(t, `"merchant_uid":"o-`+n+`","amount":100`+n, engine.Choice{Outcome: engine.Approve})
				got += string(s.payment(t, r.ImpUID).Status[0])
			}
			if got != c.want {
				t.Errorf("five windows ended %s, want %s", got, c.want)
			}
		})
	}
}

// A call that nothing happens to leaves nothing behind.
func TestScenario_isNotToldOfWhereItWasNotApplied(t *testing.T) {
	t.Parallel()
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.Seeded(7), Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{Engine: e, imp: e.Merchants()[0].Code}
	rare := s.let(t, engine.When{Probability: "0.25"}, engine.Do{Effect: engine.RESTError})
	second := s.let(t, engine.When{Nth: 3}, engine.Do{Effect: engine.RESTHTML})
	before := len(s.Events(0))
	struck := 0
	for range 40 {
		sc, hit, err := s.StrikeREST(t.Context(), engine.RESTCall{Method: "GET", Path: "/payments/imp_1"})
		if err != nil {
			t.Fatal(err)
		}
		if hit && sc.ID == rare.ID {
			struck++
		}
	}
	kinds := map[string]int{}
	for _, ev := range s.Events(0)[before:] {
		kinds[ev.Kind]++
	}
	if struck == 0 || struck == 40 {
		t.Fatalf("a chance of a quarter struck %d of 40 calls", struck)
	}
	waits := 3 // what the other one counts until its time
	if n := kinds["scenario.applied"] + kinds["scenario.seen"]; len(kinds) > 2 || n < struck+waits-1 || n > struck+waits {
		t.Errorf("struck %d times, the log tells %v", struck, kinds)
	}
	for _, sc := range []engine.Scenario{rare, second} {
		if now, err := s.ScenarioByID(sc.ID); err != nil || sc.ID == rare.ID && now.Seen != now.Hits || sc.ID == second.ID && now.Seen != 3 {
			t.Errorf("counted %+v, %v", now, err)
		}
	}
}

func TestScenario_theFirstThatFitsIsApplied(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	first := s.let(t, engine.When{Times: 1}, engine.Do{Effect: engine.Decline, Text: "first"})
	off, err := s.AddScenario(t.Context(), engine.Scenario{Name: "off", Off: true, Do: engine.Do{Effect: engine.HangWindow}})
	if err != nil {
		t.Fatal(err)
	}
	second := s.let(t, engine.When{Nth: 2}, engine.Do{Effect: engine.Decline, Text: "second"})
	for i, want := range []string{"first", "second", ""} {
		r := s.pay(t, `"merchant_uid":"o-`+strconv.Itoa(i)+`"`, engine.Choice{Outcome: engine.Approve})
		if reason := s.payment(t, r.ImpUID).FailReason; !strings.HasSuffix(reason, want) || (want == "") != (reason == "") {
			t.Errorf("window %d ended %q, want %q", i, reason, want)
		}
	}
	for id, want := range map[string]int{first.ID: 1, second.ID: 1, off.ID: 0} {
		if n := s.applied(t, id); n != want {
			t.Errorf("%s was applied %d times, want %d", id, n, want)
		}
	}
	if again, err := s.ChangeScenario(t.Context(), first.ID, engine.Scenario{Name: "anew", When: engine.When{Times: 1}, Do: first.Do}); err != nil || again.Hits != 0 || again.Number != first.Number || again.ID != first.ID {
		t.Errorf("written anew: %+v, %v", again, err)
	}
	if r := s.pay(t, `"merchant_uid":"anew"`, engine.Choice{Outcome: engine.Approve}); s.payment(t, r.ImpUID).Status != engine.Failed {
		t.Error("a scenario that was written anew is not applied")
	}
}

func TestScenario_drawsItsChanceFromTheSeed(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) string {
		e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.Seeded(seed), Seed: true})
		if err != nil {
			t.Fatal(err)
		}
		s := shop{Engine: e, imp: e.Merchants()[0].Code}
		s.let(t, engine.When{Probability: "0.5"}, engine.Do{Effect: engine.Decline})
		got := ""
		for i := range 60 {
			r := s.pay(t, `"merchant_uid":"o-`+strconv.Itoa(i)+`"`, engine.Choice{Outcome: engine.Approve})
			got += string(s.payment(t, r.ImpUID).Status[0])
		}
		return got
	}
	first := run(7)
	if n := strings.Count(first, "f"); n < 15 || n > 45 {
		t.Errorf("of 60 windows %d failed by a chance of one half", n)
	}
	if second := run(7); second != first {
		t.Errorf("one seed gave %s and %s", first, second)
	}
	if other := run(8); other == first {
		t.Error("two seeds gave one sequence")
	}
}

func TestScenario_approvesLate(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	s.let(t, engine.When{Times: 1}, engine.Do{Effect: engine.ApproveLate, Delay: engine.Span(time.Hour)})
	r := s.pay(t, "", engine.Choice{Outcome: engine.Approve, CardQuota: 0, Method: "kakaopay"})
	if p := s.payment(t, r.ImpUID); p.Status != engine.Failed || p.FailReason != "(PG사 결제 장애) Internal error" || r.Callback.Text("error_msg") != p.FailReason {
		t.Fatalf("first the payment is %s %q", p.Status, p.FailReason)
	}
	next, ok := s.NextDue()
	if !ok || next.What != "approval" || next.ImpUID != r.ImpUID || !next.At.Equal(noon.Add(time.Hour)) {
		t.Errorf("next is %+v", next)
	}
	again := s.pay(t, "", engine.Choice{Outcome: engine.Approve}) // the buyer tries once more meanwhile
	s.clock.Advance(time.Hour - time.Second)
	if n := s.run(t); n != 0 || s.payment(t, r.ImpUID).Status != engine.Failed {
		t.Error("it was approved before its time")
	}
	s.clock.Advance(time.Second)
	if n := s.run(t); n != 1 {
		t.Fatalf("%d things were due", n)
	}
	p := s.payment(t, r.ImpUID)
	if p.Status != engine.Paid || p.PaidAt != noon.Add(time.Hour).Unix() || p.FailReason != "" || p.FailedAt != 0 || p.EmbPGProvider != "kakaopay" || p.ApplyNum == "" {
		t.Errorf("then it is %+v", p)
	}
	if diff := cmp.Diff([]string{"paid due http://127.0.0.1/console"}, told(s, r.ImpUID)); diff != "" {
		t.Error(diff)
	}
	if s.payment(t, again.ImpUID).Status != engine.Paid {
		t.Error("the second try was not paid")
	}
	if n := s.run(t); n != 0 {
		t.Error("it was approved twice")
	}
}

func TestScenario_strikesChargesWithoutAWindow(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	s.issue(t, "c1", "4092-0230-1234-5678")
	s.issue(t, "c2", "4092-0230-1234-5679")
	s.let(t, engine.When{CardEnds: "5678", By: "api", Times: 1}, engine.Do{Effect: engine.Decline, Code: "51", Text: "잔액부족"})
	s.let(t, engine.When{By: "schedule"}, engine.Do{Effect: engine.ApproveLate, Delay: engine.Span(time.Minute), Code: "9", Text: "장애"})
	for _, c := range []struct{ uid, key, want string }{{"a", "c2", ""}, {"b", "c1", "51, 잔액부족"}, {"c", "c1", ""}} {
		p, err := s.Again(t.Context(), s.imp, charge(func(r *engine.ChargeRequest) { r.CustomerUID, r.MerchantUID = c.key, c.uid }))
		if err != nil || p.FailReason != c.want || (p.Status == engine.Paid) != (c.want == "") {
			t.Errorf("%s ended %s %q, %v", c.uid, p.Status, p.FailReason, err)
		}
	}
	s.plan(t, "c1", map[string]int{"m": 1})
	s.clock.Advance(time.Hour)
	s.run(t)
	if p := s.last(t, "m"); p.Status != engine.Failed || p.FailReason != "9, 장애" {
		t.Errorf("the schedule's charge is %s %q", p.Status, p.FailReason)
	}
	s.clock.Advance(time.Minute)
	s.run(t)
	p := s.last(t, "m")
	if p.Status != engine.Paid || p.ApplyNum == "" || !strings.HasPrefix(p.PGTID, "StdpayBill") {
		t.Errorf("then it is %+v", p)
	}
	if diff := cmp.Diff([]string{"failed due http://127.0.0.1/notice", "paid due http://127.0.0.1/notice"}, told(s, p.ImpUID)); diff != "" {
		t.Error(diff)
	}
}

func TestScenario_thePGCancelsBehindPortOnesBack(t *testing.T) {
	t.Parallel()
	for name, delay := range map[string]time.Duration{"at once": 0, "later": time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := notified(t, nil)
			s.let(t, engine.When{}, engine.Do{Effect: engine.PGCancels, Delay: engine.Span(delay)})
			r := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
			s.clock.Advance(delay)
			s.run(t)
			p := s.payment(t, r.ImpUID)
			if p.Status != engine.Paid || !p.CancelAmount.IsZero() || len(told(s, r.ImpUID)) != 1 {
				t.Errorf("PortOne has heard of it: %+v", p)
			}
			for _, console := range []bool{false, true} {
				_, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: r.ImpUID, FromConsole: console})
				if text := refusal(t, err); !strings.HasPrefix(text, "기 취소 거래") {
					t.Errorf("a cancel was refused with %q", text)
				}
			}
			if _, err := s.CancelAtPG(t.Context(), r.ImpUID); refusal(t, err) == "" {
				t.Error("the PG cancelled twice")
			}
		})
	}
}

func TestScenario_somebodyCancelsInTheConsole(t *testing.T) {
	t.Parallel()
	for name, delay := range map[string]time.Duration{"at once": 0, "later": time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := notified(t, nil)
			s.let(t, engine.When{Times: 1}, engine.Do{Effect: engine.ConsoleCancel, Delay: engine.Span(delay)})
			r := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
			if r.Callback.Text("error_msg") != "" {
				t.Errorf("the buyer was told %v", r.Callback)
			}
			s.clock.Advance(delay)
			s.run(t)
			p := s.payment(t, r.ImpUID)
			if p.Status != engine.Cancelled || p.CancelReason != "관리자페이지취소" || p.CancelAmount != p.Amount {
				t.Errorf("the payment is %+v", p)
			}
			if diff := cmp.Diff([]string{"paid due http://127.0.0.1/console", "cancelled due http://127.0.0.1/console"}, told(s, r.ImpUID)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestScenario_depositsGoWrong(t *testing.T) {
	t.Parallel()
	account := func(t *testing.T, do engine.Do) (shop, string) {
		t.Helper()
		s := notified(t, nil)
		if do.Effect != "" {
			s.let(t, engine.When{}, do)
		}
		r := s.pay(t, `"pay_method":"vbank","amount":5000,"tax_free":3900,"vat_amount":300,"vbank_due":"2026-11-24"`, engine.Choice{Outcome: engine.IssueAccount})
		return s, r.ImpUID
	}
	const console = " due http://127.0.0.1/console"
	t.Run("too little", func(t *testing.T) {
		t.Parallel()
		s, uid := account(t, engine.Do{Effect: engine.DepositShort, Amount: "4000"})
		p, err := s.Deposit(t.Context(), uid, "")
		if err != nil || p.Status != engine.Paid || p.Amount != money.Won(4000) || p.TaxFree != money.Won(3900) || p.VAT != money.Won(100) {
			t.Errorf("the payment is %+v, %v", p, err)
		}
	})
	t.Run("less than is tax-free", func(t *testing.T) {
		t.Parallel()
		s, uid := account(t, engine.Do{Effect: engine.DepositShort, Amount: "1000"})
		p, err := s.Deposit(t.Context(), uid, "")
		if err != nil || p.TaxFree != money.Won(1000) || !p.VAT.IsZero() {
			t.Errorf("the payment is %+v, %v", p, err)
		}
	})
	t.Run("no less than due", func(t *testing.T) {
		t.Parallel()
		s, uid := account(t, engine.Do{Effect: engine.DepositShort, Amount: "5000"})
		if _, err := s.Deposit(t.Context(), uid, ""); refusal(t, err) == "" || s.payment(t, uid).Status != engine.Ready {
			t.Error("a deposit of everything counts as too little")
		}
	})
	t.Run("twice", func(t *testing.T) {
		t.Parallel()
		s, uid := account(t, engine.Do{Effect: engine.DepositTwice})
		if p, err := s.Deposit(t.Context(), uid, ""); err != nil || p.Amount != money.Won(5000) {
			t.Errorf("the payment is %+v, %v", p, err)
		}
		if diff := cmp.Diff([]string{"ready" + console, "paid" + console, "paid" + console}, told(s, uid)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("late", func(t *testing.T) {
		t.Parallel()
		for _, effect := range []string{engine.DepositLate, engine.DepositTwice, ""} {
			s, uid := account(t, engine.Do{Effect: effect})
			s.clock.Advance(48 * time.Hour)
			p, err := s.Deposit(t.Context(), uid, "")
			if effect == engine.DepositLate && (err != nil || p.Status != engine.Paid) || effect != engine.DepositLate && refusal(t, err) == "" {
				t.Errorf("%s: late money ended %s, %v", effect, p.Status, err)
			}
		}
	})
}

func TestScenario_isRefusedWhereItMakesNoSense(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	decline := engine.Do{Effect: engine.Decline}
	for name, c := range map[string]struct {
		sc   engine.Scenario
		want string
	}{
		"no name":             {engine.Scenario{Do: decline}, "name: "},
		"long name":           {engine.Scenario{Name: strings.Repeat("가", 81), Do: decline}, "name: "},
		"no effect":           {engine.Scenario{Name: "x"}, "do.effect: "},
		"another's member":    {engine.Scenario{Name: "x", Do: engine.Do{Effect: engine.Decline, MS: 5}}, "do.ms: decline"},
		"missing member":      {engine.Scenario{Name: "x", Do: engine.Do{Effect: engine.ApproveLate}}, "do.delay: approve_late"},
		"too slow":            {engine.Scenario{Name: "x", Do: engine.Do{Effect: engine.RESTSlow, MS: 60_001}}, "do.ms: "},
		"too late":            {engine.Scenario{Name: "x", Do: engine.Do{Effect: engine.WebhookDelay, Delay: engine.Span(367 * 24 * time.Hour)}}, "do.delay: "},
		"too many":            {engine.Scenario{Name: "x", Do: engine.Do{Effect: engine.WebhookDuplicate, Copies: 101}}, "do.copies: "},
		"nothing arrives":     {engine.Scenario{Name: "x", Do: engine.Do{Effect: engine.DepositShort, Amount: "0"}}, "do.amount: "},
		"operation of window": {engine.Scenario{Name: "x", When: engine.When{Operation: "GET /x"}, Do: decline}, "when.operation: decline"},
		"no operation":        {engine.Scenario{Name: "x", When: engine.When{Operation: "/payments"}, Do: engine.Do{Effect: engine.RESTCut}}, "when.operation: "},
		"chance":              {engine.Scenario{Name: "x", When: engine.When{Probability: "1.5"}, Do: decline}, "when.probability: "},
		"by nobody":           {engine.Scenario{Name: "x", When: engine.When{By: "god"}, Do: decline}, "when.by: "},
		"no such event":       {engine.Scenario{Name: "x", When: engine.When{Event: "won"}, Do: engine.Do{Effect: engine.WebhookDrop}}, "when.event: "},
		"letters on a card":   {engine.Scenario{Name: "x", When: engine.When{CardEnds: "12a4"}, Do: decline}, "when.card_ends: "},
		"endless":             {engine.Scenario{Name: "x", When: engine.When{MerchantUID: strings.Repeat("*", 201)}, Do: decline}, "when.merchant_uid: "},
		"negative":            {engine.Scenario{Name: "x", When: engine.When{Nth: -1}, Do: decline}, "when.nth: "},
	} {
		_, err := s.AddScenario(t.Context(), c.sc)
		if text := refusal(t, err); !strings.HasPrefix(text, c.want) {
			t.Errorf("%s: refused with %q, want %q", name, text, c.want)
		}
	}
	if _, err := s.LoadScenarios(t.Context(), "f", []engine.Scenario{{Name: "good", Do: decline}, {Name: "bad"}}); refusal(t, err) == "" {
		t.Error("a set with one bad scenario was loaded")
	}
	if list := s.Scenarios(); len(list) != 0 {
		t.Errorf("refused scenarios stay: %+v", list)
	}
	for _, err := range []error{s.RemoveScenario(t.Context(), "scn_0"), func() error { _, err := s.ChangeScenario(t.Context(), "scn_0", engine.Scenario{}); return err }()} {
		if e, ok := errors.AsType[*engine.Error](err); !ok || e.Class != engine.Missing {
			t.Errorf("an unknown scenario gave %v", err)
		}
	}
}

func TestScenarios_areLoadedInThePlaceOfTheirSet(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	mine := s.let(t, engine.When{}, engine.Do{Effect: engine.Decline})
	set := []engine.Scenario{{Name: "a", Do: engine.Do{Effect: engine.HangWindow}}, {Name: "b", Do: engine.Do{Effect: engine.HangWindow}}}
	for range 2 {
		if loaded, err := s.LoadScenarios(t.Context(), "f", set); err != nil || len(loaded) != 2 || loaded[0].Set != "f" {
			t.Fatalf("loaded %+v, %v", loaded, err)
		}
	}
	list := s.Scenarios()
	if len(list) != 3 || list[0].ID != mine.ID || list[1].Name != "a" || list[2].Name != "b" {
		t.Errorf("there are %+v", list)
	}
	if n, err := s.ClearScenarios(t.Context()); n != 3 || err != nil || len(s.Scenarios()) != 0 {
		t.Errorf("cleared %d, %v", n, err)
	}
}

func TestScenarios_outliveARestart(t *testing.T) {
	t.Parallel()
	j := &tape{}
	c := clock.NewManual(noon)
	open := func() shop {
		e, err := engine.New(engine.Config{Clock: c, Entropy: id.System, Journal: j, History: j.history, Seed: true})
		if err != nil {
			t.Fatal(err)
		}
		return shop{e, c, e.Merchants()[0].Code}
	}
	s := open()
	s.let(t, engine.When{Nth: 1}, engine.Do{Effect: engine.ApproveLate, Delay: engine.Span(time.Hour)})
	second := s.let(t, engine.When{Nth: 3, Amount: "1000", Probability: "1"}, engine.Do{Effect: engine.Decline, Code: "9", Text: "x"})
	gone := s.let(t, engine.When{}, engine.Do{Effect: engine.HangWindow, After: false})
	if err := s.RemoveScenario(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.SetFaults(t.Context(), engine.Faults{DropWebhooks: 2}); err != nil {
		t.Fatal(err)
	}
	late := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
	s.pay(t, `"merchant_uid":"second"`, engine.Choice{Outcome: engine.Approve})

	again := open()
	if diff := cmp.Diff(s.Scenarios(), again.Scenarios()); diff != "" {
		t.Errorf("scenarios changed over a restart:\n%s", diff)
	}
	if f := again.Faults(); f.DropWebhooks != 2 {
		t.Errorf("faults are %+v", f)
	}
	if r := again.pay(t, `"merchant_uid":"third"`, engine.Choice{Outcome: engine.Approve}); again.payment(t, r.ImpUID).Status != engine.Failed || again.applied(t, second.ID) != 1 {
		t.Error("a restart has forgotten the count")
	}
	c.Advance(time.Hour)
	if n := again.run(t); n != 1 || again.payment(t, late.ImpUID).Status != engine.Paid {
		t.Errorf("a restart has forgotten the late approval: %d were due", n)
	}
	if third := open(); third.run(t) != 0 {
		t.Error("what was done is done again after a restart")
	}
	kinds := []string{}
	for _, ev := range again.Events(0) {
		if strings.HasPrefix(ev.Kind, "scenario.") && !slices.Contains(kinds, ev.Kind) {
			kinds = append(kinds, ev.Kind)
		}
	}
	slices.Sort(kinds)
	if diff := cmp.Diff([]string{"scenario.added", "scenario.applied", "scenario.removed", "scenario.seen", "scenario.set_off"}, kinds); diff != "" {
		t.Errorf("the log tells of\n%s", diff)
	}
}
