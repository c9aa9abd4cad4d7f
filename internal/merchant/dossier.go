package merchant

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// askedWithin bounds how long a person waits for PortOne's side.
const askedWithin = 4 * time.Second

// Dossier is all that is known of one payment, for a person to look at.
type Dossier struct {
	View
	Order   []payment.Payment // all payments of its order, oldest first
	History []ShopRecord      // oldest first
	PortOne *PortOneSide      // nil: nobody asked
}

// PortOneSide is what PortOne says of a payment now. That it cannot be asked is
// something to show and no error.
type PortOneSide struct {
	At       time.Time
	Attempts []payment.Seen
	Problem  error // why Attempts may lack some
}

// Dossier reads a payment and, when asked is set, PortOne's side of it. Nothing
// is changed by what PortOne says. Its error has the code payment_not_found.
func (r *Reader) Dossier(ctx context.Context, pid payment.ID, asked bool) (Dossier, error) {
	var d Dossier
	var err error
	if d.History, err = r.Service.ShopHistory(ctx, pid); err != nil {
		return d, err
	}
	err = r.Books.Open(ctx, func(b OpenBooks) error {
		var err error
		if d.View, err = load(ctx, b, pid); err != nil {
			return err
		}
		d.Order, err = b.Payments().OfOrder(ctx, d.Payment.OrderRef)
		return err
	})
	if err == nil && asked {
		d.PortOne = r.portone(ctx, d.Payment)
	}
	return d, err
}

// portone asks outside of any transaction.
func (r *Reader) portone(ctx context.Context, p payment.Payment) *PortOneSide {
	ctx, cancel := context.WithTimeout(ctx, askedWithin)
	defer cancel()
	side := &PortOneSide{}
	side.Attempts, side.Problem = r.Service.Gateway.LookupAll(ctx, p.MerchantUID)
	if side.Problem != nil && fault.CodeOf(side.Problem) == fault.InternalError {
		side.Problem = fault.Wrap(fault.GatewayUnavailable, side.Problem)
	}
	side.At = r.Service.Clock.Now()
	return side
}

// Unmask returns who paid, once it is noted who looked and why.
func (r *Reader) Unmask(ctx context.Context, pid payment.ID, why string) (payment.Buyer, *payment.Account, error) {
	return Unmask(ctx, r.Service.Store, pid, why, r.Service.Clock.Now())
}

// Notes lists PortOne's webhooks, newest first.
func (r *Reader) Notes(ctx context.Context, page Page) ([]Note, error) {
	var list []Note
	err := r.Books.Open(ctx, func(b OpenBooks) error {
		var err error
		list, err = b.Inbox().List(ctx, page)
		return err
	})
	return list, err
}

// Note reads one of PortOne's webhooks; its error has the code
// webhook_not_found.
func (r *Reader) Note(ctx context.Context, noteID string) (Note, error) {
	var n Note
	err := r.Books.Open(ctx, func(b OpenBooks) error {
		var err error
		n, err = b.Note(ctx, noteID)
		return notFound(err, fault.NoteNotFound)
	})
	return n, err
}

// ReplayNote has one of PortOne's webhooks looked into again, as if it had come
// now: PortOne is asked what it is about. Who asked for it is noted.
func (r *Reader) ReplayNote(ctx context.Context, noteID string) (Note, error) {
	s := r.Service
	if _, err := r.Note(ctx, noteID); err != nil {
		return Note{}, err
	}
	now := s.Clock.Now()
	err := s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.Inbox().Done(ctx, noteID, now, "replayed"); err != nil {
			return notFound(err, fault.NoteNotFound)
		}
		return note(ctx, tx, now, AuditReplayed, noteID, "")
	})
	if err != nil {
		return Note{}, err
	}
	s.wakeUp()
	return r.Note(ctx, noteID)
}

// ReplayEvent is the service's, which notes who asked for it.
func (r *Reader) ReplayEvent(ctx context.Context, eventID, endpointID string) (ShopRecord, error) {
	return r.Service.ReplayEvent(ctx, eventID, endpointID)
}
