package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestCountPayments_followsEveryChangeAndARestart(t *testing.T) {
	t.Parallel()
	var j tape
	c := clock.NewManual(noon)
	e, err := engine.New(engine.Config{Clock: c, Entropy: id.System, Seed: true, Journal: &j})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{e, c, e.Merchants()[0].Code}
	paid := s.pay(t, `"merchant_uid":"a"`, engine.Choice{Outcome: engine.Approve})
	s.pay(t, `"merchant_uid":"b"`, engine.Choice{Outcome: engine.Approve})
	s.pay(t, `"merchant_uid":"c"`, engine.Choice{Outcome: engine.DeclineLimit})
	s.start(t, `"merchant_uid":"d"`)
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: paid.ImpUID}); err != nil {
		t.Fatal(err)
	}
	again, err := engine.New(engine.Config{Clock: c, Entropy: id.System, History: j.history})
	if err != nil {
		t.Fatal(err)
	}
	want := map[engine.Status]int{engine.Paid: 1, engine.Failed: 1, engine.Cancelled: 1, engine.Ready: 1}
	for name, e := range map[string]*engine.Engine{"before": s.Engine, "after": again} {
		got := e.CountPayments(s.imp)
		for status, n := range got {
			if n == 0 {
				delete(got, status)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s the restart: %s", name, diff)
		}
	}
	if n := len(s.CountPayments("imp00000000")); n != 0 {
		t.Errorf("another account has %d counts", n)
	}
}
