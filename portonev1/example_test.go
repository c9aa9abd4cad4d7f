package portonev1_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/naru-pay/naru/portonev1"
)

// paid is what the examples' PortOne knows: order-87, 1000 won, paid.
const paid = `{"amount":1000,"cancel_amount":%s,"currency":"KRW","imp_uid":"imp_401076007673",` +
	`"merchant_uid":"order-87","paid_at":1618692096,"sandbox":false,"status":"%s"}`

// examplePortOne is a PortOne for the examples. Point BaseURL at naru's
// sandbox, or leave it empty for the real one.
func examplePortOne() *httptest.Server {
	reply := func(w http.ResponseWriter, code int, message, response string) {
		_, _ = fmt.Fprintf(w, `{"code":%d,"message":%s,"response":%s}`, code, message, response)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /users/getToken", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 0, "null", `{"access_token":"a9ace025","now":1512446940,"expired_at":1512448740}`)
	})
	mux.HandleFunc("GET /payments/imp_401076007673", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 0, "null", fmt.Sprintf(paid, "0", "paid"))
	})
	mux.HandleFunc("GET /payments/status/paid", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 0, "null", `{"total":1,"previous":0,"next":0,"list":[`+fmt.Sprintf(paid, "0", "paid")+`]}`)
	})
	mux.HandleFunc("POST /payments/prepare", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		reply(w, 0, "null", string(body))
	})
	cancelled := false
	mux.HandleFunc("POST /payments/cancel", func(w http.ResponseWriter, _ *http.Request) {
		if cancelled {
			reply(w, 1, `"이미 전액취소된 주문입니다."`, "null")
			return
		}
		cancelled = true
		reply(w, 0, "null", fmt.Sprintf(paid, "1000", "cancelled"))
	})
	return httptest.NewServer(mux)
}

func exampleClient(base string) *portonev1.Client {
	client, err := portonev1.New(portonev1.Config{Key: "1234567890123456", Secret: "from-the-console", BaseURL: base})
	if err != nil {
		panic(err)
	}
	return client
}

// Never believe what the browser says about a payment: read it, and compare it
// with what the shop stored.
func ExampleClient_Payment() {
	portOne := examplePortOne()
	defer portOne.Close()
	client := exampleClient(portOne.URL)

	payment, err := client.Payment(context.Background(), "imp_401076007673")
	if err != nil {
		fmt.Println(err)
		return
	}
	won, err := payment.Amount.Minor(0)
	if err != nil {
		fmt.Println(err)
		return
	}
	ours := payment.MerchantUID == "order-87" && payment.Currency == "KRW" && won == 1000
	fmt.Println(ours && payment.Status == portonev1.StatusPaid)
	// Output: true
}

// Register the price before the window opens, and PortOne does not open it for
// another.
func ExampleClient_Prepare() {
	portOne := examplePortOne()
	defer portOne.Close()
	client := exampleClient(portOne.URL)

	stored, err := client.Prepare(context.Background(), portonev1.Preparation{
		MerchantUID: "order-87",
		Amount:      portonev1.Whole(1000),
		Currency:    "KRW",
	})
	fmt.Println(stored.Amount, stored.Currency, err)
	// Output: 1000 KRW <nil>
}

// Checksum is what can still be cancelled. It makes a cancel that is sent twice
// give back once.
func ExampleClient_Cancel() {
	portOne := examplePortOne()
	defer portOne.Close()
	client := exampleClient(portOne.URL)

	balance := portonev1.Whole(1000)
	cancel := portonev1.CancelRequest{
		ImpUID:   "imp_401076007673",
		Amount:   portonev1.Whole(1000),
		Checksum: &balance,
		Reason:   "sold out",
	}
	payment, err := client.Cancel(context.Background(), cancel)
	fmt.Println(payment.Status, payment.CancelAmount, err)

	_, err = client.Cancel(context.Background(), cancel)
	fmt.Println(err)
	// Output:
	// cancelled 1000 <nil>
	// portonev1: Cancel: 이미 전액취소된 주문입니다. (HTTP 200, code 1)
}

// PortOne takes a cancel without an amount for a cancel of everything. Here
// that has to be said.
func ExampleClient_Cancel_withoutAmount() {
	client := exampleClient("http://127.0.0.1:1")

	_, err := client.Cancel(context.Background(), portonev1.CancelRequest{ImpUID: "imp_401076007673"})
	fmt.Println(err)
	fmt.Println("sent:", !errors.Is(err, portonev1.ErrNotSent))
	// Output:
	// portonev1: Cancel: Amount is missing; PortOne would give back everything (set Full if that is meant)
	// sent: false
}

func ExampleClient_EachByStatus() {
	portOne := examplePortOne()
	defer portOne.Close()
	client := exampleClient(portOne.URL)

	for payment, err := range client.EachByStatus(context.Background(), portonev1.StatusQuery{Status: portonev1.StatusPaid}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(payment.ImpUID, payment.Amount, payment.PaidAt.Format("2006-01-02 15:04:05"))
	}
	// Output: imp_401076007673 1000 2021-04-17 20:41:36
}

// A cancel that ends in an error was refused, was never sent, or may have been
// carried out. Only the first two may be decided without looking.
func ExampleOutcomeUnknown() {
	portOne := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/users/getToken" {
			_, _ = io.WriteString(w, `{"code":0,"message":null,"response":{"access_token":"a9ace025","now":1512446940,"expired_at":1512448740}}`)
			return
		}
		http.Error(w, "<html>bad gateway</html>", http.StatusBadGateway)
	}))
	defer portOne.Close()
	client := exampleClient(portOne.URL)

	_, err := client.Cancel(context.Background(), portonev1.CancelRequest{ImpUID: "imp_401076007673", Amount: "1000"})
	switch {
	case err == nil:
		fmt.Println("given back")
	case portonev1.OutcomeUnknown(err):
		fmt.Println("read the payment before doing anything else")
	default:
		fmt.Println("not given back:", err)
	}
	// Output: read the payment before doing anything else
}
