package engine_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// plan schedules ₩9,900 of a key so many hours after noon.
func (s shop) plan(t *testing.T, key string, hours map[string]int) {
	t.Helper()
	r := engine.ScheduleRequest{CustomerUID: key}
	for uid, h := range hours {
		r.Items = append(r.Items, engine.ScheduleItem{
			ChargeRequest: engine.ChargeRequest{MerchantUID: uid, Amount: "9900", Name: "구독", NoticeURLs: []string{"http://127.0.0.1/notice"}},
			ScheduleAt:    noon.Add(time.Duration(h) * time.Hour).Unix(),
		})
	}
	if _, err := s.Schedule(t.Context(), s.imp, r); err != nil {
		t.Fatal(err)
	}
}

// run makes what is due.
func (s shop) run(t *testing.T) int {
	t.Helper()
	n, err := s.RunDue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// last returns the newest payment of a schedule.
func (s shop) last(t *testing.T, uid string) engine.Payment {
	t.Helper()
	list := s.FindAll(s.imp, uid, "", "")
	if len(list) == 0 {
		t.Fatalf("%s was never tried", uid)
	}
	return list[0]
}

func (s shop) planned(t *testing.T, uid string) engine.Schedule {
	t.Helper()
	one, err := s.ScheduleOf(s.imp, uid)
	if err != nil {
		t.Fatal(err)
	}
	return one
}

func TestSchedules_areChargedWhenTheirTimeComes(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	s.issue(t, "c1", goodCard.Number)
	s.plan(t, "c1", map[string]int{"second": 2, "first": 1, "later": 48})
	if next, ok := s.NextStep(); !ok || next.What != "schedule" || next.MerchantUID != "first" || !next.At.Equal(noon.Add(time.Hour)) {
		t.Errorf("next is %+v", next)
	}
	s.clock.Advance(time.Hour - time.Second)
	if n := s.run(t); n != 0 || s.Owes(s.Now()) {
		t.Fatalf("%d charged a second too early", n)
	}
	s.clock.Advance(time.Second)
	if n := s.run(t); n != 1 {
		t.Fatalf("%d charged at one o'clock", n)
	}
	p, plan := s.last(t, "first"), s.planned(t, "first")
	if p.Status != engine.Paid || p.CustomerUIDUsage != "payment.scheduled" || p.Channel != "api" || !strings.HasPrefix(p.ImpUID, "imps_") {
		t.Errorf("payment %+v", p)
	}
	if plan.State != engine.Executed || plan.ImpUID != p.ImpUID || plan.ExecutedAt != noon.Add(time.Hour).Unix() {
		t.Errorf("schedule %+v", plan)
	}
	if got := told(s, p.ImpUID); len(got) != 1 || got[0] != "paid due http://127.0.0.1/notice" {
		t.Errorf("webhooks %v", got)
	}
	s.clock.Advance(24 * time.Hour)
	if n := s.run(t); n != 1 || s.run(t) != 0 {
		t.Errorf("%d charged a day later", n)
	}
	if list := s.All(s.imp); len(list) != 2 {
		t.Errorf("%d payments", len(list))
	}
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID}); err != nil {
		t.Fatal(err)
	}
	if status, _ := s.planned(t, "first").Annotation().Get("payment_status"); status != "cancelled" {
		t.Errorf("after the refund payment_status is %v", status)
	}
	if status, _ := s.planned(t, "later").Annotation().Get("payment_status"); status != nil {
		t.Errorf("before its time payment_status is %v", status)
	}
}

