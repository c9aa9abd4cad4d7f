package portonev1

import (
	"context"
	"log/slog"
	"net/http"
)

// CancelRequest says what to give back. PortOne takes a missing or zero amount
// for "everything that is left", so here the amount is explicit: Amount for a
// sum, Full for everything.
type CancelRequest struct {
	// ImpUID names the payment. Prefer it: it names exactly one.
	ImpUID string
	// MerchantUID names it by order number instead; which payment PortOne
	// takes if several share it is not documented. Setting both is refused.
	MerchantUID string

	// Amount is what to give back, greater than 0, in major units of the
	// payment's currency, without an exponent.
	Amount Decimal
	// Full gives back everything that is left; Amount must be empty then. How
	// much that is, is decided by PortOne, not by the shop.
	Full bool
	// Checksum is what the shop believes can still be cancelled, in major
	// units; PortOne cancels nothing if it sees it otherwise. nil skips the
	// check. With it, a cancel sent twice gives back once: after the first,
	// the balance is another. Never refresh it for a repeated cancel.
	Checksum *Decimal

	// TaxFree is the tax-free part of Amount. nil sends none, which PortOne
	// takes for 0, except with kcp, kcp_quick, kicc, nice and payco.
	TaxFree *Decimal
	// VATAmount is the VAT in Amount. It must be set if it was at payment
	// (nice, html5_inicis, welcome, nice_v2).
	VATAmount *Decimal

	// Reason is kept in the payment's cancel history. NaverPay demands one.
	Reason string

	// RefundHolder, RefundBank and RefundAccount are where the money of a
	// deposited virtual account goes. The bank code is the gateway's own, not
	// that of Banks. RefundTel is for smartro.
	RefundHolder, RefundBank, RefundAccount, RefundTel string

	// RetainPromotion keeps a card promotion although what is left no longer
	// meets its terms.
	RetainPromotion bool
	// EnableWebhook makes PortOne send a webhook about this cancel to the
	// address in the console. Without it a cancel by API sends none.
	EnableWebhook bool
	// Requester is "customer" or "admin", for NaverPay; empty means admin.
	Requester string
}

// LogValue shows what is cancelled, and not where the money goes.
func (r CancelRequest) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("imp_uid", r.ImpUID),
		slog.String("merchant_uid", r.MerchantUID),
		slog.String("amount", string(r.Amount)),
		slog.Bool("full", r.Full),
		slog.String("reason", r.Reason),
	)
}

// cancelBody is CancelRequest on the wire.
type cancelBody struct {
	ImpUID          string       `json:"imp_uid,omitempty"`
	MerchantUID     string       `json:"merchant_uid,omitempty"`
	Amount          Decimal      `json:"amount,omitempty"`
	TaxFree         *Decimal     `json:"tax_free,omitempty"`
	VATAmount       *Decimal     `json:"vat_amount,omitempty"`
	Checksum        *Decimal     `json:"checksum,omitempty"`
	Reason          string       `json:"reason,omitempty"`
	RefundHolder    string       `json:"refund_holder,omitempty"`
	RefundBank      string       `json:"refund_bank,omitempty"`
	RefundAccount   string       `json:"refund_account,omitempty"`
	RefundTel       string       `json:"refund_tel,omitempty"`
	RetainPromotion bool         `json:"retain_promotion,omitempty"`
	EnableWebhook   bool         `json:"enable_webhook,omitempty"`
	Extra           *cancelExtra `json:"extra,omitempty"`
}

type cancelExtra struct {
	Requester string `json:"requester"`
}

// Cancel gives money back: POST /payments/cancel, docs group "payments" and
// page 결제 취소. It returns the payment after the cancel; its CancelAmount and
// CancelHistory tell what was given back in all.
//
// It is sent once and may take Config.CancelTimeout. A refusal is an *Error
// with HTTPStatus 200, a Code other than 0 and PortOne's or the gateway's
// sentence; an unknown payment is such a refusal, too, and does not match
// ErrNotFound. If OutcomeUnknown reports true, the money may have been given
// back: read the payment before anything else.
//
// Without an amount, with an amount that is not above 0, or with a Checksum
// that Amount exceeds, nothing is sent and the error matches
// ErrInvalidRequest. The same CancelRequest always makes the same bytes.
//
// A few gateways (paypal_v2, virtual accounts of smartro_v2) decide later: it
// is cancelled only if Status is StatusCancelled and CancelHistory has the
// entry. A virtual account nobody paid into is closed by CloseVirtualAccount.
func (c *Client) Cancel(ctx context.Context, r CancelRequest) (Payment, error) {
	if err := r.check(); err != nil {
		return Payment{}, err
	}
	req, err := c.write("Cancel", http.MethodPost, "/payments/cancel", r.body(), c.cancelTimeout)
	if err != nil {
		return Payment{}, err
	}
	return c.onePayment(ctx, req, func(p Payment) bool {
		if r.ImpUID != "" {
			return p.ImpUID == r.ImpUID
		}
		return p.MerchantUID == r.MerchantUID
	})
}

func (r CancelRequest) check() error {
	if (r.ImpUID == "") == (r.MerchantUID == "") {
		return r.refuse("ImpUID, MerchantUID", "exactly one must be set")
	}
	if err := checkID("Cancel", "ImpUID, MerchantUID", r.ImpUID+r.MerchantUID); err != nil {
		return err
	}
	if err := r.checkAmount(); err != nil {
		return err
	}
	parts := []struct {
		field string
		value *Decimal
	}{{"TaxFree", r.TaxFree}, {"VATAmount", r.VATAmount}}
	for _, part := range parts {
		if part.value != nil && !part.value.sendable(0) {
			return r.refuse(part.field, "is not a plain amount of 0 or more")
		}
	}
	return nil
}

func (r CancelRequest) checkAmount() error {
	switch {
	case r.Full && r.Amount != "":
		return r.refuse("Amount", "must be empty with Full")
	case !r.Full && r.Amount == "":
		return r.refuse("Amount", "is missing; PortOne would give back everything (set Full if that is meant)")
	case !r.Full && !r.Amount.sendable(1):
		return r.refuse("Amount", "is not a plain amount above 0; PortOne takes 0 for everything")
	case r.Checksum == nil:
		return nil
	case !r.Checksum.sendable(1):
		return r.refuse("Checksum", "is not a plain amount above 0")
	}
	if over, err := r.Amount.Cmp(*r.Checksum); err == nil && over > 0 {
		return r.refuse("Amount", "is more than Checksum says is left")
	}
	return nil
}

func (r CancelRequest) refuse(field, problem string) error {
	return &RequestError{Operation: "Cancel", Field: field, Problem: problem}
}

func (r CancelRequest) body() cancelBody {
	body := cancelBody{
		ImpUID: r.ImpUID, MerchantUID: r.MerchantUID,
		Amount: r.Amount, TaxFree: r.TaxFree, VATAmount: r.VATAmount, Checksum: r.Checksum,
		Reason:       r.Reason,
		RefundHolder: r.RefundHolder, RefundBank: r.RefundBank,
		RefundAccount: r.RefundAccount, RefundTel: r.RefundTel,
		RetainPromotion: r.RetainPromotion, EnableWebhook: r.EnableWebhook,
	}
	if r.Requester != "" {
		body.Extra = &cancelExtra{Requester: r.Requester}
	}
	return body
}

// sendable reports whether d may stand in a request: a number without an
// exponent whose sign is at least min.
func (d Decimal) sendable(min int) bool {
	sign, err := d.Sign()
	return err == nil && sign >= min && d.plain()
}
