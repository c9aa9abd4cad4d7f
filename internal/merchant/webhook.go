package merchant

import (
	"context"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// The work on a webhook that was noted.
const (
	noteLease = 30 * time.Second // how long a claim keeps others away
	// Nothing else may tell of what a webhook told of, say a second payment of
	// what is paid, so PortOne may be away for long; then a person is told.
	noteLife = 8 * 24 * time.Hour
)

// Webhook notes a webhook of PortOne's. When it returns nil the note is on the
// disk and will cause a look, whatever happens next; PortOne sends once by
// default, so nothing less may be answered with 200.
func (s *Service) Webhook(ctx context.Context, n Note) error {
	now := s.Clock.Now()
	var err error
	if n.ID, err = s.newID("whk", now); err != nil {
		return err
	}
	n.ReceivedAt, n.DueAt = now, now
	err = s.Store.Update(ctx, func(tx Tx) error { return tx.Inbox().Insert(ctx, n) })
	if err != nil && !errors.Is(err, ErrExists) { // it exists when a commit of unknown outcome was run again
		return err
	}
	s.wakeUp()
	return nil
}

// workNote confirms the payment that a note names. A note about a payment that
// is not ours ends without a call to PortOne.
func (s *Service) workNote(ctx context.Context, n Note) error {
	var p payment.Payment
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		p, err = tx.Payments().ByMerchantUID(ctx, n.MerchantUID)
		return err
	})
	if errors.Is(err, ErrNotFound) && !s.Marked(n.MerchantUID) {
		return s.endNote(ctx, n, time.Time{}, "outside")
	}
	if err == nil || errors.Is(err, ErrNotFound) {
		_, err = s.Confirm(ctx, Hint{PaymentID: p.ID, MerchantUID: n.MerchantUID, ImpUID: n.ImpUID, Actor: "webhook"})
	}
	switch code := fault.CodeOf(err); {
	case err == nil:
		return s.endNote(ctx, n, time.Time{}, "confirmed")
	case code == fault.PaymentNotFound:
		return s.endNote(ctx, n, time.Time{}, "no money moved")
	case code == fault.ForeignPayment:
		return s.endNote(ctx, n, time.Time{}, string(code))
	case s.Clock.Now().Sub(n.ReceivedAt) > noteLife:
		return errors.Join(err, s.giveUpNote(ctx, n, p.ID, code))
	default:
		wait := min(time.Second<<min(n.Tries, 9), 10*time.Minute)
		return errors.Join(err, s.endNote(ctx, n, s.Clock.Now().Add(wait), string(code)))
	}
}

func (s *Service) giveUpNote(ctx context.Context, n Note, pid payment.ID, code fault.Code) error {
	now := s.Clock.Now()
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := s.raise(ctx, tx, &payment.Discrepancy{PaymentID: pid, ImpUID: n.ImpUID, Reason: code, Detail: n.ID, CreatedAt: now}); err != nil {
			return err
		}
		return tx.Inbox().Done(ctx, n.ID, time.Time{}, "given up: "+string(code))
	})
}

func (s *Service) endNote(ctx context.Context, n Note, next time.Time, outcome string) error {
	return s.Store.Update(ctx, func(tx Tx) error { return tx.Inbox().Done(ctx, n.ID, next, outcome) })
}
