package console_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestDeliveries_areCountedAndNarrowed(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var paid callback
	a.ok(t, "POST", "/buyer/pay", `{`+order+`}`, &paid) // no address is saved
	a.ok(t, "PUT", "/merchants/"+a.imp+"/webhook", `{"test":{"url":"http://localhost:1/hook"}}`, nil)
	a.ok(t, "POST", "/payments/"+paid.ImpUID+"/cancel", "", nil)
	a.ok(t, "PUT", "/faults", `{"drop_webhooks":1}`, nil)
	a.ok(t, "POST", "/buyer/pay", `{`+strings.Replace(order, "order-1", "order-2", 1)+`}`, nil)
	at := "/merchants/" + a.imp + "/webhooks"
	type row struct {
		MerchantUID string          `json:"merchant_uid"`
		Event       string          `json:"event"`
		State       string          `json:"state"`
		NoteCode    engine.NoteCode `json:"note_code"`
	}
	var page struct {
		Total  int
		Counts map[string]int
		List   []row
	}
	a.ok(t, "GET", at, "", &page)
	want := []row{{"order-2", "paid", "dropped", engine.ByScenario}, {"order-1", "cancelled", "due", ""}, {"order-1", "paid", "unsent", engine.NoAddress}}
	if diff := cmp.Diff(want, page.List); diff != "" {
		t.Error(diff)
	}
	counts := map[string]int{"all": 3, "due": 1, "held": 0, "delivered": 0, "failed": 0, "dropped": 1, "unsent": 1}
	if diff := cmp.Diff(counts, page.Counts); diff != "" {
		t.Error(diff)
	}
	for query, want := range map[string]int{
		"state=dropped": 1, "event=cancelled": 1, "q=order-1": 2, "q=http://localhost:1/": 2, "q=x": 0, "limit=1&page=3": 3, "event=paid&state=unsent": 1,
	} {
		a.ok(t, "GET", at+"?"+query, "", &page)
		if page.Total != want {
			t.Errorf("?%s found %d, want %d", query, page.Total, want)
		}
	}
	for _, query := range []string{"state=x", "event=x", "page=0", "imp_uid=1"} {
		if w := a.send("GET", at+"?"+query, ""); w.Code != http.StatusBadRequest {
			t.Errorf("?%s answered %d", query, w.Code)
		}
	}
	if w := a.send("GET", "/merchants/imp0/webhooks", ""); w.Code != http.StatusNotFound {
		t.Errorf("those of nobody answered %d", w.Code)
	}
}
