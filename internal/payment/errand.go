package payment

import (
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// ErrandKind is what PortOne may be asked to do for a payment besides moving its
// money.
type ErrandKind string

// The kinds.
const (
	CashReceiptErrand ErrandKind = "cash_receipt" // 현금영수증
	ShipmentErrand    ErrandKind = "shipment"     // the delivery of an escrow payment
)

// ErrandAct is what is asked.
type ErrandAct string

// The acts: a receipt is issued and cancelled, a delivery registered and
// changed.
const (
	ActIssue    ErrandAct = "issue"
	ActCancel   ErrandAct = "cancel"
	ActRegister ErrandAct = "register"
	ActChange   ErrandAct = "change"
)

// ErrandState is where an errand stands.
type ErrandState string

// The states. Requested was stored and perhaps sent, Unknown was sent and
// answered in no way that says what happened.
const (
	ErrandRequested ErrandState = "requested"
	ErrandUnknown   ErrandState = "unknown"
	ErrandDone      ErrandState = "done"
	ErrandRejected  ErrandState = "rejected"
)

// UnderWay reports whether the errand may still be carried out.
func (s ErrandState) UnderWay() bool { return s == ErrandRequested || s == ErrandUnknown }

// ReceiptFacts is what may be kept and shown of a cash receipt; whose it is
// stands there masked.
type ReceiptFacts struct {
	Kind           string       `json:"kind,omitempty"`            // person, company
	IdentifierType string       `json:"identifier_type,omitempty"` // phone, business, person, taxcard
	Identifier     string       `json:"identifier,omitempty"`      // masked: 010****5678
	TID            string       `json:"tid,omitempty"`
	ApplyNum       string       `json:"apply_num,omitempty"` // 국세청 승인번호
	Amount         money.Amount `json:"amount,omitzero"`
	VAT            money.Amount `json:"vat,omitzero"`
	URL            string       `json:"url,omitempty"`
	IssuedAt       time.Time    `json:"issued_at,omitzero"`
	CancelledAt    time.Time    `json:"cancelled_at,omitzero"`
}

// ShipmentFacts is what may be kept and shown of a delivery: the parcel, not who
// sends or receives it.
type ShipmentFacts struct {
	Company  string    `json:"company"` // the courier's code
	Invoice  string    `json:"invoice"`
	SentAt   time.Time `json:"sent_at"`
	StoredAt time.Time `json:"stored_at,omitzero"` // when the PG was told
}

// ErrandFacts is one of both.
type ErrandFacts struct {
	Receipt  *ReceiptFacts  `json:"receipt,omitempty"`
	Shipment *ShipmentFacts `json:"shipment,omitempty"`
}

// Errand is one thing that PortOne was asked to do, written down before it was
// asked. What was sent of a person is in none of its fields, so it is never sent
// a second time: an unknown outcome is read back.
type Errand struct {
	ID        string // ern_…
	PaymentID ID
	ImpUID    ImpUID
	Kind      ErrandKind
	Act       ErrandAct
	State     ErrandState
	Told      ErrandFacts // as asked
	WishHash  string      // keyed, of the request with what it said of a person
	AskedBy   string
	Answer    ErrandFacts // as PortOne has it
	Refusal   string      // PortOne's words
	FaultCode fault.Code  // why it was rejected
	SentAt    time.Time   // when it was last known not to have been sent before
	DueAt     time.Time   // when to read back; zero: it is not under way
	Fence     int64
	CreatedAt time.Time
	UpdatedAt time.Time
}

// ErrandQuiet is how long an errand of an unknown outcome may still be carried
// out; after it, what PortOne does not show was not done.
const ErrandQuiet = quiet

// NextErrandLook returns when to read an unknown outcome back again.
func (e Errand) NextErrandLook(now time.Time) time.Time {
	return Refund{UnknownSince: e.SentAt}.NextLook(now)
}

// Standing returns the newest errand of a kind that was done: what holds now.
func Standing(list []Errand, kind ErrandKind) (Errand, bool) {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Kind == kind && list[i].State == ErrandDone {
			return list[i], true
		}
	}
	return Errand{}, false
}

// UnderWay returns the errand of a kind that may still be carried out.
func UnderWay(list []Errand, kind ErrandKind) (Errand, bool) {
	for _, e := range list {
		if e.Kind == kind && e.State.UnderWay() {
			return e, true
		}
	}
	return Errand{}, false
}
