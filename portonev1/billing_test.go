package portonev1_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/portonev1"
)

const (
	keyBody = `{"card_code":"366","card_name":"신한카드","card_number":"409202*********8","card_type":null,"customer_id":null,` +
		`"customer_uid":"c1","inserted":1795402800,"pg_id":"INIBillTst","pg_provider":"html5_inicis","sandbox":true,"updated":1795402800}`
	planBody = `{"amount":9900,"currency":"KRW","customer_uid":"c1","executed_at":0,"imp_uid":null,"merchant_uid":"s1","name":"n",` +
		`"payment_status":null,"pg_id":"INIBillTst","pg_provider":"html5_inicis","revoked_at":0,"schedule_at":1795406400,"schedule_status":"scheduled"}`
	paidBody = `{"imp_uid":"imps_1","merchant_uid":"s1","amount":9900,"cancel_amount":0,"currency":"KRW","status":"paid","sandbox":true,"customer_uid":"c1"}`
)

var (
	theCard = portonev1.Card{Number: "4092-0230-1234-5678", Expiry: "2029-03", Birth: "800101", Password: "12", CVC: "987"}
	theBill = portonev1.Charge{MerchantUID: "s1", Amount: "9900", Name: "n"}
	dueAt   = time.Unix(1795406400, 0).UTC()
)

func enveloped(response string) string {
	return `{"code":0,"message":null,"response":` + response + `}`
}

