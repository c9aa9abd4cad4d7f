package naruclient_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/naruclient"
)

// A shop opens a payment, confirms what its buyer paid, and gives a part back.
func Example() {
	server, err := start() // in a shop: the payment server at NARU_URL
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()

	ctx := context.Background()
	client, err := naruclient.New(naruclient.Config{URL: server.URL, Key: server.key})
	if err != nil {
		log.Fatal(err)
	}
	opened, err := client.OpenPayment(ctx, naruclient.OpenPayment{
		OrderRef: "A-1001",
		Items: []naruclient.Item{
			{Name: "맨투맨", Qty: 2, UnitPrice: 29000},
			{Name: "양말", Qty: 1, UnitPrice: 3000},
		},
		Shipping: new(int64(3000)),
		Buyer:    &naruclient.OpenPaymentBuyer{Tel: new("010-1234-5678")},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(opened.Payment.Name, opened.Payment.Amount, opened.Payment.State)

	// The browser hands opened.Checkout.Request to IMP.request_pay; the buyer pays.
	impUID := string(server.portone.Pay(payment.MerchantUID(opened.Payment.MerchantUID), money.Won(64000)))

	paid, err := client.CompletePayment(ctx, opened.Payment.ID, naruclient.CompletePaymentBody{ImpUID: &impUID})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(paid.State)

	// The key belongs in the shop's database before the call: a program that
	// starts anew sends the same wish, and money goes back once.
	refund, err := client.CancelPayment(ctx, paid.ID, "refund-of-A-1001-socks", naruclient.CancelPayment{Amount: new(int64(3000)), Reason: "양말 품절"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(refund.Refund.State, refund.Payment.Cancellable)

	_, err = client.OpenPayment(ctx, naruclient.OpenPayment{OrderRef: "A-1001", Amount: new(int64(64000)), Buyer: &naruclient.OpenPaymentBuyer{Tel: new("010-1234-5678")}, Name: new("맨투맨")})
	if errors.Is(err, naruclient.CodeOrderAlreadyPaid) {
		fmt.Println("already paid")
	}
	// Output:
	// 맨투맨 외 1건 64000 open
	// paid
	// succeeded 61000
	// already paid
}

// A shop's server takes webhooks of the payment server.
func ExampleWebhooks() {
	hooks, err := naruclient.NewWebhooks(secret) // the endpoint's whsec_…
	if err != nil {
		log.Fatal(err)
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10)) // as it came
		if err != nil {
			return
		}
		event, err := hooks.Verify(r.Header, body)
		if err != nil {
			http.Error(w, "not ours", http.StatusBadRequest)
			return
		}
		// Read the payment before acting: events may be late, or come again.
		fmt.Println(event.Type, event.Data.OrderRef)
	})
	request := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/webhooks", strings.NewReader(eventBody))
	stamp := fmt.Sprint(time.Now().Unix())
	request.Header = headers("evt_1", stamp, signature(secret, "evt_1", stamp, eventBody))
	handler.ServeHTTP(httptest.NewRecorder(), request)
	// Output:
	// payment.paid A-1
}
