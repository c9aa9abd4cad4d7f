package httpapi

import (
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// unrecorded answers for a payment that is not stored, from the quote that the
// client token carries. Its version is 0. Whoever has no such token learns what
// would help: an id alone tells nothing of a payment that nobody has kept.
func (a *server) unrecorded(claim merchant.Claim, v merchant.View, err error) (merchant.View, error) {
	if v.Payment.ID == "" && unasked(err) && claim.Quoted != nil {
		return merchant.View{Payment: *claim.Quoted}, err
	}
	if fault.CodeOf(err) != fault.PaymentNotFound || v.Payment.ID != "" {
		return v, err
	}
	if claim.Quoted != nil {
		return merchant.View{Payment: *claim.Quoted}, nil
	}
	if a.Service.Record == merchant.RecordAfter {
		err = fault.Newf(fault.PaymentNotFound,
			"with NARU_RECORD=after a payment is recorded when its money moves; until then its client token reads it, and complete finds it by merchant_uid")
	}
	return v, err
}

// notOf refuses a payment that was found by its merchant_uid and has another id
// than the one that was asked for.
func notOf(pid payment.ID, v merchant.View, err error) error {
	if v.Payment.ID != "" && v.Payment.ID != pid {
		return fault.New(fault.PaymentNotFound)
	}
	return err
}
