package portonev1_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/portonev1"
)

func ptr(d portonev1.Decimal) *portonev1.Decimal { return &d }

func TestCancel_sendsExactlyWhatWasAsked(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		req  portonev1.CancelRequest
		want string
	}{
		{
			"a sum with checksum",
			portonev1.CancelRequest{ImpUID: theImpUID, Amount: "300", Checksum: ptr("1000"), Reason: "RF01 단순 변심"},
			`{"imp_uid":"imp_401076007673","amount":300,"checksum":1000,"reason":"RF01 단순 변심"}`,
		},
		{
			"everything, said so",
			portonev1.CancelRequest{ImpUID: theImpUID, Full: true, Checksum: ptr("1000")},
			`{"imp_uid":"imp_401076007673","checksum":1000}`,
		},
		{
			"by order number, with all the rest",
			portonev1.CancelRequest{
				MerchantUID: "order-87", Amount: "10.50", TaxFree: ptr("0"), VATAmount: ptr("0.95"),
				RefundHolder: "홍길동", RefundBank: "04", RefundAccount: "123", RefundTel: "010",
				RetainPromotion: true, EnableWebhook: true, Requester: "customer",
			},
			`{"merchant_uid":"order-87","amount":10.50,"tax_free":0,"vat_amount":0.95,"refund_holder":"홍길동","refund_bank":"04",` +
				`"refund_account":"123","refund_tel":"010","retain_promotion":true,"enable_webhook":true,"extra":{"requester":"customer"}}`,
		},
	}
	for _, tt := range tests {
		f := newFake(t, golden(t, http.StatusOK, "payment_cancelled_in_part"))
		p, err := f.client(t).Cancel(t.Context(), tt.req)
		if err != nil || p.CancelAmount != "300" {
			t.Errorf("%s: %v, cancel_amount %s", tt.name, err, p.CancelAmount)
		}
		call := f.calls()[0]
		if call.method != http.MethodPost || call.uri != "/payments/cancel" || call.body != tt.want {
			t.Errorf("%s: sent %s %s %s\nwant %s", tt.name, call.method, call.uri, call.body, tt.want)
		}
	}
}

func TestCancel_refusesWhatPortOneWouldTakeForEverything(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "payment_cancelled_in_part"))
	client := f.client(t)
	for name, req := range map[string]portonev1.CancelRequest{
		"no amount":             {ImpUID: theImpUID},
		"0":                     cancelOf("0"),
		"0.00":                  cancelOf("0.00"),
		"0e5":                   cancelOf("0e5"),
		"negative":              cancelOf("-1"),
		"-0":                    cancelOf("-0"),
		"exponent":              cancelOf("1e3"),
		"not a number":          cancelOf("1,000"),
		"null":                  cancelOf("null"),
		"amount and full":       {ImpUID: theImpUID, Amount: "1", Full: true},
		"no payment":            {Amount: "1"},
		"two names":             {ImpUID: theImpUID, MerchantUID: "order-87", Amount: "1"},
		"over checksum":         {ImpUID: theImpUID, Amount: "1001", Checksum: ptr("1000")},
		"empty checksum":        {ImpUID: theImpUID, Amount: "1", Checksum: ptr("")},
		"zero checksum":         {ImpUID: theImpUID, Full: true, Checksum: ptr("0")},
		"negative tax-free":     {ImpUID: theImpUID, Amount: "1", TaxFree: ptr("-1")},
		"vat is not a number":   {ImpUID: theImpUID, Amount: "1", VATAmount: ptr("x")},
		"payment is not UTF-8":  {ImpUID: "imp\xff", Amount: "1"},
		"payment is too long":   {ImpUID: strings.Repeat("9", 300), Amount: "1"},
		"amount fills a screen": cancelOf(strings.Repeat("9", 65)),
	} {
		_, err := client.Cancel(t.Context(), req)
		var refused *portonev1.RequestError
		if !errors.As(err, &refused) || refused.Operation != "Cancel" {
			t.Errorf("%s: %v, want a RequestError", name, err)
		}
		if !errors.Is(err, portonev1.ErrInvalidRequest) || !errors.Is(err, portonev1.ErrNotSent) || portonev1.OutcomeUnknown(err) {
			t.Errorf("%s: %v should match ErrInvalidRequest and ErrNotSent", name, err)
		}
	}
	if f.loginCount() != 0 || len(f.calls()) != 0 {
		t.Errorf("%d getToken and %d cancels were sent", f.loginCount(), len(f.calls()))
	}
}

