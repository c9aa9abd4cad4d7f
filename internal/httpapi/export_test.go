package httpapi

// Route is a line of the table, for tests.
type Route struct {
	Method, Path, Scope string
	Browser, Scraper    bool
	Changes             bool // anything but reading
	NeedsKey            bool // an Idempotency-Key
}

// Table returns every route.
func Table() []Route {
	var out []Route
	for _, r := range table {
		out = append(out, Route{
			Method: r.method, Path: r.path, Scope: string(r.scope), Browser: r.who == orBrowser, Scraper: r.who == scraper,
			Changes: r.method != "GET", NeedsKey: r.again == demanded,
		})
	}
	return out
}
