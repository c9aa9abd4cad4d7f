package gatewayv1_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/gateway/gatewayv1"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/portonev1"
)

// The ports that the gateway is for.
var (
	_ merchant.Gateway       = (*gatewayv1.Gateway)(nil)
	_ merchant.Preregistrar  = (*gatewayv1.Gateway)(nil)
	_ merchant.ChannelLister = (*gatewayv1.Gateway)(nil)
	_ merchant.PaymentLister = (*gatewayv1.Gateway)(nil)
)

const token = `{"code":0,"message":null,"response":{"access_token":"a9ace025c90c0da2161075da6ddd3492a2fca776","now":1512446940,"expired_at":1512448740}}`

// gateway returns one whose PortOne answers every call but getToken with handle.
func gateway(t *testing.T, handle http.HandlerFunc) *gatewayv1.Gateway {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		if r.URL.Path == "/users/getToken" {
			fmt.Fprint(w, token)
			return
		}
		handle(w, r)
	}))
	t.Cleanup(server.Close)
	client, err := portonev1.New(portonev1.Config{Key: "k", Secret: "s", BaseURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return gatewayv1.New(client, "imp12345678", "")
}

// answer writes a payment of 1,000 won with some fields changed.
func answer(changes string) string {
	fields := map[string]string{
		"imp_uid": `"imp_1"`, "merchant_uid": `"A1"`, "amount": "1000", "cancel_amount": "0", "currency": `"KRW"`, "status": `"paid"`,
		"sandbox": "true", "pg_provider": `"html5_inicis"`, "pg_id": `"INIpayTest"`, "pay_method": `"card"`, "paid_at": "1618692096",
		"started_at": "1618692076", "card_number": `"5428790000000294"`, "cancel_history": "[]",
	}
	for _, change := range strings.Split(changes, ";") {
		if name, value, found := strings.Cut(change, "="); found {
			fields[name] = value
		}
	}
	var list []string
	for name, value := range fields {
		list = append(list, fmt.Sprintf("%q:%s", name, value))
	}
	return `{"code":0,"message":null,"response":{` + strings.Join(list, ",") + `}}`
}

func TestLookup_normalisesWhatV1Says(t *testing.T) {
	t.Parallel()
	const part = `[{"amount":300,"cancelled_at":1618692100,"reason":"RFAAAAAAAAAAAA x","cancellation_id":"06JC"}]`
	for _, tt := range []struct {
		changes             string
		status              payment.Status
		captured, cancelled int64
		code                fault.Code
	}{
		{"", payment.SeenPaid, 1000, 0, ""},
		{"amount=1000.00", payment.SeenPaid, 1000, 0, ""},
		{`status="ready";paid_at=0`, payment.SeenReady, 0, 0, ""},
		{`status="ready";paid_at=0;vbank_num="110-1";vbank_date=1618699999`, payment.SeenIssued, 0, 0, ""},
		{`status="failed";paid_at=0`, payment.SeenFailed, 0, 0, ""},
		{`status="cancelled";cancel_amount=300;cancel_history=` + part, payment.SeenPartCancelled, 1000, 300, ""},
		{`status="cancelled";cancel_amount=1000`, payment.SeenCancelled, 1000, 1000, ""},
		{`status="cancelled";paid_at=0;cancel_amount=1000`, payment.SeenCancelled, 0, 0, ""},
		{`status="pending";paid_at=0`, payment.SeenUnknown, 0, 0, ""},
		{`status="ready"`, payment.SeenUnknown, 1000, 0, ""},
		{`customer_uid="c-1";customer_uid_usage="issue"`, payment.SeenUnknown, 1000, 0, ""},
		{`customer_uid="c-1";customer_uid_usage="issue";pg_provider="kakaopay";pg_tid="T1"`, payment.SeenPaid, 1000, 0, ""},
		{`customer_uid="c-1";customer_uid_usage="issue";pg_provider="danal_tpay";pg_tid="T1"`, payment.SeenPaid, 1000, 0, ""},
		{`customer_uid="c-1";customer_uid_usage="issue";pg_provider="kakaopay";pg_tid=""`, payment.SeenUnknown, 1000, 0, ""},
		{`customer_uid="c-1";customer_uid_usage="issue";pg_provider="kakaopay";pg_tid="T1";amount=0`, payment.SeenUnknown, 0, 0, ""},
		{`customer_uid="c-1";pg_provider="kakaopay"`, payment.SeenUnknown, 1000, 0, ""},
		{`customer_uid="c-1"`, payment.SeenUnknown, 1000, 0, ""},
		{`customer_uid="c-1";customer_uid_usage="payment"`, payment.SeenPaid, 1000, 0, ""},
		{`status="paid";paid_at=0`, "", 0, 0, fault.GatewayUnusable},
		{`cancel_amount=1001`, "", 0, 0, fault.GatewayUnusable},
		{`amount=1000.5`, "", 0, 0, fault.GatewayUnusable},
		{`amount=-1000`, "", 0, 0, fault.GatewayUnusable},
		{`amount=1e3`, "", 0, 0, fault.GatewayUnusable},
		{`amount="1000"`, "", 0, 0, fault.GatewayUnusable},
		{`amount=null`, "", 0, 0, fault.GatewayUnusable},
		{`sandbox=null`, "", 0, 0, fault.GatewayUnusable},
		{`currency="XYZ"`, "", 0, 0, fault.GatewayUnusable},
		{`currency=null`, "", 0, 0, fault.GatewayUnusable},
		{`imp_uid="imp_2"`, "", 0, 0, fault.GatewayUnusable},
	} {
		g := gateway(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer(tt.changes)) })
		s, err := g.Lookup(context.Background(), "imp_1")
		if got := fault.CodeOf(err); got != tt.code {
			t.Errorf("%q: err = %v, want %q", tt.changes, err, tt.code)
			continue
		}
		if err == nil && (s.Status != tt.status || s.Captured != money.Won(tt.captured) || s.Cancelled != money.Won(tt.cancelled) || s.Store != "imp12345678" || s.Env != payment.Test) {
			t.Errorf("%q: seen %s, captured %v, cancelled %v; want %s, %d, %d", tt.changes, s.Status, s.Captured, s.Cancelled, tt.status, tt.captured, tt.cancelled)
		}
		if err == nil && s.CardNumber != "542879******0294" {
			t.Errorf("%q: card number %q is not cut to six and four", tt.changes, s.CardNumber)
		}
	}
}