func TestSchedules_thatCannotBeChargedFailAndTellSo(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	for key, number := range map[string]string{"lost": "4092-0230-1234-0003", "gone": goodCard.Number, "paid": goodCard.Number} {
		s.issue(t, key, number)
		s.plan(t, key, map[string]int{"order-" + key: 1})
	}
	if _, err := s.DeleteBillingKey(t.Context(), s.imp, "gone", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Again(t.Context(), s.imp, charge(func(r *engine.ChargeRequest) { r.CustomerUID, r.MerchantUID = "paid", "order-paid" })); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(time.Hour)
	if n := s.run(t); n != 3 {
		t.Fatalf("%d tried", n)
	}
	for key, reason := range map[string]string{"lost": "8037, 거래정지", "gone": "등록되지 않은 구매자입니다.", "paid": "이미 결제가 이루어진 거래건입니다."} {
		list := s.FindAll(s.imp, "order-"+key, engine.Failed, "")
		if len(list) != 1 || !strings.HasPrefix(list[0].FailReason, reason) || list[0].PGID != "INIBillTst" || list[0].PaidAt != 0 {
			t.Errorf("%s: %+v", key, list)
			continue
		}
		if got := told(s, list[0].ImpUID); len(got) != 1 || got[0] != "failed due http://127.0.0.1/notice" {
			t.Errorf("%s told %v", key, got)
		}
		if plan := s.planned(t, "order-"+key).Annotation(); plan.Text("payment_status") != "failed" || plan.Text("fail_reason") != list[0].FailReason {
			t.Errorf("%s: %v", key, plan)
		}
	}
	if n := s.run(t); n != 0 {
		t.Errorf("a failed charge was tried again %d times", n)
	}
}

func TestSchedules_failedOnesAreRetriedOrRescheduled(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.issue(t, "c1", "4092-0230-1234-0004")
	s.plan(t, "c1", map[string]int{"now": 1, "later": 1, "ended": 5})
	s.clock.Advance(time.Hour)
	s.run(t)
	if p, err := s.RetrySchedule(t.Context(), s.imp, "now"); err != nil || p.Status != engine.Failed {
		t.Errorf("the same card: %+v, %v", p, err)
	}
	s.issue(t, "c1", goodCard.Number)
	p, err := s.RetrySchedule(t.Context(), s.imp, "now")
	if err != nil || p.Status != engine.Paid || p.CustomerUIDUsage != "payment.scheduled" || s.planned(t, "now").ImpUID != p.ImpUID {
		t.Errorf("another card: %+v, %v", p, err)
	}
	if n := len(s.FindAll(s.imp, "now", "", "")); n != 3 {
		t.Errorf("%d records of three tries", n)
	}
	if _, err := s.RetrySchedule(t.Context(), s.imp, "now"); !strings.HasPrefix(refusal(t, err), "실행에 실패했거나") {
		t.Errorf("a paid one was tried again: %v", err)
	}
	plan, err := s.Reschedule(t.Context(), s.imp, "later", noon.Add(3*time.Hour).Unix())
	if err != nil || plan.State != engine.Scheduled || plan.ImpUID != "" || plan.ExecutedAt != 0 {
		t.Errorf("rescheduled %+v, %v", plan, err)
	}
	if _, err := s.MoveSchedule(t.Context(), s.imp, "later", noon.Add(4*time.Hour).Unix()); err != nil {
		t.Error(err)
	}
	s.clock.Advance(2 * time.Hour)
	if n := s.run(t); n != 0 {
		t.Errorf("%d charged at the time it was moved from", n)
	}
	s.clock.Advance(time.Hour)
	if n := s.run(t); n != 1 || s.last(t, "later").Status != engine.Paid {
		t.Errorf("%d charged at the time it was moved to", n)
	}
	if list, err := s.Unschedule(t.Context(), s.imp, "c1", nil); err != nil || len(list) != 1 || list[0].RevokedAt == 0 {
		t.Errorf("revoked %v, %v", list, err)
	}
	if _, err := s.MoveSchedule(t.Context(), s.imp, "ended", noon.Add(9*time.Hour).Unix()); refusal(t, err) != "이미 실행되었거나 취소된 결제예약입니다." {
		t.Errorf("a revoked one was moved: %v", err)
	}
	s.clock.Advance(2 * time.Hour)
	if n := s.run(t); n != 0 {
		t.Error("a revoked one was charged")
	}
	if _, err := s.DeleteBillingKey(t.Context(), s.imp, "c1", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RetrySchedule(t.Context(), s.imp, "ended"); !strings.HasPrefix(refusal(t, err), "요청하신 customer_uid(c1)") {
		t.Errorf("without a key: %v", err)
	}
	s.issue(t, "c1", goodCard.Number)
	if p, err := s.RetrySchedule(t.Context(), s.imp, "ended"); err != nil || p.Status != engine.Paid || s.planned(t, "ended").RevokedAt != 0 {
		t.Errorf("a revoked one, retried: %+v, %v", p, err)
	}
}

func TestSchedule_issuesTheKeyAndChecksItFirst(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := engine.ScheduleRequest{CustomerUID: "c1", Card: goodCard, Checking: 100, Items: []engine.ScheduleItem{{
		ChargeRequest: engine.ChargeRequest{MerchantUID: "s1", Amount: "9900", Name: "구독"}, ScheduleAt: noon.Unix(),
	}}}
	r.Card.Number = "4092-0230-1234-0004"
	_, err := s.Schedule(t.Context(), s.imp, r)
	if class, text := words(t, err); class != engine.CardRefused || !strings.HasPrefix(text, "카드정보 인증에 실패하였습니다. 3112") {
		t.Errorf("a card without money: %q", text)
	}
	if _, err := s.BillingKeyOf(s.imp, "c1"); err == nil {
		t.Error("its key was stored")
	}
	r.Card = goodCard
	if list, err := s.Schedule(t.Context(), s.imp, r); err != nil || len(list) != 1 || list[0].PGID != "INIBillTst" {
		t.Fatalf("%v, %v", list, err)
	}
	if n := len(s.All(s.imp)); n != 0 {
		t.Errorf("the check left %d payments", n)
	}
	if n := s.run(t); n != 1 {
		t.Errorf("%d charged at once", n)
	}
}

func TestSchedule_takesTheBuyerFromTheKey(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	if _, err := s.IssueBillingKey(t.Context(), s.imp, engine.IssueRequest{CustomerUID: "c1", Card: goodCard, Name: "홍길동", Tel: "010-1", Email: "a@example.com"}); err != nil {
		t.Fatal(err)
	}
	list, err := s.Schedule(t.Context(), s.imp, engine.ScheduleRequest{CustomerUID: "c1", Items: []engine.ScheduleItem{{
		ChargeRequest: engine.ChargeRequest{MerchantUID: "s1", Amount: "1", Name: "n", BuyerName: "김철수"}, ScheduleAt: noon.Unix(),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	o := list[0].Annotation()
	if o.Text("buyer_name") != "김철수" || o.Text("buyer_tel") != "010-1" || o.Text("buyer_email") != "a@example.com" {
		t.Errorf("schedule %v", o)
	}
}

func TestSchedules_surviveARestart(t *testing.T) {
	t.Parallel()
	j := &tape{}
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Journal: j, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{Engine: e, imp: e.Merchants()[0].Code}
	s.issue(t, "c1", goodCard.Number)
	hours := map[string]int{}
	for i := range 20 {
		hours["s"+strconv.Itoa(i)] = 1 + i%3
	}
	s.plan(t, "c1", hours)
	if _, err := s.Unschedule(t.Context(), s.imp, "", []string{"s3", "s7"}); err != nil {
		t.Fatal(err)
	}
	c := clock.NewManual(noon)
	again, err := engine.New(engine.Config{Clock: c, Entropy: id.System, History: j.history, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	query := engine.ScheduleQuery{From: noon.Unix(), To: noon.Add(24 * time.Hour).Unix()}
	annotations := func(e *engine.Engine) (list []engine.Object) {
		for _, plan := range e.Schedules(s.imp, query) {
			list = append(list, plan.Annotation())
		}
		return list
	}
	if diff := cmp.Diff(annotations(e), annotations(again)); diff != "" || len(annotations(again)) != 20 {
		t.Errorf("schedules differ:\n%s", diff)
	}
	c.Advance(24 * time.Hour)
	if n, err := again.RunDue(t.Context()); err != nil || n != 18 {
		t.Errorf("%d charged after the restart, %v", n, err)
	}
}
