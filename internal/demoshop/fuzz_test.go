package demoshop_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/demoshop"
)

// FuzzShop sends any body to any address that takes one: the answer is never a
// failure of ours while the payment server answers, and a body that is refused
// opens nothing.
func FuzzShop(f *testing.F) {
	for _, body := range []string{goodOrder, `{"order_ref":"20261124-7H2K9M4P","tel":"010"}`, `{"method":"card"}`, "", "[", `{"a":{"a":{}}}`, `{"qty":1e400}`, "\xff"} {
		f.Add(uint8(0), "", "application/json", body)
		f.Add(uint8(1), "key=x&key=y", "application/json; charset=utf-8", body)
		f.Add(uint8(5), "%zz", "text/plain", body)
	}
	paths := []string{"orders", "lookup", "orders/x/pay", "orders/x/complete", "orders/x/cancel", "orders/%2f/pay"}
	f.Fuzz(func(t *testing.T, at uint8, query, kind, body string) {
		server := newFakeServer(t)
		shop, err := demoshop.New(options(server.URL))
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "/shop/api/"+paths[int(at)%len(paths)], strings.NewReader(body))
		r.URL.RawQuery = query
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		shop.ServeHTTP(w, r)
		opened := len(server.asked(http.MethodPost, "/api/payments"))
		if w.Code >= 500 || (w.Code >= 400 && opened > 0) {
			t.Errorf("POST %s %q: got %d with %d payments opened: %s", r.URL, body, w.Code, opened, w.Body)
		}
		if w.Code >= 400 && code(t, w.Body.String()) == "" {
			t.Errorf("POST %s %q: got %d without a code", r.URL, body, w.Code)
		}
	})
}
