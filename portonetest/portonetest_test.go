package portonetest_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/sandbox/spectest"
	"github.com/naru-pay/naru/portonetest"
)

var newYear = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// What the sandboxes of the tests and the examples answer is judged by PortOne's
// published description.
func TestMain(m *testing.M) {
	answers := spectest.New()
	portonetest.WatchREST(func(s *sandbox.Sandbox) http.Handler {
		watched, err := answers.Watch(s.Engine(), s.RESTV1())
		if err != nil {
			panic(err)
		}
		return watched
	})
	answers.Main(m)
}

// shop answers webhooks with the statuses given, the last one for ever, and
// keeps what it was told.
type shop struct {
	*httptest.Server
	mu       sync.Mutex
	statuses []int
	told     []string
}

func newShop(t *testing.T, statuses ...int) *shop {
	t.Helper()
	s := &shop{statuses: statuses}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.told = append(s.told, string(body))
		w.WriteHeader(s.statuses[0])
		if len(s.statuses) > 1 {
			s.statuses = s.statuses[1:]
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *shop) heard() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.told)
}

func order(uid string) portonetest.Payment {
	return portonetest.Payment{MerchantUID: uid, Amount: 1000, Name: "당근", BuyerTel: "010-0000-0000"}
}

// pay pays and wants no error.
func pay(t *testing.T, s *portonetest.Sandbox, p portonetest.Payment, o portonetest.Outcome) portonetest.Callback {
	t.Helper()
	c, err := s.Pay(t.Context(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNew_servesEverythingThatAShopNeeds(t *testing.T) {
	t.Parallel()
	s := portonetest.New(t, portonetest.Options{})
	for address, word := range map[string]string{
		s.SDKURL: "IMP", s.ControlURL + "/openapi.json": "openapi", s.APIBase + "/banks": "Unauthorized",
	} {
		res, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil || !strings.Contains(string(body), word) {
			t.Errorf("%s answered %d %.80s, %v", address, res.StatusCode, body, err)
		}
		_ = res.Body.Close()
	}
	if !strings.HasPrefix(s.Imp, "imp") || len(s.APIKey) != 16 || len(s.APISecret) != 80 || len(s.Channels) != 4 || s.Channels[0].MID != "INIpayTest" {
		t.Errorf("the merchant is %s %s with channels %+v", s.Imp, s.APIKey, s.Channels)
	}
}

func TestPay_tellsWhatThePageHears(t *testing.T) {
	t.Parallel()
	s := portonetest.New(t, portonetest.Options{})
	for _, test := range []struct {
		outcome portonetest.Outcome
		called  bool
		success bool
		message string
	}{
		{"", true, true, ""},
		{portonetest.DeclineLimit, true, false, "한도가 초과하였습니다"},
		{portonetest.ApproveLoseReply, false, false, ""},
	} {
		c := pay(t, s, order("order-"+string(test.outcome)), test.outcome)
		if c.Called != test.called || !strings.HasPrefix(c.ImpUID, "imp_") || !strings.Contains(c.ErrorMsg, test.message) {
			t.Errorf("%q: the page hears %+v", test.outcome, c)
		}
		if told := c.Success; (told != nil) != test.called || told != nil && *told != test.success {
			t.Errorf("%q: success is %v, want %v", test.outcome, told, test.success)
		}
	}
	if c := pay(t, s, order("order-"), portonetest.Approve); c.ErrorCode != "F1002" || c.PaidAmount != "" {
		t.Errorf("an order that is paid hears %+v", c)
	}
	var refused *portonetest.Error
	if _, err := s.Pay(t.Context(), order("order-x"), "explode"); !errors.As(err, &refused) || refused.Status != http.StatusBadRequest {
		t.Errorf("an unknown outcome gave %v", err)
	}
	p := order("order-usd")
	p.Mobile, p.RedirectURL, p.Extra = true, "https://shop.example/done", map[string]any{"currency": "USD"}
	if c := pay(t, s, p, portonetest.Approve); !strings.HasPrefix(c.RedirectURL, "https://shop.example/done?") {
		t.Errorf("a phone is sent to %q", c.RedirectURL)
	}
}

func TestDeposit_comesBeforeTheDueTimeOrNotAtAll(t *testing.T) {
	t.Parallel()
	told := newShop(t, http.StatusOK)
	s := portonetest.New(t, portonetest.Options{Clock: newYear, WebhookURL: told.URL})
	var uids []string
	for _, uid := range []string{"in-time", "late"} {
		p := order(uid)
		p.PayMethod, p.VbankDue = "vbank", "2026-01-03"
		c := pay(t, s, p, portonetest.IssueAccount)
		if c.VbankNum == "" || c.VbankDate != time.Date(2026, 1, 3, 14, 59, 59, 0, time.UTC).Unix() {
			t.Fatalf("the account is %+v", c)
		}
		uids = append(uids, c.ImpUID)
	}
	s.Clock.Advance(48 * time.Hour)
	if err := s.Deposit(t.Context(), uids[0]); err != nil {
		t.Errorf("a deposit in time: %v", err)
	}
	if paid := s.Webhooks()[2]; paid.Event != "paid" || paid.State != "delivered" {
		t.Errorf("the deposit told %+v", paid)
	}
	if did := s.Clock.Advance(24 * time.Hour); did != 1 {
		t.Errorf("a day did %d, want the end of the other account", did)
	}
	var refused *portonetest.Error
	if err := s.Deposit(t.Context(), uids[1]); !errors.As(err, &refused) || !strings.Contains(refused.Detail, "기한") {
		t.Errorf("a late deposit gave %v", err)
	}
	if now := s.Clock.Now(); !now.Equal(newYear.Add(72 * time.Hour)) {
		t.Errorf("the clock shows %v", now)
	}
	if got := len(s.Webhooks()); got != 3 || len(told.heard()) != 3 {
		t.Errorf("%d webhooks, %d heard, want two accounts and a deposit", got, len(told.heard()))
	}
}

func TestWebhooks_areRetriedAsTheClockIsTurned(t *testing.T) {
	t.Parallel()
	told := newShop(t, http.StatusInternalServerError, http.StatusInternalServerError, http.StatusOK)
	s := portonetest.New(t, portonetest.Options{Clock: newYear, WebhookURL: told.URL, RetryWebhooks: true})
	c := pay(t, s, order("order-1"), portonetest.Approve)
	if w := s.Webhooks(); len(w) != 1 || len(w[0].Attempts) != 1 || w[0].State != "due" || w[0].ImpUID != c.ImpUID {
		t.Fatalf("at first the webhooks are %+v", w)
	}
	if did := s.Clock.Advance(time.Hour); did != 2 {
		t.Errorf("an hour did %d, want two attempts", did)
	}
	w := s.Webhooks()[0]
	if w.State != "delivered" || len(w.Attempts) != 3 || w.Attempts[2].At != newYear.Unix()+120 || w.Body != told.heard()[2] {
		t.Errorf("at last the webhook is %+v", w)
	}
}

func TestWebhooks_areDroppedAndHeldOnDemand(t *testing.T) {
	t.Parallel()
	told := newShop(t, http.StatusOK)
	s := portonetest.New(t, portonetest.Options{WebhookURL: told.URL})
	s.DropWebhooks(1)
	paid := pay(t, s, order("order-1"), portonetest.Approve)
	s.HoldWebhooks(true)
	if err := s.Cancel(t.Context(), paid.ImpUID, 400); err != nil {
		t.Fatal(err)
	}
	w := s.Webhooks()
	if len(w) != 2 || w[0].State != "dropped" || w[1].State != "held" || w[1].Event != "cancelled" || len(told.heard()) != 0 {
		t.Fatalf("the webhooks are %+v, %d heard", w, len(told.heard()))
	}
	s.HoldWebhooks(false)
	if w := s.Webhooks(); w[1].State != "delivered" || len(told.heard()) != 1 {
		t.Errorf("when let go the webhooks are %+v, heard %v", w, told.heard())
	}
	var refused *portonetest.Error
	if err := s.Cancel(t.Context(), paid.ImpUID, 601); !errors.As(err, &refused) {
		t.Errorf("more than is left gave %v", err)
	}
	if err := s.Cancel(t.Context(), paid.ImpUID, 0); err != nil {
		t.Errorf("the rest gave %v", err)
	}
}

func TestSeed_makesTwoSandboxesAlike(t *testing.T) {
	t.Parallel()
	a, b := portonetest.New(t, portonetest.Options{Seed: 7, Clock: newYear}), portonetest.New(t, portonetest.Options{Seed: 7, Clock: newYear})
	one, two := pay(t, a, order("order-1"), ""), pay(t, b, order("order-1"), "")
	if a.APISecret != b.APISecret || one.ImpUID != two.ImpUID || string(one.Raw) != string(two.Raw) {
		t.Errorf("one seed gave %s and %s", one.Raw, two.Raw)
	}
	if c := portonetest.New(t, portonetest.Options{}); c.APISecret == a.APISecret {
		t.Error("chance gave the seed's secret")
	}
}

func TestClose_endsTheServersAndMayComeTwice(t *testing.T) {
	t.Parallel()
	s, err := portonetest.Start(portonetest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Pay(t.Context(), order("order-1"), ""); err == nil {
		t.Error("a closed sandbox took a payment")
	}
}
