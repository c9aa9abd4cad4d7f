package demoshop

import (
	"net/url"
	"time"
)

// orderView is an order as its buyer sees it.
type orderView struct {
	Ref         string         `json:"order_ref"`
	State       string         `json:"state"` // the payment server's word
	Stage       stage          `json:"stage"`
	CreatedAt   time.Time      `json:"created_at"`
	Lines       []line         `json:"lines"`
	Totals      totals         `json:"totals"`
	Tax         tax            `json:"tax"`
	Buyer       buyer          `json:"buyer"`
	Method      string         `json:"method"`
	Payment     *paymentState  `json:"payment"`
	Rejected    []paymentState `json:"rejected"` // beside it: money that was not accepted
	Report      *report        `json:"report"`
	Shipping    shipping       `json:"shipping"`
	Cancellable bool           `json:"cancellable"` // by the buyer, here and now
	Stale       bool           `json:"stale"`       // the payment server could not be asked just now
}

// tax is how VAT lies in what was paid, in won: Supply + VAT + TaxFree.
type tax struct {
	Supply  int64 `json:"supply"`
	VAT     int64 `json:"vat"`
	TaxFree int64 `json:"tax_free"`
}

// taxOf splits an amount: an eleventh of what is not tax-free is VAT, the
// fraction of a won dropped.
func taxOf(amount, taxFree int64) tax {
	vat := (amount - taxFree) / 11
	return tax{Supply: amount - taxFree - vat, VAT: vat, TaxFree: taxFree}
}

func (s *Shop) view(o order) orderView {
	v := orderView{
		Ref: o.Ref, State: o.Seen.State, Stage: o.stage(), CreatedAt: o.CreatedAt, Lines: o.Lines, Totals: o.Totals,
		Buyer: o.Buyer, Method: o.Method, Rejected: o.Seen.rejected(), Report: o.Report, Shipping: o.Shipping, Cancellable: o.cancellable(),
	}
	if v.State == "" {
		v.State = "unpaid"
	}
	if o.Seen.Payment != nil {
		p := *o.Seen.Payment
		if s.console != "" && p.Test && p.PaidAt != nil {
			own := s.receiptURL(o)
			p.ReceiptURL = &own
		}
		v.Payment, v.Tax = &p, taxOf(p.Amount, p.TaxFree)
	}
	return v
}

// receiptURL is the shop's own receipt: beside a sandbox the PG has none of a
// payment that it never saw.
func (s *Shop) receiptURL(o order) string {
	return s.publicURL + "/receipt?" + url.Values{"order": {o.Ref}, "key": {o.Key}}.Encode()
}
