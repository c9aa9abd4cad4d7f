package naruclient_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/naruclient"
)

func contextFor(limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), limit)
}

// lossy is a connection that loses answers, or never delivers a request.
type lossy struct {
	lose, drop atomic.Int32 // how many more
	sent       atomic.Int32
}

var errLost = errors.New("the connection broke")

func (l *lossy) RoundTrip(r *http.Request) (*http.Response, error) {
	l.sent.Add(1)
	if l.drop.Add(-1) >= 0 {
		return nil, errLost
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && l.lose.Add(-1) >= 0 {
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		return nil, errLost
	}
	return res, err
}

type world struct {
	*server
	*naruclient.Client
	wire *lossy
}

func newWorld(t *testing.T) *world {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	w := &world{server: s, wire: &lossy{}}
	w.Client, err = naruclient.New(naruclient.Config{URL: s.URL, Key: s.key, HTTP: &http.Client{Transport: w.wire}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func order(ref string) naruclient.OpenPayment {
	tel := "010-1234-5678"
	return naruclient.OpenPayment{OrderRef: ref, Amount: new(int64(59000)), Name: new("맨투맨"), Buyer: &naruclient.OpenPaymentBuyer{Tel: &tel}}
}

// paid opens a payment and has it paid.
func (w *world) paid(t *testing.T, ref string) naruclient.Payment {
	t.Helper()
	opened, err := w.OpenPayment(t.Context(), order(ref))
	if err != nil {
		t.Fatal(err)
	}
	imp := string(w.portone.Pay(payment.MerchantUID(opened.Payment.MerchantUID), money.Won(59000)))
	p, err := w.CompletePayment(t.Context(), opened.Payment.ID, naruclient.CompletePaymentBody{ImpUID: &imp})
	if err != nil || p.State != naruclient.PaymentStatePaid {
		t.Fatalf("complete: %s, %v", p.State, err)
	}
	return p
}

// TestClient_callsEveryOperation calls each method with empty arguments: the
// server must know the address, and what it answers must be what the client
// reads.
func TestClient_callsEveryOperation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, operations := described(t)
	client := reflect.ValueOf(w.Client)
	for _, id := range operations {
		method := client.MethodByName(strings.ToUpper(id[:1]) + id[1:])
		args := []reflect.Value{reflect.ValueOf(t.Context())}
		for i := 1; i < method.Type().NumIn()-1; i++ {
			arg := reflect.New(method.Type().In(i)).Elem()
			if arg.Kind() == reflect.String {
				arg.SetString("x")
			}
			args = append(args, arg)
		}
		results := method.Call(args)
		err, _ := results[len(results)-1].Interface().(error)
		refused, isRefusal := errors.AsType[*naruclient.Error](err)
		switch {
		case err != nil && !isRefusal:
			t.Errorf("%s: %v", id, err)
		case isRefusal && (refused.Code == naruclient.CodeRouteNotFound || refused.Code == naruclient.CodeMethodNotAllowed || refused.Status >= 500 && id != "ready"):
			t.Errorf("%s: %v", id, err)
		}
	}
}

func TestErrors_areToldApartByTheirCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.paid(t, "A-1")
	_, err := w.OpenPayment(t.Context(), order("A-1"))
	if !errors.Is(err, naruclient.CodeOrderAlreadyPaid) || errors.Is(err, naruclient.CodeBadField) {
		t.Errorf("opening a paid order: %v", err)
	}
	_, err = w.OpenPayment(t.Context(), naruclient.OpenPayment{OrderRef: "A-2", Amount: new(int64(-1)), Name: new("맨투맨")})
	refused, ok := errors.AsType[*naruclient.Error](err)
	if !ok || refused.Field != "amount" || refused.Status != http.StatusBadRequest || refused.MessageKo == "" || refused.MessageEn == "" || !strings.HasPrefix(refused.RequestID, "req_") {
		t.Errorf("a negative amount: %+v", refused)
	}
	stranger, err := naruclient.New(naruclient.Config{URL: w.URL, Key: "sk_test_wrong"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.ListPayments(t.Context(), naruclient.ListPaymentsQuery{}); !errors.Is(err, naruclient.CodeAPIKeyInvalid) {
		t.Errorf("with a wrong key: %v", err)
	}
}

func TestRetries_haveOneEffect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.wire.lose.Store(2)
	opened, err := w.OpenPayment(t.Context(), order("A-1"))
	if err != nil {
		t.Fatal(err)
	}
	p := w.paid(t, "A-2")
	w.wire.lose.Store(2)
	w.wire.drop.Store(1)
	cancelled, err := w.CancelPayment(t.Context(), p.ID, "refund-1", naruclient.CancelPayment{Amount: new(int64(9000)), Reason: "단순 변심"})
	if err != nil || cancelled.Payment.Refunded != 9000 || len(w.portone.Cancels()) != 1 {
		t.Errorf("refund over a bad line: %+v, %v; PortOne was asked %d times", cancelled.Refund, err, len(w.portone.Cancels()))
	}
	var ids []string
	for row, err := range w.ListPaymentsAll(t.Context(), naruclient.ListPaymentsQuery{Limit: 1}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, row.ID)
	}
	if len(ids) != 2 || (ids[0] != opened.Payment.ID && ids[1] != opened.Payment.ID) {
		t.Errorf("payments %v, want two", ids)
	}
}

func TestRetries_areNotMadeOfWhatMayHappenTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.wire.lose.Store(1)
	_, err := w.TakeWebhook(t.Context(), naruclient.Webhook{"merchant_uid": "x"})
	if !errors.Is(err, errLost) || w.wire.sent.Load() != 1 {
		t.Errorf("a call without a key was sent %d times: %v", w.wire.sent.Load(), err)
	}
	w.wire.sent.Store(0)
	if _, err := w.GetPayment(t.Context(), "pay_none", naruclient.GetPaymentQuery{}); !errors.Is(err, naruclient.CodePaymentNotFound) || w.wire.sent.Load() != 1 {
		t.Errorf("a refusal was asked for %d times: %v", w.wire.sent.Load(), err)
	}
	w.wire.sent.Store(0)
	w.wire.drop.Store(100)
	if _, err := w.Health(t.Context()); !errors.Is(err, errLost) || w.wire.sent.Load() != naruclient.Tries {
		t.Errorf("a read was sent %d times: %v", w.wire.sent.Load(), err)
	}
}

// TestShopEvent_isWhatTheServerSends reads the server's own event strictly.
func TestShopEvent_isWhatTheServerSends(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(merchant.ShopEvent{ID: "evt_1", CreatedAt: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	var event naruclient.ShopEvent
	if err := d.Decode(&event); err != nil || event.ID != "evt_1" {
		t.Errorf("event %s: %v", text, err)
	}
	if back, err := json.Marshal(event); err != nil || len(back) < len(text)-20 {
		t.Errorf("the server sends %s, the client knows %s (%v)", text, back, err)
	}
}
