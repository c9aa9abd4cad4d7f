package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"github.com/naru-pay/naru/internal/webui"
)

// pagesPolicy lets the operators' console load nothing that is not its own, and
// nothing that stands inside a page.
const pagesPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

const pagesPrefix = "/console"

// withPages puts the operators' console in front of the API: its files are under
// /console, everything else, /console/api too, goes on to api. A program that was
// built without its pages has none and answers as before.
func withPages(api http.Handler, files fs.FS, publicURL string) (http.Handler, error) {
	app, err := webui.Handler(files, webui.Options{CSP: pagesPolicy})
	if errors.Is(err, webui.ErrNoIndex) {
		return api, nil
	}
	if err != nil {
		return nil, fmt.Errorf("serve the console: %w", err)
	}
	secure := strings.HasPrefix(publicURL, "https://")
	pages := http.StripPrefix(pagesPrefix, app)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isPage(r.URL.Path) {
			api.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		pages.ServeHTTP(w, r)
	}), nil
}

func isPage(path string) bool {
	if path == pagesPrefix+"/api" || strings.HasPrefix(path, pagesPrefix+"/api/") {
		return false
	}
	return path == pagesPrefix || strings.HasPrefix(path, pagesPrefix+"/")
}
