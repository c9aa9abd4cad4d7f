package portonev1

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

// maxBatch is how many ids Payments may ask for at once.
const maxBatch = 100

// Sort is the order of a search.
type Sort string

// The documented orders. Empty means SortStartedDesc.
const (
	SortStarted     Sort = "started"  // opening of the window, oldest first
	SortStartedDesc Sort = "-started" // opening of the window, newest first
	SortPaid        Sort = "paid"     // capture, oldest first
	SortPaidDesc    Sort = "-paid"    // capture, newest first
	SortUpdated     Sort = "updated"  // last change of state, oldest first
	SortUpdatedDesc Sort = "-updated" // last change of state, newest first
)

// Payment reads one payment: GET /payments/{imp_uid}, docs group "payments".
//
// impUID usually comes from a browser or a webhook and proves nothing; what
// this returns does. Compare Amount, Currency, MerchantUID and Status with
// what the shop stored.
//
// It returns an error matching ErrNotFound if there is no such payment, or if
// it was made through a test channel and Config.IncludeSandbox is off, and one
// matching ErrMalformed if the answer is about another payment.
func (c *Client) Payment(ctx context.Context, impUID string) (Payment, error) {
	id, err := segment("Payment", "ImpUID", impUID)
	if err != nil {
		return Payment{}, err
	}
	query := url.Values{}
	if c.includeSandbox {
		query.Set("include_sandbox", "true")
	}
	return c.onePayment(ctx, c.read("Payment", "/payments/"+id, query), func(p Payment) bool {
		return p.ImpUID == impUID
	})
}

// Batch is the answer of Payments.
type Batch struct {
	// Payments are those that were found, in PortOne's order.
	Payments []Payment
	// Partial is true if some ids were not found or are not this account's.
	Partial bool
}

// Payments reads up to 100 payments by either kind of id: GET /payments, docs
// group "payments". A merchant_uid may bring several payments.
//
// PortOne answers 200 if all were found, 207 if some were (Batch.Partial), and
// 404 if none was, which is an error matching ErrNotFound. Asking for none or
// for more than 100 ids is refused here.
func (c *Client) Payments(ctx context.Context, impUIDs, merchantUIDs []string) (Batch, error) {
	const operation = "Payments"
	if n := len(impUIDs) + len(merchantUIDs); n == 0 || n > maxBatch {
		return Batch{}, &RequestError{operation, "ids", fmt.Sprintf("must be 1 to %d, not %d", maxBatch, n)}
	}
	for _, id := range impUIDs {
		if err := checkID(operation, "ImpUID", id); err != nil {
			return Batch{}, err
		}
	}
	for _, id := range merchantUIDs {
		if err := checkID(operation, "MerchantUID", id); err != nil {
			return Batch{}, err
		}
	}
	req := c.read(operation, "/payments", url.Values{"imp_uid[]": impUIDs, "merchant_uid[]": merchantUIDs})
	req.partial = true
	var found []Payment
	status, err := c.do(ctx, req, func(raw json.RawMessage) error {
		if err := decodeResponse(raw, &found); err != nil {
			return err
		}
		return onlyAsked(found, impUIDs, merchantUIDs)
	})
	if err != nil {
		return Batch{}, err
	}
	return Batch{Payments: found, Partial: status == http.StatusMultiStatus}, nil
}

func onlyAsked(found []Payment, impUIDs, merchantUIDs []string) error {
	asked := make(map[[2]string]bool, len(impUIDs)+len(merchantUIDs))
	for _, id := range impUIDs {
		asked[[2]string{"imp_uid", id}] = true
	}
	for _, id := range merchantUIDs {
		asked[[2]string{"merchant_uid", id}] = true
	}
	for _, p := range found {
		if !asked[[2]string{"imp_uid", p.ImpUID}] && !asked[[2]string{"merchant_uid", p.MerchantUID}] {
			return errAnother
		}
	}
	return nil
}

// FindOptions narrows Find. The zero value finds the newest payment whatever
// its state.
type FindOptions struct {
	// Status restricts to one state; empty or StatusAll means any.
	Status Status
	// Sort decides which payment comes first. With a Status, PortOne takes the
	// newest of that state.
	Sort Sort
}

// Find reads one payment by the shop's order number: GET
// /payments/find/{merchant_uid}/{payment_status}, docs group "payments".
//
// One merchant_uid may own several payments (retries, several virtual
// accounts); Find returns only the first, FindAll all. It returns an error
// matching ErrNotFound if there is none.
func (c *Client) Find(ctx context.Context, merchantUID string, opts FindOptions) (Payment, error) {
	path, err := findPath("Find", "/payments/find/", merchantUID, opts.Status)
	if err != nil {
		return Payment{}, err
	}
	query := url.Values{}
	if opts.Sort != "" {
		query.Set("sorting", string(opts.Sort))
	}
	return c.onePayment(ctx, c.read("Find", path, query), func(p Payment) bool {
		return p.MerchantUID == merchantUID
	})
}

// findPath adds the optional state, which "all" is not a value of here.
func findPath(operation, prefix, merchantUID string, status Status) (string, error) {
	id, err := segment(operation, "MerchantUID", merchantUID)
	if err != nil || status == "" || status == StatusAll {
		return prefix + id, err
	}
	state, err := segment(operation, "Status", string(status))
	return prefix + id + "/" + state, err
}

// onePayment makes a call whose answer is one payment, which must be the one
// that was meant.
func (c *Client) onePayment(ctx context.Context, req call, meant func(Payment) bool) (Payment, error) {
	var read Payment
	_, err := c.do(ctx, req, func(raw json.RawMessage) error {
		if err := read.decode(raw); err != nil {
			return err
		}
		if !meant(read) {
			return errAnother
		}
		return nil
	})
	if err != nil {
		return Payment{}, err
	}
	return read, nil
}
