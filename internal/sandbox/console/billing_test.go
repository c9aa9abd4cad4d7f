package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

var planned = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC).Unix()

// subscribed stores a card under each customer_uid and schedules one charge
// of each for tomorrow, whose merchant_uid is the same.
func subscribed(t *testing.T, customers ...string) *api {
	t.Helper()
	a := newAPI(t)
	for i, uid := range customers {
		key := engine.IssueRequest{CustomerUID: uid, PG: "html5_inicis.INIBillTst", Card: engine.CardData{
			Number: fmt.Sprintf("411111111111%d111", i), Expiry: "2030-01",
		}}
		if _, err := a.engine.IssueBillingKey(t.Context(), a.imp, key); err != nil {
			t.Fatal(err)
		}
		r := engine.ScheduleRequest{CustomerUID: uid, Items: []engine.ScheduleItem{{
			ChargeRequest: engine.ChargeRequest{MerchantUID: uid, Amount: "9900", Name: "구독"}, ScheduleAt: planned,
		}}}
		if _, err := a.engine.Schedule(t.Context(), a.imp, r); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

type plans struct {
	Total  int
	Counts map[string]int
	List   []plan
}

type plan struct {
	MerchantUID string `json:"merchant_uid"`
	Outcome     string `json:"outcome"`
	ScheduleAt  int64  `json:"schedule_at"`
	ImpUID      string `json:"imp_uid"`
}

func TestSchedules_areListedCountedAndNarrowed(t *testing.T) {
	t.Parallel()
	a := subscribed(t, "a", "b", "c")
	at := "/merchants/" + a.imp + "/schedules"
	a.ok(t, "POST", at+"/b/revoke", "", nil)
	var page plans
	a.ok(t, "GET", at+"?state=scheduled", "", &page)
	want := map[string]int{"all": 3, "scheduled": 2, "revoked": 1, "succeeded": 0, "failed": 0}
	if diff := cmp.Diff(want, page.Counts); diff != "" || page.Total != 2 || page.List[0].MerchantUID != "c" {
		t.Errorf("%+v\n%s", page, diff)
	}
	for query, want := range map[string]int{
		"q=a": 1, "q=x": 0, "from=2026-11-24": 3, "to=2026-11-23": 0, "from=2026-11-24&to=2026-11-24": 3, "page=2&limit=2": 3,
	} {
		a.ok(t, "GET", at+"?"+query, "", &page)
		if page.Total != want {
			t.Errorf("?%s found %d, want %d", query, page.Total, want)
		}
	}
	for _, query := range []string{"state=paid", "from=x", "limit=999", "day=1"} {
		if w := a.send("GET", at+"?"+query, ""); w.Code != http.StatusBadRequest {
			t.Errorf("?%s answered %d", query, w.Code)
		}
	}
}

func TestSchedules_areMovedRevokedMadeAgainAndRetriedByHand(t *testing.T) {
	t.Parallel()
	uid := "order/1 한글" // a merchant_uid may need escaping
	a := subscribed(t, uid)
	at := "/merchants/" + a.imp + "/schedules/" + url.PathEscape(uid)
	for _, step := range []struct {
		action, body string
		want         plan
	}{
		{"move", fmt.Sprintf(`{"schedule_at":%d}`, planned+60), plan{uid, "scheduled", planned + 60, ""}},
		{"revoke", "", plan{uid, "revoked", planned + 60, ""}},
		{"reschedule", fmt.Sprintf(`{"schedule_at":%d}`, planned+120), plan{uid, "scheduled", planned + 120, ""}},
		{"revoke", "", plan{uid, "revoked", planned + 120, ""}},
	} {
		var got plan
		a.ok(t, "POST", at+"/"+step.action, step.body, &got)
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("%s: %s", step.action, diff)
		}
	}
	var done plan
	a.ok(t, "POST", at+"/retry", "", &done)
	if p, err := a.engine.PaymentByImpUID(a.imp, done.ImpUID); done.Outcome != "succeeded" || err != nil || p.Amount.Minor() != 9900 {
		t.Errorf("after the retry: %+v, %v", done, err)
	}
	for _, action := range []string{"retry", "revoke", "move", "reschedule"} {
		body := ""
		if action == "move" || action == "reschedule" {
			body = fmt.Sprintf(`{"schedule_at":%d}`, planned+180)
		}
		if w := a.send("POST", at+"/"+action, body); w.Code < 400 || w.Code > 422 {
			t.Errorf("%s of what was paid answered %d %s", action, w.Code, w.Body)
		}
	}
	if w := a.send("GET", "/merchants/"+a.imp+"/schedules/nobody", ""); w.Code != http.StatusNotFound {
		t.Errorf("an unknown schedule answered %d", w.Code)
	}
	if n := len(a.engine.FindAll(a.imp, uid, "", "")); n != 1 {
		t.Errorf("%d payments, want the one of the retry", n)
	}
}

func TestBillingKeys_areListedAndDeleted(t *testing.T) {
	t.Parallel()
	a := subscribed(t, "c/1", "c2")
	at := "/merchants/" + a.imp + "/billing-keys"
	a.ok(t, "DELETE", at+"/"+url.PathEscape("c/1"), "", nil)
	if w := a.send("DELETE", at+"/"+url.PathEscape("c/1"), ""); w.Code != http.StatusNotFound {
		t.Errorf("a second delete answered %d", w.Code)
	}
	var page struct {
		Total  int
		Counts map[string]int
		List   []struct {
			CustomerUID string `json:"customer_uid"`
			DeletedAt   int64  `json:"deleted_at"`
			ChannelKey  string `json:"channel_key"`
		}
	}
	a.ok(t, "GET", at+"?state=deleted", "", &page)
	want := map[string]int{"all": 2, "usable": 1, "deleted": 1}
	if diff := cmp.Diff(want, page.Counts); diff != "" || page.Total != 1 || page.List[0].CustomerUID != "c/1" || page.List[0].DeletedAt == 0 || page.List[0].ChannelKey == "" {
		t.Errorf("%+v\n%s", page, diff)
	}
	if w := a.send("GET", at+"?state=lost", ""); w.Code != http.StatusBadRequest {
		t.Errorf("an unknown state answered %d", w.Code)
	}
	if w := a.send("GET", "/merchants/imp0/billing-keys", ""); w.Code != http.StatusNotFound {
		t.Errorf("the keys of nobody answered %d", w.Code)
	}
}
