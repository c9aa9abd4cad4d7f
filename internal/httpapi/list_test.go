package httpapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// walk reads a list page by page and returns the ids in their order.
func (w *world) walk(target string) []string {
	w.t.Helper()
	var ids []string
	for next := target; ; {
		r := w.want(w.send("GET", next, ""), http.StatusOK, "")
		data, _ := r.json["data"].([]any)
		for _, row := range data {
			m, _ := row.(map[string]any)
			id, _ := m["id"].(string)
			ids = append(ids, id)
		}
		cursor, more := r.json["next_cursor"].(string)
		if !more {
			return ids
		}
		if len(data) == 0 {
			w.t.Fatalf("%s: an empty page has a next one", next)
		}
		next = target + "&cursor=" + url.QueryEscape(cursor)
	}
}

func TestLists_goThroughEverythingOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var want []string
	for i := range 7 {
		o := w.open(fmt.Sprintf(`{"order_ref":"A-%d","amount":%d,"name":"a","buyer":{"tel":"1"}}`, i/4, 1000+i))
		want = append(want, o.id)
		if i%2 == 1 {
			w.clock.Advance(time.Second) // the others share their moment
		}
	}
	slices.Reverse(want)
	sorted := slices.Sorted(slices.Values(want))
	for _, limit := range []int{1, 2, 3, 7, 100} {
		got := w.walk(fmt.Sprintf("/api/payments?limit=%d", limit))
		if !slices.Equal(slices.Sorted(slices.Values(got)), sorted) {
			t.Errorf("limit %d: got %v, want each of %v once", limit, got, want)
		}
		if got[0] != want[0] {
			t.Errorf("limit %d: first is %s, want the newest, %s", limit, got[0], want[0])
		}
	}
	if got := w.walk("/api/payments?limit=1&order_ref=A-0"); len(got) != 4 {
		t.Errorf("of one order: %v, want 4", got)
	}
	if got := w.walk("/api/payments?limit=2&state=closed"); len(got) != 5 {
		t.Errorf("closed: %v, want 5: each new payment closed the one before", got)
	}
	if got := w.walk("/api/payments?state=open&order_ref=A-1"); len(got) != 1 {
		t.Errorf("open of one order: %v, want 1", got)
	}
	if got := w.walk("/api/payments?order_ref=nothing"); len(got) != 0 {
		t.Errorf("of no order: %v", got)
	}
}

