package checkout

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"net/http"
	"regexp"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed assets/window.css assets/window.js assets/apps.js
var assetFiles embed.FS

var templates = template.Must(template.New("").ParseFS(templateFiles, "templates/*.html"))

// asset is a file that is the same for everybody.
type asset struct {
	body, etag, contentType string
}

func newAsset(body []byte, contentType string) asset {
	sum := sha256.Sum256(body)
	return asset{body: string(body), etag: `"` + hex.EncodeToString(sum[:]) + `"`, contentType: contentType}
}

// script is the asset of a JavaScript file. The charset matters: many Korean
// shops serve EUC-KR pages.
func script(body []byte) asset { return newAsset(body, "text/javascript; charset=utf-8") }

var assets = map[string]asset{
	"window.css": newAsset(mustRead("assets/window.css"), "text/css; charset=utf-8"),
	"window.js":  script(mustRead("assets/window.js")),
	"apps.js":    script(mustRead("assets/apps.js")),
}

func mustRead(name string) []byte {
	body, err := assetFiles.ReadFile(name)
	if err != nil {
		panic("checkout: " + err.Error()) // it was embedded by that name
	}
	return body
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("ETag", a.etag)
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	// A page that isolates itself may still load it.
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	allowAnyOrigin(w)
	if r.Header.Get("If-None-Match") == a.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", a.contentType)
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(a.body)) // a browser that left needs no script
	}
}

func serveAsset(w http.ResponseWriter, r *http.Request) {
	a, ok := assets[chi.URLParam(r, "file")]
	if !ok {
		problem.Write(w, problem.Of(fault.New(fault.RouteNotFound)))
		return
	}
	a.serve(w, r)
}

func (s *server) serveSDK(w http.ResponseWriter, r *http.Request) { serveFile(w, r, s.sdk) }

func (s *server) serveTypes(w http.ResponseWriter, r *http.Request) { serveFile(w, r, s.types) }

// serveFile serves a file that may not have been built.
func serveFile(w http.ResponseWriter, r *http.Request, a asset) {
	if a.body == "" {
		problem.Write(w, problem.Of(fault.New(fault.RouteNotFound)))
		return
	}
	a.serve(w, r)
}

var oldSDK = regexp.MustCompile(`^iamport\.payment-[\w.-]+\.js$`)

// serveOldSDK serves the same script at any versioned address; the script knows
// by its address that it is the old one.
func (s *server) serveOldSDK(w http.ResponseWriter, r *http.Request) {
	if !oldSDK.MatchString(chi.URLParam(r, "file")) {
		problem.Write(w, problem.Of(fault.New(fault.RouteNotFound)))
		return
	}
	s.serveSDK(w, r)
}
