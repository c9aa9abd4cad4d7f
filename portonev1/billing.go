package portonev1

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"
)

// maxCustomerUID is PortOne's limit for customer_uid, in characters.
const maxCustomerUID = 80

// Card is a card as its holder typed it. It prints as nothing but its type:
// its number, password and birth date belong into no log.
type Card struct {
	// Number is 15 or 16 digits: dddd-dddd-dddd-dddd.
	Number string
	// Expiry is YYYY-MM.
	Expiry string
	// Birth is YYMMDD, or the ten digits of a business; which gateways demand
	// it depends on the contract.
	Birth string
	// Password is the first two digits of the card's password, likewise.
	Password string
	// CVC is for paymentwall alone.
	CVC string
}

// String hides the card.
func (Card) String() string { return "portonev1.Card{…}" }

// GoString is String.
func (c Card) GoString() string { return c.String() }

// LogValue hides the card.
func (c Card) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON hides the card: a log in JSON would hold it otherwise.
func (c Card) MarshalJSON() ([]byte, error) { return json.Marshal(c.String()) }

// cardBody is Card on the wire.
type cardBody struct {
	Number   string `json:"card_number,omitempty"`
	Expiry   string `json:"expiry,omitempty"`
	Birth    string `json:"birth,omitempty"`
	Password string `json:"pwd_2digit,omitempty"`
	CVC      string `json:"cvc,omitempty"`
}

func (c Card) check(operation string) error {
	switch {
	case c.Number == "":
		return &RequestError{operation, "Card.Number", "is empty"}
	case c.Expiry == "":
		return &RequestError{operation, "Card.Expiry", "is empty"}
	}
	return nil
}

// BillingKey is a stored card, PortOne's CustomerAnnotation.
type BillingKey struct {
	// CustomerUID is the shop's name of the key, at most 80 characters; one
	// card each.
	CustomerUID string `v1:"customer_uid,required"`
	// CustomerID is the shop's id of the buyer, who may have several keys.
	CustomerID string `v1:"customer_id,lenient"`
	// PGProvider and PGID are the gateway and the shop's id there (MID).
	PGProvider string `v1:"pg_provider,required"`
	PGID       string `v1:"pg_id,required"`
	// Sandbox is whether it was issued through a test channel; nil if PortOne
	// did not say.
	Sandbox *bool `v1:"sandbox"`
	// CardName, CardCode and CardNumber describe the card; the number is
	// masked in a form that depends on the gateway.
	CardName   string `v1:"card_name,lenient"`
	CardCode   string `v1:"card_code,lenient"`
	CardNumber string `v1:"card_number,lenient"`
	// CardIssuerCode to CardPublisherName are filled by a few gateways only.
	CardIssuerCode    string `v1:"card_issuer_code,lenient"`
	CardIssuerName    string `v1:"card_issuer_name,lenient"`
	CardPublisherCode string `v1:"card_publisher_code,lenient"`
	CardPublisherName string `v1:"card_publisher_name,lenient"`
	// CardType is 0 for credit, 1 for check, nil if the gateway did not tell.
	CardType *int `v1:"card_type,lenient"`
	// Name, Tel, Email, Addr and Postcode are the customer's.
	Name     string `v1:"customer_name,lenient"`
	Tel      string `v1:"customer_tel,lenient"`
	Email    string `v1:"customer_email,lenient"`
	Addr     string `v1:"customer_addr,lenient"`
	Postcode string `v1:"customer_postcode,lenient"`
	// Inserted and Updated are when the key was first stored and last changed.
	Inserted time.Time `v1:"inserted,lenient"`
	Updated  time.Time `v1:"updated,lenient"`
}

// BillingKeyRequest stores a card.
type BillingKeyRequest struct {
	// CustomerUID is required. A key that has this name already is replaced.
	CustomerUID string
	// ChannelKey selects the channel. PG, {provider} or {provider}.{MID}, is
	// the older way.
	ChannelKey, PG string
	// CustomerID is demanded by tosspayments.
	CustomerID string
	// Card needs Number and Expiry.
	Card Card
	// Name, Tel, Email, Addr and Postcode are kept with the key.
	Name, Tel, Email, Addr, Postcode string
}

// billingKeyBody is BillingKeyRequest on the wire.
type billingKeyBody struct {
	ChannelKey string `json:"channel_key,omitempty"`
	PG         string `json:"pg,omitempty"`
	CustomerID string `json:"customer_id,omitempty"`
	cardBody
	Name     string `json:"customer_name,omitempty"`
	Tel      string `json:"customer_tel,omitempty"`
	Email    string `json:"customer_email,omitempty"`
	Addr     string `json:"customer_addr,omitempty"`
	Postcode string `json:"customer_postcode,omitempty"`
}

func (r BillingKeyRequest) body() billingKeyBody {
	return billingKeyBody{
		ChannelKey: r.ChannelKey, PG: r.PG, CustomerID: r.CustomerID, cardBody: cardBody(r.Card),
		Name: r.Name, Tel: r.Tel, Email: r.Email, Addr: r.Addr, Postcode: r.Postcode,
	}
}

