package portonev1

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"unicode/utf8"
)

// maxMerchantUID is PortOne's limit for order numbers, in characters.
const maxMerchantUID = 40

// Preparation is an amount registered for an order number before the payment
// window opens. PortOne does not open the window for another amount. It does
// not replace reading the payment afterwards.
type Preparation struct {
	// MerchantUID is the shop's order number, at most 40 characters.
	MerchantUID string `json:"merchant_uid" v1:"merchant_uid,required"`
	// Amount is what the window must ask for, 0 or more, in major units.
	Amount Decimal `json:"amount" v1:"amount,required"`
	// Currency, an ISO 4217 code, is checked as well if it is not empty.
	Currency string `json:"currency,omitempty" v1:"currency"`
}

// Prepare registers an amount: POST /payments/prepare, docs group
// "payments.validation". It returns what PortOne stored.
//
// It is sent once. An order number that is registered already is refused with
// HTTPStatus 200 and a Code other than 0; after an unknown outcome
// (OutcomeUnknown) Prepared tells whether it was stored.
func (c *Client) Prepare(ctx context.Context, p Preparation) (Preparation, error) {
	return c.prepare(ctx, "Prepare", http.MethodPost, p)
}

// PreparedUpdate changes a registered amount: PUT /payments/prepare, docs
// group "payments.validation". It is sent once. It returns an error matching
// ErrNotFound if the order number is not registered.
func (c *Client) PreparedUpdate(ctx context.Context, p Preparation) (Preparation, error) {
	return c.prepare(ctx, "PreparedUpdate", http.MethodPut, p)
}

// Prepared reads a registered amount: GET /payments/prepare/{merchant_uid},
// docs group "payments.validation". It returns an *Error if there is none;
// whether that is a 404 (ErrNotFound) or a Code other than 0 is not
// documented.
func (c *Client) Prepared(ctx context.Context, merchantUID string) (Preparation, error) {
	id, err := segment("Prepared", "MerchantUID", merchantUID)
	if err != nil {
		return Preparation{}, err
	}
	return c.preparation(ctx, c.read("Prepared", "/payments/prepare/"+id, nil), func(got Preparation) error {
		return got.about(merchantUID)
	})
}

func (c *Client) prepare(ctx context.Context, operation, method string, p Preparation) (Preparation, error) {
	if err := checkID(operation, "MerchantUID", p.MerchantUID); err != nil {
		return Preparation{}, err
	}
	switch {
	case utf8.RuneCountInString(p.MerchantUID) > maxMerchantUID:
		return Preparation{}, &RequestError{operation, "MerchantUID", "is longer than 40 characters"}
	case !p.Amount.sendable(0):
		return Preparation{}, &RequestError{operation, "Amount", "is not a plain amount of 0 or more"}
	}
	req, err := c.write(operation, method, "/payments/prepare", p, c.readTimeout)
	if err != nil {
		return Preparation{}, err
	}
	return c.preparation(ctx, req, p.echoedBy)
}

func (c *Client) preparation(ctx context.Context, req call, check func(Preparation) error) (Preparation, error) {
	var got Preparation
	_, err := c.do(ctx, req, func(raw json.RawMessage) error {
		if err := decodeObject(raw, &got); err != nil {
			return err
		}
		return check(got)
	})
	if err != nil {
		return Preparation{}, err
	}
	return got, nil
}

// echoedBy checks that PortOne stored what was asked. The currency may come
// back empty: it is optional on both sides.
func (p Preparation) echoedBy(got Preparation) error {
	if err := got.about(p.MerchantUID); err != nil {
		return err
	}
	if order, err := got.Amount.Cmp(p.Amount); err != nil || order != 0 {
		return errors.New("another amount was registered than asked")
	}
	return nil
}

func (p Preparation) about(merchantUID string) error {
	if p.MerchantUID != merchantUID {
		return errAnother
	}
	return nil
}
