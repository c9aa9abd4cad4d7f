package engine_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// notified returns a shop whose console holds a webhook address.
func notified(t *testing.T, change func(*engine.NotifySettings)) shop {
	t.Helper()
	s := newShop(t)
	settings := engine.NotifySettings{Webhook: engine.WebhookSettings{Test: engine.WebhookEndpoint{URL: "http://127.0.0.1/console"}}}
	if change != nil {
		change(&settings)
	}
	if _, err := s.SetWebhook(t.Context(), s.imp, settings); err != nil {
		t.Fatal(err)
	}
	return s
}

// told summarises the webhooks of a payment, oldest first.
func told(s shop, impUID string) []string {
	list := s.Deliveries(impUID)
	out := make([]string, 0, len(list))
	for i := range list {
		d := list[len(list)-1-i]
		out = append(out, d.Event+" "+string(d.State)+" "+d.URL)
	}
	return out
}

func TestWebhooks_followTheDocumentedTriggers(t *testing.T) {
	t.Parallel()
	const console = "http://127.0.0.1/console"
	s := notified(t, nil)
	card := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
	api := engine.CancelRequest{ImpUID: card.ImpUID, Amount: "100"}
	for _, r := range []engine.CancelRequest{
		api,
		{ImpUID: card.ImpUID, Amount: "100", EnableWebhook: true},
		{ImpUID: card.ImpUID, Amount: "100", FromConsole: true},
	} {
		if _, err := s.Cancel(t.Context(), s.imp, r); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"paid due " + console, "cancelled unsent ", "cancelled due " + console, "cancelled due " + console}
	if diff := cmp.Diff(want, told(s, card.ImpUID)); diff != "" {
		t.Errorf("card:\n%s", diff)
	}
	account := s.pay(t, `"pay_method":"vbank","merchant_uid":"v"`, engine.Choice{Outcome: engine.IssueAccount})
	if _, err := s.Deposit(t.Context(), account.ImpUID, ""); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"ready due " + console, "paid due " + console}, told(s, account.ImpUID)); diff != "" {
		t.Errorf("account:\n%s", diff)
	}
	notice := s.pay(t, `"merchant_uid":"n","notice_url":["http://127.0.0.1/a","http://127.0.0.1/b"]`, engine.Choice{Outcome: engine.Approve})
	if diff := cmp.Diff([]string{"paid due http://127.0.0.1/a", "paid due http://127.0.0.1/b"}, told(s, notice.ImpUID)); diff != "" {
		t.Errorf("notice_url replaces the console's address:\n%s", diff)
	}
	if m := s.Merchants()[0]; m.APIKey == "" {
		t.Error("settings lost the keys")
	}
}

func TestWebhooks_withoutAddressAreOnlyLogged(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
	if diff := cmp.Diff([]string{"paid unsent "}, told(s, r.ImpUID)); diff != "" {
		t.Error(diff)
	}
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: r.ImpUID, EnableWebhook: true}); err != nil {
		t.Fatal(err)
	}
	if due := s.ClaimDue(noon.Add(time.Hour), 10); len(due) != 0 {
		t.Errorf("%d webhooks are due", len(due))
	}
}

func TestWebhooks_bodyFollowsTheContentType(t *testing.T) {
	t.Parallel()
	for contentType, want := range map[string]string{
		"":              `{"imp_uid":"IMP","merchant_uid":"a&b","status":"paid"}`,
		engine.FormBody: `imp_uid=IMP&merchant_uid=a%26b&status=paid`,
	} {
		s := notified(t, func(n *engine.NotifySettings) { n.Webhook.Test.ContentType = contentType })
		r := s.pay(t, `"merchant_uid":"a&b"`, engine.Choice{Outcome: engine.Approve})
		d := s.Deliveries(r.ImpUID)[0]
		if got := replaceID(d.Body, r.ImpUID); got != want {
			t.Errorf("%q: body %s, want %s", contentType, got, want)
		}
	}
}

func replaceID(body, id string) string {
	for i := 0; i+len(id) <= len(body); i++ {
		if body[i:i+len(id)] == id {
			return body[:i] + "IMP" + body[i+len(id):]
		}
	}
	return body
}

func TestWebhooks_cancelCarriesItsCancellationID(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	r := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
	p, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: r.ImpUID, FromConsole: true})
	if err != nil {
		t.Fatal(err)
	}
	id := p.CancelHistory[0].ID
	want := `{"imp_uid":"` + r.ImpUID + `","merchant_uid":"order-1","status":"cancelled","cancellation_id":"` + id + `"}`
	if got := s.Deliveries(r.ImpUID)[0].Body; got != want || len(id) != 20 || p.CancelReason != "관리자페이지취소" {
		t.Errorf("body %s, want %s; reason %q", got, want, p.CancelReason)
	}
}

