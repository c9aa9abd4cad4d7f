package merchant

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// Receipts issues cash receipts (현금영수증) at PortOne. Its errors are as
// Gateway's: a *Refused error means that it was not done, the code
// portone_task_unsupported that the PG never does it, any other error leaves the
// outcome unknown.
type Receipts interface {
	// Receipt reads one back, also when it was cancelled; ErrNoPayment when there
	// is none.
	Receipt(ctx context.Context, uid payment.ImpUID) (payment.ReceiptFacts, error)
	IssueReceipt(ctx context.Context, uid payment.ImpUID, order ReceiptOrder) (payment.ReceiptFacts, error)
	CancelReceipt(ctx context.Context, uid payment.ImpUID) (payment.ReceiptFacts, error)
}

// ReceiptOrder is what is sent for a receipt. Identifier is personal: it lives
// as long as the call and is stored nowhere.
type ReceiptOrder struct {
	Kind           string // person, company
	Identifier     string // digits alone
	IdentifierType string // phone, business, taxcard
	Buyer          payment.Buyer
	TaxFree, VAT   money.Amount // unset: left to PortOne
	ProductType    string       // real, digital
	Company        Company
}

// Company is the shop itself, which two PGs ask for (v1.md §3.6).
type Company struct{ Name, Tel, Number string }

// Shipments tells PGs of the delivery of escrow payments. Its errors are those of
// Receipts.
type Shipments interface {
	Shipment(ctx context.Context, uid payment.ImpUID) (payment.ShipmentFacts, error)
	RegisterShipment(ctx context.Context, uid payment.ImpUID, order ShipmentOrder) (payment.ShipmentFacts, error)
	ChangeShipment(ctx context.Context, uid payment.ImpUID, order ShipmentOrder) (payment.ShipmentFacts, error)
}

// ShipmentOrder is a delivery as it is sent. Who sends and receives is stored
// nowhere.
type ShipmentOrder struct {
	Company, Invoice string
	SentAt           time.Time
	ReceivingAt      string // YYYYMMDD
	Address          string // from where it was sent
	Sender, Receiver ShipmentParty
}

// ShipmentParty sends or receives a parcel.
type ShipmentParty struct {
	Name, Tel, Addr, Postcode, Relationship string
	Line1, Line2                            string // the address as 스마트로 takes it
}
