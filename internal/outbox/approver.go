package outbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
)

// approveTimeout bounds the question before an approval, the answer included:
// the buyer waits, and PortOne stops the payment after ten seconds.
const approveTimeout = 3 * time.Second

// Approver asks the shop's approve URL, signed as the events are. It is the
// operator's own address, so it may be a private one. It is safe for concurrent
// use.
type Approver struct {
	url     string
	secrets [][]byte
	clock   clock.Clock
	client  *http.Client
}

// NewApprover returns an Approver for an address and a whsec_… secret, or an
// error that names the setting that is wrong.
func NewApprover(address, secret string, clk clock.Clock) (*Approver, error) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.Fragment != "" {
		return nil, errors.New("NARU_APPROVE_URL must be an http or https address without a user or a fragment")
	}
	keys, err := parseSecrets(secret)
	if err != nil {
		return nil, err
	}
	client := newClient()
	client.Timeout = approveTimeout
	return &Approver{url: address, secrets: keys, clock: clk, client: client}, nil
}

// Approve asks once. Only status 200 with {"approved": true} is a yes, so that
// no page which answers everything approves everything. {"approved": false} is a
// no of any status, with an optional reason; everything else is no answer.
func (a *Approver) Approve(ctx context.Context, q merchant.Question) (merchant.Permission, error) {
	ctx, cancel := context.WithTimeout(ctx, approveTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url, bytes.NewReader(q.Body))
	if err != nil {
		return merchant.Permission{}, err
	}
	stamp, signed := signature(a.secrets, q.ID, a.clock.Now(), q.Body)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "naru-approve")
	req.Header.Set("Webhook-Id", q.ID)
	req.Header.Set("Webhook-Timestamp", stamp)
	req.Header.Set("Webhook-Signature", signed)
	resp, err := a.client.Do(req)
	if err != nil {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err // without the address, which may be the shop's secret
		}
		return merchant.Permission{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer+1))
	if err != nil {
		return merchant.Permission{}, err
	}
	return readAnswer(resp.StatusCode, body)
}

// readAnswer reads what the shop said.
func readAnswer(status int, body []byte) (merchant.Permission, error) {
	var told struct {
		Approved *bool  `json:"approved"`
		Reason   string `json:"reason"`
	}
	if len(body) > mostAnswer || json.Unmarshal(body, &told) != nil || told.Approved == nil {
		return merchant.Permission{}, fmt.Errorf("the shop answered %d without a readable approved", status)
	}
	if *told.Approved && status != http.StatusOK {
		return merchant.Permission{}, fmt.Errorf("the shop answered %d and approved", status)
	}
	return merchant.Permission{Approved: *told.Approved, Reason: strings.ToValidUTF8(told.Reason, "")}, nil
}
