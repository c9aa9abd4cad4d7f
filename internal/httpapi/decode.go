package httpapi

import (
	"mime"
	"net/http"
	"strings"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/strictjson"
)

// The most that is read of a request.
const (
	mostBody    = 256 << 10 // bytes
	mostWebhook = 64 << 10  // bytes
	mostDepth   = 16        // objects and lists inside each other
)

// decode reads a request's body as one JSON object, strictly, and lets read
// take its fields. What read did not ask for is an unknown field.
func decode(w http.ResponseWriter, r *http.Request, read func(*fields)) error {
	kind, err := contentType(r)
	if err != nil || kind != "application/json" {
		return fault.New(fault.BadContentType)
	}
	body, err := problem.ReadBody(w, r, mostBody)
	if err != nil {
		return err
	}
	object, err := strictjson.Object(body, mostDepth)
	if err != nil {
		return err
	}
	f := newFields(object)
	read(f)
	return f.done()
}

// contentType returns the media type of a body that is plain UTF-8.
func contentType(r *http.Request) (string, error) {
	wrong := fault.New(fault.BadContentType)
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	encoding := r.Header.Get("Content-Encoding")
	if err != nil || len(r.Header.Values("Content-Type")) > 1 || (encoding != "" && encoding != "identity") {
		return "", wrong
	}
	for name, value := range params {
		if name != "charset" || !strings.EqualFold(value, "utf-8") {
			return "", wrong
		}
	}
	return kind, nil
}
