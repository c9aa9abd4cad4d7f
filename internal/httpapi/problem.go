package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/telemetry"
)

// patience is how many seconds to wait before the same request may succeed.
var patience = map[fault.Code]int{
	fault.RefundInProgress: 1, fault.IdempotencyRunning: 1, fault.TooManyRequests: 1, fault.ServerBusy: 1,
	fault.StoreUnavailable: 2, fault.GatewayUnavailable: 2, fault.GatewayUnusable: 5,
}

// refuse answers with the problem that err is. What is not coded is our own
// defect: the caller learns no more than that and the request's id.
func (a *server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		err = fault.Wrap(fault.ServerBusy, err) // the caller left; nobody reads this
	}
	if seen, ok := w.(*watched); ok {
		seen.err = err
	}
	p := problem.Of(err)
	p.Type = "urn:naru:problem:" + string(p.Code)
	if p.Detail == "" {
		p.Detail = p.English
	}
	p.RequestID = telemetry.RequestID(r.Context())
	h := w.Header()
	if wait, ok := patience[p.Code]; ok {
		h.Set("Retry-After", strconv.Itoa(wait))
	}
	if p.Status == http.StatusUnauthorized && !strings.HasPrefix(r.URL.Path, consolePath) {
		h.Set("WWW-Authenticate", `Bearer realm="naru"`)
	}
	problem.Write(w, p)
}
