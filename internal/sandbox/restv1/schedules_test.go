package restv1_test

import (
	"strings"
	"testing"
	"time"
)

// item is one charge of ₩9,900; noon is 1795402800.
func item(uid, at string) string {
	return `{"merchant_uid":"` + uid + `","schedule_at":` + at + `,"amount":9900,"currency":"KRW","name":"n"}`
}

func TestSchedules_areWrittenAsPortOneWrites(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.issue(t)
	golden(t, "scheduled", a.send("POST", "/subscribe/payments/schedule", asJSON, `{"customer_uid":"c1","schedules":[`+item("s1", "1795406400")+`,`+item("s2", "1795410000")+`]}`))
	golden(t, "unscheduled", a.send("POST", "/subscribe/payments/unschedule", asForm, "customer_uid=c1&merchant_uid[]=s2"))
	a.clock.Advance(time.Hour)
	if n, err := a.engine.RunDue(t.Context()); err != nil || n != 1 {
		t.Fatalf("%d charges, %v", n, err)
	}
	token, _, err := a.engine.Token(t.Context(), a.m.APIKey, a.m.APISecret)
	if err != nil {
		t.Fatal(err)
	}
	a.token = token.Value
	golden(t, "schedule_executed", a.send("GET", "/subscribe/payments/schedule/s1", "", ""))
	golden(t, "schedule_charge", a.send("GET", "/payments/find/s1", "", ""))
}

func TestSchedules_refuseInPortOnesWords(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.issue(t)
	const add, end = "/subscribe/payments/schedule", "/subscribe/payments/unschedule"
	list := func(items ...string) string {
		return `{"customer_uid":"c1","schedules":[` + strings.Join(items, ",") + `]}`
	}
	for _, c := range []struct {
		method, target, body string
		status, code         int
		text                 string
	}{
		{"POST", add, list(item("s1", "1795406400")), 200, 0, `"schedule_status":"scheduled"`},
		{"POST", add, list(item("s1", "1795406400")), 200, 1, "이미 예약된 merchant_uid입니다."},
		{"POST", add, list(item("s2", "1795406400"), item("s2", "1795406401")), 200, 1, "이미 예약된 merchant_uid입니다."},
		{"POST", add, list(item("s2", "1795402799")), 200, 1, "예약시각(schedule_at)은 현재 시각 이후여야 합니다."},
		{"POST", add, list(item("s2", "9999999999999")), 200, 1, "예약시각(schedule_at)은 현재 시각 이후여야 합니다."},
		{"POST", add, list(item("s2", "null")), 200, 1, "schedule_at 파라메터가 누락되었습니다."},
		{"POST", add, list(strings.Replace(item("s2", "1795406400"), "9900", "0", 1)), 200, 1, "amount 파라메터는 0보다"},
		{"POST", add, list(strings.Replace(item("s2", "1795406400"), `"n"`, "null", 1)), 200, 1, "name 파라메터가 누락되었습니다."},
		{"POST", add, list(strings.Replace(item("s2", "1795406400"), `"KRW"`, `"GBP"`, 1)), 200, 1, "지원하지 않는 화폐입니다."},
		{"POST", add, list(), 200, 1, "schedules 파라메터가 누락되었습니다."},
		{"POST", add, `{"customer_uid":"c1"}`, 200, 1, "schedules 파라메터가 누락되었습니다."},
		{"POST", add, `{"schedules":[` + item("s2", "1795406400") + `]}`, 200, 1, "customer_uid 파라메터가 누락되었습니다."},
		{"POST", add, `{"customer_uid":"c9","schedules":[` + item("s2", "1795406400") + `]}`, 200, 1, "등록된 고객정보가 없습니다."},
		{"POST", add, `{"customer_uid":"c9","card_number":"4092023012340001","expiry":"2029-03","schedules":[` + item("s2", "1795406400") + `]}`, 200, -1, "빌키 발급에 실패하였습니다."},
		{"POST", add, strings.Replace(list(item("s2", "1795406400")), "{", `{"checking_amount":-1,`, 1), 200, 1, "checking_amount"},
		{"POST", add, `{"customer_uid":"c1","schedules":"all"}`, 400, -1, "schedules"},
		{"POST", add, `{"customer_uid":"c1","schedules":[1]}`, 400, -1, "schedules"},
		{"POST", add, `{"customer_uid":"c1","schedules":{"a":{}}}`, 400, -1, "schedules"},
		{"POST", add, list(item("s2", `"soon"`)), 400, -1, "schedule_at"},
		{"POST", add, list(item("s2", "1.5")), 400, -1, "schedule_at"},
		{"POST", add, list(strings.Replace(item("s2", "1795406400"), "9900", `{"total":9900}`, 1)), 400, -1, "amount"},
		{"POST", end, `{}`, 200, 1, "customer_uid 또는 merchant_uid"},
		{"POST", end, `{"merchant_uid":"s9"}`, 200, 1, "취소할 예약결제 기록이 존재하지 않습니다."},
		{"POST", end, `{"customer_uid":"c9","merchant_uid":"s1"}`, 200, 1, "취소할 예약결제 기록이 존재하지 않습니다."},
		{"POST", end, `{"merchant_uid":[{}]}`, 400, -1, "merchant_uid"},
		{"GET", add + "/s9", "", 404, -1, "존재하지 않는 결제예약입니다."},
		{"PUT", add + "/s9", `{"schedule_at":1795406400}`, 404, -1, "존재하지 않는 결제예약입니다."},
		{"PUT", add + "/s1", `{}`, 400, -1, "schedule_at 파라메터가 누락되었습니다."},
		{"PUT", add + "/s1", `{"schedule_at":1795402799}`, 400, -1, "현재 시각 이후"},
		{"PUT", add + "/s1", `{"schedule_at":"x"}`, 400, -1, "schedule_at"},
		{"POST", add + "/s1/reschedule", `{"schedule_at":1795406400}`, 400, -1, "실행에 실패했거나 취소된"},
		{"POST", add + "/s1/retry", ``, 400, -1, "실행에 실패했거나 취소된"},
		{"POST", add + "/s9/retry", ``, 404, -1, "존재하지 않는 결제예약입니다."},
		{"POST", add + "/s9/reschedule", `{"schedule_at":1795406400}`, 404, -1, "존재하지 않는 결제예약입니다."},
	} {
		w := a.send(c.method, c.target, asJSON, c.body)
		if got := envelope(t, w); w.Code != c.status || got.Code != c.code || !strings.Contains(plain(t, w), c.text) {
			t.Errorf("%s %s %s: %d %s, want %d, code %d, %q", c.method, c.target, c.body, w.Code, w.Body, c.status, c.code, c.text)
		}
	}
	if _, err := a.engine.ScheduleOf(a.m.Code, "s2"); err == nil {
		t.Error("a refused charge was scheduled")
	}
	if _, err := a.engine.BillingKeyOf(a.m.Code, "c9"); err == nil {
		t.Error("a refused card was stored")
	}
}

