package sandbox

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/checkout"
	"github.com/naru-pay/naru/internal/webui"
)

// consoleRoutes lays out the console's origin. The SDK and the windows stand on
// it too, because the SDK finds its service where it came from itself.
func (s *Sandbox) consoleRoutes(o Options) (http.Handler, error) {
	pages, err := app(o.ConsoleFiles)
	if err != nil {
		return nil, err
	}
	windows := checkout.New(s.engine, checkout.Options{Logger: o.Logger, PublicURL: s.consoleURL, SDK: o.SDKFile, Types: o.SDKTypes})
	mux := http.NewServeMux()
	mux.Handle("/sandbox/", s.control(o))
	for _, prefix := range []string{"/checkout/", "/v1/", "/js/"} {
		mux.Handle(prefix, windows)
	}
	mux.Handle("/", pages)
	return mux, nil
}

func (s *Sandbox) consoleURL() string {
	address, _ := s.engine.Addresses()
	return address
}

// policy lets the console load nothing that is not its own.
const policy = "default-src 'self'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// app serves the console's files; without them its pages are 404.
func app(files fs.FS) (http.Handler, error) {
	if files == nil {
		return http.NotFoundHandler(), nil
	}
	pages, err := webui.Handler(files, webui.Options{CSP: policy})
	if errors.Is(err, webui.ErrNoIndex) {
		return http.NotFoundHandler(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("serve the console: %w", err)
	}
	return pages, nil
}
