package merchant_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// world is a shop's server, the PortOne that it asks, and the clock of both.
type world struct {
	*merchant.Service
	t       *testing.T
	clock   *clock.Manual
	store   *merchanttest.Store
	portone *merchanttest.Gateway
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, clock: clock.NewManual(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)), store: &merchanttest.Store{}}
	w.portone = merchanttest.NewGateway(w.clock)
	config := merchant.Config{
		Imp: merchanttest.Imp, Env: payment.Test, Default: merchanttest.Default, SDKURL: "http://localhost:4200/v1/iamport.js",
		PublicURL: "http://localhost:4100", ShopOrigins: []string{"http://localhost:4000"}, TokenKey: make([]byte, 32), Register: true, TellShop: true,
	}
	deps := merchant.Deps{Store: w.store, Gateway: w.portone, Register: w.portone, Lister: w.portone, Clock: w.clock, Log: slog.New(slog.DiscardHandler)}
	s, err := merchant.New(config, deps)
	if err != nil {
		t.Fatal(err)
	}
	w.Service = s
	return w
}

// request is an honest order of 59,000 won.
func request(ref string) merchant.OpenRequest {
	return merchant.OpenRequest{
		OrderRef: payment.OrderRef(ref), Amount: money.Won(59000), Name: "맨투맨", Buyer: payment.Buyer{Name: "홍길동", Tel: "010-1234-5678"},
	}
}

func (w *world) open(req merchant.OpenRequest) merchant.Opened {
	w.t.Helper()
	out, err := w.Open(context.Background(), req)
	if err != nil {
		w.t.Fatalf("open %s: %v", req.OrderRef, err)
	}
	return out
}

// confirm tells the server of an attempt as a browser would.
func (w *world) confirm(id payment.ID, imp payment.ImpUID) merchant.View {
	w.t.Helper()
	v, err := w.Confirm(context.Background(), merchant.Hint{PaymentID: id, ImpUID: imp, Actor: "callback"})
	if err != nil {
		w.t.Fatalf("confirm %s: %v", id, err)
	}
	return v
}

// due does what is due now, round after round, until nothing is.
func (w *world) due() {
	w.t.Helper()
	for range 20 {
		if n, err := w.RunDue(context.Background()); err != nil {
			w.t.Fatalf("run due: %v", err)
		} else if n == 0 {
			return
		}
	}
	w.t.Fatal("work never ends")
}

func (w *world) read(id payment.ID) merchant.View {
	w.t.Helper()
	v, err := w.Payment(context.Background(), id)
	if err != nil {
		w.t.Fatalf("read %s: %v", id, err)
	}
	return v
}

// paid opens a payment and has it paid and confirmed.
func (w *world) paid(ref string) merchant.View {
	w.t.Helper()
	p := w.open(request(ref)).View.Payment
	v := w.confirm(p.ID, w.portone.Pay(p.MerchantUID, p.Amount))
	if v.Payment.State != payment.Paid {
		w.t.Fatalf("an honest payment is %s", v.Payment.State)
	}
	return v
}

// told lists the types of the events that wait for the shop.
func (w *world) told(id payment.ID) []payment.EventType {
	w.t.Helper()
	var list []payment.EventType
	err := w.store.View(context.Background(), func(tx merchant.Tx) error {
		rows, err := tx.Outbox().OfPayment(context.Background(), id)
		for _, d := range rows {
			list = append(list, d.Type)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// raised lists why people have to look at a payment.
func (w *world) raised(id payment.ID) []payment.Discrepancy {
	w.t.Helper()
	list, err := w.Discrepancies(context.Background(), merchant.DiscrepancyFilter{PaymentID: id}, merchant.Page{Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}
