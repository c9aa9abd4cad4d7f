package payment_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// ourToken is that of the refund of 5,000 won that stands beside a cancel made
// elsewhere.
const ourToken = "RF0123456789AB"

// elsewhere is an attempt that was decided with mark, of which somebody
// cancelled part or all in PortOne's console, and a refund of ours in a state;
// landed says whether PortOne carried it out.
func elsewhere(state payment.State, mark payment.Mark, refund payment.RefundState, landed, whole bool) payment.Case {
	p := aPayment(state, seenUID)
	old := boundAttempt(aPayment(payment.Paid, seenUID))
	old.Mark = mark
	if mark != payment.Bound {
		p.Bound, p.Captured, p.Returned = otherUID, p.Amount, money.Won(0)
		if state != payment.Paid {
			p.Bound, p.Captured = "", money.Won(0)
		}
	}
	c := payment.Case{Payment: p, Seen: aSight(payment.SeenPartCancelled)}
	var ours int64
	if refund != "" {
		old.Opened = money.Won(5000)
		r := payment.Refund{
			ID: "rfd_1", PaymentID: p.ID, ImpUID: seenUID, Amount: money.Won(5000), TaxFree: money.Won(0), Initiator: payment.ByShop, State: refund,
			Generation: 1, Token: ourToken, Checksum: p.Amount, Sends: 1, UnknownSince: now.Add(-time.Hour), Fence: 1,
		}
		if refund == payment.RefundSucceeded {
			old.Succeeded = money.Won(5000)
		}
		c.Refunds = []payment.Refund{r}
		if landed {
			ours = 5000
			c.Seen.History = append(c.Seen.History, payment.Cancellation{ID: "c1", Reason: ourToken + " 단순 변심", Amount: r.Amount, At: now})
		}
	}
	theirs := int64(9000)
	if whole {
		theirs = p.Amount.Minor() - ours
		c.Seen.Status, c.Seen.RawStatus = payment.SeenCancelled, "cancelled"
	}
	c.Seen.History = append(c.Seen.History, payment.Cancellation{ID: "c2", Reason: "콘솔에서 취소", Amount: money.Won(theirs), At: now})
	c.Seen.Cancelled = money.Won(ours + theirs)
	c.Attempts = []payment.Attempt{old}
	return c
}

// everyElsewhere calls f with each state of a payment and each decision about an
// attempt that go together, each state of a refund, carried out or not, and a
// part or all cancelled elsewhere.
func everyElsewhere(f func(name string, c payment.Case, bound bool)) {
	for _, at := range []struct {
		state payment.State
		mark  payment.Mark
	}{
		{payment.Paid, payment.Bound},
		{payment.Paid, payment.Duplicate},
		{payment.Paid, payment.Mismatch},
		{payment.Paid, payment.WrongEnv},
		{payment.Paid, payment.Review},
		{payment.Closed, payment.Mismatch},
		{payment.Closed, payment.Duplicate},
		{payment.Closed, payment.Late},
		{payment.Closed, payment.WrongEnv},
		{payment.Closed, payment.Review},
		{payment.Expired, payment.Late},
	} {
		for _, refund := range []payment.RefundState{
			"", payment.RefundOpened, payment.RefundSending, payment.RefundUnknown, payment.RefundSucceeded, payment.RefundRejected, payment.RefundHuman,
		} {
			for _, landed := range []bool{false, true} {
				if landed && (refund == "" || refund == payment.RefundRejected) || !landed && refund == payment.RefundSucceeded {
					continue // cannot be
				}
				for _, whole := range []bool{false, true} {
					name := fmt.Sprintf("%s, %s, refund %q, landed %v, whole %v", at.state, at.mark, refund, landed, whole)
					f(name, elsewhere(at.state, at.mark, refund, landed, whole), at.mark == payment.Bound)
				}
			}
		}
	}
}

// inFlight reports whether the outcome of the case's refund is not known.
func inFlight(c payment.Case) bool {
	return len(c.Refunds) > 0 && (c.Refunds[0].State == payment.RefundSending || c.Refunds[0].State == payment.RefundUnknown)
}

