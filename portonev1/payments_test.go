package portonev1_test

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/portonev1"
)

func TestPayment_readsWhatPortOneWrites(t *testing.T) {
	t.Parallel()
	yes := true
	debit := 1
	tests := []struct {
		file, impUID string
		look         func(portonev1.Payment) any
		want         any
	}{
		{"payment_card", theImpUID, func(p portonev1.Payment) any { return p.Amount }, portonev1.Decimal("1000")},
		{"payment_card", theImpUID, func(p portonev1.Payment) any { return p.Status }, portonev1.StatusPaid},
		{"payment_card", theImpUID, func(p portonev1.Payment) any { return p.PaidAt }, time.Unix(1618692096, 0).UTC()},
		{"payment_card", theImpUID, func(p portonev1.Payment) any { return p.FailedAt }, time.Time{}},
		{"payment_card", theImpUID, func(p portonev1.Payment) any { return p.Sandbox }, &yes},
		{"payment_card", theImpUID, func(p portonev1.Payment) any { return p.CardType }, &debit},
		{"payment_card", theImpUID, func(p portonev1.Payment) any { return p.BuyerName }, "홍길동"},
		{"payment_card", theImpUID, func(p portonev1.Payment) any { return p.CustomData }, ""},
		{"payment_card", theImpUID, func(p portonev1.Payment) any { return len(p.CancelHistory) }, 0},
		{"payment_card", theImpUID, func(p portonev1.Payment) any { return strings.HasPrefix(p.ReceiptURL, "https://iniweb") }, true},
		{"payment_vbank_ready", "imp_448280090638", func(p portonev1.Payment) any { return p.VbankNum }, "X3790000000000"},
		{"payment_vbank_ready", "imp_448280090638", func(p portonev1.Payment) any { return p.VbankDate }, time.Unix(1618930799, 0).UTC()},
		{"payment_vbank_ready", "imp_448280090638", func(p portonev1.Payment) any { return p.PaidAt.IsZero() }, true},
		{"payment_vbank_ready", "imp_448280090638", func(p portonev1.Payment) any { return p.CardType }, (*int)(nil)},
		{"payment_kakao_point", "imp_448280090639", func(p portonev1.Payment) any { return p.PayMethod }, "point"},
		{"payment_kakao_point", "imp_448280090639", func(p portonev1.Payment) any { return p.Promotion.Discount }, portonev1.Decimal("100")},
		{"payment_cancelled_in_part", theImpUID, func(p portonev1.Payment) any { return p.CancelAmount }, portonev1.Decimal("300")},
		{"payment_cancelled_in_part", theImpUID, func(p portonev1.Payment) any { return p.CancelHistory }, []portonev1.Cancellation{{
			PGTID: "StdpayCARDINIpayTest20210418054135849372", Amount: "300", CancelledAt: time.Unix(1618692396, 0).UTC(),
			Reason: "단순 변심", CancellationID: "06JC8FVHJTW2WY16FEY0",
			ReceiptURL: "https://iniweb.inicis.com/receipt/iniReceipt.jsp?noTid=c1",
		}}},
		{"payment_api", "imps_157956638714", func(p portonev1.Payment) any { return p.CustomerUIDUsage }, "payment.scheduled"},
		{"payment_failed_usd", "imp_448280090640", func(p portonev1.Payment) any { return p.Amount.String() }, "10.50"},
		{"payment_failed_usd", "imp_448280090640", func(p portonev1.Payment) any { return p.Sandbox }, (*bool)(nil)},
		{"payment_failed_usd", "imp_448280090640", func(p portonev1.Payment) any { return p.FailReason }, "한도초과"},
		{"payment_failed_usd", "imp_448280090640", func(p portonev1.Payment) any { return strings.Contains(string(p.Raw), `"a_newer_field":{"z":1}`) }, true},
	}
	for _, tt := range tests {
		f := newFake(t, golden(t, http.StatusOK, tt.file))
		p, err := f.client(t).Payment(t.Context(), tt.impUID)
		if err != nil {
			t.Fatalf("Payment(%s): %v", tt.file, err)
		}
		if got := tt.look(p); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("Payment(%s) has %#v, want %#v", tt.file, got, tt.want)
		}
	}
}