// TestLists_narrowByEveryFilterTogether compares every combination of filters
// with what they leave of the whole list.
func TestLists_narrowByEveryFilterTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	begun := w.clock.Now()
	for i := range 12 {
		method := []string{"card", "trans"}[i%3%2]
		body := fmt.Sprintf(`{"order_ref":"A-%d","amount":%d,"name":"a","pay_method":%q,"buyer":{"tel":"1"}}`, i/2, 1000+i, method)
		if o := w.open(body); i%4 == 3 {
			imp := w.portone.Pay(payment.MerchantUID(o.merchantUID), money.Won(int64(1000+i)), func(s *payment.Seen) { s.PayMethod = method })
			w.clock.Advance(90 * time.Minute)
			w.want(w.send("POST", "/api/payments/"+o.id+"/complete", `{"imp_uid":"`+string(imp)+`"}`), http.StatusOK, "")
		}
		w.clock.Advance(30 * time.Minute)
	}
	whole := w.rows("/api/payments?limit=100")
	moments := []string{"", begun.Add(2 * time.Hour).Format(time.RFC3339), begun.Add(5 * time.Hour).Format(time.RFC3339)}
	found := 0
	for _, state := range []string{"", "paid", "closed"} {
		for _, method := range []string{"", "trans", "samsung"} {
			for _, ref := range []string{"", "A-2"} {
				for n := range 3 * 3 * 3 {
					q := url.Values{"state": {state}, "method": {method}, "order_ref": {ref}, "created_from": {moments[n%3]}, "created_to": {moments[2*(n/3%2)]}, "paid_from": {moments[n/9]}, "paid_to": {moments[2*(n/18)]}}
					for name, value := range q {
						if value[0] == "" {
							delete(q, name)
						}
					}
					if q.Get("created_from") != "" && q.Get("created_from") == q.Get("created_to") || q.Get("paid_from") != "" && q.Get("paid_from") == q.Get("paid_to") {
						continue
					}
					want := narrowed(whole, q)
					got := w.walk(fmt.Sprintf("/api/payments?limit=%d&%s", n%4+1, q.Encode()))
					if found += len(got); !slices.Equal(got, want) {
						t.Errorf("%s: got %v, want %v", q.Encode(), got, want)
					}
				}
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d rows were found by all filters", found)
	}
}

// rows reads one page.
func (w *world) rows(target string) []map[string]any {
	w.t.Helper()
	data, _ := w.want(w.send("GET", target, ""), http.StatusOK, "").json["data"].([]any)
	var out []map[string]any
	for _, row := range data {
		m, _ := row.(map[string]any)
		out = append(out, m)
	}
	return out
}

// narrowed returns the ids of the rows that the filters leave, in their order.
func narrowed(rows []map[string]any, q url.Values) []string {
	text := func(row map[string]any, name string) string { s, _ := row[name].(string); return s }
	inside := func(at, from, to string) bool {
		return (from == "" || at >= from) && (to == "" || at != "" && at < to) && (from == "" || at != "")
	}
	byPaid := q.Has("paid_from") || q.Has("paid_to")
	var left []map[string]any
	for _, row := range rows {
		if (!q.Has("state") || text(row, "state") == q.Get("state")) && (!q.Has("method") || text(row, "pay_method") == q.Get("method")) &&
			(!q.Has("order_ref") || text(row, "order_ref") == q.Get("order_ref")) &&
			inside(text(row, "created_at"), q.Get("created_from"), q.Get("created_to")) && inside(text(row, "paid_at"), q.Get("paid_from"), q.Get("paid_to")) {
			left = append(left, row)
		}
	}
	if byPaid {
		slices.SortStableFunc(left, func(a, b map[string]any) int { return strings.Compare(text(b, "paid_at"), text(a, "paid_at")) })
	}
	var ids []string
	for _, row := range left {
		ids = append(ids, text(row, "id"))
	}
	return ids
}

func TestLists_refuseWhatIsNoFilter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for query, field := range map[string]string{
		"created_from=yesterday": "created_from", "paid_to=2026-11-23": "paid_to", "created_to=0001-01-01T00:00:00Z": "created_to",
		"created_from=2026-11-23T00:00:00Z&created_to=2026-11-23T00:00:00Z": "created_to", "state=gone": "state", "limit=0": "limit",
		"limit=101": "limit", "cursor=x": "cursor", "method=a&method=b": "method", "since=1": "since",
	} {
		r := w.want(w.send("GET", "/api/payments?"+query, ""), http.StatusBadRequest, "bad_query")
		if r.text("field") != field {
			t.Errorf("%s: field %q, want %q", query, r.text("field"), field)
		}
	}
}

func TestOrder_isFoundByAnyNameThatItCanHave(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, ref := range []string{"A/1", "100%", "a+b&c=d", "..", "%2F", "{id}", "A-1001"} {
		body := fmt.Sprintf(`{"order_ref":%q,"amount":1000,"name":"a","buyer":{"tel":"1"}}`, ref)
		o := w.open(body)
		r := w.want(w.send("GET", "/api/orders/"+url.PathEscape(ref), ""), http.StatusOK, "")
		if r.text("order_ref") != ref || r.object("payment")["id"] != o.id {
			t.Errorf("order %q: got %s", ref, r.body)
		}
	}
}

func TestReady_tellsOfStoreAndChannels(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.want(w.send("GET", "/readyz", "", noKey), http.StatusOK, "")
	if channels := r.object("channels"); channels["known"] != 0.0 || channels["read_at"] != nil {
		t.Errorf("before the channels were read: %s", r.body)
	}
	if err := w.service.RefreshChannels(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.portone.Away(true)
	r = w.want(w.send("GET", "/readyz", "", noKey), http.StatusOK, "")
	if channels := r.object("channels"); r.json["ok"] != true || channels["known"] != 1.0 || channels["read_at"] == nil {
		t.Errorf("after: %s", r.body)
	}
}
