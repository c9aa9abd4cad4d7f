package alert_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/alert"
	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store"
)

// world is a payment server's database, two alerters over it as two servers
// have, and the people.
type world struct {
	t        *testing.T
	db       *store.DB
	clock    *clock.Manual
	service  *merchant.Service
	portone  *merchanttest.Gateway
	people   *people
	alerters []*alert.Alerter
	failing  []string
}

// people read what comes, unless they are away.
type people struct {
	mu    sync.Mutex // guards the rest
	lines []string
	away  bool
	tries int
}

func (p *people) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tries++
	body, _ := io.ReadAll(r.Body)
	var m struct{ Text string }
	if err := json.Unmarshal(body, &m); err != nil || m.Text == "" || p.away {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	p.lines = append(p.lines, m.Text)
}

// read returns what came since it was last read.
func (p *people) read() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	lines := p.lines
	p.lines = nil
	return lines
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, people: &people{}, clock: clock.NewManual(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))}
	w.portone = merchanttest.NewGateway(w.clock)
	var err error
	if w.db, err = store.Open(t.Context(), filepath.Join(t.TempDir(), "naru.db"), store.Options{}); err != nil {
		t.Fatal(err)
	}
	slack := httptest.NewServer(w.people)
	t.Cleanup(func() { slack.Close(); _ = w.db.Close() })
	config := merchant.Config{Imp: merchanttest.Imp, Env: payment.Test, Default: merchanttest.Default, TokenKey: make([]byte, 32), TellShop: true}
	w.service, err = merchant.New(config, merchant.Deps{Store: w.db, Gateway: w.portone, Lister: w.portone, Clock: w.clock})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		a, err := alert.New(alert.Config{URL: slack.URL, Link: "https://pay.example", Test: true, Failing: func() []string { return w.failing }},
			w.db, w.db.Alerts(), w.clock, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		w.alerters = append(w.alerters, a)
	}
	return w
}

