package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

var guardTests = []test{
	{"audit: lines come back in order, each with the hash of the one before", auditRoundTrip},
	{"audit: a line of a transaction that failed is not there, nor is its number", auditRolledBack},
	{"audit: many at once leave no gap", auditCrowd},
	{"people: payments oldest first, from a place on", peopleOldest},
	{"people: forgetting takes who paid and leaves the money", peopleForget},
	{"people: old webhooks lose their words, waiting ones keep them", peopleForgetNotes},
}

func appendAudit(ctx context.Context, store merchant.Store, n int, detail string) error {
	return store.Update(ctx, func(tx merchant.Tx) error {
		_, err := tx.Audit().Append(ctx, merchant.AuditEntry{At: at(n), Actor: "key_1", Action: merchant.AuditKeyMade, Subject: "key_2", Detail: detail})
		return err
	})
}

func auditRoundTrip(t *testing.T, store merchant.Store) {
	head := read(t, store, func(tx merchant.Tx) (merchant.AuditHead, error) { return tx.Audit().Head(t.Context()) })
	same(t, "head of an empty log", head, merchant.AuditHead{})
	for n, detail := range []string{"", "가 \x00 | \xff", "second"} {
		if err := appendAudit(t.Context(), store, n, detail); err != nil {
			t.Fatal(err)
		}
	}
	list := read(t, store, func(tx merchant.Tx) ([]merchant.AuditEntry, error) { return tx.Audit().From(t.Context(), 2, 10) })
	if len(list) != 2 || list[0].N != 2 || list[1].Prev != list[0].Hash || !list[1].At.Equal(at(2)) || list[1].Actor != "key_1" || list[1].Subject != "key_2" || list[1].Detail != "second" {
		t.Fatalf("lines from the second = %+v", list)
	}
	verified, err := merchant.VerifyAudit(t.Context(), store, merchant.AuditHead{N: 2, Hash: list[0].Hash})
	if err != nil || verified != (merchant.AuditHead{N: 3, Hash: list[1].Hash}) {
		t.Fatalf("VerifyAudit = %+v, error %v", verified, err)
	}
	_, err = merchant.VerifyAudit(t.Context(), store, merchant.AuditHead{N: 2, Hash: list[1].Hash})
	if !errors.Is(err, merchant.ErrTampered) {
		t.Fatalf("VerifyAudit with another hash kept elsewhere: %v, want ErrTampered", err)
	}
	_, err = merchant.VerifyAudit(t.Context(), store, merchant.AuditHead{N: 4, Hash: list[1].Hash})
	if !errors.Is(err, merchant.ErrTampered) {
		t.Fatalf("VerifyAudit with a line kept elsewhere that is gone: %v, want ErrTampered", err)
	}
}

func auditRolledBack(t *testing.T, store merchant.Store) {
	stop := errors.New("stop")
	refuse(t, store, stop, func(tx merchant.Tx) error {
		if _, err := tx.Audit().Append(t.Context(), merchant.AuditEntry{At: at(0), Action: merchant.AuditLogIn}); err != nil {
			return err
		}
		return stop
	})
	if err := appendAudit(t.Context(), store, 1, ""); err != nil {
		t.Fatal(err)
	}
	head, err := merchant.VerifyAudit(t.Context(), store)
	if err != nil || head.N != 1 {
		t.Fatalf("VerifyAudit = %+v, error %v; want one line", head, err)
	}
}

func auditCrowd(t *testing.T, store merchant.Store) {
	const writers, each = 8, 12
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				if err := appendAudit(t.Context(), store, n, fmt.Sprintf("writer %d", w)); err != nil {
					t.Errorf("writer %d: %v", w, err)
				}
			}
		})
	}
	wg.Wait()
	head, err := merchant.VerifyAudit(t.Context(), store)
	if err != nil || head.N != writers*each {
		t.Fatalf("VerifyAudit = %+v, error %v; want %d lines", head, err, writers*each)
	}
}

func oldest(t *testing.T, store merchant.Store, after merchant.Place, until time.Time, limit int) []payment.ID {
	t.Helper()
	return ids(read(t, store, func(tx merchant.Tx) ([]payment.Payment, error) {
		return tx.People().Oldest(t.Context(), after, until, limit)
	}))
}

func peopleOldest(t *testing.T, store merchant.Store) {
	for i, name := range []string{"b", "a", "c", "d"} {
		p := fresh(name)
		p.CreatedAt = at(i / 2)
		insert(t, store, p)
	}
	same(t, "the first two", oldest(t, store, merchant.Place{}, at(9), 2), []payment.ID{"pay_a", "pay_b"})
	same(t, "after them", oldest(t, store, merchant.Place{At: at(0), ID: "pay_b"}, at(9), 2), []payment.ID{"pay_c", "pay_d"})
	same(t, "before a time", oldest(t, store, merchant.Place{}, at(1), 9), []payment.ID{"pay_a", "pay_b"})
}

