package httpapi

import (
	"net/http"
	"net/netip"

	"github.com/naru-pay/naru/internal/merchant"
)

// ReadWebhook reads a webhook's body, for fuzzing.
var ReadWebhook = readWebhook

// ReadPage reads a list's cursor and limit, for fuzzing.
func ReadPage(cursor, limit string) (merchant.Page, error) {
	return page(map[string]string{"cursor": cursor, "limit": limit})
}

// ClientOf tells who sent a request, for fuzzing.
func ClientOf(r *http.Request, proxies ...netip.Prefix) string {
	a := &server{Deps: Deps{Proxies: proxies}}
	return source(a.fromClient(r))
}
