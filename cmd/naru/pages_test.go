package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestPages_leaveTheAPIToTheAPI(t *testing.T) {
	t.Parallel()
	api := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "api") })
	files := fstest.MapFS{"index.html": {Data: []byte("<p>pages")}, "app.js": {Data: []byte("app()")}}
	handler, err := withPages(api, files, "https://pay.example.com")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/console": "<p>pages", "/console/": "<p>pages", "/console/payments/pay_1": "<p>pages",
		"/console/app.js": "app()", "/console/api": "api", "/console/api/session": "api",
		"/api/payments": "api", "/consoles": "api", "/": "api",
	} {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		if got := answer.Body.String(); got != want {
			t.Errorf("GET %s: %q, want %q", path, got, want)
		}
		policy := answer.Header().Get("Content-Security-Policy")
		if page := want != "api"; page != strings.Contains(policy, "script-src 'self'") {
			t.Errorf("GET %s: policy %q", path, policy)
		} else if page && answer.Header().Get("Strict-Transport-Security") == "" {
			t.Errorf("GET %s: a page by https without Strict-Transport-Security", path)
		}
	}
}

func TestPages_mayBeLeftOut(t *testing.T) {
	t.Parallel()
	handler, err := withPages(http.NotFoundHandler(), fstest.MapFS{}, "")
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/console", nil))
	if answer.Code != http.StatusNotFound {
		t.Errorf("GET /console: %d, want 404", answer.Code)
	}
}
