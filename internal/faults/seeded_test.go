package faults_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

func won(n int64) money.Amount { return money.Won(n) }

// honest is a small world in which everything is right: one payment of which a
// part went back, and a forged one that went back whole.
func honest() world {
	part := payment.Refund{ID: "rfd_1", PaymentID: "pay_1", ImpUID: "imp_1", Amount: won(300), Token: "RFAAAA", State: payment.RefundSucceeded}
	whole := payment.Refund{ID: "rfd_2", PaymentID: "pay_2", ImpUID: "imp_2", Amount: won(10), Token: "RFBBBB", State: payment.RefundSucceeded}
	w := world{
		acks: []ack{
			{Kind: ackOpened, PaymentID: "pay_1", MerchantUID: "uid1", Amount: 1000},
			{Kind: ackPaid, PaymentID: "pay_1", ImpUID: "imp_1", Amount: 1000},
			{Kind: ackAccepted, PaymentID: "pay_1", RefundID: "rfd_1", Amount: 300},
			{Kind: ackRefunded, PaymentID: "pay_1", RefundID: "rfd_1", Amount: 300},
			{Kind: ackOpened, PaymentID: "pay_2", MerchantUID: "uid2", Amount: 1000},
		},
		books: []entry{
			{
				payment: payment.Payment{
					ID: "pay_1", OrderRef: "A", MerchantUID: "uid1", Amount: won(1000), State: payment.PartiallyRefunded,
					Bound: "imp_1", Captured: won(1000), Returned: won(300),
				},
				refunds: []payment.Refund{part},
				events: []payment.Event{
					{ID: "evt_1", Type: payment.EventPaid, Version: 2},
					{ID: "evt_2", Type: payment.NoteRefundOpened, Version: 3},
					{ID: "evt_3", Type: payment.EventPartlyRefunded, Version: 4},
				},
			},
			{
				payment: payment.Payment{
					ID: "pay_2", OrderRef: "B", MerchantUID: "uid2", Amount: won(1000), State: payment.Open, Captured: won(0), Returned: won(0),
				},
				refunds: []payment.Refund{whole},
			},
		},
		ledger: []line{
			{ImpUID: "imp_1", MerchantUID: "uid1", Amount: 1000, PaidAt: 1, Back: 300},
			{ImpUID: "imp_2", MerchantUID: "uid2", Amount: 10, PaidAt: 1, Back: 10},
			{ImpUID: "imp_3", MerchantUID: "uid2", Amount: 1000},
		},
		heard: []told{
			{ID: "evt_1", Type: "payment.paid", PaymentID: "pay_1", Version: 2},
			{ID: "evt_3", Type: "payment.partially_refunded", PaymentID: "pay_1", Version: 4},
		},
	}
	w.ledger[0].Cancels = cancels(300, "RFAAAA 단순 변심")
	w.ledger[1].Cancels = cancels(10, "RFBBBB mismatch")
	return w
}

func cancels(amount int64, reason string) []struct {
	Amount int64  `json:"amount"`
	Reason string `json:"reason"`
} {
	return []struct {
		Amount int64  `json:"amount"`
		Reason string `json:"reason"`
	}{{amount, reason}}
}

func TestVerdict_findsNothingWrongWithAnHonestWorld(t *testing.T) {
	t.Parallel()
	for _, wrong := range honest().verdict() {
		t.Error(wrong)
	}
}

