package engine_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// sent delivers what is due at a time, one by one, and returns the orders told.
func sent(t *testing.T, s shop, now time.Time) string {
	t.Helper()
	var orders []string
	for {
		due := s.ClaimDue(now, 1)
		if len(due) == 0 {
			return strings.Join(orders, " ")
		}
		orders = append(orders, due[0].MerchantUID)
		if err := s.RecordAttempt(t.Context(), due[0].ID, engine.Attempt{Code: 200}); err != nil {
			t.Fatal(err)
		}
	}
}

func (s shop) payAll(t *testing.T, uids ...string) {
	t.Helper()
	for _, uid := range uids {
		s.pay(t, `"merchant_uid":"`+uid+`"`, engine.Choice{Outcome: engine.Approve})
	}
}

func TestScenario_decidesWhatBecomesOfAWebhook(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do    engine.Do
		now   string // orders told at once
		later string // a minute later
	}{
		"nothing":         {engine.Do{}, "a b c d", ""},
		"dropped":         {engine.Do{Effect: engine.WebhookDrop}, "a c d", ""},
		"duplicated":      {engine.Do{Effect: engine.WebhookDuplicate}, "a b b c d", ""},
		"thrice more":     {engine.Do{Effect: engine.WebhookDuplicate, Copies: 3}, "a b b b b c d", ""},
		"delayed":         {engine.Do{Effect: engine.WebhookDelay, Delay: engine.Span(time.Minute)}, "a c d", "b"},
		"behind the next": {engine.Do{Effect: engine.WebhookReorder}, "a c b d", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := notified(t, nil)
			if c.do.Effect != "" {
				s.let(t, engine.When{Event: "paid", Nth: 2}, c.do)
			}
			s.payAll(t, "a", "b")
			if c.do.Effect == engine.WebhookReorder {
				if got := sent(t, s, noon); got != "a" {
					t.Errorf("before there is a next one, %q went", got)
				}
				s.payAll(t, "c", "d")
				if got := "a " + sent(t, s, noon); got != c.now {
					t.Errorf("told %q, want %q", got, c.now)
				}
				return
			}
			s.payAll(t, "c", "d")
			if got := sent(t, s, noon); got != c.now {
				t.Errorf("told %q, want %q", got, c.now)
			}
			if got := sent(t, s, noon.Add(time.Minute-1)); got != "" {
				t.Errorf("too early: %q", got)
			}
			if got := sent(t, s, noon.Add(time.Minute)); got != c.later {
				t.Errorf("a minute later: %q, want %q", got, c.later)
			}
		})
	}
}

func TestScenario_aReorderedWebhookNeverWaitsForever(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	s.let(t, engine.When{Nth: 1}, engine.Do{Effect: engine.WebhookReorder})
	s.payAll(t, "alone")
	if got := sent(t, s, noon.Add(time.Minute-1)); got != "" {
		t.Errorf("within its minute %q went", got)
	}
	if next, ok := s.NextDue(); !ok || next.What != "webhook" || !next.At.Equal(noon.Add(time.Minute)) {
		t.Errorf("next is %+v", next)
	}
	if got := sent(t, s, noon.Add(time.Minute)); got != "alone" {
		t.Errorf("after its minute %q went", got)
	}
}

func TestScenario_theOvertakenWaitsForTheFirstAttemptAlone(t *testing.T) {
	t.Parallel()
	s := notified(t, func(n *engine.NotifySettings) { n.Retry = true })
	s.let(t, engine.When{Nth: 1}, engine.Do{Effect: engine.WebhookReorder})
	s.payAll(t, "late", "early")
	due := s.ClaimDue(noon, 10)
	if len(due) != 1 || due[0].MerchantUID != "early" {
		t.Fatalf("due are %+v", due)
	}
	if err := s.RecordAttempt(t.Context(), due[0].ID, engine.Attempt{Code: 500}); err != nil {
		t.Fatal(err)
	}
	if due = s.ClaimDue(noon, 10); len(due) != 1 || due[0].MerchantUID != "late" || due[0].Scenario != engine.WebhookReorder {
		t.Errorf("after the first attempt, due are %+v", due)
	}
}

