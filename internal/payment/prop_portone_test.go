package payment_test

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

func (h *history) theirs() time.Time { return h.now.Add(h.skew).Truncate(time.Second) }

// buy makes an attempt that is honest or not, and paid, issued or declined.
func (h *history) buy(t *rapid.T) {
	if len(h.order) == 3 {
		t.Skip("enough attempts")
	}
	s := aSight(rapid.SampledFrom([]payment.Status{payment.SeenPaid, payment.SeenPaid, payment.SeenPaid, payment.SeenIssued, payment.SeenFailed}).Draw(t, "status"))
	s.ImpUID, s.ChangedAt = payment.ImpUID(fmt.Sprintf("imp_%d", len(h.order)+1)), h.theirs()
	switch rapid.SampledFrom([]string{"honest", "honest", "honest", "amount", "channel", "env"}).Draw(t, "kind") {
	case "amount":
		scale(&s, 100, money.KRW)
	case "channel":
		s.Channel.MID = "INIBillTst"
	case "env":
		s.Env = payment.Live
	}
	h.portone[s.ImpUID] = &s
	h.order = append(h.order, s.ImpUID)
}

func (h *history) pick(t *rapid.T, usable func(payment.Seen) bool) *payment.Seen {
	var fit []payment.ImpUID
	for _, uid := range h.order {
		if usable(*h.portone[uid]) {
			fit = append(fit, uid)
		}
	}
	if len(fit) == 0 {
		t.Skip("none")
	}
	return h.portone[rapid.SampledFrom(fit).Draw(t, "attempt")]
}

func (h *history) deposit(t *rapid.T) {
	s := h.pick(t, func(s payment.Seen) bool { return s.Account != nil && !s.HasMoney() }) // it may cross with a closing
	s.Status, s.Captured, s.PaidAt, s.ChangedAt = payment.SeenPaid, s.Amount, h.theirs(), h.theirs()
}

// closeAccount carries out what our side asked for.
func (h *history) closeAccount(t *rapid.T) {
	s := h.pick(t, func(s payment.Seen) bool {
		return s.Status == payment.SeenIssued && slices.ContainsFunc(h.attempts, func(a payment.Attempt) bool {
			return a.ImpUID == s.ImpUID && a.Closing == payment.ClosingDue
		})
	})
	s.ChangedAt, s.Status = h.theirs(), rapid.SampledFrom([]payment.Status{payment.SeenFailed, payment.SeenCancelled}).Draw(t, "reads")
}

func (h *history) cancelElsewhere(t *rapid.T) {
	s := h.pick(t, func(s payment.Seen) bool { return s.Balance().IsPositive() })
	amounts := []int64{1, s.Balance().Minor()}
	for _, r := range h.refunds {
		amounts = append(amounts, min(r.Amount.Minor(), s.Balance().Minor())) // to be taken for ours
	}
	h.take(s, rapid.SampledFrom(amounts).Draw(t, "won"), "콘솔에서 취소")
}

// take gives money back at PortOne.
func (h *history) take(s *payment.Seen, won int64, reason string) {
	if h.cut {
		reason = ""
	}
	s.Cancelled, s.ChangedAt, s.Status = money.Won(s.Cancelled.Minor()+won), h.theirs(), payment.SeenPartCancelled
	s.History = append(slices.Clone(s.History), payment.Cancellation{Reason: reason, Amount: money.Won(won), At: h.theirs()})
	if s.Balance().IsZero() {
		s.Status = payment.SeenCancelled
	}
}

// carryOut is PortOne's cancel: the checksum decides.
func (h *history) carryOut(id payment.RefundID, o payment.CancelOrder) bool {
	s := h.portone[o.ImpUID]
	if h.stubborn || o.Checksum != s.Balance() || o.Amount.Minor() > s.Balance().Minor() || !o.Amount.IsPositive() {
		return false
	}
	h.take(s, o.Amount.Minor(), o.Reason)
	h.moved[id] += o.Amount.Minor()
	return true
}

func (h *history) land(t *rapid.T) {
	if len(h.flying) == 0 {
		t.Skip("nothing flies")
	}
	f := h.flying[rapid.IntRange(0, len(h.flying)-1).Draw(t, "flight")]
	h.carryOut(f.refund, f.order) // it may arrive more than once
}