func peopleForget(t *testing.T, store merchant.Store) {
	p := insert(t, store, wholePayment())
	other := fresh("other")
	other.Buyer = p.Buyer
	insert(t, store, other)
	account := &payment.Account{BankCode: "88", Number: "110123", Holder: "나루", DueAt: at(99)}
	a := payment.Attempt{
		ImpUID: "imp_1", PaymentID: p.ID, Mark: payment.Bound, CreatedAt: at(1), UpdatedAt: at(1),
		Opened: money.Won(1), Succeeded: money.Won(1), External: money.Won(0),
		Seen: payment.Seen{
			ImpUID: "imp_1", MerchantUID: p.MerchantUID, Status: payment.SeenPaid, Amount: p.Amount, Captured: p.Amount, Cancelled: money.Won(1),
			Account: account, CardNumber: "433012******1234", Approval: "77", ReceiptURL: "https://pg.example/r?tel=010", FailReason: "홍길동님",
			History: []payment.Cancellation{{ID: "c", Reason: "RF0123456789AB 홍길동님의 변심", Amount: money.Won(1), At: at(2)}, {Reason: "홍길동", Amount: money.Won(0), At: at(3)}},
		},
	}
	note := merchant.Note{ID: "whk_1", ImpUID: "imp_1", MerchantUID: p.MerchantUID, Body: []byte("tel=010"), Source: "203.0.113.9", ReceivedAt: p.CreatedAt}
	update(t, store, func(tx merchant.Tx) error {
		return errors.Join(tx.Attempts().Put(t.Context(), a), tx.Inbox().Insert(t.Context(), note))
	})
	update(t, store, func(tx merchant.Tx) error { return tx.People().Forget(t.Context(), p) })

	want := p
	want.Buyer, want.Account, want.Extra, want.Metadata, want.FailReason, want.TermsHash = payment.Buyer{}, nil, nil, nil, "", ""
	same(t, "the forgotten buyer's payment", paymentByID(t, store, p.ID), want)
	same(t, "another payment of the same buyer", paymentByID(t, store, other.ID).Buyer, p.Buyer)
	list := read(t, store, func(tx merchant.Tx) ([]payment.Attempt, error) { return tx.Attempts().OfPayment(t.Context(), p.ID) })
	a.Seen.Account, a.Seen.CardNumber, a.Seen.Approval, a.Seen.ReceiptURL, a.Seen.FailReason = nil, "", "", "", ""
	a.Seen.History = []payment.Cancellation{{ID: "c", Reason: "RF0123456789AB", Amount: money.Won(1), At: at(2)}, {Amount: money.Won(0), At: at(3)}}
	same(t, "its attempts", list, []payment.Attempt{a})
	notes := read(t, store, func(tx merchant.Tx) ([]merchant.Note, error) {
		return tx.Inbox().List(t.Context(), merchant.Page{Limit: 9})
	})
	if len(notes) != 1 || len(notes[0].Body) != 0 || notes[0].Source != "" || notes[0].MerchantUID != p.MerchantUID {
		t.Errorf("its webhooks = %+v, want one without words and sender", notes)
	}
}

func peopleForgetNotes(t *testing.T, store merchant.Store) {
	update(t, store, func(tx merchant.Tx) error {
		for i, due := range []time.Time{{}, {}, at(50), {}} {
			n := merchant.Note{ID: fmt.Sprintf("whk_%d", i), MerchantUID: "uid", Body: []byte("x"), Source: "203.0.113.9", ReceivedAt: at(i), DueAt: due}
			if err := tx.Inbox().Insert(t.Context(), n); err != nil {
				return err
			}
		}
		return nil
	})
	forget := func() (many int) {
		update(t, store, func(tx merchant.Tx) error {
			var err error
			many, err = tx.People().ForgetNotes(t.Context(), at(3), 10)
			return err
		})
		return many
	}
	same(t, "forgotten", forget(), 2)
	same(t, "forgotten again", forget(), 0)
	notes := read(t, store, func(tx merchant.Tx) ([]merchant.Note, error) {
		return tx.Inbox().List(t.Context(), merchant.Page{Limit: 9})
	})
	for i, n := range notes {
		if kept := len(n.Body) > 0 && n.Source != ""; kept != (i < 2) {
			t.Errorf("webhook %s: body %q from %q", n.ID, n.Body, n.Source)
		}
	}
}
