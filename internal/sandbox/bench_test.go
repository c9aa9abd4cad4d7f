package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox"
)

// BenchmarkBuyerPay is one payment made without a browser, in memory and with
// the journal, without a network.
func BenchmarkBuyerPay(b *testing.B) {
	for name, o := range map[string]sandbox.Options{"memory": {}, "journal": {DataDir: b.TempDir()}} {
		b.Run(name, func(b *testing.B) {
			s, err := sandbox.New(o)
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			console, n := s.Console(), 0
			for b.Loop() {
				n++
				body := strings.Replace(purchase, "order-1", strconv.Itoa(n), 1)
				r := httptest.NewRequest(http.MethodPost, "http://localhost/sandbox/buyer/pay", strings.NewReader(body))
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				console.ServeHTTP(w, r)
				if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"success":true`) {
					b.Fatalf("answered %d %s", w.Code, w.Body)
				}
			}
		})
	}
}
