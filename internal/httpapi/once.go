package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/strictjson"
)

// The headers of requests that are carried out once.
const (
	idempotencyHeader = "Idempotency-Key"
	replayedHeader    = "Idempotency-Replayed"
)

// once carries a request with an Idempotency-Key out once and answers it again
// when it is repeated. A browser's call needs no name: it is about its own
// payment, and must not use up the names of the shop.
func (a *server) once(route route, next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if callerOf(r) != shopServer {
			return next(w, r)
		}
		key, err := idempotencyKey(r, route.again == demanded)
		if err != nil {
			return err
		}
		if key == "" {
			return next(w, r)
		}
		body, err := problem.ReadBody(w, r, mostBody)
		if err != nil {
			return err
		}
		wish := merchant.Wish{Key: key, Fingerprint: fingerprint(r, body), Resumable: route.again != remembered}
		kept := &kept{header: w.Header()}
		answer, replayed, err := a.Service.Once(r.Context(), wish, func(ctx context.Context) (merchant.Reply, error) {
			repeatable := r.WithContext(ctx)
			repeatable.Body = io.NopCloser(bytes.NewReader(body))
			err := next(kept, repeatable)
			return merchant.Reply{Status: kept.status, Body: kept.body.Bytes()}, err
		})
		if err != nil {
			return err
		}
		if replayed {
			w.Header().Set(replayedHeader, "true")
			if len(answer.Body) > 0 {
				w.Header().Set("Content-Type", "application/json")
			}
		}
		w.WriteHeader(answer.Status)
		_, _ = w.Write(answer.Body) // only the connection can fail, and its other end knows
		return nil
	}
}

// idempotencyKey reads the header; "" when it is absent and may be.
func idempotencyKey(r *http.Request, demanded bool) (string, error) {
	values := r.Header.Values(idempotencyHeader)
	switch {
	case len(values) == 0 && !demanded:
		return "", nil
	case demanded && (len(values) == 0 || values[0] == ""):
		return "", fault.Field(fault.IdempotencyMissing, idempotencyHeader, "a fresh value for each refund")
	case len(values) > 1 || values[0] == "" || len(values[0]) > 255 || !plainKey(values[0]):
		return "", fault.Field(fault.BadField, idempotencyHeader, "one header of 1 to 255 visible ASCII characters")
	}
	return values[0], nil
}

func plainKey(s string) bool {
	for i := range len(s) {
		if s[i] < 0x21 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// fingerprint names what is asked for: two requests of one fingerprint ask for
// the same. How a JSON object is written, its blanks and the order of its names,
// does not matter.
func fingerprint(r *http.Request, body []byte) string {
	if object, err := strictjson.Object(body, mostDepth); err == nil {
		if canonical, err := json.Marshal(object); err == nil {
			body = canonical
		}
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%s\n%s\n", r.Method, r.URL.EscapedPath(), r.URL.RawQuery)
	sum.Write(body)
	return hex.EncodeToString(sum.Sum(nil))
}

// kept is a ResponseWriter that keeps an answer until it is stored. Its headers
// are the request's own.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (k *kept) Header() http.Header { return k.header }

// WriteHeader implements http.ResponseWriter.
func (k *kept) WriteHeader(status int) {
	if k.status == 0 {
		k.status = status
	}
}

// Write implements http.ResponseWriter.
func (k *kept) Write(b []byte) (int, error) {
	k.WriteHeader(http.StatusOK)
	return k.body.Write(b)
}
