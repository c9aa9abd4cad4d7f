package portonetest_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/naru-pay/naru/portonetest"
	"github.com/naru-pay/naru/portonev1"
)

// In a test, portonetest.New(t, …) does what Start and Close do here.
func Example() {
	ctx := context.Background()
	s, err := portonetest.Start(portonetest.Options{Clock: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = s.Close() }()

	// The shop's server, with the address of its PortOne turned.
	client, err := portonev1.New(portonev1.Config{
		Key: s.APIKey, Secret: s.APISecret, BaseURL: s.APIBase, IncludeSandbox: true,
	})
	if err != nil {
		log.Print(err)
		return
	}

	// The buyer, who pays by a virtual account.
	told, err := s.Pay(ctx, portonetest.Payment{
		MerchantUID: "order-87", Amount: 1000, Name: "당근 한 상자", BuyerTel: "010-0000-0000", PayMethod: "vbank", VbankDue: "2026-01-03",
	}, portonetest.IssueAccount)
	if err != nil {
		log.Print(err)
		return
	}
	payment, err := client.Payment(ctx, told.ImpUID)
	fmt.Println(payment.Status, err)

	// Two days later, the money arrives.
	s.Clock.Advance(48 * time.Hour)
	if err := s.Deposit(ctx, told.ImpUID); err != nil {
		log.Print(err)
		return
	}
	payment, err = client.Payment(ctx, told.ImpUID)
	fmt.Println(payment.Status, payment.Amount, err)

	// A day more, and no other deposit is taken.
	s.Clock.Advance(24 * time.Hour)
	fmt.Println(s.Deposit(ctx, told.ImpUID) != nil)
	// Output:
	// ready <nil>
	// paid 1000 <nil>
	// true
}
