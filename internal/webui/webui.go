// Package webui serves the built files of one browser app from memory.
//
// It refuses to know which app it is, to build anything, and to list folders.
// Its main invariant: which files there are was read once, when the handler was
// made, and each file once, when it was first asked for, so that a program which
// nobody looks at holds none; each answer carries a strong ETag of its bytes, and
// a browser asks again every time.
package webui

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// Options are what Handler may be given.
type Options struct {
	// CSP is the Content-Security-Policy of every answer. Empty means OwnOrigin.
	CSP string
}

// OwnOrigin is the policy of an app that needs nothing but its own origin.
const OwnOrigin = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const index = "index.html"

// ErrNoIndex says that the files hold no index.html: the binary was built with
// the tag noui, or the app was not built.
var ErrNoIndex = errors.New("the app has no index.html")

// types are named here because the machine's own list differs between machines.
var types = map[string]string{
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".css":   "text/css; charset=utf-8",
	".json":  "application/json",
	".svg":   "image/svg+xml",
	".png":   "image/png",
	".jpg":   "image/jpeg",
	".webp":  "image/webp",
	".ico":   "image/x-icon",
	".woff2": "font/woff2",
	".txt":   "text/plain; charset=utf-8",
}

type file struct {
	name, contentType string
	content           func() (content, error) // reads it once
}

// content is what a file holds.
type content struct {
	body []byte
	etag string
}

type handler struct {
	files map[string]file
	csp   string
}

// Handler serves files under their own names and index.html for every other
// address without an extension, which the app's own router then reads. The files
// must stay as they are, as embedded ones do. It fails with ErrNoIndex, or when a
// folder cannot be read.
func Handler(files fs.FS, opts Options) (http.Handler, error) {
	h := handler{files: map[string]file{}, csp: opts.CSP}
	if h.csp == "" {
		h.csp = OwnOrigin
	}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		h.files[name] = newFile(files, name)
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the app's files: %w", err)
	}
	if _, ok := h.files[index]; !ok {
		return nil, ErrNoIndex
	}
	return h, nil
}

func newFile(files fs.FS, name string) file {
	contentType, ok := types[path.Ext(name)]
	if !ok {
		contentType = "application/octet-stream"
	}
	return file{name, contentType, sync.OnceValues(func() (content, error) {
		body, err := fs.ReadFile(files, name)
		sum := sha256.Sum256(body)
		return content{body, `"` + hex.EncodeToString(sum[:]) + `"`}, err
	})}
}

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Content-Security-Policy", h.csp)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("Cache-Control", "no-cache")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		head.Set("Allow", "GET, HEAD")
		refuse(w, r, http.StatusMethodNotAllowed)
		return
	}
	f, ok := h.find(r.URL.Path)
	if !ok {
		refuse(w, r, http.StatusNotFound)
		return
	}
	c, err := f.content()
	if err != nil {
		refuse(w, r, http.StatusInternalServerError)
		return
	}
	head.Set("ETag", c.etag)
	head.Set("Content-Type", f.contentType)
	http.ServeContent(w, r, f.name, time.Time{}, bytes.NewReader(c.body))
}

// find returns the file of an address. A name with an extension that is not
// there is missing, not a page of the app: a script must not turn into HTML.
func (h handler) find(address string) (file, bool) {
	name := strings.TrimPrefix(address, "/")
	if name == "" {
		name = index
	}
	if f, ok := h.files[name]; ok {
		return f, true
	}
	if !fs.ValidPath(strings.TrimSuffix(name, "/")) || strings.ContainsAny(name, "\\\x00") || path.Ext(name) != "" {
		return file{}, false
	}
	return h.files[index], true
}

// refuse answers in a short text; a browser shows it, nothing parses it.
func refuse(w http.ResponseWriter, r *http.Request, status int) {
	sentences := map[int]string{
		http.StatusInternalServerError: "파일을 읽지 못했습니다. 돈은 움직이지 않았습니다. 프로그램을 다시 시작해 주세요.\nThe file could not be read. No money moved. Start the program again.\n",
		http.StatusNotFound:            "그런 파일이 없습니다. 돈은 움직이지 않았습니다. 주소를 확인해 주세요.\nThere is no such file. No money moved. Check the address.\n",
		http.StatusMethodNotAllowed:    "이 주소는 GET과 HEAD만 받습니다. 돈은 움직이지 않았습니다.\nThis address takes GET and HEAD only. No money moved.\n",
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(sentences[status])) // the reader may have left
	}
}
