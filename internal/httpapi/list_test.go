package httpapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"
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
