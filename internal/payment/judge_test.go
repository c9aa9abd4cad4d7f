package payment_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

var update = flag.Bool("update", false, "write the golden matrix anew")

var (
	now     = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	channel = payment.Channel{Provider: "html5_inicis", MID: "INIpayTest"}
)

const (
	seenUID  = payment.ImpUID("imp_000000000001")
	otherUID = payment.ImpUID("imp_000000000002")
)

// aPayment returns a payment of 59,000 won in a state; one that holds or held
// money was paid by bound.
func aPayment(state payment.State, bound payment.ImpUID) payment.Payment {
	p := payment.Payment{
		ID: "pay_1", OrderRef: "A-1", MerchantUID: "A1xxxxxxxxxxxxxxxxxxxxxxxx", Amount: money.Won(59000), TaxFree: money.Won(0),
		Store: "imp12345678", Env: payment.Test, Channel: channel, State: state, Version: 3,
		Captured: money.Won(0), Returned: money.Won(0), CreatedAt: now.Add(-time.Hour), ExpiresAt: now.Add(time.Hour),
	}
	switch state {
	case payment.Paid:
		p.Bound, p.Captured = bound, p.Amount
	case payment.PartiallyRefunded:
		p.Bound, p.Captured, p.Returned = bound, p.Amount, money.Won(9000)
	case payment.Refunded:
		p.Bound, p.Captured, p.Returned = bound, p.Amount, p.Amount
	case payment.AwaitingDeposit:
		p.Account = &payment.Account{BankCode: "04", Number: "110", DueAt: now.Add(time.Hour)}
	}
	return p
}

// aSight returns what PortOne says of an attempt in a status that matches the
// payment in everything.
func aSight(status payment.Status) payment.Seen {
	s := payment.Seen{
		ImpUID: seenUID, MerchantUID: "A1xxxxxxxxxxxxxxxxxxxxxxxx", Status: status, Store: "imp12345678", Env: payment.Test,
		Channel: channel, PayMethod: "card", Amount: money.Won(59000), Captured: money.Won(0), Cancelled: money.Won(0), ChangedAt: now,
	}
	switch status {
	case payment.SeenPaid:
		s.Captured, s.PaidAt = s.Amount, now
	case payment.SeenPartCancelled:
		s.Captured, s.Cancelled = s.Amount, money.Won(9000)
	case payment.SeenCancelled:
		s.Captured, s.Cancelled = s.Amount, s.Amount
	case payment.SeenIssued:
		s.PayMethod, s.Account = "vbank", &payment.Account{BankCode: "04", Number: "220", DueAt: now.Add(24 * time.Hour)}
	case payment.SeenFailed:
		s.FailReason = "한도초과"
	}
	return s
}

// boundAttempt is the attempt that paid a payment earlier.
func boundAttempt(p payment.Payment) payment.Attempt {
	s := aSight(payment.SeenPaid)
	s.ChangedAt = now.Add(-time.Minute)
	a := payment.Attempt{ImpUID: seenUID, PaymentID: p.ID, Seen: s, Mark: payment.Bound, Opened: p.Returned, Succeeded: p.Returned, External: money.Won(0)}
	if p.Returned.IsPositive() {
		a.Seen.Status, a.Seen.Cancelled = payment.SeenPartCancelled, p.Returned
		if p.Returned == p.Captured {
			a.Seen.Status = payment.SeenCancelled
		}
	}
	return a
}

// variants change one thing of a matching case.
var variants = []struct {
	name   string
	change func(*payment.Case)
}{
	{"match", func(*payment.Case) {}},
	{"amount", func(c *payment.Case) { scale(&c.Seen, 100, money.KRW) }},
	{"currency", func(c *payment.Case) { scale(&c.Seen, 59000, money.USD) }},
	{"env", func(c *payment.Case) { c.Payment.Env = payment.Live }},
	{"channel", func(c *payment.Case) { c.Seen.Channel.MID = "INIBillTst" }},
	{"foreign", func(c *payment.Case) { c.Seen.MerchantUID = "someone-else" }},
	{"other_bound", func(c *payment.Case) { c.Payment.Bound, c.Attempts = otherUID, nil }},
	{"order_paid", func(c *payment.Case) { c.OrderPaid = true }},
	{"escrow", func(c *payment.Case) { c.Seen.Escrow = true }},
	{"no_escrow", func(c *payment.Case) { c.Payment.Extra = []byte(`{"escrow":true}`) }},
	{"unquoted", func(c *payment.Case) { c.Payment.TermsFault = fault.QuoteMissing }},
	{"held", hold},
	{"held_elsewhere", func(c *payment.Case) { hold(c); c.OrderOpen = true }},
	{"held_order_paid", func(c *payment.Case) { hold(c); c.OrderPaid = true }},
	{"held_used_up", func(c *payment.Case) {
		if c.Held = true; c.Payment.State == payment.Expired || c.Payment.State == payment.Closed {
			c.Payment.State, c.Payment.ClosedCause = payment.Closed, payment.CauseRejected
		}
	}},
}