func TestJudge_recordsWhatWasCancelledElsewhere(t *testing.T) {
	t.Parallel()
	everyElsewhere(func(name string, c payment.Case, bound bool) {
		if inFlight(c) {
			return
		}
		v := payment.Judge(c, now)
		ours := money.Won(0)
		for _, r := range c.Refunds {
			if r.State == payment.RefundSucceeded || r.State == payment.RefundOpened && len(c.Seen.History) == 2 {
				ours = r.Amount // what was given up and happened all the same counts as another's
			}
		}
		if got, want := v.Attempt.External.Minor(), c.Seen.Cancelled.Minor()-ours.Minor(); v.Action != payment.RecordRefund || got != want || v.Reason != fault.CancelledElsewhere {
			t.Errorf("%s: %s with %d won of others, want %d", name, v.Action, got, want)
		}
		if v.GiveBack.IsPositive() || v.Discrepancy != nil || len(v.Others) != 0 || len(v.Notes) != 1 || !v.News {
			t.Errorf("%s: gives %v back, raises %v, changes %d others, notes %v", name, v.GiveBack, v.Discrepancy, len(v.Others), v.Notes)
		}
		if v.Attempt.Mark != c.Attempts[0].Mark || v.Attempt.Opened != c.Attempts[0].Opened || v.Attempt.Succeeded != c.Attempts[0].Succeeded {
			t.Errorf("%s: our own part became %+v", name, v.Attempt)
		}
		checkPayment(t, name, c, v, bound)
		c.Payment, c.Attempts = v.Payment, []payment.Attempt{*v.Attempt}
		if again := payment.Judge(c, now.Add(time.Minute)); again.News || again.Event != nil || again.Action != payment.Leave {
			t.Errorf("%s: the same again: %+v", name, again)
		}
	})
}

// checkPayment wants the payment's own figures to follow only the attempt that
// paid it.
func checkPayment(t *testing.T, name string, c payment.Case, v payment.Verdict, bound bool) {
	t.Helper()
	if !bound {
		if v.Event != nil || v.Payment.State != c.Payment.State || v.Payment.Returned != c.Payment.Returned {
			t.Errorf("%s: the payment became %s, %v returned, event %v", name, v.Payment.State, v.Payment.Returned, v.Event)
		}
		return
	}
	returned, _ := v.Attempt.Succeeded.Add(v.Attempt.External)
	state, event := payment.PartiallyRefunded, payment.EventPartlyRefunded
	if returned == v.Payment.Captured {
		state, event = payment.Refunded, payment.EventRefunded
	}
	if v.Payment.State != state || v.Payment.Returned != returned || v.Event == nil || v.Event.Type != event {
		t.Errorf("%s: %s, %v returned, event %v; want %s, %v, %s", name, v.Payment.State, v.Payment.Returned, v.Event, state, returned, event)
	}
}

// While the outcome of a refund of ours is unknown, a look concludes nothing
// about it; when the refund has ended, every won is counted once.
func TestJudge_leavesWhatARefundUnderWayMayExplainUntilItHasEnded(t *testing.T) {
	t.Parallel()
	everyElsewhere(func(name string, c payment.Case, bound bool) {
		if !inFlight(c) {
			return
		}
		v := payment.Judge(c, now)
		if v.Action != payment.Leave || v.Event != nil || v.Attempt.External.IsPositive() || v.Payment.Returned != c.Payment.Returned || !v.News {
			t.Errorf("%s: %s, external %v, event %v", name, v.Action, v.Attempt.External, v.Event)
		}
		step := payment.StepRejected
		if len(c.Seen.History) == 2 {
			step = payment.StepSucceeded
		}
		for _, step := range []payment.Step{step, payment.StepHuman} {
			s := payment.Settle(payment.RefundCase{Payment: v.Payment, Attempt: *v.Attempt, Refund: c.Refunds[0]}, step, c.Seen, "RFBBBBBBBBBBBB", now)
			counted, _ := s.Attempt.Succeeded.Add(s.Attempt.External)
			if counted != c.Seen.Cancelled || bound && s.Payment.Returned != c.Seen.Cancelled {
				t.Errorf("%s, then %s: %v counted, the payment says %v of %v", name, step, counted, s.Payment.Returned, c.Seen.Cancelled)
			}
			if (s.Event != nil) != bound {
				t.Errorf("%s, then %s: event %v", name, step, s.Event)
			}
		}
	})
}
