package payment_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// history is one payment of ours beside a PortOne that loses replies, carries
// requests out late, cuts reasons and is cancelled by others. What PortOne did
// is the truth that our side is held against.
type history struct {
	now      time.Time
	skew     time.Duration // of PortOne's clock
	cut      bool          // the PG cuts reasons away
	stubborn bool          // PortOne refuses every cancel
	tokens   int
	portone  map[payment.ImpUID]*payment.Seen
	order    []payment.ImpUID
	held     []payment.Seen // sights that were not judged yet
	flying   []flight
	moved    map[payment.RefundID]int64 // won given back for each refund of ours
	asked    map[payment.RefundID]int64 // and asked for

	payment  payment.Payment
	attempts []payment.Attempt
	refunds  []payment.Refund
	raised   map[payment.ImpUID]bool
}

// flight is a cancel that nobody answered and that may still be carried out.
type flight struct {
	refund payment.RefundID
	order  payment.CancelOrder
	until  time.Time
}

// edges is where a state may lead (SAFETY §3.2).
var edges = map[payment.State][]payment.State{
	payment.Open:              {payment.AwaitingDeposit, payment.Failed, payment.Expired, payment.Closed, payment.Paid},
	payment.AwaitingDeposit:   {payment.Failed, payment.Expired, payment.Closed, payment.Paid},
	payment.Failed:            {payment.AwaitingDeposit, payment.Expired, payment.Closed, payment.Paid},
	payment.Paid:              {payment.PartiallyRefunded, payment.Refunded},
	payment.PartiallyRefunded: {payment.Refunded},
}

func TestHistories_moneyIsKeptOrGoesBackOnce(t *testing.T) {
	t.Parallel()
	for range 40 { // of a hundred histories each, unless -rapid.checks says otherwise
		rapid.Check(t, aHistory)
	}
}

func aHistory(t *rapid.T) {
	h := &history{
		stubborn: rapid.IntRange(0, 9).Draw(t, "stubborn") == 0,
		now:      now, skew: time.Duration(rapid.IntRange(-7200, 7200).Draw(t, "skew")) * time.Second, cut: rapid.Bool().Draw(t, "cut"),
		portone: map[payment.ImpUID]*payment.Seen{}, moved: map[payment.RefundID]int64{}, asked: map[payment.RefundID]int64{}, raised: map[payment.ImpUID]bool{},
		payment: aPayment(payment.Open, ""),
	}
	t.Repeat(map[string]func(*rapid.T){
		"": h.check, "buy": h.buy, "deposit": h.deposit, "close account": h.closeAccount, "cancel elsewhere": h.cancelElsewhere, "look": h.look,
		"look late": h.lookLate, "ask back": h.askBack, "work": h.work, "land": h.land, "end": h.end,
		"wait": func(t *rapid.T) { h.pass(time.Duration(rapid.IntRange(1, 200).Draw(t, "s")) * time.Second) },
	})
	h.settleDown(t)
}

func (h *history) pass(d time.Duration) {
	h.now = h.now.Add(d)
	h.flying = slices.DeleteFunc(h.flying, func(f flight) bool { return h.now.After(f.until) })
}

func (h *history) token() string {
	h.tokens++
	return fmt.Sprintf("RF%012d", h.tokens)
}

// look takes a sight and judges it at once or later; it may come twice.
func (h *history) look(t *rapid.T) {
	s := *h.pick(t, func(payment.Seen) bool { return true })
	h.held = append(h.held, s)
	if rapid.Bool().Draw(t, "at once") {
		h.judge(t, s)
	}
}

func (h *history) lookLate(t *rapid.T) {
	if len(h.held) == 0 {
		t.Skip("nothing held")
	}
	h.judge(t, rapid.SampledFrom(h.held).Draw(t, "sight"))
}

func (h *history) judge(t *rapid.T, s payment.Seen) {
	v := payment.Judge(payment.Case{Payment: h.payment, Attempts: h.attempts, Refunds: h.refunds, Seen: s}, h.now)
	if !v.News {
		return
	}
	a := *v.Attempt
	if v.GiveBack.IsSet() {
		if a.Mark == payment.Bound || s.Env != h.payment.Env {
			t.Fatalf("gives %s back by itself, which is %s", a.ImpUID, a.Mark)
		}
		wish := payment.RefundWish{Amount: v.GiveBack, Initiator: payment.ByJudge}
		a = h.open(t, v.Payment, a, nil, wish)
	}
	h.raised[a.ImpUID] = h.raised[a.ImpUID] || v.Discrepancy != nil
	h.move(t, v.Payment, append(v.Others, a)...)
}

// open stores a refund that can be granted.
func (h *history) open(t *rapid.T, p payment.Payment, a payment.Attempt, all []payment.Refund, w payment.RefundWish) payment.Attempt {
	w.ID, w.Token = payment.RefundID(fmt.Sprintf("rfd_%d", len(h.refunds)+1)), h.token()
	r, a, err := payment.OpenRefund(p, a, all, w, h.now)
	if err != nil {
		if w.Initiator == payment.ByJudge {
			t.Fatalf("money that may not stay cannot be given back: %v", err)
		}
		t.Skip("not granted")
	}
	h.refunds = append(h.refunds, r)
	h.asked[r.ID] = r.Amount.Minor()
	return a
}

