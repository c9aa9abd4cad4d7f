package engine

import (
	"cmp"
	"context"
	"slices"

	"github.com/naru-pay/naru/internal/money"
)

// PaycoStatus is how far the order of a PAYCO payment is.
type PaycoStatus string

// The statuses that a shop may report.
const (
	PaycoDelivering PaycoStatus = "DELIVERY_START"
	PaycoDecided    PaycoStatus = "PURCHASE_DECISION"
	PaycoCanceled   PaycoStatus = "CANCELED"
)

// paycoNext is what may follow a status; PortOne lists the words, not their
// order (assumed).
var paycoNext = map[PaycoStatus][]PaycoStatus{
	"":              {PaycoDelivering, PaycoDecided, PaycoCanceled},
	PaycoDelivering: {PaycoDecided, PaycoCanceled},
}

// PaycoOrder is the order of a PAYCO payment as its shop reported it.
type PaycoOrder struct {
	ImpUID    string      `json:"imp_uid"`
	Status    PaycoStatus `json:"status"`
	ChangedAt int64       `json:"changed_at"` // UNIX seconds
}

func (PaycoOrder) kind() string { return "payco_order" }

func (o PaycoOrder) apply(e *Engine) {
	if e.paycoOrders == nil {
		e.paycoOrders = map[string]PaycoOrder{}
	}
	e.paycoOrders[o.ImpUID] = o
}

// Texts of PAYCO; PortOne's are unknown.
const (
	textPaycoAlone  = "PAYCO 결제건만 조회할 수 있습니다."
	textPaycoOrder  = "PAYCO 결제건만 주문상태를 변경할 수 있습니다."
	textPaycoStatus = "status 파라메터는 DELIVERY_START, PURCHASE_DECISION, CANCELED 가운데 하나입니다."
	textPaycoUnpaid = "결제완료(paid) 상태의 결제건만 주문상태를 변경할 수 있습니다."
	textPaycoStep   = "지금 주문상태에서 변경할 수 없는 상태입니다."
)

// SetPaycoStatus reports how far the order of a PAYCO payment is. It moves no
// money: CANCELED tells of the order alone. The same status again is answered
// like the first time (both assumed).
func (e *Engine) SetPaycoStatus(ctx context.Context, merchant, impUID string, status PaycoStatus) (PaycoOrder, error) {
	var o PaycoOrder
	err := e.do(ctx, func(t *tx) error {
		p, ok := e.payments.get(impUID)
		if !ok || p.Merchant != merchant {
			return refuse(Missing, textNoPayment)
		}
		o = e.paycoOrders[impUID]
		switch {
		case !Supports(OpPaycoStatus, p.PGProvider):
			return refuse(Conflicting, textPaycoOrder)
		case status == "":
			return refuse(Conflicting, missing("status"))
		case !slices.Contains(paycoNext[""], status):
			return refuse(Conflicting, textPaycoStatus)
		case p.PaidAt == 0 || p.CancelAmount == p.Amount:
			return refuse(Conflicting, textPaycoUnpaid)
		case o.Status == status:
			return nil
		case !slices.Contains(paycoNext[o.Status], status):
			return refuse(Conflicting, textPaycoStep)
		}
		o = PaycoOrder{ImpUID: impUID, Status: status, ChangedAt: t.unix()}
		t.put(o)
		return t.tell("payco.status", merchant, impUID, Object{{"status", string(status)}, {"merchant_uid", p.MerchantUID}})
	})
	return o, err
}

// PaycoOrderOf returns what the shop reported of a payment's order, and whether
// it did.
func (e *Engine) PaycoOrderOf(impUID string) (PaycoOrder, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	o, ok := e.paycoOrders[impUID]
	return o, ok
}

// Balance is what remains of a PAYCO payment as PortOne's PaymentBalance: by
// means of payment, now and after each event.
func (e *Engine) Balance(merchant, impUID string) (Object, error) {
	p, err := e.PaymentByImpUID(merchant, impUID)
	if err != nil {
		return nil, err
	}
	if !Supports(OpBalance, p.PGProvider) || p.PaidAt == 0 {
		return nil, refuse(Conflicting, textPaycoAlone)
	}
	zero := money.Zero(p.Amount.Currency())
	left, taxFree := p.Amount, zero
	if p.TaxFree.IsSet() {
		taxFree = p.TaxFree
	}
	histories := []Object{balance(p, left, taxFree, Field{"created", p.PaidAt})}
	for _, c := range p.CancelHistory {
		if left, err = left.Sub(c.Amount); err != nil {
			return nil, err
		}
		if taxFree, err = taxFree.Sub(c.TaxFree); err != nil {
			return nil, err
		}
		histories = append(histories, balance(p, left, taxFree, Field{"created", c.CancelledAt}))
	}
	return balance(p, left, taxFree, Field{"amount", number(p.Amount)}, Field{"histories", histories}), nil
}

// balance splits what remains by means of payment, beside other members and in
// the order of the names. PAYCO's points are the second means; discounts and
// cash receipts are not known to the sandbox.
func balance(p Payment, left, taxFree money.Amount, others ...Field) Object {
	zero := money.Zero(left.Currency())
	whole, nothing := portion(left, taxFree), portion(zero, zero)
	primary, secondary := whole, nothing
	if p.PayMethod == "point" {
		primary, secondary = nothing, whole
	}
	o := append(Object{{"cash_receipt", nothing}, {"discount", nothing}, {"primary", primary}, {"secondary", secondary}}, others...)
	slices.SortFunc(o, func(a, b Field) int { return cmp.Compare(a.Name, b.Name) })
	return o
}

// portion splits an amount into what is tax-free, and supply and VAT of the rest.
func portion(amount, taxFree money.Amount) Object {
	if over(taxFree, amount) {
		taxFree = amount
	}
	taxed, err := amount.Sub(taxFree)
	if err != nil {
		taxed = amount // cannot be: both are of one currency
	}
	parts := taxed.Allocate(10, 1)
	return Object{{"service", jsonNumber("0")}, {"supply", number(parts[0])}, {"tax_free", number(taxFree)}, {"vat", number(parts[1])}}
}