// billingCalls are all methods of billing.
var billingCalls = []apiCall{
	{"IssueBillingKey", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.IssueBillingKey(t.Context(), portonev1.BillingKeyRequest{CustomerUID: "c1", ChannelKey: "k", Card: theCard, Name: "홍길동"})
		return err
	}, keyBody, `POST /subscribe/customers/c1 {"channel_key":"k","card_number":"4092-0230-1234-5678","expiry":"2029-03","birth":"800101","pwd_2digit":"12","cvc":"987","customer_name":"홍길동"}`, true, `"c1"`, `"c2"`},
	{"BillingKey", func(t *testing.T, c *portonev1.Client) error {
		k, err := c.BillingKey(t.Context(), "c1")
		if err == nil && (k.PGID != "INIBillTst" || k.CardNumber != "409202*********8" || k.Sandbox == nil || k.Inserted.Unix() != 1795402800) {
			t.Errorf("BillingKey = %+v", k)
		}
		return err
	}, keyBody, "GET /subscribe/customers/c1 ", false, `"c1"`, `"c2"`},
	{"BillingKeys", func(t *testing.T, c *portonev1.Client) error {
		_, _, err := c.BillingKeys(t.Context(), []string{"c1", "c3"})
		return err
	}, "[" + keyBody + "]", "GET /subscribe/customers?customer_uid%5B%5D=c1&customer_uid%5B%5D=c3 ", false, `"c1"`, `"c2"`},
	{"DeleteBillingKey", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.DeleteBillingKey(t.Context(), "c1", "end")
		return err
	}, keyBody, "DELETE /subscribe/customers/c1?reason=end ", true, `"c1"`, `"c2"`},
	{"PaymentsOfBillingKey", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.PaymentsOfBillingKey(t.Context(), "c1", 2)
		return err
	}, `{"total":21,"previous":1,"next":0,"list":[` + paidBody + `]}`, "GET /subscribe/customers/c1/payments?page=2 ", false, `"c1"`, `"c2"`},
	{"Again", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.Again(t.Context(), portonev1.AgainRequest{CustomerUID: "c1", Charge: theBill})
		return err
	}, paidBody, `POST /subscribe/payments/again {"customer_uid":"c1","merchant_uid":"s1","amount":9900,"name":"n"}`, true, "9900", "990"},
	{"Onetime", func(t *testing.T, c *portonev1.Client) error {
		bill := theBill
		bill.CardQuota, bill.Amount, bill.UseCardPoint, bill.NaverUseUntil = 3, "9900.0", true, "20261231"
		_, err := c.Onetime(t.Context(), portonev1.OnetimeRequest{Card: portonev1.Card{Number: "4092023012345678", Expiry: "2029-03"}, PG: "html5_inicis", Charge: bill})
		return err
	}, paidBody, `POST /subscribe/payments/onetime {"pg":"html5_inicis","card_number":"4092023012345678","expiry":"2029-03","merchant_uid":"s1","amount":9900.0,"name":"n","card_quota":3,"use_card_point":true,"extra":{"naverUseCfm":"20261231"}}`, true, `"s1"`, `"s2"`},
	{"Schedule", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.Schedule(t.Context(), portonev1.ScheduleRequest{CustomerUID: "c1", CheckingAmount: 100, Charges: []portonev1.PlannedCharge{{At: dueAt, Charge: theBill}}})
		return err
	}, "[" + planBody + "]", `POST /subscribe/payments/schedule {"customer_uid":"c1","checking_amount":100,"schedules":[{"schedule_at":1795406400,"merchant_uid":"s1","amount":9900,"currency":"KRW","name":"n"}]}`, true, `"s1"`, `"s2"`},
	{"Unschedule", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.Unschedule(t.Context(), "c1", "s1", "s2")
		return err
	}, "[" + planBody + "]", `POST /subscribe/payments/unschedule {"customer_uid":"c1","merchant_uid":["s1","s2"]}`, true, `"c1"`, `"c2"`},
	{"Schedules", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.Schedules(t.Context(), portonev1.ScheduleQuery{From: dueAt, To: dueAt.Add(time.Hour), State: portonev1.ScheduleWaiting, Page: 2, Limit: 50, OldestFirst: true})
		return err
	}, "[" + planBody + "]", "GET /subscribe/payments/schedule?limit=50&page=2&schedule_from=1795406400&schedule_status=scheduled&schedule_to=1795410000&sorting=scheduled ", false, `"schedule_at":1795406400`, `"schedule_at":"soon"`},
	{"SchedulesOf", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.SchedulesOf(t.Context(), "c1", portonev1.ScheduleQuery{From: dueAt, To: dueAt.Add(time.Hour), State: portonev1.ScheduleWaiting, Page: 2})
		return err
	}, "[" + planBody + "]", "GET /subscribe/payments/schedule/customers/c1?from=1795406400&page=2&schedule-status=scheduled&to=1795410000 ", false, `"c1"`, `"c2"`},
	{
		"IssueSuperBillingKey", func(t *testing.T, c *portonev1.Client) error {
			k, err := c.IssueSuperBillingKey(t.Context(), "g", portonev1.BillingKeyRequest{CustomerUID: "c1", Card: portonev1.Card{Number: "4092023012345678", Expiry: "2029-03"}})
			if err == nil && (len(k.Succeeded) != 1 || k.Succeeded[0].PGID != "nictest04m" || len(k.Failed) != 1 || k.Failed[0].Message != "카드사 점검") {
				t.Errorf("IssueSuperBillingKey = %+v", k)
			}
			return err
		}, `{"customer_uid":"c1","channelGroupId":"g","succeededChannels":[{"pg_provider":"nice","pg_id":"nictest04m","card_number":"409202*********8","inserted":1,"updated":1}],"failedChannels":[{"type":"PG_PROVIDER","message":"카드사 점검","pg_provider":"html5_inicis","pg_id":"INIBillTst"}]}`,
		`POST /subscribe/customers/c1 {"channel_group_id":"g","card_number":"4092023012345678","expiry":"2029-03"}`, true, `"c1"`, `"c2"`,
	},
	{"ScheduleOf", func(t *testing.T, c *portonev1.Client) error {
		s, err := c.ScheduleOf(t.Context(), "s1")
		if err == nil && (!s.ScheduleAt.Equal(dueAt) || !s.ExecutedAt.IsZero() || s.Amount != "9900" || s.State != portonev1.ScheduleWaiting || s.ImpUID != "" || s.PaymentStatus != "") {
			t.Errorf("ScheduleOf = %+v", s)
		}
		return err
	}, planBody, "GET /subscribe/payments/schedule/s1 ", false, `"s1"`, `"s2"`},
	{"MoveSchedule", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.MoveSchedule(t.Context(), "s1", dueAt)
		return err
	}, planBody, `PUT /subscribe/payments/schedule/s1 {"schedule_at":1795406400}`, true, `"s1"`, `"s2"`},
	{"Reschedule", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.Reschedule(t.Context(), "s1", dueAt)
		return err
	}, planBody, `POST /subscribe/payments/schedule/s1/reschedule {"schedule_at":1795406400}`, true, `"s1"`, `"s2"`},
	{"RetrySchedule", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.RetrySchedule(t.Context(), "s1")
		return err
	}, paidBody, "POST /subscribe/payments/schedule/s1/retry ", true, `"s1"`, `"s2"`},
}