// quarantined is an order that was paid, and about which something was raised.
func (w *world) quarantined(ref string, reason fault.Code) {
	w.t.Helper()
	o, err := w.service.Open(w.t.Context(), merchant.OpenRequest{
		OrderRef: payment.OrderRef(ref), Amount: money.Won(59000), Name: "맨투맨", Buyer: payment.Buyer{Name: "홍길동", Tel: "010-1234-5678"},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	p := o.View.Payment
	imp := w.portone.Pay(p.MerchantUID, p.Amount)
	if _, err := w.service.Confirm(w.t.Context(), merchant.Hint{PaymentID: p.ID, ImpUID: imp, Actor: "callback"}); err != nil {
		w.t.Fatal(err)
	}
	d := payment.Discrepancy{ID: "dsc_" + ref, PaymentID: p.ID, ImpUID: imp, Reason: reason, CreatedAt: w.clock.Now()}
	if err := w.db.Update(w.t.Context(), func(tx merchant.Tx) error {
		_, err := tx.Discrepancies().Raise(w.t.Context(), d)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

// pass lets time go by, with both servers at work each ten seconds.
func (w *world) pass(d time.Duration) []string {
	w.t.Helper()
	for end := w.clock.Now().Add(d); w.clock.Now().Before(end); w.clock.Advance(10 * time.Second) {
		for _, a := range w.alerters {
			if _, err := a.RunDue(w.t.Context()); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	return w.people.read()
}

func wantLine(t *testing.T, lines []string, parts ...string) {
	t.Helper()
	if len(lines) != 1 {
		t.Fatalf("people read %d lines, want one: %q", len(lines), lines)
	}
	for _, part := range parts {
		if !strings.Contains(lines[0], part) {
			t.Errorf("the line lacks %q: %s", part, lines[0])
		}
	}
	for _, never := range []string{"홍길동", "010-1234-5678", "맨투맨", "\n"} {
		if strings.Contains(lines[0], never) {
			t.Errorf("the line has %q: %s", never, lines[0])
		}
	}
}

func TestAlert_isOneLineForEverythingOfOneKind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, ref := range []string{"A-1", "A-2", "A<3>", "A-4", "A-5"} {
		w.quarantined(ref, fault.TestMoney)
	}
	w.quarantined("B-1", fault.DuplicatePayment) // goes back by itself
	lines := w.pass(time.Minute)
	wantLine(t, lines, "[나루·테스트]", "5건", "합계 295,000원", "주문 A-1, 주문 A-2", "외 2건", "운영자가 확인해야 합니다", "https://pay.example/api/payments/pay_")
	if strings.Contains(lines[0], "B-1") || strings.Contains(lines[0], "<3>") {
		t.Errorf("the line: %s", lines[0])
	}
	if again := w.pass(time.Hour); len(again) != 0 {
		t.Errorf("told again: %q", again)
	}
}

func TestAlert_waitsForTheWindowOfItsKindAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.quarantined("A-1", fault.TestMoney)
	wantLine(t, w.pass(time.Minute), "A-1")
	w.quarantined("A-2", fault.LiveMoney)
	w.quarantined("A-3", fault.LiveMoney)
	if early := w.pass(3 * time.Minute); len(early) != 0 {
		t.Errorf("a second line within the window: %q", early)
	}
	w.failing = []string{"sweep hour"}
	wantLine(t, w.pass(30*time.Second), "sweep hour", "naru doctor", "https://pay.example/readyz")
	w.failing = nil
	wantLine(t, w.pass(3*time.Minute), "2건", "118,000원", "A-2", "A-3")
}

func TestAlert_isTriedUntilItIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people.away = true
	w.quarantined("A-1", fault.StatusUnknown)
	w.pass(2 * time.Hour)
	w.people.mu.Lock()
	tries := w.people.tries
	w.people.away = false
	w.people.mu.Unlock()
	if tries < 5 || tries > 25 {
		t.Errorf("%d tries in two hours, want a few, ever later", tries)
	}
	wantLine(t, w.pass(15*time.Minute), "A-1", "59,000원")
}

func TestAlert_isGivenUpAfterDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people.away = true
	w.quarantined("A-1", fault.StatusUnknown)
	w.pass(time.Minute)
	w.clock.Advance(73 * time.Hour)
	w.pass(time.Minute)
	w.people.away = false
	if late := w.pass(time.Hour); len(late) != 0 {
		t.Errorf("told days later: %q", late)
	}
}

func TestAlert_tellsOfARefundThatIsUnknownForLong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.quarantined("A-1", fault.DuplicatePayment)
	var p payment.Payment
	now := w.clock.Now()
	err := w.db.Update(t.Context(), func(tx merchant.Tx) error {
		list, err := tx.Payments().List(t.Context(), payment.Paid, merchant.Page{Limit: 1})
		if err != nil {
			return err
		}
		p = list[0]
		return tx.Refunds().Insert(t.Context(), payment.Refund{
			ID: "rfd_1", PaymentID: p.ID, ImpUID: p.Bound, Amount: money.Won(1000), Checksum: p.Amount, Initiator: payment.ByShop, IdemKey: "k",
			State: payment.RefundUnknown, BegunAt: now, UnknownSince: now, DueAt: now.Add(24 * time.Hour), CreatedAt: now, UpdatedAt: now,
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if early := w.pass(29 * time.Minute); len(early) != 0 {
		t.Errorf("told early: %q", early)
	}
	wantLine(t, w.pass(3*time.Minute), "결과를 모르는 환불 1건", "1,000원", "A-1", "직접 취소하지는 마세요")
}

func TestAlert_tellsOfWhatTheShopWasNeverTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.quarantined("A-1", fault.DuplicatePayment)
	w.clock.Advance(5 * 24 * time.Hour)
	now := w.clock.Now()
	err := w.db.Update(t.Context(), func(tx merchant.Tx) error {
		list, err := tx.Outbox().Claim(t.Context(), now, now.Add(time.Minute), 10)
		if err != nil || len(list) != 1 {
			t.Fatalf("claimed %v, %v", list, err)
		}
		return tx.Outbox().Failed(t.Context(), list[0].EventID, list[0].Fence, now, time.Time{}, merchant.ShopReply{Status: 500, Problem: "the shop answered 500"})
	})
	if err != nil {
		t.Fatal(err)
	}
	wantLine(t, w.pass(time.Minute), "끝내 전하지 못한 소식 1건", "A-1")
}

func TestAlert_tellsOfAnEndpointThatWasDisabledEachTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := merchant.Endpoint{ID: "wep_1", URL: "https://shop.example/secret-path", State: merchant.EndpointActive, CreatedAt: w.clock.Now(), UpdatedAt: w.clock.Now()}
	w.update(func(tx merchant.Tx) error { return tx.Endpoints().Insert(t.Context(), e) })
	w.quarantined("A-1", fault.DuplicatePayment)
	w.update(func(tx merchant.Tx) error {
		_, err := tx.Letters().Spread(t.Context(), w.clock.Now(), 10)
		return err
	})
	disable := func() {
		w.update(func(tx merchant.Tx) error {
			done, err := tx.Endpoints().Disable(t.Context(), e.ID, merchant.EndpointGone, w.clock.Now())
			if !done {
				t.Error("it was not disabled")
			}
			return err
		})
	}
	disable()
	lines := w.pass(time.Minute)
	wantLine(t, lines, "꺼진 상점 웹훅 주소 1개", "shop.example", "resume")
	if strings.Contains(lines[0], "secret-path") {
		t.Errorf("the line shows the address: %s", lines[0])
	}
	if again := w.pass(time.Hour); len(again) != 0 {
		t.Errorf("told again: %q", again)
	}
	w.update(func(tx merchant.Tx) error {
		now, err := tx.Endpoints().ByID(t.Context(), e.ID)
		if err != nil {
			return err
		}
		now.State = merchant.EndpointActive
		return tx.Endpoints().Save(t.Context(), now)
	})
	disable()
	wantLine(t, w.pass(time.Minute), "꺼진 상점 웹훅 주소 1개")
}

// update stores what fn does.
func (w *world) update(fn func(merchant.Tx) error) {
	w.t.Helper()
	if err := w.db.Update(w.t.Context(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func TestTry_saysWhyItWasNotTakenButNotWhere(t *testing.T) {
	t.Parallel()
	hits := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	defer elsewhere.Close()
	slack := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	}))
	url := slack.URL + "/services/secret-path"
	a, err := alert.New(alert.Config{URL: url}, nil, nil, clock.System{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Try(t.Context()); err == nil || !strings.Contains(err.Error(), "307") || hits != 0 {
		t.Errorf("a redirect: %v, followed %d times", err, hits)
	}
	slack.Close()
	if err := a.Try(t.Context()); err == nil || strings.Contains(err.Error(), "secret-path") {
		t.Errorf("nobody there: %v", err)
	}
	for _, bad := range []string{"", "slack.com/x", "file:///etc/passwd", "https://user:pw@slack.example/x", "https://"} {
		if _, err := alert.New(alert.Config{URL: bad}, nil, nil, clock.System{}, nil); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
