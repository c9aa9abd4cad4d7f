package recon_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/recon"
)

const imp = payment.ImpUID("imp_1")

// paid is a payment of 59,000 won on both sides, of which returned went back.
func paid(returned int64) (recon.Stored, payment.Seen) {
	seen := payment.Seen{
		ImpUID: imp, MerchantUID: "A1", Status: payment.SeenPaid, RawStatus: "paid", Amount: money.Won(59000), Captured: money.Won(59000),
		Cancelled: money.Won(returned),
	}
	p := payment.Payment{
		ID: "pay_1", OrderRef: "A-1", MerchantUID: "A1", Amount: money.Won(59000), State: payment.Paid, Bound: imp,
		Captured: money.Won(59000), Returned: money.Won(returned),
	}
	switch {
	case returned == 59000:
		p.State = payment.Refunded
	case returned > 0:
		p.State = payment.PartiallyRefunded
	}
	a := payment.Attempt{ImpUID: imp, PaymentID: p.ID, Seen: seen, Mark: payment.Bound, Opened: money.Won(returned), Succeeded: money.Won(returned), External: money.Won(0)}
	return recon.Stored{Payment: p, Attempt: a}, seen
}

// rejected is money that paid nothing and is still at PortOne.
func rejected(mark payment.Mark) (recon.Stored, payment.Seen) {
	s, seen := paid(0)
	s.Payment.State, s.Payment.Bound, s.Payment.Captured = payment.Closed, "", money.Won(0)
	s.Attempt.Mark, s.Attempt.Reason = mark, fault.AmountMismatch
	return s, seen
}

func TestMatch_isSilentWhereBothSidesHoldTheSame(t *testing.T) {
	t.Parallel()
	for _, returned := range []int64{0, 1, 9000, 59000} {
		s, seen := paid(returned)
		if got := recon.Match(s, seen); got != nil {
			t.Errorf("%d won returned: %+v", returned, got)
		}
		s.Attempt.Succeeded, s.Attempt.External = money.Won(0), money.Won(returned)
		if got := recon.Match(s, seen); got != nil {
			t.Errorf("%d won returned elsewhere: %+v", returned, got)
		}
	}
	s, seen := rejected(payment.Mismatch)
	seen.Cancelled, s.Attempt.Succeeded = seen.Captured, seen.Captured
	if got := recon.Match(s, seen); got != nil {
		t.Errorf("rejected and given back: %+v", got)
	}
	s, seen = paid(0)
	s.Attempt, seen.Captured, seen.Status = payment.Attempt{}, money.Won(0), payment.SeenFailed
	if got := recon.Match(s, seen); got != nil {
		t.Errorf("a declined attempt that we never saw: %+v", got)
	}
}

func TestMatch_namesEveryDifference(t *testing.T) {
	t.Parallel()
	underWay := payment.Refund{ID: "rfd_1", ImpUID: imp, Amount: money.Won(9000), State: payment.RefundUnknown}
	raised := payment.Discrepancy{PaymentID: "pay_1", ImpUID: imp, Reason: fault.TestMoney}
	for name, tt := range map[string]struct {
		change    func(*recon.Stored, *payment.Seen)
		want      recon.Kind
		explained bool
	}{
		"money that we never saw": {func(s *recon.Stored, _ *payment.Seen) { s.Attempt = payment.Attempt{} }, recon.Unrecorded, false},
		"more was captured":       {func(_ *recon.Stored, p *payment.Seen) { p.Captured = money.Won(60000) }, recon.Captured, false},
		"a deposit that we never saw": {func(s *recon.Stored, _ *payment.Seen) {
			s.Attempt.Seen.Captured, s.Attempt.Mark = money.Won(0), payment.Pending
			s.Payment.Captured, s.Payment.Bound, s.Payment.State = money.Won(0), "", payment.AwaitingDeposit
		}, recon.Captured, false},
		"more was cancelled": {func(_ *recon.Stored, p *payment.Seen) { p.Cancelled = money.Won(9000) }, recon.Cancelled, false},
		"less was cancelled": {func(s *recon.Stored, _ *payment.Seen) { returned(s, 9000, payment.PartiallyRefunded) }, recon.Cancelled, false},
		"a refund is under way": {func(s *recon.Stored, p *payment.Seen) {
			p.Cancelled, s.Refunds = money.Won(9000), []payment.Refund{underWay}
		}, recon.UnderWay, true},
		"another attempt's is under way": {func(s *recon.Stored, p *payment.Seen) {
			other := underWay
			other.ImpUID = "imp_2"
			p.Cancelled, s.Refunds = money.Won(9000), []payment.Refund{other}
		}, recon.Cancelled, false},
		"the payment's own figure": {func(s *recon.Stored, _ *payment.Seen) { s.Payment.Returned = money.Won(1) }, recon.Inside, false},
		"the payment's own state":  {func(s *recon.Stored, _ *payment.Seen) { s.Payment.State = payment.Refunded }, recon.Inside, false},
		"money nobody gives back":  {func(s *recon.Stored, p *payment.Seen) { *s, *p = rejected(payment.Duplicate) }, recon.Kept, false},
		"money that is being given back": {func(s *recon.Stored, p *payment.Seen) {
			*s, *p = rejected(payment.Duplicate)
			s.Refunds = []payment.Refund{underWay}
		}, recon.UnderWay, true},
		"money a person was told of": {func(s *recon.Stored, p *payment.Seen) {
			*s, *p = rejected(payment.WrongEnv)
			s.Raised = []payment.Discrepancy{raised}
		}, recon.Quarantined, true},
		"money of an unknown status": {func(s *recon.Stored, _ *payment.Seen) {
			s.Attempt, s.Raised = payment.Attempt{}, []payment.Discrepancy{raised}
		}, recon.Quarantined, true},
	} {
		s, seen := paid(0)
		tt.change(&s, &seen)
		got := recon.Match(s, seen)
		if len(got) != 1 || got[0].Kind != tt.want || got[0].Explained != tt.explained {
			t.Errorf("%s: %+v, want %s", name, got, tt.want)
			continue
		}
		if d := got[0]; d.PaymentID != "pay_1" || d.OrderRef != "A-1" || d.ImpUID != imp || d.Here == "" || d.PortOne == "" {
			t.Errorf("%s: without its evidence: %+v", name, d)
		}
	}
}

