package webui_test

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/naru-pay/naru/internal/webui"
)

const page = `<!doctype html><div id="root"></div>`

func app(t *testing.T, opts webui.Options) http.Handler {
	t.Helper()
	h, err := webui.Handler(fstest.MapFS{
		"index.html":      {Data: []byte(page)},
		"app.js":          {Data: []byte("run()")},
		"index.css":       {Data: []byte("body{}")},
		"fonts/a.woff2":   {Data: []byte("font")},
		"data.unknownext": {Data: []byte("?")},
	}, opts)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// ask sends one request to exactly this path, which may be one that net/http
// would have cleaned.
func ask(h http.Handler, method, path string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, "/", nil)
	r.URL = &url.URL{Path: path}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestHandler_servesFilesAndThePageForTheRest(t *testing.T) {
	t.Parallel()
	h := app(t, webui.Options{})
	tests := map[string]struct {
		status            int
		contentType, body string
	}{
		"/":                      {200, "text/html; charset=utf-8", page},
		"/index.html":            {200, "text/html; charset=utf-8", page},
		"/app.js":                {200, "text/javascript; charset=utf-8", "run()"},
		"/index.css":             {200, "text/css; charset=utf-8", "body{}"},
		"/fonts/a.woff2":         {200, "font/woff2", "font"},
		"/data.unknownext":       {200, "application/octet-stream", "?"},
		"/orders/1":              {200, "text/html; charset=utf-8", page},
		"/orders/":               {200, "text/html; charset=utf-8", page},
		"/fonts":                 {200, "text/html; charset=utf-8", page},
		"/주문":                    {200, "text/html; charset=utf-8", page},
		"/vendor.js":             {404, "", ""},
		"/orders/app.js":         {404, "", ""},
		"/favicon.ico":           {404, "", ""},
		"/../index.html":         {404, "", ""},
		"/../../etc/passwd":      {404, "", ""},
		"/fonts/../../etc":       {404, "", ""},
		"//etc/passwd":           {404, "", ""},
		"/fonts\\..\\index.html": {404, "", ""},
		"/a\x00b":                {404, "", ""},
		"/.":                     {404, "", ""},
	}
	for path, tt := range tests {
		r := ask(h, http.MethodGet, path)
		got := body(t, r)
		if r.StatusCode != tt.status {
			t.Errorf("GET %q answers %d, want %d", path, r.StatusCode, tt.status)
		}
		if tt.status == 200 && (got != tt.body || r.Header.Get("Content-Type") != tt.contentType) {
			t.Errorf("GET %q answers %q as %q", path, got, r.Header.Get("Content-Type"))
		}
		if tt.status == 404 && (strings.Contains(got, "root") || !strings.Contains(got, "그런 파일이 없습니다")) {
			t.Errorf("GET %q answers %q", path, got)
		}
	}
}

func TestHandler_asksTheBrowserToAskAgainAndSavesTheBytes(t *testing.T) {
	t.Parallel()
	h := app(t, webui.Options{})
	first := ask(h, http.MethodGet, "/app.js")
	etag := first.Header.Get("ETag")
	if first.Header.Get("Cache-Control") != "no-cache" || len(etag) != 66 || strings.HasPrefix(etag, "W/") {
		t.Fatalf("headers are %v", first.Header)
	}
	if other := ask(h, http.MethodGet, "/index.css").Header.Get("ETag"); other == etag {
		t.Error("two files have one ETag")
	}
	for _, known := range []string{etag, `"x", ` + etag, "*"} {
		r := ask(h, http.MethodGet, "/app.js", "If-None-Match", known)
		if r.StatusCode != http.StatusNotModified || body(t, r) != "" {
			t.Errorf("If-None-Match %s answers %d", known, r.StatusCode)
		}
	}
	if r := ask(h, http.MethodGet, "/app.js", "If-None-Match", `"old"`); r.StatusCode != http.StatusOK || body(t, r) != "run()" {
		t.Errorf("an old ETag answers %d", r.StatusCode)
	}
}

func TestHandler_answersHEADWithoutABodyAndRefusesOtherMethods(t *testing.T) {
	t.Parallel()
	h := app(t, webui.Options{})
	r := ask(h, http.MethodHead, "/app.js")
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Length") != "5" || body(t, r) != "" {
		t.Errorf("HEAD answers %d %v", r.StatusCode, r.Header)
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		r := ask(h, method, "/")
		if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s answers %d, Allow %q", method, r.StatusCode, r.Header.Get("Allow"))
		}
	}
}

func TestHandler_setsThePoliciesOnEveryAnswer(t *testing.T) {
	t.Parallel()
	const own = "default-src 'none'"
	for _, tt := range []struct {
		opts webui.Options
		want string
	}{{webui.Options{CSP: own}, own}, {webui.Options{}, webui.OwnOrigin}} {
		h := app(t, tt.opts)
		for _, path := range []string{"/", "/app.js", "/orders", "/missing.js"} {
			r := ask(h, http.MethodGet, path)
			if r.Header.Get("Content-Security-Policy") != tt.want || r.Header.Get("X-Content-Type-Options") != "nosniff" ||
				r.Header.Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("%s has the headers %v", path, r.Header)
			}
		}
	}
}

func TestHandler_refusesAnAppThatIsNotThere(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]fs.FS{
		"empty":         fstest.MapFS{},
		"without index": fstest.MapFS{"app.js": {Data: []byte("run()")}},
	} {
		if _, err := webui.Handler(files, webui.Options{}); !errors.Is(err, webui.ErrNoIndex) {
			t.Errorf("%s: error is %v, want ErrNoIndex", name, err)
		}
	}
}

func TestHandler_readsEachFileOnceAndWhenItIsAskedFor(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"index.html": {Data: []byte("old")}, "app.js": {Data: []byte("run()")}}
	h, err := webui.Handler(files, webui.Options{})
	if err != nil {
		t.Fatal(err)
	}
	delete(files, "app.js")
	if got := ask(h, http.MethodGet, "/app.js"); got.StatusCode != http.StatusInternalServerError {
		t.Errorf("a file that went before it was read: status %d, want 500", got.StatusCode)
	}
	for range 2 {
		if got := body(t, ask(h, http.MethodGet, "/")); got != "old" {
			t.Errorf("served %q, want what was read", got)
		}
		files["index.html"] = &fstest.MapFile{Data: []byte("new")}
	}
}
