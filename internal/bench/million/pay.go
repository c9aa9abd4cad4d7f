package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// How many payments are made on top of the stored ones, and by how many callers
// at once: fewer than would fill the server, since the wait of a full one is its
// queue's.
const (
	paysMade = 4000
	payers   = 8
)

// pay opens and confirms payments beside the stored ones and tells how long the
// slowest of a hundred took. The same with -n 1000 is what it is compared with.
func pay(ctx context.Context, s *merchant.Service, l ledger) (int64, error) {
	took := make([]time.Duration, paysMade)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	run := strconv.FormatInt(time.Now().UnixMicro(), 36) // one database may be paid into again
	var next atomic.Int64
	var group sync.WaitGroup
	for range payers {
		group.Go(func() {
			for i := next.Add(1) - 1; i < paysMade && ctx.Err() == nil; i = next.Add(1) - 1 {
				began := time.Now()
				if err := payOne(ctx, s, l, fmt.Sprintf("%s-%d", run, i)); err != nil {
					cancel(err)
				}
				took[i] = time.Since(began)
			}
		})
	}
	group.Wait()
	if err := context.Cause(ctx); err != nil {
		return 0, err
	}
	slices.Sort(took)
	fmt.Printf("           half of %d new payments took %s, 99 of 100 at most %s\n", paysMade,
		took[paysMade/2].Round(time.Microsecond), took[paysMade*99/100].Round(time.Microsecond))
	return paysMade, nil
}

func payOne(ctx context.Context, s *merchant.Service, l ledger, order string) error {
	opened, err := s.Open(ctx, merchant.OpenRequest{
		OrderRef: payment.OrderRef(order), Amount: money.Won(59_000), TaxFree: money.Won(0), Name: "맨투맨",
		Buyer: payment.Buyer{Name: "홍길동", Email: "gildong@example.com", Tel: "010-1234-5678", Addr: "서울특별시 성동구", Postcode: "04795"},
	})
	if err != nil {
		return err
	}
	p := opened.View.Payment
	uid := payment.ImpUID("imp_new_" + order)
	fresh := l.seen(1)
	fresh.ImpUID, fresh.MerchantUID, fresh.Amount, fresh.Captured, fresh.PaidAt, fresh.ChangedAt = uid, p.MerchantUID, p.Amount, p.Amount, time.Now(), time.Now()
	fresh.PayMethod = p.PayMethod
	l.fresh.Store(uid, fresh)
	v, err := s.Confirm(ctx, merchant.Hint{PaymentID: p.ID, ImpUID: uid, Actor: "callback"})
	if err == nil && v.Payment.State != payment.Paid {
		err = errors.New("payment " + string(p.ID) + " is " + string(v.Payment.State) + " after all")
	}
	return err
}