// returned records that so much went back.
func returned(s *recon.Stored, won int64, state payment.State) {
	s.Attempt.Succeeded, s.Payment.Returned, s.Payment.State = money.Won(won), money.Won(won), state
}

func TestTotals_areByTheKoreanDayAndTheWayToPay(t *testing.T) {
	t.Parallel()
	var totals recon.Totals
	late := time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC) // midnight in Korea
	for _, paid := range []time.Time{late.Add(-time.Second), late, late.Add(time.Hour)} {
		totals.Here(paid, "card", money.Won(1000), money.Won(0))
		totals.PortOne(paid, "card", money.Won(1000), money.Won(100))
	}
	totals.PortOne(late, "trans", money.Won(5), money.Won(0))
	totals.Here(late, "card", money.New(250, money.USD), money.New(0, money.USD))
	want := []recon.Total{
		{Day: "2026-11-22", Method: "card", Currency: "KRW", Here: recon.Sum{Count: 1, Captured: 1000}, PortOne: recon.Sum{Count: 1, Captured: 1000, Refunded: 100}},
		{Day: "2026-11-23", Method: "card", Currency: "KRW", Here: recon.Sum{Count: 2, Captured: 2000}, PortOne: recon.Sum{Count: 2, Captured: 2000, Refunded: 200}},
		{Day: "2026-11-23", Method: "card", Currency: "USD", Here: recon.Sum{Count: 1, Captured: 250}},
		{Day: "2026-11-23", Method: "trans", Currency: "KRW", PortOne: recon.Sum{Count: 1, Captured: 5}},
	}
	if diff := cmp.Diff(want, totals.List()); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
}

func TestReport_isCleanOnlyWhenAllIsExplained(t *testing.T) {
	t.Parallel()
	apart := []recon.Total{{PortOne: recon.Sum{Count: 1}}}
	for name, tt := range map[string]struct {
		kinds  []recon.Kind
		totals []recon.Total
		want   bool
	}{
		"nothing":                           {nil, nil, true},
		"totals apart without a reason":     {nil, apart, false},
		"recorded now":                      {[]recon.Kind{recon.Recorded}, nil, true},
		"recorded now, totals apart":        {[]recon.Kind{recon.Recorded}, apart, false},
		"a refund under way, totals apart":  {[]recon.Kind{recon.UnderWay}, apart, true},
		"an unexplained one beside another": {[]recon.Kind{recon.UnderWay, recon.Missing}, nil, false},
	} {
		r := recon.Report{Totals: tt.totals}
		for _, kind := range tt.kinds {
			r.Add(recon.Of(payment.Payment{}, imp, kind))
		}
		if got := r.Clean(); got != tt.want {
			t.Errorf("%s: clean = %v", name, got)
		}
	}
	var r recon.Report
	for range 10_007 {
		r.Add(recon.Of(payment.Payment{}, imp, recon.Missing))
	}
	if len(r.Differences) != 10_000 || r.Omitted != 7 || r.Unexplained != 10_007 {
		t.Errorf("%d kept, %d omitted, %d unexplained", len(r.Differences), r.Omitted, r.Unexplained)
	}
}
