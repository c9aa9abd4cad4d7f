package portonev1_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/portonev1"
)

func TestPrepare_sendsTheAmountAsANumberOnce(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "prepared"))
	client := f.client(t)
	asked := portonev1.Preparation{MerchantUID: "order-87", Amount: "1000", Currency: "KRW"}
	stored, err := client.Prepare(t.Context(), asked)
	if want := (portonev1.Preparation{MerchantUID: "order-87", Amount: "1000"}); err != nil || stored != want {
		t.Errorf("Prepare = %+v, %v", stored, err)
	}
	if _, err := client.PreparedUpdate(t.Context(), portonev1.Preparation{MerchantUID: "order-87", Amount: "1000.0"}); err != nil {
		t.Errorf("PreparedUpdate: %v", err)
	}
	if read, err := client.Prepared(t.Context(), "order-87"); err != nil || read.Amount != "1000" {
		t.Errorf("Prepared = %+v, %v", read, err)
	}
	want := []seen{
		{method: "POST", uri: "/payments/prepare", body: `{"merchant_uid":"order-87","amount":1000,"currency":"KRW"}`},
		{method: "PUT", uri: "/payments/prepare", body: `{"merchant_uid":"order-87","amount":1000.0}`},
		{method: "GET", uri: "/payments/prepare/order-87"},
	}
	calls := f.calls()
	if len(calls) != len(want) {
		t.Fatalf("%d requests, want %d", len(calls), len(want))
	}
	for i, call := range calls {
		if call.method != want[i].method || call.uri != want[i].uri || call.body != want[i].body {
			t.Errorf("sent %s %s %s, want %s %s %s", call.method, call.uri, call.body, want[i].method, want[i].uri, want[i].body)
		}
	}
}

func TestPrepare_isNotRepeatedAndItsEchoMustAgree(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		answer  http.HandlerFunc
		unknown bool
	}{
		{"registered already", answer(200, `{"code":1,"message":"결제정보 사전등록에 실패하였습니다(이미 등록된 merchant_uid입니다).","response":null}`), false},
		{"gateway error", answer(502, "<html>"), true},
		{"broken connection", breakOff, true},
		{"another amount", answer(200, `{"code":0,"response":{"merchant_uid":"order-87","amount":100}}`), true},
		{"another order", answer(200, `{"code":0,"response":{"merchant_uid":"order-88","amount":1000}}`), true},
		{"amount as text", answer(200, `{"code":0,"response":{"merchant_uid":"order-87","amount":"1000"}}`), true},
	}
	for _, tt := range tests {
		f := newFake(t, tt.answer)
		_, err := f.client(t).Prepare(t.Context(), portonev1.Preparation{MerchantUID: "order-87", Amount: "1000"})
		if err == nil || portonev1.OutcomeUnknown(err) != tt.unknown || len(f.calls()) != 1 {
			t.Errorf("%s: %v, unknown %t, sent %d times", tt.name, err, portonev1.OutcomeUnknown(err), len(f.calls()))
		}
	}
}

func TestPrepare_refusesLocally(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "prepared"))
	client := f.client(t)
	for _, p := range []portonev1.Preparation{
		{Amount: "1000"},
		{MerchantUID: strings.Repeat("가", 41), Amount: "1000"},
		{MerchantUID: "order-87"},
		{MerchantUID: "order-87", Amount: "-1"},
		{MerchantUID: "order-87", Amount: "1e3"},
	} {
		if _, err := client.Prepare(t.Context(), p); !errors.Is(err, portonev1.ErrInvalidRequest) {
			t.Errorf("Prepare(%+v) = %v, want ErrInvalidRequest", p, err)
		}
	}
	if _, err := client.Prepared(t.Context(), ".."); !errors.Is(err, portonev1.ErrInvalidRequest) {
		t.Errorf("Prepared(..) = %v, want ErrInvalidRequest", err)
	}
	if n := len(f.calls()); n != 0 {
		t.Errorf("%d refused calls reached PortOne", n)
	}
}