func TestLookup_ofAnUnknownPayment(t *testing.T) {
	t.Parallel()
	g := gateway(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"code":-1,"message":"존재하지 않는 결제정보입니다.","response":null}`)
	})
	if _, err := g.Lookup(context.Background(), "imp_1"); !errors.Is(err, merchant.ErrNoPayment) {
		t.Errorf("Lookup: err = %v, want ErrNoPayment", err)
	}
	if list, err := g.LookupAll(context.Background(), "A1"); err != nil || len(list) != 0 {
		t.Errorf("LookupAll = %v, %v; want none", list, err)
	}
}

func TestCancel_alwaysSendsAmountAndChecksum(t *testing.T) {
	t.Parallel()
	sent := make(chan string, 1)
	g := gateway(t, func(w http.ResponseWriter, r *http.Request) {
		var b strings.Builder
		_, _ = fmt.Fprint(&b, r.Method, " ", r.URL.Path, " ")
		buffer := make([]byte, 4096)
		n, _ := r.Body.Read(buffer)
		b.Write(buffer[:n])
		sent <- b.String()
		fmt.Fprint(w, answer(`status="cancelled";cancel_amount=300`))
	})
	_, err := g.Cancel(context.Background(), payment.CancelOrder{
		ImpUID: "imp_1", Amount: money.Won(300), TaxFree: money.Won(100), Checksum: money.Won(1000), Reason: "RFAAAAAAAAAAAA x",
		Account: &payment.RefundAccount{Bank: "04", Number: "110", Holder: "홍길동"},
	})
	got := <-sent
	if err != nil {
		t.Errorf("Cancel: %v", err)
	}
	for _, want := range []string{"POST /payments/cancel ", `"amount":300`, `"checksum":1000`, `"tax_free":100`, `"imp_uid":"imp_1"`, `"reason":"RFAAAAAAAAAAAA x"`, `"refund_bank":"04"`} {
		if !strings.Contains(got, want) {
			t.Errorf("sent %s, without %s", got, want)
		}
	}
	if strings.Contains(got, "merchant_uid") {
		t.Errorf("sent %s: several payments may share a merchant_uid", got)
	}
}

func TestCancel_tellsARefusalFromAnUnknownOutcome(t *testing.T) {
	t.Parallel()
	for body, refused := range map[string]bool{
		`{"code":1,"message":"이미 전액취소된 주문입니다.","response":null}`: true,
		`<html>gateway timeout</html>`:   false,
		`{"code":0,"message":null,"resp`: false,
	} {
		g := gateway(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		_, err := g.Cancel(context.Background(), payment.CancelOrder{ImpUID: "imp_1", Amount: money.Won(300), Checksum: money.Won(1000)})
		told, got := errors.AsType[*merchant.Refused](err)
		if err == nil || got != refused {
			t.Errorf("answer %.40q: err = %v, want refused = %v", body, err, refused)
		}
		if got && told.Message != "이미 전액취소된 주문입니다." {
			t.Errorf("message = %q, want PortOne's words", told.Message)
		}
	}
}

func TestChannels_leavesOutWhatDoesNotSayWhetherItIsForTests(t *testing.T) {
	t.Parallel()
	g := gateway(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"code":0,"message":null,"response":[
			{"pg_provider":"html5_inicis","pg_id":"INIpayTest","sandbox":true,"type":"payment","channel_key":"channel-key-1"},
			{"pg_provider":"kakaopay","pg_id":"TC0ONETIME","type":"payment"}]}`)
	})
	list, err := g.Channels(context.Background())
	if err != nil || len(list) != 1 || list[0].Channel.String() != "html5_inicis.INIpayTest" || list[0].Env != payment.Test {
		t.Errorf("Channels = %+v, %v; want the one that says so", list, err)
	}
}