// Each rule of the verdict is shown the one thing that it is there to find.
func TestVerdict_findsWhatIsSeeded(t *testing.T) {
	t.Parallel()
	for _, seed := range []struct {
		name, want string
		spoil      func(*world)
	}{
		{"a payment is gone", "lost: opened", func(w *world) { w.books = w.books[:1] }},
		{"its amount is another", "lost: pay_2 was opened", func(w *world) { w.books[1].payment.Amount = won(999) }},
		{"paid is open again", "lost: pay_1 was acknowledged as paid", func(w *world) { w.books[0].payment.State = payment.Open }},
		{"paid by another attempt", "lost: pay_1 was acknowledged as paid", func(w *world) { w.acks[1].ImpUID = "imp_9" }},
		{"an accepted refund is gone", "lost: refund rfd_1 was accepted", func(w *world) { w.books[0].refunds = nil }},
		{"an acknowledged refund failed", "lost: refund rfd_1 of 300 was refunded", func(w *world) {
			w.books[0].refunds[0].State = payment.RefundRejected
		}},
		{"money of a stranger's", "unexplained: imp_3", func(w *world) { w.ledger[2] = line{ImpUID: "imp_3", MerchantUID: "uid3", Amount: 5, PaidAt: 1} }},
		{"forged money is kept", "unexplained: imp_2", func(w *world) { w.ledger[1].Back, w.ledger[1].Cancels = 0, nil }},
		{"a refund is not known", "unresolved: refund rfd_2", func(w *world) { w.books[1].refunds[0].State = payment.RefundUnknown }},
		{"a refund waits for a person", "unresolved: refund rfd_2", func(w *world) { w.books[1].refunds[0].State = payment.RefundHuman }},
		{"a refund was sent twice", "double: imp_1 gave 300 back", func(w *world) {
			w.ledger[0].Cancels = append(w.ledger[0].Cancels, w.ledger[0].Cancels...)
			w.ledger[0].Back = 600
		}},
		{"more went back than came", "disagree: of 10 of imp_2", func(w *world) { w.ledger[1].Back = 11 }},
		{"the books miss a refund", "disagree: of 1000 of imp_1", func(w *world) { w.ledger[0].Back = 400 }},
		{"the books have another sum", "disagree: pay_1", func(w *world) { w.books[0].payment.Returned = won(200) }},
		{"the sums differ by a won", "disagree: we hold", func(w *world) { w.books[0].payment.Captured = won(1001) }},
		{"an order is paid twice", "double: order A", func(w *world) {
			twin := w.books[0]
			twin.payment.ID, twin.payment.MerchantUID = "pay_3", "uid3"
			w.books = append(w.books, twin)
		}},
		{"the shop was not told", "untold: payment.paid", func(w *world) { w.heard = w.heard[1:] }},
		{"the shop was told something else", "untold: payment.paid", func(w *world) { w.heard[0].PaymentID = "pay_2" }},
		{"the shop was told twice", "double: pay_1", func(w *world) {
			w.books[0].events = append(w.books[0].events, payment.Event{ID: "evt_9", Type: payment.EventPaid})
		}},
		{"the shop was told what never was", "effect without record", func(w *world) {
			w.heard = append(w.heard, told{ID: "evt_9", Type: "payment.paid", PaymentID: "pay_9"})
		}},
	} {
		t.Run(seed.name, func(t *testing.T) {
			t.Parallel()
			w := honest()
			seed.spoil(&w)
			wrong := w.verdict()
			if !slices.ContainsFunc(wrong, func(s string) bool { return strings.HasPrefix(s, seed.want) }) {
				t.Errorf("verdict %q, want one that begins with %q", wrong, seed.want)
			}
		})
	}
}

// A server that lets slow callers stay is what E10 is there to find.
func TestHold_findsAServerThatKeepsSlowCallers(t *testing.T) {
	t.Parallel()
	patient := httptest.NewServer(http.NotFoundHandler()) // without a limit
	defer patient.Close()
	for name, begin := range map[string]string{"silent": "", "slow headers": "POST / HTTP/1.1\r\nHost: x\r\n"} {
		if _, kept := hold(t, patient.URL, 3, begin, 0, 300*time.Millisecond); kept != 3 {
			t.Errorf("%s: %d of 3 were said to be kept, want 3", name, kept)
		}
	}
}

// A server that takes all that a shop's endpoint says, or goes where it points,
// is what E11 is there to find.
func TestHostile_findsACallerWhoTrustsIt(t *testing.T) {
	t.Parallel()
	bad := &hostile{shop: openShop(t)}
	server := httptest.NewServer(bad)
	defer server.Close()
	take := func() {
		resp, err := http.Get(server.URL)
		if err == nil {
			_, _ = io.CopyN(io.Discard, resp.Body, 20<<20)
			_ = resp.Body.Close()
		}
	}
	take() // the endless answer
	take() // the redirect, followed
	if !soon(10*time.Second, func() bool { return bad.most.Load() > 8<<20 }) || bad.strayed.Load() == 0 {
		t.Errorf("%d bytes were said to be taken and %d redirects followed; the caller trusted both", bad.most.Load(), bad.strayed.Load())
	}
}
