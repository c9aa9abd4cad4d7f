package console

import (
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
)

// Intercept tells where PortOne's own host names are served on this machine.
type Intercept struct {
	Proxy        string   `json:"proxy"`         // http://HOST:PORT
	CA           string   `json:"ca"`            // path of the certificate to trust
	Hosts        []string `json:"hosts"`         // the names
	SPKI         string   `json:"spki"`          // of the CA's key: base64 of its SHA-256
	ChromiumArgs []string `json:"chromium_args"` // that lead a browser here; it needs a --user-data-dir of its own, too
}

func (s *server) intercept(http.ResponseWriter, *http.Request) (any, error) {
	if s.o.Intercept != nil {
		if i := s.o.Intercept(); i != nil {
			return i, nil
		}
	}
	return nil, fault.Newf(fault.SandboxNotFound, "start the sandbox with --intercept")
}
