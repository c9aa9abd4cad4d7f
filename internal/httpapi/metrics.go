package httpapi

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/naru-pay/naru/internal/fault"
)

// metrics answers a scraper. How much a shop sells is nobody else's business, so
// it takes the scraper's own secret, which can do nothing else, or an API key.
// The caller's address lets nobody in: behind a proxy on this machine the whole
// world comes from loopback.
func (a *server) metrics(w http.ResponseWriter, r *http.Request) error {
	secret, err := bearer(r)
	switch {
	case err == nil && a.Scraper != "" && subtle.ConstantTimeCompare([]byte(secret), []byte(a.Scraper)) == 1:
	case err == nil && strings.HasPrefix(secret, "ct_"):
		return a.stranger(r, fault.New(fault.KeyScope))
	case err == nil:
		_, err = a.Service.CheckKey(r.Context(), secret)
	}
	if err != nil {
		return a.stranger(r, err)
	}
	a.Metrics.Handler().ServeHTTP(w, r)
	return nil
}
