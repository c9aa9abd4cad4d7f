package httpapi

// Route is a line of the table, for tests.
type Route struct {
	Method, Path, Scope string
	Browser, Scraper    bool
	Changes             bool // anything but reading
	NeedsKey            bool // an Idempotency-Key
}

// Problems are the statuses that the entrance of a route may answer.
func (r Route) Problems() []int {
	switch {
	case r.Scope == "":
		return nil
	case r.Changes:
		return []int{400, 401, 403, 409, 413, 422, 429, 500, 503}
	default:
		return []int{401, 403, 429, 500, 503}
	}
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