func TestPayment_asksForTestPaymentsOnlyWhenConfigured(t *testing.T) {
	t.Parallel()
	for includes, want := range map[bool]string{
		false: "/payments/" + theImpUID,
		true:  "/payments/" + theImpUID + "?include_sandbox=true",
	} {
		f := newFake(t, golden(t, http.StatusOK, "payment_card"))
		client := f.client(t, func(c *portonev1.Config) { c.IncludeSandbox = includes })
		if _, err := client.Payment(t.Context(), theImpUID); err != nil {
			t.Fatal(err)
		}
		call := f.calls()[0]
		if call.uri != want || call.method != http.MethodGet {
			t.Errorf("IncludeSandbox %t sent %s %s, want GET %s", includes, call.method, call.uri, want)
		}
		if got := call.header.Get("Authorization"); got != "Bearer "+theToken {
			t.Errorf("Authorization = %q", got)
		}
		if got := call.header.Get("User-Agent"); !strings.HasPrefix(got, "naru-portonev1") {
			t.Errorf("User-Agent = %q", got)
		}
	}
}

func TestPayment_rejectsTheAnswerAboutAnotherPayment(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "payment_card"))
	p, err := f.client(t).Payment(t.Context(), "imp_000000000000")
	if !errors.Is(err, portonev1.ErrMalformed) {
		t.Fatalf("Payment = %v, want ErrMalformed", err)
	}
	if !reflect.DeepEqual(p, portonev1.Payment{}) {
		t.Errorf("Payment returned %v beside its error", p.ImpUID)
	}
}

func TestPayment_escapesIdsAndRefusesThoseThatAddressOtherPaths(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusNotFound, "not_found"))
	client := f.client(t)
	for id, want := range map[string]string{
		"a/../b?c#d": "/payments/a%2F..%2Fb%3Fc%23d",
		"주문 1":       "/payments/%EC%A3%BC%EB%AC%B8%201",
		"100%":       "/payments/100%25",
	} {
		before := len(f.calls())
		if _, err := client.Payment(t.Context(), id); !errors.Is(err, portonev1.ErrNotFound) {
			t.Errorf("Payment(%q) = %v, want ErrNotFound", id, err)
		}
		if got := f.calls()[before].uri; got != want {
			t.Errorf("Payment(%q) sent %s, want %s", id, got, want)
		}
	}
	sent := len(f.calls())
	for _, id := range []string{"", ".", "..", strings.Repeat("x", 257), "\xff"} {
		if _, err := client.Payment(t.Context(), id); !errors.Is(err, portonev1.ErrInvalidRequest) {
			t.Errorf("Payment(%.10q) = %v, want ErrInvalidRequest", id, err)
		}
	}
	if got := len(f.calls()); got != sent {
		t.Errorf("%d refused ids reached PortOne", got-sent)
	}
}

func TestPayments_tellsAllFromSomeFromNone(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status  int
		body    string
		partial bool
		wantErr error
	}{
		{http.StatusOK, "payments", false, nil},
		{http.StatusMultiStatus, "payments", true, nil},
		{http.StatusNotFound, "not_found", false, portonev1.ErrNotFound},
	}
	for _, tt := range tests {
		f := newFake(t, golden(t, tt.status, tt.body))
		batch, err := f.client(t).Payments(t.Context(), []string{theImpUID, "imp_2"}, []string{"order-99"})
		if !errors.Is(err, tt.wantErr) {
			t.Fatalf("HTTP %d: %v, want %v", tt.status, err, tt.wantErr)
		}
		if batch.Partial != tt.partial || (err == nil) != (len(batch.Payments) == 1) {
			t.Errorf("HTTP %d: partial %t with %d payments", tt.status, batch.Partial, len(batch.Payments))
		}
		want := "/payments?imp_uid%5B%5D=imp_401076007673&imp_uid%5B%5D=imp_2&merchant_uid%5B%5D=order-99"
		if got := f.calls()[0].uri; got != want {
			t.Errorf("sent %s, want %s", got, want)
		}
	}
}

func TestPayments_refusesTooFewTooManyAndForeignOnes(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "payments"))
	client := f.client(t)
	for _, ids := range [][]string{nil, make([]string, 101), {""}} {
		if _, err := client.Payments(t.Context(), ids, nil); !errors.Is(err, portonev1.ErrInvalidRequest) {
			t.Errorf("Payments(%d ids) = %v, want ErrInvalidRequest", len(ids), err)
		}
	}
	if n := len(f.calls()); n != 0 {
		t.Fatalf("%d refused calls reached PortOne", n)
	}
	if _, err := client.Payments(t.Context(), []string{"imp_2"}, []string{theImpUID}); !errors.Is(err, portonev1.ErrMalformed) {
		t.Errorf("an answer with a payment nobody asked for = %v, want ErrMalformed", err)
	}
}

