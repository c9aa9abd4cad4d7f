package portonev1_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/naru-pay/naru/portonev1"
)

// exampleAnswers is a PortOne that answers every call of the examples with one
// response. Point BaseURL at naru's sandbox instead, or leave it empty.
func exampleAnswers(response string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/users/getToken" {
			_, _ = io.WriteString(w, `{"code":0,"message":null,"response":{"access_token":"a9ace025","now":1512446940,"expired_at":1512448740}}`)
			return
		}
		_, _ = io.WriteString(w, `{"code":0,"message":null,"response":`+response+`}`)
	}))
}

// A webhook is not signed: it names the payment to read, and is believed in
// nothing else.
func ExampleParseNotice() {
	portOne := exampleAnswers(fmt.Sprintf(paid, "0", "paid"))
	defer portOne.Close()
	client := exampleClient(portOne.URL)

	handler := func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
		if err != nil {
			http.Error(w, "body", http.StatusBadRequest)
			return
		}
		notice, err := portonev1.ParseNotice(r.Header.Get("Content-Type"), body)
		if err != nil {
			http.Error(w, "webhook", http.StatusBadRequest)
			return
		}
		if notice.Escrow != nil && notice.Escrow.Status == portonev1.EscrowDenied {
			fmt.Println("the buyer sends it back:", notice.Escrow.DeniedReason)
		}
		payment, err := client.Payment(r.Context(), notice.ImpUID)
		if err != nil {
			http.Error(w, "later", http.StatusInternalServerError) // PortOne may send it again
			return
		}
		fmt.Println(payment.MerchantUID, payment.Status)
	}

	r := httptest.NewRequest(http.MethodPost, "/webhook", strings.NewReader(`{"imp_uid":"imp_401076007673","merchant_uid":"order-87","status":"failed"}`))
	r.Header.Set("Content-Type", "application/json")
	handler(httptest.NewRecorder(), r)
	// Output: order-87 paid
}

// PortOne asks at confirm_url before it has a payment approved; the shop's last
// chance to say that nothing is left.
func ExampleParseConfirm() {
	left := map[string]portonev1.Decimal{"order-87": "1000"} // what each order costs, while it can be had
	handler := func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
		if err != nil {
			portonev1.RefusePurchase(w, "")
			return
		}
		asked, err := portonev1.ParseConfirm(body)
		if err != nil {
			portonev1.RefusePurchase(w, "")
			return
		}
		if order, err := asked.Amount.Cmp(left[asked.MerchantUID]); err != nil || order != 0 {
			portonev1.RefusePurchase(w, "재고 부족")
			return
		}
		portonev1.AcceptPurchase(w)
	}
	for _, body := range []string{
		`{"imp_uid":"imp_1","merchant_uid":"order-87","amount":1000}`,
		`{"imp_uid":"imp_2","merchant_uid":"order-88","amount":1000}`,
	} {
		w := httptest.NewRecorder()
		handler(w, httptest.NewRequest(http.MethodPost, "/confirm", strings.NewReader(body)))
		fmt.Printf("%d %q\n", w.Code, strings.TrimSpace(w.Body.String()))
	}
	// Output:
	// 200 ""
	// 400 "{\"reason\":\"재고 부족\"}"
}

// A charge fails in two ways: as an error, and as a payment that failed.
func ExampleClient_Again() {
	portOne := exampleAnswers(`{"imp_uid":"imps_1","merchant_uid":"2026-11","amount":9900,"cancel_amount":0,"currency":"KRW",
		"status":"failed","fail_reason":"한도가 초과하였습니다.","sandbox":true}`)
	defer portOne.Close()
	client := exampleClient(portOne.URL)

	payment, err := client.Again(context.Background(), portonev1.AgainRequest{
		CustomerUID: "customer-1", Charge: portonev1.Charge{MerchantUID: "2026-11", Amount: "9900", Name: "구독"},
	})
	switch {
	case portonev1.OutcomeUnknown(err):
		fmt.Println("look for the order with FindAll before charging again")
	case err != nil:
		fmt.Println("no payment:", err)
	case payment.Status != portonev1.StatusPaid:
		fmt.Println("not paid:", payment.FailReason)
	}
	// Output: not paid: 한도가 초과하였습니다.
}

// Read a certification on the server, act on it, and erase it at PortOne.
func ExampleClient_Certification() {
	portOne := exampleAnswers(`{"imp_uid":"imp_1","merchant_uid":"sign-up-1","pg_provider":"danal","certified":true,"certified_at":1795406400,
		"name":"홍길동","birthday":"1980-01-02","gender":"male","foreigner":false,"unique_key":"CI","unique_in_site":"DI"}`)
	defer portOne.Close()
	client := exampleClient(portOne.URL)
	ctx := context.Background()

	who, err := client.Certification(ctx, "imp_1")
	if errors.Is(err, portonev1.ErrNotFound) || err == nil && !who.Certified {
		fmt.Println("not certified")
		return
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("of age:", who.Birthday <= "2007-11-23")
	if _, err := client.DeleteCertification(ctx, who.ImpUID); err != nil {
		fmt.Println(err)
	}
	fmt.Println(who) // prints no person
	// Output:
	// of age: true
	// portonev1.Certification{imp_1 sign-up-1}
}

// A cash receipt for what a buyer paid by transfer.
func ExampleClient_IssueReceipt() {
	portOne := exampleAnswers(`{"imp_uid":"imp_1","receipt_tid":"T1","apply_num":"101234567","type":"person","amount":11000,"vat":1000,"applied_at":1795406400,"cancelled_at":0}`)
	defer portOne.Close()
	client := exampleClient(portOne.URL)

	receipt, err := client.IssueReceipt(context.Background(), "imp_1", portonev1.ReceiptRequest{
		Identifier: "01000000000", IdentifierType: portonev1.IdentifierPhone, Type: portonev1.ReceiptPerson,
	})
	fmt.Println(receipt.ApplyNum, receipt.Amount, receipt.VAT, err)
	// Output: 101234567 11000 1000 <nil>
}
