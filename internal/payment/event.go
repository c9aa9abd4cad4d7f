package payment

import (
	"time"

	"github.com/naru-pay/naru/internal/fault"
)

// EventType names what happened to a payment.
type EventType string

// The events that the shop is told of; at most one belongs to a version.
const (
	EventAwaitingDeposit EventType = "payment.awaiting_deposit"
	EventPaid            EventType = "payment.paid"
	EventFailed          EventType = "payment.failed"
	EventRejected        EventType = "payment.rejected"
	EventExpired         EventType = "payment.expired"
	EventClosed          EventType = "payment.closed"
	EventPartlyRefunded  EventType = "payment.partially_refunded"
	EventRefunded        EventType = "payment.refunded"

	EventReceiptIssued    EventType = "payment.cash_receipt_issued"
	EventReceiptCancelled EventType = "payment.cash_receipt_cancelled"
	EventShipped          EventType = "payment.shipment_registered"
	EventShipmentChanged  EventType = "payment.shipment_changed"
)

// The events that stay in the history.
const (
	NoteOpened         EventType = "note.opened"
	NoteImported       EventType = "note.imported"
	NoteNotRegistered  EventType = "note.not_registered"
	NoteSeen           EventType = "note.seen"
	NoteAsked          EventType = "note.approval_asked"
	NoteApproved       EventType = "note.approval_held"
	NoteVetoed         EventType = "note.approval_refused"
	NoteForeign        EventType = "note.foreign"
	NoteRefundOpened   EventType = "note.refund_opened"
	NoteRefundUnknown  EventType = "note.refund_unknown"
	NoteRefundRejected EventType = "note.refund_rejected"
	NoteRefundHuman    EventType = "note.refund_needs_human"
	NoteRefundDone     EventType = "note.refund_succeeded"
	NoteAccountClosed  EventType = "note.account_closed"
	NoteAccepted       EventType = "note.discrepancy_accepted"
	NoteGivenBack      EventType = "note.discrepancy_given_back"
	NoteConcluded      EventType = "note.refund_concluded"
)

// Outward reports whether the shop is told.
func (t EventType) Outward() bool { return len(t) > 8 && t[:8] == "payment." }

// Event is one line of a payment's history; it is stored with the change that
// it tells of, or not at all.
type Event struct {
	ID        string // evt_…; given by the shell
	PaymentID ID
	Version   int64 // of the payment, after the change
	Type      EventType
	Actor     string // who: "callback", "webhook", "sweep", "shop", "worker"
	ImpUID    ImpUID
	Reason    fault.Code
	Detail    string
	At        time.Time
	Released  []string // ids of the holds that the shop may let go; the history does not keep them
}
