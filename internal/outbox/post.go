package outbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
)

// post tells an address once. Only 2xx is a yes.
func (o *Outbox) post(ctx context.Context, to target, eventID string, body []byte) merchant.ShopReply {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.url, bytes.NewReader(body))
	if err != nil {
		return merchant.ShopReply{Problem: "the address cannot be used"} // its own words would show it
	}
	req.Header = headers(to.secrets, eventID, o.clock.Now(), body)
	resp, err := to.client.Do(req)
	if err != nil {
		return merchant.ShopReply{Problem: words(err)}
	}
	defer resp.Body.Close()
	answer := merchant.ShopReply{Status: resp.StatusCode, Body: firstBytes(resp.Body)}
	if resp.StatusCode/100 != 2 {
		answer.Problem = fmt.Sprintf("the shop answered %d", resp.StatusCode)
	}
	return answer
}

// firstBytes keeps the beginning of an answer and reads a little more of it, so
// that the connection can serve again.
func firstBytes(body io.Reader) string {
	limited := io.LimitReader(body, mostAnswer)
	kept, err := io.ReadAll(io.LimitReader(limited, mostKept))
	if err == nil {
		_, _ = io.Copy(io.Discard, limited)
	}
	return string(kept)
}

// words cuts a problem to what is worth keeping, without the address, which may
// be the shop's secret.
func words(problem error) string {
	if wrapped, ok := errors.AsType[*url.Error](problem); ok {
		problem = wrapped.Err
	}
	text := problem.Error()
	return text[:min(len(text), mostWords)]
}

// Vet implements merchant.ShopCaller.
func (o *Outbox) Vet(address string) error {
	if err := o.policy.Vet(address); err != nil {
		return fault.Field(fault.EndpointURLRefused, "url", "%s", err)
	}
	return nil
}

// Try implements merchant.ShopCaller.
func (o *Outbox) Try(ctx context.Context, e merchant.Endpoint, s merchant.EndpointSecrets, eventID string, body []byte) (merchant.ShopReply, time.Duration) {
	began := o.clock.Now()
	if e.ID == merchant.ConfiguredEndpoint {
		if o.own == nil {
			return merchant.ShopReply{Problem: "the configuration names no address"}, 0
		}
		return o.post(ctx, *o.own, eventID, body), o.clock.Now().Sub(began)
	}
	to, err := o.targetOf(e, s)
	if err != nil {
		return merchant.ShopReply{Problem: words(err)}, 0
	}
	return o.post(ctx, to, eventID, body), o.clock.Now().Sub(began)
}

// targetOf is where an endpoint is told; during a rotation both secrets sign.
func (o *Outbox) targetOf(e merchant.Endpoint, s merchant.EndpointSecrets) (target, error) {
	secret, err := parseSecret(s.Current)
	if err != nil {
		return target{}, errors.New("the endpoint has no usable secret")
	}
	to := target{url: e.URL, secrets: [][]byte{secret}, client: o.client}
	if s.Previous != "" && o.clock.Now().Before(s.Until) {
		if before, err := parseSecret(s.Previous); err == nil {
			to.secrets = append(to.secrets, before)
		}
	}
	return to, nil
}