func TestCancel_isNeverRepeatedAndTellsWhetherItMayHaveHappened(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		answer  http.HandlerFunc
		unknown bool
		is      error
	}{
		{"refused with HTTP 200", golden(t, 200, "refused_cancel"), false, nil},
		{"refused with HTTP 400", golden(t, 400, "refused_cancel"), false, nil},
		{"refused with HTTP 404", golden(t, 404, "not_found"), false, portonev1.ErrNotFound},
		{"refused with HTTP 429", golden(t, 429, "refused_cancel"), false, nil},
		{"envelope with HTTP 408", golden(t, 408, "refused_cancel"), true, nil},
		{"envelope with HTTP 500", golden(t, 500, "refused_cancel"), true, nil},
		{"envelope with HTTP 202", golden(t, 202, "refused_cancel"), true, nil},
		{"HTML with HTTP 502", answer(502, "<html>Bad Gateway</html>"), true, portonev1.ErrMalformed},
		{"HTML with HTTP 404", answer(404, "<html>"), true, portonev1.ErrMalformed},
		{"HTML with HTTP 200", answer(200, "<html>"), true, portonev1.ErrMalformed},
		{"nothing", answer(200, ""), true, portonev1.ErrMalformed},
		{"no code", answer(200, `{"message":null,"response":{}}`), true, portonev1.ErrMalformed},
		{"code as text", answer(200, `{"code":"0","response":{}}`), true, portonev1.ErrMalformed},
		{"code twice", answer(200, `{"code":1,"code":0,"response":{}}`), true, portonev1.ErrMalformed},
		{"success without a payment", answer(200, `{"code":0,"message":null,"response":null}`), true, portonev1.ErrMalformed},
		{"success about another payment", golden(t, 200, "payment_api"), true, portonev1.ErrMalformed},
		{"code 0 with HTTP 404", golden(t, 404, "payment_card"), true, portonev1.ErrMalformed},
		{"code 0 with HTTP 207", golden(t, 207, "payment_card"), true, portonev1.ErrMalformed},
		{"broken connection", breakOff, true, nil},
		{"reset connection", reset, true, nil},
		{"cut-off body", cutOff, true, portonev1.ErrMalformed},
		{"oversized body", answer(200, strings.Repeat(" ", portonev1.MaxBody+1)), true, portonev1.ErrMalformed},
		{"redirect", http.RedirectHandler("/elsewhere", http.StatusTemporaryRedirect).ServeHTTP, true, portonev1.ErrMalformed},
	}
	for _, tt := range tests {
		f := newFake(t, tt.answer)
		_, err := f.client(t).Cancel(t.Context(), cancelOf("1000"))
		if err == nil {
			t.Errorf("%s: no error", tt.name)
			continue
		}
		if got := portonev1.OutcomeUnknown(err); got != tt.unknown {
			t.Errorf("%s: OutcomeUnknown(%v) = %t, want %t", tt.name, err, got, tt.unknown)
		}
		if tt.is != nil && !errors.Is(err, tt.is) {
			t.Errorf("%s: %v does not match %v", tt.name, err, tt.is)
		}
		if tt.is != portonev1.ErrNotFound && errors.Is(err, portonev1.ErrNotFound) {
			t.Errorf("%s: %v matches ErrNotFound", tt.name, err)
		}
		if errors.Is(err, portonev1.ErrNotSent) {
			t.Errorf("%s: %v matches ErrNotSent", tt.name, err)
		}
		if n := len(f.calls()); n != 1 {
			t.Errorf("%s: sent %d times", tt.name, n)
		}
	}
}

func TestCancel_carriesPortOnesSentence(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "refused_cancel"))
	_, err := f.client(t).Cancel(t.Context(), cancelOf("1000"))
	var refusal *portonev1.Error
	if !errors.As(err, &refusal) {
		t.Fatalf("Cancel = %v, want an Error", err)
	}
	want := portonev1.Error{Operation: "Cancel", HTTPStatus: 200, Code: 1, Message: "이미 전액취소된 주문입니다."}
	if refusal.Operation != want.Operation || refusal.HTTPStatus != want.HTTPStatus || refusal.Code != want.Code || refusal.Message != want.Message {
		t.Errorf("got %+v, want %+v", refusal, want)
	}
	if got, want := err.Error(), "portonev1: Cancel: 이미 전액취소된 주문입니다. (HTTP 200, code 1)"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
	if refusal.Temporary() {
		t.Error("a refusal is called temporary")
	}
}

func TestCancel_timeoutLeavesTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	f := newFake(t, hang)
	client := f.client(t, func(c *portonev1.Config) { c.CancelTimeout = 20 * time.Millisecond })
	_, err := client.Cancel(t.Context(), cancelOf("1000"))
	if !errors.Is(err, context.DeadlineExceeded) || !portonev1.OutcomeUnknown(err) {
		t.Errorf("Cancel = %v, want a deadline with unknown outcome", err)
	}
	if n := len(f.calls()); n > 1 {
		t.Errorf("sent %d times", n)
	}
}

func TestCancel_callerThatLeavesDuringTheCallMakesItUnknown(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) { close(arrived); hang(w, r) })
	ctx, leave := context.WithCancel(t.Context())
	go func() { <-arrived; leave() }()
	_, err := f.client(t).Cancel(ctx, cancelOf("1000"))
	if !errors.Is(err, context.Canceled) || !portonev1.OutcomeUnknown(err) || errors.Is(err, portonev1.ErrNotSent) {
		t.Errorf("Cancel = %v, want context.Canceled with unknown outcome", err)
	}
}

func TestCancel_withoutAConnectionWasNotSent(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "payment_card"))
	client := f.client(t, func(c *portonev1.Config) {
		c.HTTPClient = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	})
	if _, err := client.Payment(t.Context(), theImpUID); err != nil { // has a token now
		t.Fatal(err)
	}
	f.Close()
	_, err := client.Cancel(t.Context(), cancelOf("1000"))
	if err == nil || portonev1.OutcomeUnknown(err) || !errors.Is(err, portonev1.ErrNotSent) {
		t.Errorf("Cancel = %v, want ErrNotSent", err)
	}
}

func TestCancelRequest_logsNoAccount(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	req := portonev1.CancelRequest{ImpUID: theImpUID, Amount: "300", RefundAccount: "110-123", RefundHolder: "홍길동"}
	slog.New(slog.NewTextHandler(&out, nil)).Info("cancel", "request", req)
	if got := out.String(); strings.Contains(got, "110-123") || strings.Contains(got, "홍길동") || !strings.Contains(got, "300") {
		t.Errorf("log line: %s", got)
	}
}