// hold is a shop that holds the goods of a payment, also of one that was closed
// for another.
func hold(c *payment.Case) {
	c.Held = true
	if c.Payment.State == payment.Closed {
		c.Payment.ClosedCause = payment.CauseSuperseded
	}
}

// scale makes everything that was seen of another amount.
func scale(s *payment.Seen, minor int64, currency money.Currency) {
	part := func(a money.Amount) money.Amount { return money.New(a.Minor()*minor/59000, currency) }
	s.Captured, s.Cancelled, s.Amount = part(s.Captured), part(s.Cancelled), money.New(minor, currency)
}

func matrixCase(state payment.State, status payment.Status, variant int) payment.Case {
	p := aPayment(state, seenUID)
	c := payment.Case{Payment: p, Seen: aSight(status)}
	if p.Bound != "" {
		c.Attempts = []payment.Attempt{boundAttempt(p)}
	}
	if p.Returned.IsPositive() {
		c.Refunds = []payment.Refund{{ID: "rfd_1", ImpUID: seenUID, Amount: p.Returned, State: payment.RefundSucceeded}}
	}
	variants[variant].change(&c)
	return c
}

// describe writes everything that a verdict decides on one line.
func describe(v payment.Verdict) string {
	words := []string{string(v.Action)}
	add := func(key string, value any) {
		if s := fmt.Sprint(value); s != "" && s != "unset" {
			words = append(words, key+"="+s)
		}
	}
	add("reason", v.Reason)
	add("state", v.Payment.State)
	if v.Attempt != nil {
		add("mark", v.Attempt.Mark)
		add("closing", v.Attempt.Closing)
	}
	add("back", v.GiveBack)
	if v.Event != nil {
		add("event", v.Event.Type)
	}
	if v.Discrepancy != nil {
		add("discrepancy", v.Discrepancy.Reason)
	}
	if v.News {
		words = append(words, "news")
	}
	return strings.Join(words, " ")
}

func TestJudge_goldenMatrix(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, state := range payment.States {
		for _, status := range payment.Statuses {
			for i, variant := range variants {
				v := payment.Judge(matrixCase(state, status, i), now)
				fmt.Fprintf(&b, "%-18s %-14s %-11s -> %s\n", state, status, variant.name, describe(v))
			}
		}
	}
	const file = "testdata/judge.golden"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("verdicts differ from %s (-want +got):\n%s", file, diff)
	}
}

// The rules that no verdict may break, whatever the matrix says.
func TestJudge_neverBreaksTheMoneyRules(t *testing.T) {
	t.Parallel()
	for _, state := range payment.States {
		for _, status := range payment.Statuses {
			for i, variant := range variants {
				c := matrixCase(state, status, i)
				v := payment.Judge(c, now)
				name := fmt.Sprintf("%s, %s, %s", state, status, variant.name)
				holds := strings.HasPrefix(variant.name, "held")
				if late := v.Action == payment.AcceptLate; late && (variant.name != "held" || status != payment.SeenPaid || (state != payment.Expired && state != payment.Closed)) {
					t.Errorf("%s: accepted late", name)
				}
				honest := variant.name == "match" || (holds && !c.OrderPaid)
				if v.Action == payment.Accept && (!honest || status != payment.SeenPaid || !state.Payable()) {
					t.Errorf("%s: accepted", name)
				}
				if v.GiveBack.IsSet() && v.GiveBack != c.Seen.Balance() {
					t.Errorf("%s: gives back %v, want what is left of what was paid, %v", name, v.GiveBack, c.Seen.Balance())
				}
				if v.GiveBack.IsSet() && (c.Payment.Bound == c.Seen.ImpUID || c.Seen.MerchantUID != c.Payment.MerchantUID || c.Seen.Env != c.Payment.Env) {
					t.Errorf("%s: gives back money that is bound, foreign or of the other kind", name)
				}
				if c.Payment.Bound != "" && v.Payment.Bound != c.Payment.Bound {
					t.Errorf("%s: bound to %s, was bound to %s", name, v.Payment.Bound, c.Payment.Bound)
				}
				if v.Payment.Amount != c.Payment.Amount || v.Payment.MerchantUID != c.Payment.MerchantUID {
					t.Errorf("%s: the order's own terms changed", name)
				}
				if v.Payment.Account != nil && variant.name != "match" && !holds && *v.Payment.Account == *aSight(payment.SeenIssued).Account {
					t.Errorf("%s: shows the number of an account that does not match", name)
				}
			}
		}
	}
}

