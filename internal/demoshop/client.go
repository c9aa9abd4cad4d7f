package demoshop

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
)

const (
	askTimeout = 20 * time.Second // the payment server itself waits for PortOne
	mostAnswer = 1 << 20
)

// paymentServer is the payment server's HTTP API, with the shop's secret key.
type paymentServer struct {
	base string // without a slash at the end
	key  string
	http *http.Client
}

// refusal is a problem that the payment server answered and that the buyer may
// hear of.
type refusal struct {
	Status int        `json:"status"`
	Code   fault.Code `json:"code"`
	Detail string     `json:"detail"`
	Korean string     `json:"message_ko"`
	Eng    string     `json:"message_en"`
}

// Error writes code and detail for the log.
func (r *refusal) Error() string {
	return fmt.Sprintf("the payment server refused: %d %s: %s", r.Status, r.Code, r.Detail)
}

// openRequest is the body of POST /api/payments.
type openRequest struct {
	OrderRef   string         `json:"order_ref"`
	Items      []openItem     `json:"items"`
	Shipping   int64          `json:"shipping"`
	Discount   int64          `json:"discount"`
	PayMethod  string         `json:"pay_method"`
	PG         string         `json:"pg,omitempty"`
	Buyer      buyer          `json:"buyer"`
	ReturnURL  string         `json:"return_url"`
	RequestPay map[string]any `json:"request_pay,omitempty"`
}

type openItem struct {
	Name      string `json:"name"`
	Qty       int64  `json:"qty"`
	UnitPrice int64  `json:"unit_price"`
	TaxFree   int64  `json:"tax_free"`
}

// opened is the answer of POST /api/payments. Checkout is handed to the browser
// as it came.
type opened struct {
	Payment     paymentState    `json:"payment"`
	ClientToken string          `json:"client_token"`
	Checkout    json.RawMessage `json:"checkout"`
}

// paymentState is what the shop shows of a payment; amounts are won.
type paymentState struct {
	ID             string          `json:"id"`
	MerchantUID    string          `json:"merchant_uid"`
	State          string          `json:"state"`
	Name           string          `json:"name"`
	Amount         int64           `json:"amount"`
	TaxFree        int64           `json:"tax_free"`
	Currency       string          `json:"currency"`
	PayMethod      string          `json:"pay_method"`
	PG             string          `json:"pg"`
	Refunded       int64           `json:"refunded"`
	Cancellable    int64           `json:"cancellable"`
	ImpUID         *string         `json:"imp_uid"`
	VirtualAccount json.RawMessage `json:"virtual_account"`
	Failure        json.RawMessage `json:"failure"`
	Reason         *string         `json:"reason"`
	ReceiptURL     *string         `json:"receipt_url"`
	Card           json.RawMessage `json:"card"`
	Refunds        []refundState   `json:"refunds"`
	Version        int64           `json:"version"`
	Test           bool            `json:"test"`
	CreatedAt      *time.Time      `json:"created_at"`
	ExpiresAt      *time.Time      `json:"expires_at"`
	PaidAt         *time.Time      `json:"paid_at"`
}

type refundState struct {
	ID        string     `json:"id"`
	Amount    int64      `json:"amount"`
	State     string     `json:"state"`
	Reason    string     `json:"reason"`
	CreatedAt *time.Time `json:"created_at"`
}

// refunding reports whether a refund was begun that has not ended.
func (p *paymentState) refunding() bool {
	return slices.ContainsFunc(p.Refunds, func(r refundState) bool { return r.State != "succeeded" && r.State != "rejected" })
}

// orderAnswer is what the payment server says of an order: its state, the
// payment that counts (the paid one, or the newest), and all of them.
type orderAnswer struct {
	State    string         `json:"state"`
	Payment  *paymentState  `json:"payment"`
	Payments []paymentState `json:"payments"`
}

// rejected returns the payments beside the one that counts whose money was not
// accepted, so that the buyer learns where that money is.
func (a orderAnswer) rejected() []paymentState {
	others := []paymentState{}
	for _, p := range a.Payments {
		if p.Reason != nil && (a.Payment == nil || p.ID != a.Payment.ID) {
			others = append(others, p)
		}
	}
	return others
}

func (p *paymentServer) open(ctx context.Context, body openRequest) (opened, error) {
	var out opened
	err := p.call(ctx, http.MethodPost, "/api/payments", "", body, &out)
	return out, err
}

func (p *paymentServer) complete(ctx context.Context, paymentID string, body map[string]any) error {
	var out paymentState
	return p.call(ctx, http.MethodPost, "/api/payments/"+url.PathEscape(paymentID)+"/complete", "", body, &out)
}

func (p *paymentServer) order(ctx context.Context, ref string) (orderAnswer, error) {
	var out orderAnswer
	err := p.call(ctx, http.MethodGet, "/api/orders/"+url.PathEscape(ref), "", nil, &out)
	return out, err
}

// payment reads one payment as it comes, for the developer drawer.
func (p *paymentServer) payment(ctx context.Context, paymentID string) (json.RawMessage, error) {
	var out json.RawMessage
	err := p.call(ctx, http.MethodGet, "/api/payments/"+url.PathEscape(paymentID), "", nil, &out)
	return out, err
}

// history reads the events of one payment as they come.
func (p *paymentServer) history(ctx context.Context, paymentID string) ([]json.RawMessage, error) {
	var out struct {
		Data []json.RawMessage `json:"data"`
	}
	err := p.call(ctx, http.MethodGet, "/api/events?payment_id="+url.QueryEscape(paymentID), "", nil, &out)
	return out.Data, err
}

func (p *paymentServer) cancel(ctx context.Context, paymentID, idempotencyKey string, body map[string]any) error {
	var out json.RawMessage
	return p.call(ctx, http.MethodPost, "/api/payments/"+url.PathEscape(paymentID)+"/cancel", idempotencyKey, body, &out)
}

// call puts one question. A problem that concerns the buyer is a *refusal; every
// other failure, our own key being refused among them, is serverAway.
func (p *paymentServer) call(ctx context.Context, method, path, idempotencyKey string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	req, err := p.request(ctx, method, path, idempotencyKey, in)
	if err != nil {
		return err
	}
	resp, err := p.http.Do(req)
	if err != nil {
		return fault.Wrap(serverAway, fmt.Errorf("%s %s: %w", method, path, err))
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	if err != nil {
		return fault.Wrap(serverAway, fmt.Errorf("%s %s: read the answer: %w", method, path, err))
	}
	if resp.StatusCode/100 != 2 {
		return refusalOf(method, path, resp.StatusCode, text)
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fault.Wrap(serverAway, fmt.Errorf("%s %s: %w", method, path, err))
	}
	return nil
}

func (p *paymentServer) request(ctx context.Context, method, path, idempotencyKey string, in any) (*http.Request, error) {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", method, path, err)
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, p.base+path, body)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	req.Header.Set("Authorization", "Bearer "+p.key)
	req.Header.Set("Accept", "application/json")
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if idempotencyKey != "" {
		req.Header.Set("Idempotency-Key", idempotencyKey)
	}
	return req, nil
}

func refusalOf(method, path string, status int, text []byte) error {
	refused := &refusal{}
	err := json.Unmarshal(text, refused)
	refused.Status = status
	ours := status == http.StatusUnauthorized || status == http.StatusForbidden
	if err != nil || refused.Code == "" || strings.TrimSpace(refused.Korean) == "" || ours {
		return fault.Wrap(serverAway, fmt.Errorf("%s %s: status %d %s", method, path, status, refused.Code))
	}
	return refused
}