func TestFind_addressesStateAndOrder(t *testing.T) {
	t.Parallel()
	tests := []struct {
		opts portonev1.FindOptions
		want string
	}{
		{portonev1.FindOptions{}, "/payments/find/order-87"},
		{portonev1.FindOptions{Status: portonev1.StatusAll}, "/payments/find/order-87"},
		{portonev1.FindOptions{Status: portonev1.StatusPaid, Sort: portonev1.SortPaidDesc}, "/payments/find/order-87/paid?sorting=-paid"},
	}
	for _, tt := range tests {
		f := newFake(t, golden(t, http.StatusOK, "payment_card"))
		client := f.client(t)
		if p, err := client.Find(t.Context(), "order-87", tt.opts); err != nil || p.ImpUID != theImpUID {
			t.Errorf("Find(%+v) = %s, %v", tt.opts, p.ImpUID, err)
		}
		if got := f.calls()[0].uri; got != tt.want {
			t.Errorf("Find(%+v) sent %s, want %s", tt.opts, got, tt.want)
		}
		if _, err := client.Find(t.Context(), "order-88", tt.opts); !errors.Is(err, portonev1.ErrMalformed) {
			t.Errorf("Find of another order = %v, want ErrMalformed", err)
		}
	}
}

func TestCloseVirtualAccount_keepsTheGatewayKeyOutOfErrors(t *testing.T) {
	t.Parallel()
	f := newFake(t, inTurn(golden(t, http.StatusOK, "payment_card"), breakOff))
	client := f.client(t)
	if _, err := client.CloseVirtualAccount(t.Context(), theImpUID, "canary-pg-key"); err != nil {
		t.Fatal(err)
	}
	call := f.calls()[0]
	if want := "/vbanks/" + theImpUID + "?pg_api_key=canary-pg-key"; call.method != http.MethodDelete || call.uri != want {
		t.Errorf("sent %s %s, want DELETE %s", call.method, call.uri, want)
	}
	_, err := client.CloseVirtualAccount(t.Context(), theImpUID, "canary-pg-key")
	if err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("error of a broken connection: %v", err)
	}
	if !portonev1.OutcomeUnknown(err) {
		t.Errorf("OutcomeUnknown(%v) = false", err)
	}
	if n := len(f.calls()); n != 2 {
		t.Errorf("%d requests for 2 calls", n)
	}
}

func TestChannels_keepsAbsentApartFromFalse(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "channels"))
	channels, err := f.client(t).Channels(t.Context())
	if err != nil || len(channels) != 2 {
		t.Fatalf("Channels = %d, %v", len(channels), err)
	}
	if first := channels[0]; first.Sandbox == nil || !*first.Sandbox || first.PGID != "INIpayTest" || first.Name != "이니시스" {
		t.Errorf("first channel = %+v", first)
	}
	if channels[1].Sandbox != nil {
		t.Errorf("a channel without sandbox reads as %t", *channels[1].Sandbox)
	}
	if got := f.calls()[0].uri; got != "/users/pg" {
		t.Errorf("sent %s", got)
	}
}

func TestCodes_listAndSingle(t *testing.T) {
	t.Parallel()
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/banks", "/cards":
			golden(t, http.StatusOK, "banks")(w, r)
		case "/banks/004", "/cards/004":
			golden(t, http.StatusOK, "bank")(w, r)
		default:
			golden(t, http.StatusNotFound, "not_found")(w, r)
		}
	})
	client := f.client(t)
	for _, list := range []func() ([]portonev1.Code, error){
		func() ([]portonev1.Code, error) { return client.Banks(t.Context()) },
		func() ([]portonev1.Code, error) { return client.Cards(t.Context()) },
	} {
		codes, err := list()
		if want := []portonev1.Code{{"004", "KB국민은행"}, {"088", "신한은행"}}; err != nil || !reflect.DeepEqual(codes, want) {
			t.Errorf("codes = %v, %v", codes, err)
		}
	}
	bank, err := client.Bank(t.Context(), "004")
	if err != nil || bank.Name != "KB국민은행" {
		t.Errorf("Bank = %v, %v", bank, err)
	}
	nameless := newFake(t, answer(http.StatusOK, `{"code":0,"message":null,"response":{"code":"004"}}`))
	if code, err := nameless.client(t).Bank(t.Context(), "004"); !errors.Is(err, portonev1.ErrMalformed) || code != (portonev1.Code{}) {
		t.Errorf("a bank without a name = %v, %v, want ErrMalformed alone", code, err)
	}
	if _, err := client.Card(t.Context(), "999"); !errors.Is(err, portonev1.ErrNotFound) {
		t.Errorf("Card(999) = %v, want ErrNotFound", err)
	}
}
