package portonetest_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/naru-pay/naru/portonetest"
	"github.com/naru-pay/naru/portonev1"
)

// What a shop must bear: the answer of a cancel is lost on its way, and the
// money is given back all the same.
func ExampleSandbox_Let() {
	ctx := context.Background()
	s, err := portonetest.Start(portonetest.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	client, err := portonev1.New(portonev1.Config{Key: s.APIKey, Secret: s.APISecret, BaseURL: s.APIBase, IncludeSandbox: true})
	if err != nil {
		log.Print(err)
		return
	}
	paid, err := s.Pay(ctx, portonetest.Payment{MerchantUID: "order-87", Amount: 1000, Name: "당근", BuyerTel: "010-0000-0000"}, portonetest.Approve)
	if err != nil {
		log.Print(err)
		return
	}

	s.Let(portonetest.When{Operation: "POST /payments/cancel", Times: 1}, portonetest.Do{Effect: portonetest.RESTCut, After: true})
	_, err = client.Cancel(ctx, portonev1.CancelRequest{ImpUID: paid.ImpUID, Full: true})
	fmt.Println("unknown:", portonev1.OutcomeUnknown(err))
	fmt.Println("at PortOne:", s.Payments("order-87")[0].Status)
	// Output:
	// unknown: true
	// at PortOne: cancelled
}

// Three months of a subscription in a moment; the shop hears of each charge.
func ExampleClock_Advance() {
	ctx := context.Background()
	shop := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer shop.Close()
	begin := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	s, err := portonetest.Start(portonetest.Options{Clock: begin, WebhookURL: shop.URL})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	client, err := portonev1.New(portonev1.Config{Key: s.APIKey, Secret: s.APISecret, BaseURL: s.APIBase, IncludeSandbox: true})
	if err != nil {
		log.Print(err)
		return
	}
	card := portonev1.Card{Number: "4092-0230-1234-5678", Expiry: "2029-03", Birth: "800101", Password: "12"}
	if _, err := client.IssueBillingKey(ctx, portonev1.BillingKeyRequest{CustomerUID: "customer-1", Card: card}); err != nil {
		log.Print(err)
		return
	}
	var charges []portonev1.PlannedCharge
	for month := range 3 {
		charges = append(charges, portonev1.PlannedCharge{
			At:     begin.AddDate(0, 0, 1+30*month),
			Charge: portonev1.Charge{MerchantUID: fmt.Sprint("sub-", month+1), Amount: "9900", Name: "구독"},
		})
	}
	if _, err := client.Schedule(ctx, portonev1.ScheduleRequest{CustomerUID: "customer-1", Charges: charges}); err != nil {
		log.Print(err)
		return
	}

	s.Clock.Advance(90 * 24 * time.Hour)
	for _, w := range s.Webhooks() {
		fmt.Println(w.MerchantUID, w.Event, w.State)
	}
	// Output:
	// sub-1 paid delivered
	// sub-2 paid delivered
	// sub-3 paid delivered
}

// Somebody proves to be of age, without a phone in the test.
func ExampleSandbox_Certify() {
	ctx := context.Background()
	s, err := portonetest.Start(portonetest.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.AddChannel(ctx, portonetest.Channel{PG: "danal", MID: "A010002002", Type: "certification"}); err != nil {
		log.Print(err)
		return
	}
	told, err := s.Certify(ctx, portonetest.Certification{
		MerchantUID: "sign-up-1", PG: "danal", Person: portonetest.Person{Name: "홍길동", Phone: "01000000000", Birthday: "1980-01-02"},
	}, portonetest.Approve)
	if err != nil {
		log.Print(err)
		return
	}
	client, err := portonev1.New(portonev1.Config{Key: s.APIKey, Secret: s.APISecret, BaseURL: s.APIBase})
	if err != nil {
		log.Print(err)
		return
	}
	who, err := client.Certification(ctx, told.ImpUID)
	fmt.Println(who.Certified, who.Birthday, err)
	// Output: true 1980-01-02 <nil>
}
