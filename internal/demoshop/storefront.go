package demoshop

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/webui"
)

// sdkPlaceholder stands in the built index.html for the address of iamport.js,
// so that no bundle holds a setting.
const sdkPlaceholder = "__PORTONE_SDK_URL__"

// storefront serves the built pages with the SDK's address filled in, under a
// content security policy that lets the SDK's origin do what a PG needs.
func storefront(o Options) (http.Handler, error) {
	page, err := fs.ReadFile(o.Files, "index.html")
	if err != nil {
		return nil, fmt.Errorf("read the storefront: %w", err)
	}
	filled := bytes.ReplaceAll(page, []byte(sdkPlaceholder), []byte(html.EscapeString(o.SDKURL)))
	handler, err := webui.Handler(overlay{o.Files, filled}, webui.Options{CSP: policy(o.SDKURL)})
	if err != nil {
		return nil, fmt.Errorf("serve the storefront: %w", err)
	}
	return handler, nil
}

// policy allows the SDK's origin its script, its frames and its calls; the
// payment server is called by our server alone and is not named.
func policy(sdkURL string) string {
	u, err := url.Parse(sdkURL)
	if err != nil {
		return "default-src 'none'" // check has refused such an address before
	}
	sdk := u.Scheme + "://" + u.Host
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' " + sdk,
		"style-src 'self'",
		"img-src 'self' data:",
		"font-src 'self'",
		"connect-src 'self' " + sdk,
		"frame-src " + sdk,
		"form-action 'self' " + sdk,
		"base-uri 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}

// envScript is /env.js: exactly the two public settings.
func envScript(o Options) []byte {
	text, err := json.Marshal(struct {
		Imp    string `json:"PORTONE_IMP"`
		PGCode string `json:"PORTONE_PG_CODE"`
	}{o.Imp, o.PGCode})
	if err != nil { // two strings
		return nil
	}
	return fmt.Appendf(nil, "window.env = %s;\n", text)
}

func serveEnv(script []byte) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, _ *http.Request) error {
		h := w.Header()
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		h.Set("Cache-Control", "no-cache")
		h.Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(script) // the reader is gone; there is nobody to tell
		return nil
	}
}

// overlay is a file system whose index.html is ours.
type overlay struct {
	fs.FS
	index []byte
}

// Open opens the filled index.html, or a file of the bundle.
func (o overlay) Open(name string) (fs.File, error) {
	if name != "index.html" {
		return o.FS.Open(name)
	}
	return &memoryFile{Reader: bytes.NewReader(o.index)}, nil
}

// memoryFile is an open file of known bytes, and its own description.
type memoryFile struct{ *bytes.Reader }

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *memoryFile) Close() error               { return nil }
func (f *memoryFile) Name() string               { return "index.html" }
func (f *memoryFile) Mode() fs.FileMode          { return 0o444 }
func (f *memoryFile) ModTime() time.Time         { return time.Time{} }
func (f *memoryFile) IsDir() bool                { return false }
func (f *memoryFile) Sys() any                   { return nil }
