package merchant

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/pgrule"
)

// refundWish writes a request as package payment takes it: lines priced, the
// account as the PG calls it, and the parts of the tax that were not told filled
// in where the payment's own were.
func refundWish(ctx context.Context, tx Tx, req CancelRequest, v View, a payment.Attempt) (payment.RefundWish, error) {
	w := payment.RefundWish{
		Amount: req.Amount, TaxFree: req.TaxFree, VAT: req.VAT, Lines: req.Lines, Reason: req.Reason, AskedBy: ActorOf(ctx), Initiator: payment.ByShop,
	}
	var err error
	if w.Account, err = refundAccount(v.Payment.Channel.Provider, req.Account); err != nil {
		return w, err
	}
	if len(req.Lines) > 0 {
		if err := priceLines(ctx, tx, v, a, &w); err != nil {
			return w, err
		}
	}
	if told := toldVAT(v.Payment); told.IsSet() && !w.VAT.IsSet() {
		w.VAT = payment.VATOf(v.Payment, a, v.Refunds, told, w)
	}
	return w, payment.CheckVAT(v.Payment, a, v.Refunds, toldVAT(v.Payment), w)
}

// priceLines gives a wish by lines its amount. What is told beside them must be
// what they come to; the last of the money takes what is left of the tax-free
// part by itself.
func priceLines(ctx context.Context, tx Tx, v View, a payment.Attempt, w *payment.RefundWish) error {
	lines, err := tx.Lines().OfPayment(ctx, v.Payment.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	amount, taxFree, err := lines.Price(v.Payment, v.Refunds, w.Lines)
	if err != nil {
		return err
	}
	if w.Amount.IsSet() && w.Amount != amount {
		return fault.Field(fault.TotalMismatch, "amount", "the lines come to %s", amount)
	}
	w.Amount = amount
	if !w.TaxFree.IsSet() && amount != a.Balance() {
		w.TaxFree = taxFree
	}
	return nil
}

// toldVAT is the VAT that the shop told when it opened the payment; unset when it
// left it to PortOne.
func toldVAT(p payment.Payment) money.Amount {
	var extra struct {
		VAT json.Number `json:"vat_amount"`
	}
	if json.Unmarshal(p.Extra, &extra) != nil || extra.VAT == "" {
		return money.Amount{}
	}
	vat, err := money.ParseMajor(extra.VAT.String(), p.Amount.Currency())
	if err != nil {
		return money.Amount{}
	}
	return vat
}

// inEscrow reports whether the shop asked for escrow when it opened the payment;
// V1 tells it back, but not in every version of its answers.
func inEscrow(p payment.Payment) bool {
	var extra struct {
		Escrow bool `json:"escrow"`
	}
	return json.Unmarshal(p.Extra, &extra) == nil && extra.Escrow
}

// RefundOptions is what to know before money of a payment is given back. Nothing
// in it is a promise: the PG has the last word.
type RefundOptions struct {
	View      View
	Left      money.Amount // that may be asked for now
	TaxFree   money.Amount // of it
	VAT       money.Amount // of it; unset when it is left to PortOne
	UnderWay  *payment.Refund
	Lines     []payment.LineLeft
	Banks     []pgrule.Bank
	Suggested *payment.RefundWish // for the amount that was asked about
	pgrule.Options
}

// RefundOptions reads them; amount asks what the parts of such a refund would be,
// unset: none. Its error is payment_not_found, refund_not_paid for a payment that
// holds no money, or what a refund of the amount would be refused with.
func (s *Service) RefundOptions(ctx context.Context, pid payment.ID, amount money.Amount) (RefundOptions, error) {
	var out RefundOptions
	err := s.Store.View(ctx, func(tx Tx) error {
		v, err := load(ctx, tx, pid)
		if err != nil {
			return err
		}
		a, ok := boundAttempt(v)
		if !ok {
			return fault.New(fault.RefundNotPaid)
		}
		out, err = refundOptions(ctx, tx, v, a, s.Clock.Now())
		if err != nil || !amount.IsSet() {
			return err
		}
		w, err := refundWish(ctx, tx, CancelRequest{Amount: amount}, v, a)
		if err != nil {
			return err
		}
		r, _, err := payment.OpenRefund(v.Payment, a, v.Refunds, withAccount(w), s.Clock.Now())
		w.TaxFree = r.TaxFree
		out.Suggested = &w
		return err
	})
	return out, err
}

// withAccount keeps a preview from being refused for want of one.
func withAccount(w payment.RefundWish) payment.RefundWish {
	w.Account = &payment.RefundAccount{}
	return w
}

func refundOptions(ctx context.Context, tx Tx, v View, a payment.Attempt, now time.Time) (RefundOptions, error) {
	out := RefundOptions{View: v, Left: a.Balance(), TaxFree: payment.TaxFreeLeft(v.Payment, a, v.Refunds), Banks: pgrule.Banks(v.Payment.Channel.Provider)}
	if told := toldVAT(v.Payment); told.IsSet() {
		out.VAT = payment.VATLeft(a, v.Refunds, told)
	}
	for _, r := range v.Refunds {
		if r.ImpUID == a.ImpUID && r.State.UnderWay() {
			out.UnderWay = &r
		}
	}
	lines, err := tx.Lines().OfPayment(ctx, v.Payment.ID)
	switch {
	case err == nil:
		out.Lines = lines.Left(v.Payment, v.Refunds)
	case !errors.Is(err, ErrNotFound):
		return out, err
	}
	errands, err := tx.Errands().OfPayment(ctx, v.Payment.ID)
	if err != nil {
		return out, err
	}
	out.Options = pgrule.For(paidFacts(v.Payment, a, errands), now)
	out.NeedsVAT = out.NeedsVAT && out.VAT.IsSet() // what the payment left to PortOne the refund leaves to it, too
	return out, nil
}

// paidFacts is what the PGs' rules look at.
func paidFacts(p payment.Payment, a payment.Attempt, errands []payment.Errand) pgrule.Paid {
	e, told := payment.Standing(errands, payment.CashReceiptErrand)
	paid := a.Seen.PaidAt
	if paid.IsZero() {
		paid = p.PaidAt
	}
	return pgrule.Paid{
		Provider: p.Channel.Provider, PayMethod: a.Seen.PayMethod, Wallet: a.Seen.Wallet, Env: p.Env, PaidAt: paid,
		Escrow: inEscrow(p), Parts: len(a.Seen.History), Receipt: told && e.Act == payment.ActIssue,
	}
}

// sameLines reports whether a payment was opened with the same lines, or without
// any being kept: two orders of one amount are not one.
func sameLines(ctx context.Context, tx Tx, pid payment.ID, lines payment.Lines) (bool, error) {
	stored, err := tx.Lines().OfPayment(ctx, pid)
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	same := slices.Equal(stored.Lines, lines.Lines) && stored.Shipping == lines.Shipping && stored.Discount == lines.Discount
	return same, err
}