func TestJudge_aSecondLookAtTheSameDecidesNothing(t *testing.T) {
	t.Parallel()
	for _, state := range payment.States {
		for _, status := range payment.Statuses {
			for i, variant := range variants {
				c := matrixCase(state, status, i)
				v := payment.Judge(c, now)
				if v.Attempt == nil {
					continue
				}
				c.Payment, c.Attempts = v.Payment, []payment.Attempt{*v.Attempt}
				if again := payment.Judge(c, now); again.News || again.GiveBack.IsSet() || again.Event != nil {
					t.Errorf("%s, %s, %s: looked at again: %s", state, status, variant.name, describe(again))
				}
			}
		}
	}
}

func TestJudge_aStaleLookUndoesNothing(t *testing.T) {
	t.Parallel()
	p := aPayment(payment.Paid, seenUID)
	for _, status := range []payment.Status{payment.SeenReady, payment.SeenIssued, payment.SeenFailed} {
		v := payment.Judge(payment.Case{Payment: p, Attempts: []payment.Attempt{boundAttempt(p)}, Seen: aSight(status)}, now)
		if v.Action != payment.Leave || v.News || v.Payment.State != payment.Paid {
			t.Errorf("paid, then seen %s: %s", status, describe(v))
		}
	}
}

func TestJudge_failureOfOneAttemptLeavesTheDepositOfAnother(t *testing.T) {
	t.Parallel()
	p := aPayment(payment.AwaitingDeposit, "")
	waiting := payment.Attempt{ImpUID: otherUID, PaymentID: p.ID, Seen: aSight(payment.SeenIssued)}
	waiting.Seen.ImpUID = otherUID
	v := payment.Judge(payment.Case{Payment: p, Attempts: []payment.Attempt{waiting}, Seen: aSight(payment.SeenFailed)}, now)
	if v.Payment.State != payment.AwaitingDeposit || v.Event != nil {
		t.Errorf("a declined card while a deposit is awaited: %s", describe(v))
	}
}

func TestJudge_recordsWhatOthersGaveBack(t *testing.T) {
	t.Parallel()
	p := aPayment(payment.Paid, seenUID)
	seen := aSight(payment.SeenPartCancelled)
	seen.History = []payment.Cancellation{{Reason: "관리자페이지취소", Amount: money.Won(9000), At: now}}
	c := payment.Case{Payment: p, Attempts: []payment.Attempt{boundAttempt(p)}, Seen: seen}

	v := payment.Judge(c, now)
	if v.Action != payment.RecordRefund || v.Payment.State != payment.PartiallyRefunded || v.Payment.Returned != money.Won(9000) || v.Attempt.External != money.Won(9000) {
		t.Errorf("cancelled in PortOne's console: %s, returned %v, external %v", describe(v), v.Payment.Returned, v.Attempt.External)
	}

	c.Refunds = []payment.Refund{{ImpUID: seenUID, Amount: money.Won(9000), State: payment.RefundUnknown, Token: "RFAAAAAAAAAAAA"}}
	if v := payment.Judge(c, now); v.Action != payment.Leave {
		t.Errorf("while a refund of ours is unknown: %s, want nothing concluded", describe(v))
	}
}

func TestJudge_ofAnotherAccountIsForeign(t *testing.T) {
	t.Parallel()
	c := matrixCase(payment.Open, payment.SeenPaid, 0)
	c.Seen.Store = "imp99999999"
	v := payment.Judge(c, now)
	if v.Action != payment.Quarantine || v.Reason != fault.StoreMismatch || v.Attempt != nil || v.GiveBack.IsSet() {
		t.Errorf("a payment of another PortOne account: %s", describe(v))
	}
}

func TestJudge_closingAnAccountIsNoFailureOfItsPayment(t *testing.T) {
	t.Parallel()
	for _, gone := range []payment.Status{payment.SeenFailed, payment.SeenCancelled} {
		p := aPayment(payment.Open, "")
		p.Reason = fault.AmountMismatch
		a := payment.Attempt{ImpUID: seenUID, PaymentID: p.ID, Seen: aSight(payment.SeenIssued), Closing: payment.ClosingDue, Reason: fault.AmountMismatch}
		seen := aSight(gone)
		seen.Captured, seen.Cancelled = money.Won(0), money.Won(0)
		v := payment.Judge(payment.Case{Payment: p, Attempts: []payment.Attempt{a}, Seen: seen}, now)
		if v.Payment.State != payment.Open || v.Payment.Reason != fault.AmountMismatch || v.Attempt.Closing != payment.ClosingDone || v.Event != nil ||
			len(v.Notes) != 1 || v.Notes[0].Type != payment.NoteAccountClosed {
			t.Errorf("our closing seen as %s: %s", gone, describe(v))
		}
	}
}
