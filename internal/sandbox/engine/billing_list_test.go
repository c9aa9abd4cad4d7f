package engine_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestBillingKeys_areListedAfterTheirEndAndAfterARestart(t *testing.T) {
	t.Parallel()
	var j tape
	c := clock.NewManual(noon)
	e, err := engine.New(engine.Config{Clock: c, Entropy: id.System, Seed: true, Journal: &j})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{e, c, e.Merchants()[0].Code}
	s.issue(t, "old", "4111111111111111")
	c.Advance(time.Minute)
	s.issue(t, "new", "4111111111110004")
	if _, err := s.DeleteBillingKey(t.Context(), s.imp, "old", "left"); err != nil {
		t.Fatal(err)
	}
	c.Advance(time.Minute)
	s.issue(t, "old", "5111111111111118")
	again, err := engine.New(engine.Config{Clock: c, Entropy: id.System, History: j.history})
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		UID   string
		Ended int64
	}
	for name, e := range map[string]*engine.Engine{"before": s.Engine, "after": again} {
		var got []row
		for _, k := range e.BillingKeys(s.imp, "") {
			got = append(got, row{k.CustomerUID, k.EndedAt})
		}
		want := []row{{"old", 0}, {"new", 0}, {"old", noon.Add(time.Minute).Unix()}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s the restart: %s", name, diff)
		}
		if n := len(e.BillingKeys(s.imp, "ne")); n != 1 {
			t.Errorf("%s the restart, ne… finds %d keys", name, n)
		}
		if n := len(e.BillingKeys("imp00000000", "")); n != 0 {
			t.Errorf("%s the restart, another account sees %d keys", name, n)
		}
	}
}

func TestScanSchedules_tellsHowEachEnded(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.issue(t, "good", "4111111111111111")
	s.issue(t, "poor", "4111111111110004")
	s.plan(t, "good", map[string]int{"paid": 1})
	s.plan(t, "poor", map[string]int{"unpaid": 1})
	s.plan(t, "good", map[string]int{"waiting": 3})
	s.plan(t, "good", map[string]int{"ended": 3})
	if _, err := s.Unschedule(t.Context(), s.imp, "", []string{"ended"}); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(2 * time.Hour)
	s.run(t)
	look := func(text string) map[string]engine.ScheduleOutcome {
		got := map[string]engine.ScheduleOutcome{}
		for one := range s.ScanSchedules(s.imp, text) {
			got[one.MerchantUID] = one.Outcome()
		}
		return got
	}
	want := map[string]engine.ScheduleOutcome{"paid": engine.Succeeded, "unpaid": engine.NotPaid, "waiting": engine.Waits, "ended": engine.Ended}
	if diff := cmp.Diff(want, look("")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]engine.ScheduleOutcome{"unpaid": engine.NotPaid}, look("poor")); diff != "" {
		t.Error(diff)
	}
}
