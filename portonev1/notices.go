package portonev1

import (
	"encoding/json"
	"errors"
	"mime"
	"net/url"
	"time"
	"unicode/utf8"
)

// The events of a Notice. A webhook about a payment has none.
const (
	// EventEscrowChanged: the buyer of an escrow payment decided, or a delivery
	// was registered (html5_inicis; PortOne switches it on by mail).
	EventEscrowChanged = "Inicis.Escrow.Changed"
	// EventStoreConfirm: a convenience store asks whether to take the money. It
	// goes to BarcodeRequest.ConfirmURL: HTTP 200 accepts, anything else
	// refuses.
	EventStoreConfirm = "Galaxia.Cvs.Confirm"
)

// Notice is the body of a webhook, or of a question that PortOne asks a shop.
// Nothing signs it: anybody can send one. It says which payment to read, and
// nothing else of it may be believed; docs page webhook/readme-v1.
type Notice struct {
	// ImpUID and MerchantUID name the payment. ImpUID is always there.
	ImpUID, MerchantUID string
	// Status is what the payment is said to be: ready, paid, failed or
	// cancelled.
	Status Status
	// CancellationID is that of the Cancellation, if it tells of one.
	CancellationID string
	// Event is empty for a payment, or one of the Event constants, or a newer
	// value.
	Event string
	// Escrow is there for EventEscrowChanged, Store for EventStoreConfirm.
	Escrow *EscrowChange
	Store  *StoreConfirm
}

// EscrowStatus is what became of an escrow payment.
type EscrowStatus string

// The states of an escrow payment.
const (
	EscrowDelivered       EscrowStatus = "2"  // the delivery was registered
	EscrowConfirmed       EscrowStatus = "3"  // the buyer confirmed
	EscrowAutoConfirmed   EscrowStatus = "31" // confirmed as time ran out
	EscrowForcedConfirmed EscrowStatus = "32" // confirmed by force
	EscrowDenied          EscrowStatus = "4"  // the buyer refused
	EscrowCancelled       EscrowStatus = "8"  // the transaction was cancelled
	EscrowDenialConfirmed EscrowStatus = "10" // the shop took the refusal
)

// EscrowChange is what EventEscrowChanged tells.
type EscrowChange struct {
	Status EscrowStatus
	// ChangedAt is when.
	ChangedAt time.Time
	// DeniedReason is why the buyer refused.
	DeniedReason string
}

// StoreConfirm is what EventStoreConfirm asks about.
type StoreConfirm struct {
	// Barcode is the one that was shown.
	Barcode string
	// PayType is card or cash.
	PayType string
}

// noticeBody is Notice on the wire.
type noticeBody struct {
	ImpUID         string      `v1:"imp_uid,required"`
	MerchantUID    string      `v1:"merchant_uid,lenient"`
	Status         Status      `v1:"status"`
	CancellationID string      `v1:"cancellation_id,lenient"`
	Event          string      `v1:"event,lenient"`
	Extra          noticeExtra `v1:"extra,lenient"`
}

// noticeExtra holds the members of extra, of both events.
type noticeExtra struct {
	EscrowStatus string    `v1:"escrow_status,lenient"`
	ChangedAt    time.Time `v1:"changed_at,lenient"`
	DeniedReason string    `v1:"denied_reason,lenient"`
	Barcode      string    `v1:"barcode,lenient"`
	PayType      string    `v1:"payType,lenient"`
}

// ParseNotice reads the body of a webhook, which is JSON, or a form where the
// console says so; contentType is the request's. It returns an error matching
// ErrMalformed for a body that names no payment, repeats a field or is longer
// than 64 KiB. What it does not know it ignores.
func ParseNotice(contentType string, body []byte) (Notice, error) {
	raw, err := noticeJSON(contentType, body)
	if err != nil {
		return Notice{}, malformed("webhook: %w", err)
	}
	var got noticeBody
	if err := decodeObject(raw, &got); err != nil {
		return Notice{}, malformed("webhook: %w", err)
	}
	if err := checkNames(got.ImpUID, got.MerchantUID); err != nil {
		return Notice{}, malformed("webhook: %w", err)
	}
	n := Notice{got.ImpUID, got.MerchantUID, got.Status, got.CancellationID, got.Event, nil, nil}
	switch n.Event {
	case EventEscrowChanged:
		n.Escrow = &EscrowChange{EscrowStatus(got.Extra.EscrowStatus), got.Extra.ChangedAt, got.Extra.DeniedReason}
	case EventStoreConfirm:
		n.Store = &StoreConfirm{got.Extra.Barcode, got.Extra.PayType}
	}
	return n, nil
}

// checkNames refuses ids that PortOne does not issue.
func checkNames(impUID, merchantUID string) error {
	if len(impUID) > maxID || len(merchantUID) > maxID || !utf8.ValidString(impUID+merchantUID) {
		return errors.New("an id that PortOne does not issue")
	}
	return nil
}

// maxNotice is far above every body that PortOne sends to a shop.
const maxNotice = 64 << 10

// noticeJSON returns the body as JSON; a form's texts become JSON texts.
func noticeJSON(contentType string, body []byte) ([]byte, error) {
	if len(body) > maxNotice {
		return nil, errors.New("too long")
	}
	if media, _, err := mime.ParseMediaType(contentType); err != nil || media != "application/x-www-form-urlencoded" {
		if !json.Valid(body) {
			return nil, errNotJSON
		}
		return body, nil
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errors.New("not a form")
	}
	texts := map[string]string{}
	for name, values := range form {
		switch {
		case len(values) > 1:
			return nil, errors.New("a field is there twice")
		case !utf8.ValidString(name + values[0]):
			return nil, errors.New("not UTF-8")
		}
		texts[name] = values[0]
	}
	return json.Marshal(texts)
}
