package merchant

import (
	"context"
	"strings"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// CashReceipt is whose receipt it is and what the PG asks for. Identifier is
// personal and is kept masked only.
type CashReceipt struct {
	PaymentID      payment.ID
	Kind           string // person, company
	Identifier     string
	IdentifierType string // phone, business, taxcard
	ProductType    string
	Company        Company
}

// identifierDigits are the fewest and the most digits of each identifier.
var identifierDigits = map[string][2]int{"phone": {10, 11}, "business": {10, 10}, "taxcard": {13, 19}}

// IssueCashReceipt asks for the cash receipt of a paid transfer or virtual
// account, for what is left of it: stored, then sent once, then its outcome
// stored. The same request again answers the same. The errand's state tells how
// far it came; a refusal is an error with the code portone_task_refused.
func (s *Service) IssueCashReceipt(ctx context.Context, r CashReceipt) (payment.Errand, error) {
	if s.Receipts == nil {
		return payment.Errand{}, fault.New(fault.ErrandUnsupported)
	}
	r.Identifier = strings.NewReplacer("-", "", " ", "").Replace(r.Identifier)
	digits, known := identifierDigits[r.IdentifierType]
	if !known || len(r.Identifier) < digits[0] || len(r.Identifier) > digits[1] || strings.Trim(r.Identifier, "0123456789") != "" {
		return payment.Errand{}, fault.Field(fault.BadField, "identifier", "digits of a %s", r.IdentifierType)
	}
	hash, err := s.keyedHash(r)
	if err != nil {
		return payment.Errand{}, err
	}
	order := ReceiptOrder{Kind: r.Kind, Identifier: r.Identifier, IdentifierType: r.IdentifierType, ProductType: r.ProductType, Company: r.Company}
	allow := func(v View, list []payment.Errand) error {
		if e, ok := payment.Standing(list, payment.CashReceiptErrand); ok && e.Act == payment.ActIssue {
			return fault.New(fault.ReceiptStands)
		}
		a, ok := boundAttempt(v)
		if !ok || !v.Payment.State.HoldsMoney() || (a.Seen.PayMethod != "trans" && a.Seen.PayMethod != "vbank") {
			return fault.New(fault.ReceiptNotCash)
		}
		order.Buyer = v.Payment.Buyer
		if free := payment.TaxFreeLeft(v.Payment, a, v.Refunds); free.IsPositive() {
			order.TaxFree = free
		}
		if told := toldVAT(v.Payment); told.IsSet() {
			order.VAT = payment.VATLeft(a, v.Refunds, told)
		}
		return nil
	}
	e := payment.Errand{
		PaymentID: r.PaymentID, Kind: payment.CashReceiptErrand, Act: payment.ActIssue, WishHash: hash,
		Told: payment.ErrandFacts{Receipt: &payment.ReceiptFacts{Kind: r.Kind, IdentifierType: r.IdentifierType, Identifier: masked(r.Identifier)}},
	}
	return rejected(s.run(ctx, e, allow, func(ctx context.Context, e payment.Errand) (payment.ErrandFacts, error) {
		facts, err := s.Receipts.IssueReceipt(ctx, e.ImpUID, order)
		return payment.ErrandFacts{Receipt: &facts}, err
	}))
}

// masked keeps the first three and the last four digits.
func masked(digits string) string {
	const head, tail = 3, 4
	return digits[:head] + strings.Repeat("*", len(digits)-head-tail) + digits[len(digits)-tail:]
}

// CancelCashReceipt takes the receipt of a payment back.
func (s *Service) CancelCashReceipt(ctx context.Context, pid payment.ID) (payment.Errand, error) {
	if s.Receipts == nil {
		return payment.Errand{}, fault.New(fault.ErrandUnsupported)
	}
	allow := func(_ View, list []payment.Errand) error {
		if e, ok := payment.Standing(list, payment.CashReceiptErrand); !ok || e.Act != payment.ActIssue {
			return fault.New(fault.ReceiptMissing)
		}
		return nil
	}
	e := payment.Errand{PaymentID: pid, Kind: payment.CashReceiptErrand, Act: payment.ActCancel}
	return rejected(s.run(ctx, e, allow, func(ctx context.Context, e payment.Errand) (payment.ErrandFacts, error) {
		facts, err := s.Receipts.CancelReceipt(ctx, e.ImpUID)
		return payment.ErrandFacts{Receipt: &facts}, err
	}))
}

// rejected turns an errand that was refused into its error.
func rejected(e payment.Errand, err error) (payment.Errand, error) {
	if err == nil && e.State == payment.ErrandRejected {
		return e, fault.Newf(e.FaultCode, "%s", e.Refusal)
	}
	return e, err
}

// Ship tells the PG that an escrow payment was sent off, or with change that it
// was sent otherwise than told before.
func (s *Service) Ship(ctx context.Context, pid payment.ID, o ShipmentOrder, act payment.ErrandAct) (payment.Errand, error) {
	if s.Shipments == nil {
		return payment.Errand{}, fault.New(fault.ErrandUnsupported)
	}
	hash, err := s.keyedHash(o)
	if err != nil {
		return payment.Errand{}, err
	}
	allow := func(v View, list []payment.Errand) error {
		_, told := payment.Standing(list, payment.ShipmentErrand)
		switch {
		case v.Payment.Bound == "" || !v.Payment.State.HoldsMoney() || (!inEscrow(v.Payment) && v.Payment.Origin != payment.Imported):
			return fault.New(fault.ShipmentNotEscrowed)
		case told && act == payment.ActRegister:
			return fault.New(fault.ShipmentRegistered)
		case !told && act == payment.ActChange:
			return fault.New(fault.ShipmentMissing)
		}
		return nil
	}
	e := payment.Errand{
		PaymentID: pid, Kind: payment.ShipmentErrand, Act: act, WishHash: hash,
		Told: payment.ErrandFacts{Shipment: &payment.ShipmentFacts{Company: o.Company, Invoice: o.Invoice, SentAt: o.SentAt}},
	}
	return rejected(s.run(ctx, e, allow, func(ctx context.Context, e payment.Errand) (payment.ErrandFacts, error) {
		send := s.Shipments.RegisterShipment
		if act == payment.ActChange {
			send = s.Shipments.ChangeShipment
		}
		facts, err := send(ctx, e.ImpUID, o)
		return payment.ErrandFacts{Shipment: &facts}, err
	}))
}