// The second form of failure has no code: the payment itself says so.
func TestAgain_returnsADeclinedCardAsAFailedPayment(t *testing.T) {
	t.Parallel()
	body := strings.Replace(paidBody, `"paid"`, `"failed","fail_reason":"3112, 한도가 초과하였습니다."`, 1)
	f := newFake(t, answer(http.StatusOK, enveloped(body)))
	p, err := f.client(t).Again(t.Context(), portonev1.AgainRequest{CustomerUID: "c1", Charge: theBill})
	if err != nil || p.Status != portonev1.StatusFailed || p.FailReason != "3112, 한도가 초과하였습니다." {
		t.Errorf("Again = %+v, %v", p, err)
	}
}

func TestBillingKeys_tellsWhenSomeAreMissing(t *testing.T) {
	t.Parallel()
	f := newFake(t, answer(http.StatusMultiStatus, enveloped("["+keyBody+"]")))
	if keys, partial, err := f.client(t).BillingKeys(t.Context(), []string{"c1", "c2"}); err != nil || !partial || len(keys) != 1 {
		t.Errorf("BillingKeys = %+v, %t, %v", keys, partial, err)
	}
}

func TestBilling_refusesLocally(t *testing.T) {
	t.Parallel()
	f := newFake(t, answer(http.StatusOK, enveloped(paidBody)))
	c := f.client(t)
	ctx := t.Context()
	minus := portonev1.Decimal("-1")
	bill := func(change func(*portonev1.Charge)) portonev1.Charge {
		r := theBill
		change(&r)
		return r
	}
	again := func(uid string, charge portonev1.Charge) error {
		_, err := c.Again(ctx, portonev1.AgainRequest{CustomerUID: uid, Charge: charge})
		return err
	}
	once := func(uid string, card portonev1.Card) error {
		_, err := c.Onetime(ctx, portonev1.OnetimeRequest{CustomerUID: uid, Card: card, Charge: theBill})
		return err
	}
	plan := func(r portonev1.ScheduleRequest) error { _, err := c.Schedule(ctx, r); return err }
	one := []portonev1.PlannedCharge{{At: dueAt, Charge: theBill}}
	for name, err := range map[string]error{
		"no key":        again("", theBill),
		"dotted key":    again("..", theBill),
		"long key":      again(strings.Repeat("가", 81), theBill),
		"no name":       again("c1", bill(func(r *portonev1.Charge) { r.Name = "" })),
		"no order":      again("c1", bill(func(r *portonev1.Charge) { r.MerchantUID = "" })),
		"long order":    again("c1", bill(func(r *portonev1.Charge) { r.MerchantUID = strings.Repeat("m", 41) })),
		"no amount":     again("c1", bill(func(r *portonev1.Charge) { r.Amount = "" })),
		"zero":          again("c1", bill(func(r *portonev1.Charge) { r.Amount = "0" })),
		"exponent":      again("c1", bill(func(r *portonev1.Charge) { r.Amount = "1e3" })),
		"one month":     again("c1", bill(func(r *portonev1.Charge) { r.CardQuota = 1 })),
		"negative tax":  again("c1", bill(func(r *portonev1.Charge) { r.TaxFree = &minus })),
		"negative VAT":  again("c1", bill(func(r *portonev1.Charge) { r.VATAmount = &minus })),
		"no number":     once("", portonev1.Card{Expiry: "2029-03"}),
		"no expiry":     once("", portonev1.Card{Number: "1"}),
		"long key once": once(strings.Repeat("c", 81), theCard),
		"key without card": func() error {
			_, err := c.IssueBillingKey(ctx, portonev1.BillingKeyRequest{CustomerUID: "c1"})
			return err
		}(),
		"no keys":         func() error { _, _, err := c.BillingKeys(ctx, nil); return err }(),
		"many keys":       func() error { _, _, err := c.BillingKeys(ctx, make([]string, 101)); return err }(),
		"empty one":       func() error { _, _, err := c.BillingKeys(ctx, []string{""}); return err }(),
		"negative page":   func() error { _, err := c.PaymentsOfBillingKey(ctx, "c1", -1); return err }(),
		"no charges":      plan(portonev1.ScheduleRequest{CustomerUID: "c1"}),
		"no time":         plan(portonev1.ScheduleRequest{CustomerUID: "c1", Charges: []portonev1.PlannedCharge{{Charge: theBill}}}),
		"half a card":     plan(portonev1.ScheduleRequest{CustomerUID: "c1", Card: portonev1.Card{Number: "1"}, Charges: one}),
		"negative check":  plan(portonev1.ScheduleRequest{CustomerUID: "c1", CheckingAmount: -1, Charges: one}),
		"schedule no key": plan(portonev1.ScheduleRequest{Charges: one}),
		"end nothing":     func() error { _, err := c.Unschedule(ctx, ""); return err }(),
		"end empty":       func() error { _, err := c.Unschedule(ctx, "c1", ""); return err }(),
		"no range":        func() error { _, err := c.Schedules(ctx, portonev1.ScheduleQuery{}); return err }(),
		"range reversed": func() error {
			_, err := c.Schedules(ctx, portonev1.ScheduleQuery{From: dueAt, To: dueAt.Add(-1)})
			return err
		}(),
		"large limit": func() error {
			_, err := c.Schedules(ctx, portonev1.ScheduleQuery{From: dueAt, To: dueAt, Limit: 1001})
			return err
		}(),
		"move to never": func() error { _, err := c.MoveSchedule(ctx, "s1", time.Time{}); return err }(),
		"move nothing":  func() error { _, err := c.MoveSchedule(ctx, "", dueAt); return err }(),
		"retry nothing": func() error { _, err := c.RetrySchedule(ctx, "."); return err }(),
	} {
		if !errors.Is(err, portonev1.ErrInvalidRequest) {
			t.Errorf("%s: %v, want ErrInvalidRequest", name, err)
		}
	}
	if n := len(f.calls()); n != 0 {
		t.Errorf("%d refused calls reached PortOne", n)
	}
}

func TestCard_isNeverPrinted(t *testing.T) {
	t.Parallel()
	var said strings.Builder
	r := portonev1.OnetimeRequest{Card: theCard, Charge: theBill}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&said, nil), slog.NewJSONHandler(&said, nil)} {
		slog.New(handler).Info("charge", "card", theCard, "request", r, "pointer", &r)
	}
	fmt.Fprintf(&said, "%v %+v %#v %s %+v", theCard, theCard, theCard, theCard, r)
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	said.Write(raw)
	for _, secret := range []string{"4092", "5678", "800101", "2029", "987"} {
		if strings.Contains(said.String(), secret) {
			t.Errorf("%s was printed: %s", secret, said.String())
		}
	}
	f := newFake(t, answer(http.StatusInternalServerError, "<html>"))
	if _, err := f.client(t).Onetime(t.Context(), r); err == nil || strings.Contains(err.Error(), "4092") {
		t.Errorf("Onetime = %v", err)
	}
}
