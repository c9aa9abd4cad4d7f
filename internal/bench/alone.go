package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store"
)

// alone is our use cases and our store without HTTP on either side: PortOne is
// asked in this process. What it takes longer than the hand-written SQL is the
// judgement, the sealing of the buyer, and the store.
type alone struct {
	db      *store.DB
	service *merchant.Service
	seen    here
}

func startAlone(ctx context.Context, dsn string) (*alone, error) {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	db, err := store.Open(ctx, dsn, store.Options{Logger: log})
	if err != nil {
		return nil, err
	}
	a := &alone{db: db, seen: here{paid: map[payment.ImpUID]payment.MerchantUID{}, mu: &sync.Mutex{}}}
	a.service, err = newService(db, gateways{Gateway: a.seen, Preregistrar: a.seen}, log)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

// pay opens a payment and confirms it.
func (a *alone) pay(ctx context.Context, p *portone) error {
	opened, err := a.service.Open(ctx, merchant.OpenRequest{
		OrderRef: payment.OrderRef(newOrder()), Amount: money.Won(price), TaxFree: money.Won(0), Name: "맨투맨", ReturnURL: "http://localhost:4000/result",
		Metadata: []byte(`{"cart":"c-20261123"}`),
		Buyer:    payment.Buyer{Name: "홍길동", Email: "gildong@example.com", Tel: "010-1234-5678", Addr: "서울특별시 성동구", Postcode: "04795"},
	})
	if err != nil {
		return err
	}
	uid := payment.ImpUID(p.invent())
	a.seen.pay(uid, opened.View.Payment.MerchantUID)
	v, err := a.service.Confirm(ctx, merchant.Hint{PaymentID: opened.View.Payment.ID, ImpUID: uid, Actor: "callback"})
	if err == nil && v.Payment.State != payment.Paid {
		err = errors.New("payment " + string(v.Payment.ID) + " is not paid after all")
	}
	return err
}

// here is PortOne without a wire: it knows what was paid here, and nothing else
// of it is called.
type here struct {
	merchant.Gateway
	mu   *sync.Mutex // guards paid
	paid map[payment.ImpUID]payment.MerchantUID
}

func (h here) pay(uid payment.ImpUID, of payment.MerchantUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.paid[uid] = of
}

// Lookup implements merchant.Gateway; a payment is read once.
func (h here) Lookup(_ context.Context, uid payment.ImpUID) (payment.Seen, error) {
	h.mu.Lock()
	of, known := h.paid[uid]
	delete(h.paid, uid)
	h.mu.Unlock()
	if !known {
		return payment.Seen{}, merchant.ErrNoPayment
	}
	now := time.Now().UTC().Truncate(time.Second)
	return payment.Seen{
		ImpUID: uid, MerchantUID: of, Status: payment.SeenPaid, RawStatus: "paid",
		Amount: money.Won(price), Captured: money.Won(price), Cancelled: money.Won(0),
		Store: imp, Env: payment.Test, Channel: payment.Channel{Provider: pgProvider, MID: pgMID}, PayMethod: "card",
		PGTID: "StdpayCARDINIpayTest20261123054135849372", CardName: "신한카드", CardNumber: "510737*********6", Approval: "47405704",
		ReceiptURL: "https://iniweb.inicis.com/receipt/iniReceipt.jsp?noTid=StdpayCARDINIpayTest20261123054135849372",
		PaidAt:     now, ChangedAt: now,
	}, nil
}

// Preregister implements merchant.Preregistrar.
func (here) Preregister(context.Context, payment.MerchantUID, money.Amount) error { return nil }
