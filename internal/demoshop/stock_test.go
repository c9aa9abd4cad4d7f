package demoshop_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const jarOrder = `{"items":[{"product_id":"jar","qty":1,"option":""}],"method":"card","consent":true,` + goodBuyer + `}`

type permitted struct {
	Approved bool   `json:"approved"`
	Reason   string `json:"reason"`
}

// signed posts a body as the payment server signs it.
func (b *bench) signed(path, id, body string) (int, string) {
	b.t.Helper()
	r := signed(rawSecret, id, body, b.clock.Now())
	r.URL.Path = path
	return b.do(r)
}

// asks puts the payment server's question about an order's payment.
func (b *bench) asks(p placed, hold string, amount int64, late bool) permitted {
	b.t.Helper()
	status, body := b.signed("/shop/approve", hold, fmt.Sprintf(
		`{"id":%q,"type":"payment.approve","data":{"payment_id":%q,"order_ref":%q,"amount":%d,"currency":"KRW","late":%t}}`,
		hold, p.Payment.ID, p.OrderRef, amount, late))
	if status != http.StatusOK {
		b.t.Fatalf("approve %s: got %d %s, want 200", hold, status, body)
	}
	var got permitted
	read(b.t, body, &got)
	return got
}

func (b *bench) event(id, kind string, p placed, holds ...string) {
	b.t.Helper()
	body := fmt.Sprintf(`{"id":%q,"type":%q,"data":{"order_ref":%q,"released_holds":["%s"]}}`, id, kind, p.OrderRef, strings.Join(holds, `","`))
	if status, answer := b.signed("/shop/webhooks", id, body); status != http.StatusOK {
		b.t.Fatalf("event %s: got %d %s", id, status, answer)
	}
}

func TestApprove_givesTheLastPieceToOneOfTwoBuyers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first, second := b.placing(jarOrder), b.placing(jarOrder)
	if got := b.asks(first, "hld_1", 129_000, false); !got.Approved {
		t.Fatalf("the first buyer: %+v, want a yes", got)
	}
	if got := b.asks(second, "hld_2", 129_000, false); got.Approved || got.Reason == "" {
		t.Errorf("the second buyer: %+v, want a no with a reason", got)
	}
	if got := b.asks(first, "hld_1", 129_000, false); !got.Approved {
		t.Errorf("the same question again: %+v, want the same yes", got)
	}
	if got := b.asks(first, "hld_3", 129_000, false); !got.Approved {
		t.Errorf("another try of the first buyer: %+v, want a yes: the goods are his", got)
	}
	if status, body := b.post("/shop/api/orders", jarOrder); status != http.StatusConflict || code(t, body) != "out_of_stock" {
		t.Errorf("a third buyer: got %d %s, want out_of_stock", status, body)
	}
	if status, body := b.post(second.path("/pay"), `{"method":"trans"}`); status != http.StatusConflict || code(t, body) != "out_of_stock" {
		t.Errorf("the second buyer once more: got %d %s, want out_of_stock", status, body)
	}
	if _, body := b.get("/shop/api/products"); !strings.Contains(body, `"left":0`) {
		t.Errorf("the list does not say that it is sold out: %s", body)
	}
}

func TestApprove_letsTheGoodsGoWhenThePaymentEnds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first, second := b.placing(jarOrder), b.placing(jarOrder)
	b.asks(first, "hld_1", 129_000, false)
	b.event("evt_1", "payment.failed", first, "hld_1")
	if got := b.asks(first, "hld_1", 129_000, false); got.Approved {
		t.Error("a released hold came back to life")
	}
	if got := b.asks(second, "hld_2", 129_000, false); !got.Approved {
		t.Errorf("the second buyer after the release: %+v, want a yes", got)
	}
}

func TestApprove_refusesAHoldWhoseEndCameFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.placing(jarOrder)
	b.event("evt_1", "payment.closed", p, "hld_1")
	if got := b.asks(p, "hld_1", 129_000, false); got.Approved {
		t.Error("a hold that had been released was given")
	}
}