func TestSchedules_areListedByTheirTime(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.issue(t)
	w := a.send("POST", "/subscribe/payments/schedule", asForm,
		"customer_uid=c1&schedules[0][merchant_uid]=s1&schedules[0][schedule_at]=1795406400&schedules[0][amount]=1&schedules[0][name]=n"+
			"&schedules[1][merchant_uid]=s2&schedules[1][schedule_at]=1795410000&schedules[1][amount]=2&schedules[1][name]=n&schedules[1][extra][a]=b")
	if envelope(t, w).Code != 0 {
		t.Fatalf("a form was refused: %s", w.Body)
	}
	if w := a.send("POST", "/subscribe/payments/unschedule", asJSON, `{"merchant_uid":"s2"}`); envelope(t, w).Code != 0 {
		t.Fatalf("not revoked: %s", w.Body)
	}
	const all = "/subscribe/payments/schedule?schedule_from=1795406400&schedule_to=1795410001"
	const key = "from=1795406400&to=1795410001"
	for target, want := range map[string]string{
		all:                               "s2 s1",
		all + "&sorting=scheduled":        "s1 s2",
		all + "&limit=1":                  "s2",
		all + "&limit=1&page=2":           "s1",
		all + "&page=9":                   "",
		all + "&schedule_status=revoked":  "s2",
		all + "&schedule_status=executed": "",
		"/subscribe/payments/schedule?schedule_from=1795406400&schedule_to=1795410000": "s1",
		"/subscribe/payments/schedule?schedule_from=1795406401&schedule_to=1795410001": "s2",
		"/subscribe/payments/schedule/customers/c1?" + key:                             "s2 s1",
		"/subscribe/payments/schedule/customers/c1?schedule-status=scheduled&" + key:   "s1",
		"/subscribe/payments/schedule/customers/c9?" + key:                             "",
		"/subscribe/customers/c1/schedules?" + key:                                     "s2 s1",
	} {
		w := a.send("GET", target, "", "")
		var got []string
		for _, part := range strings.Split(w.Body.String(), `"merchant_uid":"`)[1:] {
			got = append(got, part[:2])
		}
		if w.Code != 200 || strings.Join(got, " ") != want || !strings.Contains(w.Body.String(), `"response":[`) {
			t.Errorf("GET %s: %d %v, want %q", target, w.Code, got, want)
		}
	}
	for _, target := range []string{
		"/subscribe/payments/schedule", all + "&page=0", all + "&limit=1001", all + "&limit=x", all + "&sorting=newest", all + "&schedule_status=done",
		"/subscribe/payments/schedule?schedule_from=2&schedule_to=1", "/subscribe/payments/schedule?schedule_from=1795406400",
		"/subscribe/payments/schedule?schedule_from=1795406400&schedule_to=1803355201", "/subscribe/payments/schedule?schedule_from=-1&schedule_to=1",
		"/subscribe/payments/schedule/customers/c1?from=1", "/subscribe/customers/c1/schedules", "/subscribe/customers/c1/schedules?schedule-status=x&" + key,
	} {
		if w := a.send("GET", target, "", ""); w.Code != 400 || envelope(t, w).Code == 0 {
			t.Errorf("GET %s answered %d %s", target, w.Code, w.Body)
		}
	}
}
