package portonev1

import (
	"context"
	"net/http"
	"time"
)

// BalanceParts divides what was paid by one kind of means, in major units; what
// was given back is taken off already.
type BalanceParts struct {
	// TaxFree is without tax, Supply the part that VAT is the tax of, Service a
	// service charge.
	TaxFree Decimal `v1:"tax_free,required"`
	Supply  Decimal `v1:"supply,required"`
	VAT     Decimal `v1:"vat,required"`
	Service Decimal `v1:"service,required"`
}

// Balance is how a payment was paid, PortOne's PaymentBalanceResponseAnnotation.
type Balance struct {
	// Amount is what was paid at first.
	Amount Decimal `v1:"amount,required"`
	// CashReceipt is the part with a cash receipt, Primary what card, transfer,
	// account or phone paid, Secondary what points paid, Discount what the
	// gateway or the card company gave.
	CashReceipt BalanceParts `v1:"cash_receipt,required"`
	Primary     BalanceParts `v1:"primary,required"`
	Secondary   BalanceParts `v1:"secondary,required"`
	Discount    BalanceParts `v1:"discount,required"`
	// Histories are earlier states.
	Histories []BalanceHistory `v1:"histories"`
}

// BalanceHistory is an earlier state of a Balance.
type BalanceHistory struct {
	CashReceipt BalanceParts `v1:"cash_receipt,required"`
	Primary     BalanceParts `v1:"primary,required"`
	Secondary   BalanceParts `v1:"secondary,required"`
	Discount    BalanceParts `v1:"discount,required"`
	// Created is when it was.
	Created time.Time `v1:"created,lenient"`
}

// Balance reads how a payment was paid: GET /payments/{imp_uid}/balance, docs
// group "payments". PAYCO alone tells; any other payment is refused.
func (c *Client) Balance(ctx context.Context, impUID string) (Balance, error) {
	id, err := segment("Balance", "ImpUID", impUID)
	if err != nil {
		return Balance{}, err
	}
	return object(ctx, c, c.read("Balance", "/payments/"+id+"/balance", nil), func(Balance) bool { return true })
}

// PaycoStatus is what a PAYCO order becomes.
type PaycoStatus string

// The states of a PAYCO order.
const (
	PaycoDeliveryStart    PaycoStatus = "DELIVERY_START"    // sent off
	PaycoPurchaseDecision PaycoStatus = "PURCHASE_DECISION" // the purchase is confirmed
	PaycoCanceled         PaycoStatus = "CANCELED"
)

// SetPaycoStatus tells PAYCO what became of an order: POST
// /payco/orders/status/{imp_uid}, docs group "payco". It returns the new state.
// It gives no money back; Cancel does. It is sent once.
func (c *Client) SetPaycoStatus(ctx context.Context, impUID string, status PaycoStatus) (PaycoStatus, error) {
	const operation = "SetPaycoStatus"
	id, err := segment(operation, "ImpUID", impUID)
	if err != nil {
		return "", err
	}
	if err := checkSet(operation, "status", string(status)); err != nil {
		return "", err
	}
	req, err := c.write(operation, http.MethodPost, "/payco/orders/status/"+id, struct {
		Status PaycoStatus `json:"status"`
	}{status}, c.cancelTimeout)
	if err != nil {
		return "", err
	}
	type changed struct {
		Status string `v1:"status,required"`
	}
	got, err := object(ctx, c, req, func(a changed) bool { return a.Status == string(status) })
	return PaycoStatus(got.Status), err
}