func TestScenario_twoNoticesOfOnePaymentSwap(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.let(t, engine.When{Nth: 1}, engine.Do{Effect: engine.WebhookReorder})
	r := s.pay(t, `"notice_url":["http://127.0.0.1/a","http://127.0.0.1/b"]`, engine.Choice{Outcome: engine.Approve})
	var urls []string
	for range 2 {
		for _, d := range s.ClaimDue(noon, 1) {
			urls = append(urls, d.URL)
			if err := s.RecordAttempt(t.Context(), d.ID, engine.Attempt{Code: 200}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if diff := cmp.Diff([]string{"http://127.0.0.1/b", "http://127.0.0.1/a"}, urls); diff != "" || len(s.Deliveries(r.ImpUID)) != 2 {
		t.Error(diff)
	}
}

func TestScenario_strikesNoWebhookWithoutAnAddress(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	sc := s.let(t, engine.When{}, engine.Do{Effect: engine.WebhookDuplicate})
	r := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
	if diff := cmp.Diff([]string{"paid unsent "}, told(s, r.ImpUID)); diff != "" || s.applied(t, sc.ID) != 0 {
		t.Error(diff)
	}
}

func TestFaults_dropIsAScenario(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	if err := s.SetFaults(t.Context(), engine.Faults{DropWebhooks: 2}); err != nil {
		t.Fatal(err)
	}
	s.payAll(t, "a")
	list := s.Scenarios()
	if len(list) != 1 || list[0].Do.Effect != engine.WebhookDrop || list[0].Hits != 1 || s.Faults().DropWebhooks != 1 {
		t.Errorf("scenarios %+v, faults %+v", list, s.Faults())
	}
	if err := s.SetFaults(t.Context(), engine.Faults{}); err != nil {
		t.Fatal(err)
	}
	s.payAll(t, "b")
	if got := sent(t, s, noon); got != "b" || len(s.Scenarios()) != 0 {
		t.Errorf("told %q", got)
	}
}

func TestResendWebhooks_sendsThemAgainAsTheyWere(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	s.payAll(t, "a", "b")
	card := s.FindAll(s.imp, "a", "", "")[0]
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: card.ImpUID}); err != nil { // silent: logged, never sent
		t.Fatal(err)
	}
	if got := sent(t, s, noon); got != "a b" {
		t.Fatalf("told %q", got)
	}
	list := s.Deliveries("") // newest first: the cancel, b, a
	again, err := s.ResendWebhooks(t.Context(), []string{list[1].ID, list[2].ID, list[2].ID})
	if err != nil || len(again) != 2 || again[0].MerchantUID != "a" || again[0].Body != list[2].Body || !again[0].Resent {
		t.Errorf("sent again %+v, %v", again, err)
	}
	if got := sent(t, s, noon); got != "a b" {
		t.Errorf("told %q", got)
	}
	if _, err := s.ResendWebhooks(t.Context(), []string{list[0].ID, "whd_0"}); refusal(t, err) == "" {
		t.Error("an unknown id was not refused")
	}
	silent, err := s.ResendWhere(t.Context(), engine.ResendFilter{Event: "cancelled"})
	if err != nil || len(silent) != 1 || silent[0].URL != "http://127.0.0.1/console" || silent[0].State != engine.Due {
		t.Errorf("the silent one: %+v, %v", silent, err)
	}
	paid, err := s.ResendWhere(t.Context(), engine.ResendFilter{State: engine.Delivered, Merchant: s.imp})
	if err != nil || len(paid) != 2 {
		t.Errorf("of those delivered %d were sent again, want those that were not sent by hand: %v", len(paid), err)
	}
	if none, err := s.ResendWhere(t.Context(), engine.ResendFilter{ImpUID: "imp_0"}); err != nil || len(none) != 0 {
		t.Errorf("%+v, %v", none, err)
	}
	if _, err := s.ResendWhere(t.Context(), engine.ResendFilter{}); refusal(t, err) == "" {
		t.Error("a filter of nothing was not refused")
	}
	numbers := map[int]bool{}
	for _, d := range s.Deliveries("") {
		if numbers[d.Number] {
			t.Errorf("two deliveries have the number %s", strconv.Itoa(d.Number))
		}
		numbers[d.Number] = true
	}
}