func TestApprove_sellsWhatIsPaidAndTakesItBackWithTheMoney(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	path := filepath.Join(t.TempDir(), "orders.jsonl")
	b.reopen(path)
	first, second := b.placing(jarOrder), b.placing(jarOrder)
	b.asks(first, "hld_1", 129_000, false)
	b.server.set(first.OrderRef, "paid")
	b.show(first)
	b.reopen(path)
	if got := b.asks(second, "hld_2", 129_000, false); got.Approved {
		t.Error("what was sold before a restart was sold again")
	}
	b.server.set(first.OrderRef, "refunded")
	b.show(first)
	if got := b.asks(second, "hld_3", 129_000, false); !got.Approved {
		t.Errorf("after the refund: %+v, want a yes", got)
	}
}

func TestApprove_refusesWhatIsNotTheOrders(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p, other := b.place(), b.place()
	swapped := p
	swapped.Payment.ID = other.Payment.ID
	for name, got := range map[string]permitted{
		"another order's payment": b.asks(swapped, "hld_2", 59_000, false),
		"another amount":          b.asks(p, "hld_3", 100, false),
		"late money":              b.asks(p, "hld_4", 59_000, true),
	} {
		if got.Approved || got.Reason == "" {
			t.Errorf("%s: %+v, want a no with a reason", name, got)
		}
	}
	if got := b.asks(p, "hld_5", 59_000, false); !got.Approved {
		t.Errorf("the order itself: %+v, want a yes", got)
	}
	stranger := p
	stranger.OrderRef = "A-1"
	if got := b.asks(stranger, "hld_7", 100, false); !got.Approved {
		t.Errorf("an order that is not this shop's: %+v, want a yes: it has none of our goods", got)
	}
	if status, body := b.post("/shop/approve", `{"id":"hld_6"}`); status != http.StatusUnauthorized {
		t.Errorf("without a signature: got %d %s, want 401", status, body)
	}
}

func TestShow_givesBackWhatWasPaidForGoodsThatAreGone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first, second := b.placing(jarOrder), b.placing(jarOrder)
	for _, p := range []placed{first, second} { // a PG that asks nobody
		b.server.set(p.OrderRef, "paid")
		b.show(p)
	}
	if s := b.show(second); s.Order.Shipping != "short" {
		t.Errorf("shipping is %q, want short", s.Order.Shipping)
	}
	if n := len(b.server.asked(http.MethodPost, "/api/payments/pay_1_"+first.OrderRef+"/cancel")); n != 0 {
		t.Errorf("the first buyer's money was given back %d times", n)
	}
	back := b.server.asked(http.MethodPost, "/api/payments/pay_1_"+second.OrderRef+"/cancel")
	if len(back) == 0 || back[0].body["reason"] != "재고 부족" || back[0].idempotency != back[len(back)-1].idempotency {
		t.Errorf("the second buyer's money: %+v, want one refund", back)
	}
}

func TestPrepare_endsTheBuyersOwnCancelling(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	if status, body := b.post(p.path("/prepare"), `{}`); status != http.StatusConflict || code(t, body) != "order_not_to_be_sent" {
		t.Errorf("before the money: got %d %s, want order_not_to_be_sent", status, body)
	}
	b.server.set(p.OrderRef, "paid")
	if s := b.show(p); !s.Order.Cancellable {
		t.Errorf("a paid order: %+v, want it cancellable", s.Order)
	}
	if status, body := b.post(p.path("/prepare"), `{}`); status != http.StatusOK {
		t.Fatalf("prepare: got %d %s", status, body)
	}
	if s := b.show(p); s.Order.Stage != "preparing" || s.Order.Cancellable {
		t.Errorf("after it: %+v, want it preparing and not cancellable", s.Order)
	}
	if status, body := b.post(p.path("/cancel"), `{}`); status != http.StatusConflict || code(t, body) != "order_in_preparation" {
		t.Errorf("cancel: got %d %s, want order_in_preparation", status, body)
	}
	if n := len(b.server.asked(http.MethodPost, "/api/payments/pay_1_"+p.OrderRef+"/cancel")); n != 0 {
		t.Errorf("%d refunds were asked for goods that are being packed", n)
	}
}

func TestPrepare_beginsByItselfAfterHalfAnHour(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	b.server.set(p.OrderRef, "paid")
	b.show(p)
	b.clock.Advance(29 * time.Minute)
	if s := b.show(p); s.Order.Stage != "paid" {
		t.Errorf("after 29 minutes it is %q, want paid", s.Order.Stage)
	}
	b.clock.Advance(time.Minute)
	if s := b.show(p); s.Order.Stage != "preparing" {
		t.Errorf("after 30 minutes it is %q, want preparing", s.Order.Stage)
	}
}
