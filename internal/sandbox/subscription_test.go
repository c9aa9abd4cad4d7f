package sandbox_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// monthEnd is noon in Korea on the last day of the nth month after January 2026.
func monthEnd(n int) time.Time {
	return time.Date(2026, time.Month(n+2), 1, 12, 0, 0, 0, clock.KST).AddDate(0, 0, -1)
}

// subscriber is a shop that schedules the next month when it hears of a paid one.
type subscriber struct {
	box  *portone
	imp  string
	told []string
	ctx  context.Context
}

func (s *subscriber) next(n int) error {
	_, err := s.box.Engine().Schedule(s.ctx, s.imp, engine.ScheduleRequest{CustomerUID: "c1", Items: []engine.ScheduleItem{{
		ChargeRequest: engine.ChargeRequest{MerchantUID: "month-" + strconv.Itoa(n), Amount: "9900", Name: "구독"},
		ScheduleAt:    monthEnd(n).Unix(),
	}}})
	return err
}

func (s *subscriber) hear(t *testing.T, r *http.Request) {
	var hook struct{ Status string }
	if err := json.NewDecoder(r.Body).Decode(&hook); err != nil {
		t.Error(err)
	}
	s.told = append(s.told, hook.Status)
	if hook.Status == "paid" {
		if err := s.next(len(s.told)); err != nil {
			t.Error(err)
		}
	}
}

// Each month's charge is made at its own month end, whether webhooks are sent
// in the background or only by the move of the clock.
func TestClock_carriesAYearOfMonthlyCharges(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T, sandbox.Options) *portone{"in the background": running, "by the move alone": start} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop := &subscriber{ctx: t.Context()}
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { shop.hear(t, r) }))
			defer server.Close()
			p := open(t, sandbox.Options{StandAt: newYear})
			shop.box, shop.imp = p, p.Seeded().Imp
			p.control(t, "PUT", "/merchants/"+shop.imp+"/webhook", `{"test":{"url":"`+server.URL+`"}}`, nil)
			p.login(t)
			if status, raw := p.api(t, "POST", "/subscribe/customers/c1", `{"card_number":"4092-0230-1234-5678","expiry":"2029-03"}`); status != http.StatusOK {
				t.Fatalf("the card was refused: %s", raw)
			}
			if err := shop.next(0); err != nil {
				t.Fatal(err)
			}
			var now struct {
				NextDue engine.DueThing `json:"next_due"`
			}
			if p.control(t, "GET", "/clock", "", &now); now.NextDue.What != "token" {
				t.Errorf("next is %+v", now.NextDue)
			}
			var m moved
			p.control(t, "POST", "/clock", `{"set":"2027-01-01T00:00:00+09:00"}`, &m)
			if len(shop.told) != 12 || m.Did != 25 { // twelve charges, twelve webhooks and the token
				t.Fatalf("a year told %v and did %d", shop.told, m.Did)
			}
			paid := p.Engine().All(shop.imp)
			if len(paid) != 12 {
				t.Fatalf("%d payments", len(paid))
			}
			for i, payment := range paid {
				month := 11 - i
				if payment.PaidAt != monthEnd(month).Unix() || payment.MerchantUID != "month-"+strconv.Itoa(month) {
					t.Errorf("%s was paid at %d, want %v", payment.MerchantUID, payment.PaidAt, monthEnd(month))
				}
			}
			if p.control(t, "GET", "/clock", "", &now); now.NextDue.What != "schedule" || now.NextDue.MerchantUID != "month-12" {
				t.Errorf("next is %+v", now.NextDue)
			}
		})
	}
}
