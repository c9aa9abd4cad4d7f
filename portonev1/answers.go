package portonev1

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
	"unicode/utf8"
)

// object makes a call whose answer is one object, which must be the one that
// was meant.
func object[T any](ctx context.Context, c *Client, req call, meant func(T) bool) (T, error) {
	var got, none T
	_, err := c.do(ctx, req, func(raw json.RawMessage) error {
		if err := decodeObject(raw, &got); err != nil {
			return err
		}
		if !meant(got) {
			return errAnother
		}
		return nil
	})
	if err != nil {
		return none, err
	}
	return got, nil
}

// objects makes a call whose answer is a list, all of which must be meant.
// partial is true after HTTP 207, which req must allow.
func objects[T any](ctx context.Context, c *Client, req call, meant func(T) bool) (list []T, partial bool, err error) {
	status, err := c.do(ctx, req, func(raw json.RawMessage) error {
		if err := decodeResponse(raw, &list); err != nil {
			return err
		}
		for _, item := range list {
			if !meant(item) {
				return errAnother
			}
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	return list, status == http.StatusMultiStatus, nil
}

// done makes a call whose answer says no more than that it succeeded.
func (c *Client) done(ctx context.Context, req call) error {
	_, err := c.do(ctx, req, func(json.RawMessage) error { return nil })
	return err
}

// checkOrder refuses an order number that PortOne does not take.
func checkOrder(operation, merchantUID string) error {
	if err := checkID(operation, "MerchantUID", merchantUID); err != nil {
		return err
	}
	if utf8.RuneCountInString(merchantUID) > maxMerchantUID {
		return &RequestError{operation, "MerchantUID", "is longer than 40 characters"}
	}
	return nil
}

// checkSet refuses an empty text where PortOne demands one; field and value
// come in turn.
func checkSet(operation string, fieldsAndValues ...string) error {
	for i := 0; i+1 < len(fieldsAndValues); i += 2 {
		if fieldsAndValues[i+1] == "" {
			return &RequestError{operation, fieldsAndValues[i], "is empty"}
		}
	}
	return nil
}

// checkParts refuses parts of an amount that are set and cannot be sent.
func checkParts(operation string, taxFree, vatAmount *Decimal) error {
	switch {
	case taxFree != nil && !taxFree.sendable(0):
		return &RequestError{operation, "TaxFree", "is not a plain amount of 0 or more"}
	case vatAmount != nil && !vatAmount.sendable(0):
		return &RequestError{operation, "VATAmount", "is not a plain amount of 0 or more"}
	}
	return nil
}

// seconds is a time on the wire: UNIX seconds, 0 for the zero Time.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// wireTime reports whether a time can be sent as UNIX seconds.
func wireTime(t time.Time) bool { return t.Unix() > 0 && t.Unix() <= latestTime }

// samePayment is the check of a call about one payment.
func samePayment(impUID string) func(Payment) bool {
	return func(p Payment) bool { return p.ImpUID == impUID }
}

// sameOrder is the check of a call that makes a payment: its order number and
// its amount must come back.
func sameOrder(merchantUID string, amount Decimal) func(Payment) bool {
	return func(p Payment) bool {
		order, err := p.Amount.Cmp(amount)
		return p.MerchantUID == merchantUID && err == nil && order == 0
	}
}