// IssueBillingKey stores a card: POST /subscribe/customers/{customer_uid},
// docs group "subscribe.customer". That it succeeds says that the card exists,
// not that it can pay.
//
// It is sent once and may take Config.CancelTimeout. A refused card is an
// *Error with HTTPStatus 200, a Code other than 0 and the gateway's sentence.
// If OutcomeUnknown reports true, BillingKey tells whether it was stored.
func (c *Client) IssueBillingKey(ctx context.Context, r BillingKeyRequest) (BillingKey, error) {
	const operation = "IssueBillingKey"
	path, err := customerPath(operation, r.CustomerUID)
	if err != nil {
		return BillingKey{}, err
	}
	if err := r.Card.check(operation); err != nil {
		return BillingKey{}, err
	}
	req, err := c.write(operation, http.MethodPost, path, r.body(), c.cancelTimeout)
	if err != nil {
		return BillingKey{}, err
	}
	return c.oneKey(ctx, req, r.CustomerUID)
}

// BillingKey reads a stored card: GET /subscribe/customers/{customer_uid},
// docs group "subscribe.customer". An unknown key is an *Error; PortOne's
// description says 404 (ErrNotFound), which nobody has confirmed.
func (c *Client) BillingKey(ctx context.Context, customerUID string) (BillingKey, error) {
	path, err := customerPath("BillingKey", customerUID)
	if err != nil {
		return BillingKey{}, err
	}
	return c.oneKey(ctx, c.read("BillingKey", path, nil), customerUID)
}

// BillingKeys reads many stored cards: GET /subscribe/customers, docs group
// "subscribe.customer". partial is true if some were not found; none at all is
// an error matching ErrNotFound. Asking for none or for more than 100 is
// refused here.
func (c *Client) BillingKeys(ctx context.Context, customerUIDs []string) (keys []BillingKey, partial bool, err error) {
	const operation = "BillingKeys"
	if n := len(customerUIDs); n == 0 || n > maxBatch {
		return nil, false, &RequestError{operation, "customerUIDs", fmt.Sprintf("must be 1 to %d, not %d", maxBatch, n)}
	}
	asked := map[string]bool{}
	for _, uid := range customerUIDs {
		if _, err := customerPath(operation, uid); err != nil {
			return nil, false, err
		}
		asked[uid] = true
	}
	req := c.read(operation, "/subscribe/customers", url.Values{"customer_uid[]": customerUIDs})
	req.partial = true
	status, err := c.do(ctx, req, func(raw json.RawMessage) error {
		if err := decodeResponse(raw, &keys); err != nil {
			return err
		}
		for _, k := range keys {
			if !asked[k.CustomerUID] {
				return errAnother
			}
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	return keys, status == http.StatusMultiStatus, nil
}

// DeleteBillingKey removes a stored card for good: DELETE
// /subscribe/customers/{customer_uid}, docs group "subscribe.customer". It
// returns the key that was removed. Revoke its schedules first: what becomes
// of them is not documented. reason may be empty. It is sent once.
func (c *Client) DeleteBillingKey(ctx context.Context, customerUID, reason string) (BillingKey, error) {
	const operation = "DeleteBillingKey"
	path, err := customerPath(operation, customerUID)
	if err != nil {
		return BillingKey{}, err
	}
	req, err := c.write(operation, http.MethodDelete, path, nil, c.cancelTimeout)
	if err != nil {
		return BillingKey{}, err
	}
	if reason != "" {
		req.query = url.Values{"reason": {reason}}
	}
	return c.oneKey(ctx, req, customerUID)
}

// PaymentsOfBillingKey reads one page of the payments that were made with a
// key: GET /subscribe/customers/{customer_uid}/payments, docs group
// "subscribe.customer". page counts from 1; 0 means the first.
func (c *Client) PaymentsOfBillingKey(ctx context.Context, customerUID string, page int) (Page, error) {
	const operation = "PaymentsOfBillingKey"
	path, err := customerPath(operation, customerUID)
	if err != nil {
		return Page{}, err
	}
	query := url.Values{}
	switch {
	case page < 0:
		return Page{}, &RequestError{operation, "page", "is negative"}
	case page > 0:
		query.Set("page", strconv.Itoa(page))
	}
	return c.page(ctx, c.read(operation, path+"/payments", query), func(p Payment) error {
		if p.CustomerUID != customerUID {
			return errAnother
		}
		return nil
	})
}

// oneKey makes a call whose answer is the key of customerUID.
func (c *Client) oneKey(ctx context.Context, req call, customerUID string) (BillingKey, error) {
	var key BillingKey
	_, err := c.do(ctx, req, func(raw json.RawMessage) error {
		if err := decodeObject(raw, &key); err != nil {
			return err
		}
		if key.CustomerUID != customerUID {
			return errAnother
		}
		return nil
	})
	if err != nil {
		return BillingKey{}, err
	}
	return key, nil
}

func customerPath(operation, customerUID string) (string, error) {
	id, err := segment(operation, "CustomerUID", customerUID)
	if err == nil && utf8.RuneCountInString(customerUID) > maxCustomerUID {
		err = &RequestError{operation, "CustomerUID", "is longer than 80 characters"}
	}
	return "/subscribe/customers/" + id, err
}