func TestWebhooks_retryOnlyWhereAsked(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		retry    bool
		code     int
		attempts int
		state    engine.DeliveryState
	}{
		"once by default":       {false, 500, 1, engine.Undone},
		"no answer":             {true, 0, 6, engine.Undone},
		"server error":          {true, 503, 6, engine.Undone},
		"refused is not tried":  {true, 400, 1, engine.Undone},
		"delivered is not sent": {true, 200, 1, engine.Delivered},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := notified(t, func(n *engine.NotifySettings) { n.Retry = c.retry })
			s.pay(t, "", engine.Choice{Outcome: engine.Approve})
			attempts := 0
			for range 10 {
				for _, d := range s.ClaimDue(s.Now(), 10) {
					attempts++
					if twice := s.ClaimDue(s.Now(), 10); len(twice) != 0 {
						t.Error("a claimed webhook was claimed again")
					}
					if err := s.RecordAttempt(t.Context(), d.ID, engine.Attempt{Code: c.code}); err != nil {
						t.Fatal(err)
					}
				}
				if early := s.ClaimDue(s.Now().Add(59*time.Second), 10); len(early) != 0 {
					t.Fatal("a retry came before its minute")
				}
				s.clock.Advance(time.Minute)
			}
			if d := s.Deliveries("")[0]; attempts != c.attempts || d.State != c.state {
				t.Errorf("%d attempts, %s; want %d, %s", attempts, d.State, c.attempts, c.state)
			}
		})
	}
}

func TestFaults_dropAndHoldWebhooks(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	if err := s.SetFaults(t.Context(), engine.Faults{DropWebhooks: 1, HoldWebhooks: true}); err != nil {
		t.Fatal(err)
	}
	a := s.pay(t, `"merchant_uid":"a"`, engine.Choice{Outcome: engine.Approve})
	b := s.pay(t, `"merchant_uid":"b"`, engine.Choice{Outcome: engine.Approve})
	if s.Deliveries(a.ImpUID)[0].State != engine.Dropped || s.Deliveries(b.ImpUID)[0].State != engine.Held {
		t.Errorf("a is %v, b is %v", told(s, a.ImpUID), told(s, b.ImpUID))
	}
	if due := s.ClaimDue(s.Now(), 10); len(due) != 0 {
		t.Errorf("%d are due while held", len(due))
	}
	if f := s.Faults(); f.DropWebhooks != 0 {
		t.Errorf("drop_webhooks is still %d", f.DropWebhooks)
	}
	if err := s.SetFaults(t.Context(), engine.Faults{}); err != nil {
		t.Fatal(err)
	}
	if due := s.ClaimDue(s.Now(), 10); len(due) != 1 || due[0].ImpUID != b.ImpUID {
		t.Errorf("after holding: %+v", due)
	}
	if err := s.SetFaults(t.Context(), engine.Faults{DropWebhooks: -1}); err == nil {
		t.Error("a negative count was taken")
	}
}

func TestTestCall_goesToTheSavedAddress(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	if err := s.TestWebhook(t.Context(), s.imp, engine.Live); refusal(t, err) == "" {
		t.Error("a test call without a saved address was made")
	}
	if err := s.TestWebhook(t.Context(), s.imp, engine.Test); err != nil {
		t.Fatal(err)
	}
	d := s.Deliveries("")[0]
	if want := `{"imp_uid":"imp_1234567890","merchant_uid":"order_id_8237352","status":"paid"}`; d.Body != want || d.URL != "http://127.0.0.1/console" {
		t.Errorf("sent %s to %s", d.Body, d.URL)
	}
}

func TestWebhookFirst_holdsTheBrowserUntilTheFirstAttempt(t *testing.T) {
	t.Parallel()
	s := notified(t, func(n *engine.NotifySettings) { n.First = true })
	w, _ := s.start(t, "")
	woken, stop := s.Subscribe()
	defer stop()
	answered := make(chan engine.Result, 1)
	go func() {
		r, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve})
		if err != nil {
			t.Error(err)
		}
		answered <- r
	}()
	var due []engine.WebhookDelivery
	for len(due) == 0 {
		<-woken
		due = s.ClaimDue(s.Now(), 1)
	}
	select {
	case r := <-answered:
		t.Fatalf("the browser was told %+v before the webhook", r)
	default:
	}
	if err := s.RecordAttempt(t.Context(), due[0].ID, engine.Attempt{Code: 200}); err != nil {
		t.Fatal(err)
	}
	if r := <-answered; r.Status != engine.Paid {
		t.Errorf("got %+v", r)
	}
}
