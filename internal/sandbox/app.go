package sandbox

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// consoleRoutes lays out the console's origin.
func (s *Sandbox) consoleRoutes(o Options) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/sandbox/", s.control(o))
	mux.Handle("/", app(o.ConsoleFiles))
	return mux
}

// policy lets the console load nothing that is not its own.
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// app serves the console's files; a path that is no file is one of its pages.
func app(files fs.FS) http.Handler {
	if files == nil {
		return http.NotFoundHandler()
	}
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-cache")
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if info, err := fs.Stat(files, name); name == "" || err != nil || info.IsDir() {
			http.ServeFileFS(w, r, files, "index.html")
			return
		}
		server.ServeHTTP(w, r)
	})
}
