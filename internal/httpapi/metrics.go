package httpapi

import "net/http"

// metrics answers a scraper. How much a shop sells is nobody else's business, so
// it takes the scraper's own secret or an API key.
func (a *server) metrics(w http.ResponseWriter, r *http.Request) error {
	a.Metrics.Handler().ServeHTTP(w, r)
	return nil
}
