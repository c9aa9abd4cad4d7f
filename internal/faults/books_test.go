package faults_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/seal"
	"github.com/naru-pay/naru/internal/store"
)

// entry is a payment as our database has it.
type entry struct {
	payment  payment.Payment
	attempts []payment.Attempt
	refunds  []payment.Refund
	events   []payment.Event
}

// readBooks reads the whole database.
func readBooks(t testing.TB, dsn string) []entry {
	t.Helper()
	keys, err := seal.NewKeyring(id.System, seal.NewSecret(secret))
	must(t, err)
	db, err := store.Open(t.Context(), dsn, store.Options{Keys: keys})
	if err != nil {
		t.Fatalf("open the database after the faults: %v", err)
	}
	defer func() { _ = db.Close() }()
	var books []entry
	page := merchant.Page{Limit: 200}
	for more := true; more; {
		var list []payment.Payment
		err := db.View(t.Context(), func(tx merchant.Tx) (err error) {
			if list, err = tx.Payments().List(t.Context(), "", page); err != nil {
				return err
			}
			for _, p := range list {
				e, err := readEntry(t.Context(), tx, p)
				if err != nil {
					return err
				}
				books = append(books, e)
			}
			return nil
		})
		if err != nil {
			t.Fatalf("read the database after the faults: %v", err)
		}
		if more = len(list) == page.Limit; more {
			last := list[len(list)-1]
			page.Before, page.BeforeID = last.CreatedAt, string(last.ID)
		}
	}
	return books
}

func readEntry(ctx context.Context, tx merchant.Tx, p payment.Payment) (entry, error) {
	e := entry{payment: p}
	var err error
	if e.attempts, err = tx.Attempts().OfPayment(ctx, p.ID); err != nil {
		return e, err
	}
	if e.refunds, err = tx.Refunds().OfPayment(ctx, p.ID); err != nil {
		return e, err
	}
	if e.events, err = tx.Events().OfPayment(ctx, p.ID); err != nil {
		return e, err
	}
	return e, nil
}

// line is a payment as PortOne has it.
type line struct {
	ImpUID      string `json:"imp_uid"`
	MerchantUID string `json:"merchant_uid"`
	Status      string `json:"status"`
	Amount      int64  `json:"amount"`
	PaidAt      int64  `json:"paid_at"`
	Back        int64  `json:"cancel_amount"`
	Cancels     []struct {
		Amount int64  `json:"amount"`
		Reason string `json:"reason"`
	} `json:"cancel_history"`
}

// captured is the money that PortOne ever took.
func (l line) captured() int64 {
	if l.PaidAt == 0 {
		return 0
	}
	return l.Amount
}

// readLedger reads all of the account's payments at PortOne.
func (p *portone) readLedger(t testing.TB) []line {
	t.Helper()
	var ledger []line
	for page := 1; ; page++ {
		var answer struct {
			Total int    `json:"total"`
			List  []line `json:"list"`
		}
		r, err := http.Get(fmt.Sprintf("%s/merchants/%s/payments?page=%d&limit=100", p.Control, p.Imp, page))
		if err != nil {
			t.Fatal(err)
		}
		err = json.NewDecoder(r.Body).Decode(&answer)
		_ = r.Body.Close()
		if err != nil || r.StatusCode != http.StatusOK {
			t.Fatalf("read PortOne's ledger: %d, %v", r.StatusCode, err)
		}
		ledger = append(ledger, answer.List...)
		if len(answer.List) == 0 || len(ledger) >= answer.Total {
			return ledger
		}
	}
}