func (h *history) askBack(t *rapid.T) {
	for _, a := range h.attempts {
		if a.ImpUID == h.payment.Bound {
			won := rapid.SampledFrom([]int64{1, 9000, 59000}).Draw(t, "won")
			account := &payment.RefundAccount{Bank: "04", Number: "1", Holder: "홍길동"}
			h.move(t, h.payment, h.open(t, h.payment, a, h.refunds, payment.RefundWish{Amount: money.Won(won), Account: account, Initiator: payment.ByShop}))
			h.work(t)
			return
		}
	}
	t.Skip("not paid")
}

func (h *history) end(t *rapid.T) {
	end, ok := payment.Supersede(h.payment, h.attempts, h.now)
	if rapid.Bool().Draw(t, "expire") {
		end, ok = payment.Expire(h.payment, h.attempts, h.now)
	}
	if !ok {
		t.Skip("does not end")
	}
	h.move(t, end.Payment, end.Attempts...)
}

// work carries one refund a step on as a worker does, with whatever luck.
func (h *history) work(t *rapid.T) {
	for i := range h.refunds {
		if r := h.refunds[i]; r.State.UnderWay() && !r.DueAt.After(h.now) {
			luck := rapid.SampledFrom([]string{"answered", "reply lost", "reply lost", "request lost", "late", "refused", "crash"}).Draw(t, "luck")
			h.step(t, i, *h.portone[r.ImpUID], luck)
			return
		}
	}
	t.Skip("nothing due")
}

func (h *history) step(t *rapid.T, i int, s payment.Seen, luck string) {
	before := h.refunds[i]
	claimed := before
	claimed.State, claimed.Sends, claimed.UnknownSince, claimed.DueAt = payment.RefundSending, before.Sends+1, h.now, h.now.Add(120*time.Second)
	claimed.Refusal = ""
	h.refunds[i] = claimed
	switch step := before.Conclude(s, h.now); step {
	case payment.StepSend:
		h.send(t, i, luck)
	case payment.StepWait:
		before.DueAt = before.NextLook(h.now)
		if before.State == payment.RefundSending {
			before.State = payment.RefundUnknown
		}
		h.refunds[i] = before
	default:
		h.settle(t, i, step, s)
	}
}

func (h *history) send(t *rapid.T, i int, luck string) {
	r := h.refunds[i]
	r.State, r.Refusal = payment.RefundUnknown, ""
	switch luck {
	case "late":
		h.flying = append(h.flying, flight{r.ID, r.Order(), h.now.Add(149 * time.Second)})
	case "crash":
		h.carryOut(r.ID, r.Order())
		return // nothing is recorded: the claim has to run out
	case "reply lost":
		h.carryOut(r.ID, r.Order())
	case "refused":
		r.Refusal = "취소불가"
	case "answered":
		switch done := h.carryOut(r.ID, r.Order()); {
		case !done:
			r.Refusal = "취소가능금액이 일치하지 않습니다."
		case !h.cut:
			h.settle(t, i, payment.StepSucceeded, *h.portone[r.ImpUID])
			return
		}
	}
	r.DueAt = r.NextLook(h.now)
	h.refunds[i] = r
}

func (h *history) settle(t *rapid.T, i int, step payment.Step, s payment.Seen) {
	for _, a := range h.attempts {
		if a.ImpUID == h.refunds[i].ImpUID {
			out := payment.Settle(payment.RefundCase{Payment: h.payment, Attempt: a, Refund: h.refunds[i]}, step, s, h.token(), h.now)
			h.refunds[i] = out.Refund
			h.move(t, out.Payment, out.Attempt)
			return
		}
	}
	t.Fatalf("refund of an attempt that we do not have")
}

// move stores a step, having watched what it changes.
func (h *history) move(t *rapid.T, p payment.Payment, attempts ...payment.Attempt) {
	old := h.payment
	if old.Bound != "" && p.Bound != old.Bound {
		t.Fatalf("bound to %s, was bound to %s", p.Bound, old.Bound)
	}
	if p.State != old.State && !slices.Contains(edges[old.State], p.State) {
		t.Fatalf("%s became %s", old.State, p.State)
	}
	if p.Returned.Minor() < old.Returned.Minor() {
		t.Fatalf("returned fell from %v to %v", old.Returned, p.Returned)
	}
	h.payment = p
	for _, a := range attempts {
		i := slices.IndexFunc(h.attempts, func(o payment.Attempt) bool { return o.ImpUID == a.ImpUID })
		if i < 0 {
			h.attempts = append(h.attempts, a)
			continue
		}
		if o := h.attempts[i]; a.Seen.Cancelled.Minor() < o.Seen.Cancelled.Minor() || a.Succeeded.Minor() < o.Succeeded.Minor() || a.External.Minor() < o.External.Minor() {
			t.Fatalf("a stale sight undid a newer one: %+v, was %+v", a, o)
		}
		h.attempts[i] = a
	}
}

