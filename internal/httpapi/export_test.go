package httpapi

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
)

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

// ConsoleRoute is a line of the console's table, for tests.
type ConsoleRoute struct {
	Method, Path, Role string // Role: the least; empty: anybody
	Fresh, Settles     bool
}

// ConsoleTable returns every route of the console.
func ConsoleTable() []ConsoleRoute {
	var out []ConsoleRoute
	for _, r := range consoleTable {
		need := r.need()
		out = append(out, ConsoleRoute{r.method, r.path, string(r.role), need.Fresh, need.Settles})
	}
	return out
}

// Routed lists what a router serves below /console/api.
func Routed(d Deps) []string {
	a := newServer(d)
	var out []string
	err := chi.Walk(a.router, func(method, path string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if strings.HasPrefix(path, consolePath+"/api") {
			out = append(out, method+" "+path)
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	return out
}
