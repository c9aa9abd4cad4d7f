package gatewayv1

import (
	"context"
	"errors"
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/portonev1"
)

// asking is writing for what not every PG does.
func asking(err error) error {
	if told, ok := errors.AsType[*portonev1.Error](err); ok && told.HTTPStatus == http.StatusNotImplemented {
		return fault.Wrap(fault.ErrandUnsupported, err)
	}
	return writing(err)
}

// Receipt implements merchant.Receipts.
func (g *Gateway) Receipt(ctx context.Context, uid payment.ImpUID) (payment.ReceiptFacts, error) {
	r, err := g.client.Receipt(ctx, string(uid))
	if err != nil {
		return payment.ReceiptFacts{}, reading(err)
	}
	return receiptFacts(r)
}

// IssueReceipt implements merchant.Receipts.
func (g *Gateway) IssueReceipt(ctx context.Context, uid payment.ImpUID, o merchant.ReceiptOrder) (payment.ReceiptFacts, error) {
	request := portonev1.ReceiptRequest{
		Identifier: o.Identifier, IdentifierType: o.IdentifierType, Type: o.Kind, BuyerName: o.Buyer.Name, BuyerEmail: o.Buyer.Email,
		BuyerTel: o.Buyer.Tel, TaxFree: decimal(o.TaxFree), VATAmount: decimal(o.VAT), ProductType: o.ProductType,
		CompanyName: o.Company.Name, CompanyTel: o.Company.Tel, CompanyNumber: o.Company.Number,
	}
	r, err := g.client.IssueReceipt(ctx, string(uid), request)
	if err != nil {
		return payment.ReceiptFacts{}, asking(err)
	}
	return receiptFacts(r)
}

// CancelReceipt implements merchant.Receipts.
func (g *Gateway) CancelReceipt(ctx context.Context, uid payment.ImpUID) (payment.ReceiptFacts, error) {
	r, err := g.client.CancelReceipt(ctx, string(uid))
	if err != nil {
		return payment.ReceiptFacts{}, asking(err)
	}
	return receiptFacts(r)
}

// decimal writes an amount in major units; unset stays nothing.
func decimal(a money.Amount) *portonev1.Decimal {
	if !a.IsSet() {
		return nil
	}
	d := portonev1.Decimal(a.Major())
	return &d
}

// receiptFacts reads a receipt, which is always in won.
func receiptFacts(r portonev1.Receipt) (payment.ReceiptFacts, error) {
	amount, err := money.ParseMajor(r.Amount.String(), money.KRW)
	if err != nil {
		return payment.ReceiptFacts{}, fault.Wrap(fault.GatewayUnusable, err)
	}
	vat, err := money.ParseMajor(r.VAT.String(), money.KRW)
	if err != nil {
		return payment.ReceiptFacts{}, fault.Wrap(fault.GatewayUnusable, err)
	}
	return payment.ReceiptFacts{
		Kind: r.Type, TID: r.ReceiptTID, ApplyNum: r.ApplyNum, Amount: amount, VAT: vat, URL: r.ReceiptURL,
		IssuedAt: r.AppliedAt, CancelledAt: r.CancelledAt,
	}, nil
}

// Shipment implements merchant.Shipments. A payment without a delivery is
// refused with 409.
func (g *Gateway) Shipment(ctx context.Context, uid payment.ImpUID) (payment.ShipmentFacts, error) {
	d, err := g.client.EscrowDelivery(ctx, string(uid))
	if told, ok := errors.AsType[*portonev1.Error](err); ok && told.HTTPStatus == http.StatusConflict && told.Message != "" {
		return payment.ShipmentFacts{}, merchant.ErrNoPayment
	}
	if err != nil {
		return payment.ShipmentFacts{}, reading(err)
	}
	return shipmentFacts(d), nil
}

// RegisterShipment implements merchant.Shipments.
func (g *Gateway) RegisterShipment(ctx context.Context, uid payment.ImpUID, o merchant.ShipmentOrder) (payment.ShipmentFacts, error) {
	d, err := g.client.RegisterEscrowDelivery(ctx, string(uid), delivery(o))
	if err != nil {
		return payment.ShipmentFacts{}, asking(err)
	}
	return shipmentFacts(d), nil
}

// ChangeShipment implements merchant.Shipments.
func (g *Gateway) ChangeShipment(ctx context.Context, uid payment.ImpUID, o merchant.ShipmentOrder) (payment.ShipmentFacts, error) {
	d, err := g.client.ChangeEscrowDelivery(ctx, string(uid), delivery(o))
	if err != nil {
		return payment.ShipmentFacts{}, asking(err)
	}
	return shipmentFacts(d), nil
}

func shipmentFacts(d portonev1.EscrowDelivery) payment.ShipmentFacts {
	return payment.ShipmentFacts{Company: d.Company, Invoice: d.Invoice, SentAt: d.SentAt, StoredAt: d.AppliedAt}
}

func delivery(o merchant.ShipmentOrder) portonev1.EscrowDeliveryRequest {
	party := func(p merchant.ShipmentParty) portonev1.EscrowParty {
		return portonev1.EscrowParty{
			Name: p.Name, Tel: p.Tel, Addr: p.Addr, Postcode: p.Postcode, Relationship: p.Relationship, AddressLine1: p.Line1, AddressLine2: p.Line2,
		}
	}
	return portonev1.EscrowDeliveryRequest{
		Sender: party(o.Sender), Receiver: party(o.Receiver),
		Parcel: portonev1.EscrowParcel{Company: o.Company, Invoice: o.Invoice, SentAt: o.SentAt, ReceivingAt: o.ReceivingAt, Address: o.Address},
	}
}