// check holds what must be true at any time.
func (h *history) check(t *rapid.T) {
	if p := h.payment; p.State.HoldsMoney() {
		s := h.portone[p.Bound]
		if s == nil || s.Captured != p.Amount || s.Env != p.Env || s.Channel != p.Channel {
			t.Fatalf("paid by what does not match: %+v", s)
		}
	}
	if h.payment.Returned.Minor() > h.payment.Captured.Minor() {
		t.Fatalf("returned %v of %v", h.payment.Returned, h.payment.Captured)
	}
	for _, a := range h.attempts {
		truth := h.portone[a.ImpUID]
		if gone := a.Succeeded.Minor() + a.External.Minor(); gone > truth.Cancelled.Minor() || a.Opened.Minor() > truth.Captured.Minor() {
			t.Fatalf("of %s we say %d won went back and %v may, PortOne gave back %v of %v", a.ImpUID, gone, a.Opened, truth.Cancelled, truth.Captured)
		}
	}
	underWay, opened := map[payment.ImpUID]int{}, map[payment.ImpUID]int64{}
	for _, r := range h.refunds {
		if r.State.UnderWay() {
			underWay[r.ImpUID]++
		}
		if r.State != payment.RefundRejected {
			opened[r.ImpUID] += r.Amount.Minor()
		}
	}
	for _, a := range h.attempts {
		if underWay[a.ImpUID] > 1 || opened[a.ImpUID] != a.Opened.Minor() {
			t.Fatalf("%s has %d refunds under way and %d won of refunds, its row says %v: %s", a.ImpUID, underWay[a.ImpUID], opened[a.ImpUID], a.Opened, h)
		}
	}
	for id, won := range h.moved {
		if won > h.asked[id] {
			t.Fatalf("refund %s of %d won gave back %d", id, h.asked[id], won)
		}
	}
}

// settleDown heals everything, lets time pass, and asks where the money is.
func (h *history) settleDown(t *rapid.T) {
	for round := range 40 {
		h.pass(31 * time.Minute)
		for _, uid := range h.order {
			if round == 0 || h.payment.Bound == "" { // nobody tells of a paid payment again
				h.judge(t, *h.portone[uid])
			}
		}
		for i := range h.refunds {
			if h.refunds[i].State.UnderWay() && !h.refunds[i].DueAt.After(h.now) {
				h.step(t, i, *h.portone[h.refunds[i].ImpUID], "answered")
			}
		}
		h.check(t)
	}
	for _, r := range h.refunds {
		if r.State.UnderWay() {
			t.Fatalf("refund %s never ends: %+v", r.ID, r)
		}
	}
	for _, a := range h.attempts {
		if a.Seen.Status == payment.SeenIssued && a.Closing == payment.ClosingNone && !h.payment.State.Payable() {
			t.Fatalf("%s can still be paid into, and %s no longer waits for it", a.ImpUID, h.payment.State)
		}
	}
	for _, uid := range h.order {
		if s := h.portone[uid]; s.HasMoney() {
			h.explained(t, *s)
		}
	}
}

// explained fails unless money is bound, gone back, or a person's to look at.
func (h *history) explained(t *rapid.T, s payment.Seen) {
	if h.payment.Bound == s.ImpUID {
		if h.payment.Returned != s.Cancelled {
			t.Fatalf("we say %v went back, PortOne %v", h.payment.Returned, s.Cancelled)
		}
		return
	}
	human := slices.ContainsFunc(h.refunds, func(r payment.Refund) bool { return r.ImpUID == s.ImpUID && r.State == payment.RefundHuman })
	if s.Balance().IsPositive() && !human && (s.Env == h.payment.Env || !h.raised[s.ImpUID]) && !h.reviewed(s.ImpUID) {
		t.Fatalf("%v of %s lies at PortOne and nobody knows: %s", s.Balance(), s.ImpUID, h)
	}
	if !h.raised[s.ImpUID] {
		t.Fatalf("money came to %s that was not accepted, and nobody was told", s.ImpUID)
	}
}

func (h *history) reviewed(uid payment.ImpUID) bool {
	return slices.ContainsFunc(h.attempts, func(a payment.Attempt) bool { return a.ImpUID == uid && a.Mark == payment.Review && h.raised[uid] })
}

func (h *history) String() string {
	lines := []string{string(h.payment.State)}
	for _, a := range h.attempts {
		lines = append(lines, fmt.Sprintf("%s %s opened %v, succeeded %v, external %v", a.ImpUID, a.Mark, a.Opened, a.Succeeded, a.External))
	}
	for _, r := range h.refunds {
		lines = append(lines, fmt.Sprintf("%s of %s %s %v", r.ID, r.ImpUID, r.State, r.Amount))
	}
	return strings.Join(lines, "\n")
}
