package merchant

import (
	"context"
	"errors"
	"slices"

	"github.com/naru-pay/naru/internal/payment"
)

// acceptAtOnce stores the verdict on an honest payment, by far the most common
// one, without reading again what was read before PortOne was asked: whatever
// changed meanwhile has counted the payment's version up, or holds the order's
// money, and then the write is refused. done is false when there is anything
// else to decide, or somebody was faster; nothing is stored then.
//
// A refund is stored without a new version of its payment, so a payment that
// has any is none of its business.
func (s *Service) acceptAtOnce(ctx context.Context, c payment.Case, seen payment.Seen, actor string) (v View, done bool, err error) {
	c.Seen = seen
	verdict := payment.Judge(c, s.Clock.Now())
	if verdict.Action != payment.Accept || len(c.Refunds) > 0 {
		return View{}, false, nil
	}
	var stored payment.Payment
	err = s.Store.Update(ctx, func(tx Tx) error {
		var err error
		stored, err = s.store(ctx, tx, verdict, actor)
		return err
	})
	if errors.Is(err, ErrStale) || errors.Is(err, ErrExists) {
		return View{}, false, nil
	}
	if err != nil {
		return View{}, false, err
	}
	v = View{Payment: stored, Attempts: slices.Clone(c.Attempts)}
	for _, a := range append([]payment.Attempt{*verdict.Attempt}, verdict.Others...) {
		at := slices.IndexFunc(v.Attempts, func(o payment.Attempt) bool { return o.ImpUID == a.ImpUID })
		if at < 0 {
			v.Attempts = append(v.Attempts, a)
			continue
		}
		v.Attempts[at] = a
	}
	s.tellVerdict(stored, seen, verdict)
	return v, true, nil
}
