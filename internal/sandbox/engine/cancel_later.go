package engine

import (
	"slices"
	"time"
)

// refundAfter is how long a PG takes that gives back later, by the sandbox's
// clock; assumed: PortOne says no more than that it is not at once.
const refundAfter = Span(24 * time.Hour)

// Texts of cancels that the PG has its own mind about; both are assumed.
const (
	textRefunding     = "처리 중인 취소 요청이 있습니다."
	textCancelRefused = "취소에 실패하였습니다. 카드사로 문의해 주세요."
)

// declinedCancel is a refusal of the PG's, which a scenario brought about: the
// scenario has counted, so that the command is kept all the same.
type declinedCancel struct{ refusal error }

func (d declinedCancel) Error() string { return d.refusal.Error() }

// slowRefund is how long a refund of p takes where it is not done at once: of
// SMARTRO's virtual accounts always, of PayPal's payments when a scenario says
// so.
func (t *tx) slowRefund(p Payment) (Span, error) {
	provider, _ := ProviderByCode(p.PGProvider)
	always := slices.Contains(provider.SlowRefunds, p.PayMethod)
	s, struck, err := t.strike(occasionOf(OnCancel, p), func(effect string) bool {
		return effect != CancelPending || always || provider.Pending
	})
	switch {
	case err != nil:
		return 0, err
	case struck && s.Do.Effect == CancelDecline:
		words := textCancelRefused
		if s.Do.Code != "" || s.Do.Text != "" {
			words = s.Do.words()
		}
		return 0, declinedCancel{refuse(Conflicting, words)}
	case struck:
		return s.Do.Delay, nil
	case always:
		return refundAfter, nil
	}
	return 0, nil
}

// refunding reports whether a cancel of the payment waits to be carried out.
func (e *Engine) refunding(impUID string) bool {
	_, waits := e.deedOf(impUID, lateRefund)
	return waits
}

// cancelLater accepts a cancel whose amounts were judged and leaves the payment
// as it is; that there is one at a time is assumed.
func (t *tx) cancelLater(p Payment, r CancelRequest, after Span) error {
	d := t.later(lateRefund, after, p)
	d.Refund = &r
	t.put(d)
	return t.tell("payment.cancel_pending", p.Merchant, p.ImpUID, Object{
		{"amount", jsonNumber(r.Amount)}, {"at", time.UnixMicro(d.At).UTC().Format(time.RFC3339Nano)}, {"from_console", r.FromConsole},
	})
}

// refundNow carries out a cancel that was accepted before, and tells of it: the
// shop was told to wait for this webhook.
func (t *tx) refundNow(d deed, p Payment) error {
	r := *d.Refund
	r.late = true
	amount, err := parseAmount(r.Amount, p.Amount.Currency())
	if err != nil {
		return err
	}
	taxFree, err := parseAmount(r.TaxFree, p.Amount.Currency())
	if err != nil {
		return err
	}
	if left, err := p.Amount.Sub(p.CancelAmount); err != nil || over(amount, left) || p.PGCancelled {
		return t.tell("payment.not_cancelled", p.Merchant, p.ImpUID, Object{{"status", string(p.Status)}, {"reason", textPGCancelled}})
	}
	_, err = t.giveBack(p, r, amount, taxFree)
	return err
}
