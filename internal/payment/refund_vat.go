package payment

import (
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// TaxFreeLeft is what is left of a payment's tax-free part after the refunds of
// an attempt that count.
func TaxFreeLeft(p Payment, a Attempt, refunds []Refund) money.Amount {
	left := p.TaxFree.Minor()
	for _, r := range refunds {
		if r.ImpUID == a.ImpUID && r.State != RefundRejected {
			left -= r.TaxFree.Minor()
		}
	}
	return money.New(min(max(left, 0), a.Balance().Minor()), p.Amount.Currency())
}

// VATLeft is what is left of a payment's told VAT after the refunds of an attempt
// that count.
func VATLeft(a Attempt, refunds []Refund, told money.Amount) money.Amount {
	left := told.Minor()
	for _, r := range refunds {
		if r.ImpUID == a.ImpUID && r.State != RefundRejected && r.VAT.IsSet() {
			left -= r.VAT.Minor()
		}
	}
	return money.New(max(left, 0), told.Currency())
}

// VATOf proposes the VAT of a wish for a payment whose VAT was told: all that is
// left of it with all that is left of the money, otherwise its share of the
// taxed part, without the fraction of a minor unit.
func VATOf(p Payment, a Attempt, refunds []Refund, told money.Amount, w RefundWish) money.Amount {
	left := VATLeft(a, refunds, told)
	amount := w.Amount
	if !amount.IsSet() || amount == a.Balance() {
		return left
	}
	free := int64(0)
	if w.TaxFree.IsSet() {
		free = w.TaxFree.Minor()
	}
	taxed, whole := amount.Minor()-free, p.Amount.Minor()-p.TaxFree.Minor()
	if taxed <= 0 || whole <= 0 || taxed > whole {
		return money.Zero(told.Currency())
	}
	share := told.Allocate(whole-taxed, taxed)[1]
	return money.New(min(share.Minor(), left.Minor()), told.Currency())
}

// CheckVAT refuses a VAT that is more than is left of the one that was told, or
// than the taxed part of the refund; its error is refund_vat_exceeds_amount.
func CheckVAT(p Payment, a Attempt, refunds []Refund, told money.Amount, w RefundWish) error {
	if !w.VAT.IsSet() {
		return nil
	}
	taxed := a.Balance().Minor() - TaxFreeLeft(p, a, refunds).Minor()
	if w.Amount.IsSet() {
		taxed = w.Amount.Minor()
		if w.TaxFree.IsSet() {
			taxed -= w.TaxFree.Minor()
		}
	}
	if w.VAT.Currency() != p.Amount.Currency() || w.VAT.IsNegative() || w.VAT.Minor() > max(taxed, 0) {
		return fault.Field(fault.RefundVATExcess, "vat", "%s asked of %d taxed", w.VAT, max(taxed, 0))
	}
	if told.IsSet() && w.VAT.Minor() > VATLeft(a, refunds, told).Minor() {
		return fault.Field(fault.RefundVATExcess, "vat", "%s asked, %s left", w.VAT, VATLeft(a, refunds, told))
	}
	return nil
}
