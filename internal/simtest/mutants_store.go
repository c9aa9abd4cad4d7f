package simtest

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// stored returns a mutant of what is written down.
func stored(name string, b bend, schema ...string) Mutant {
	return Mutant{Name: name, Store: bent(b), Schema: schema}
}

// The guards of the database that a mutant may take away.
const (
	noHolding   = "DROP INDEX payments_holding"
	noUnderWay  = "DROP INDEX refunds_under_way"
	noBoundOnce = "DROP TRIGGER payments_bound_once"
	noIdemKey   = "DROP INDEX refunds_idem_key"
	noEventOnce = "DROP INDEX outbox_version"
)

// lastVersion makes a write pass for the newest: the compare is gone.
func lastVersion(ctx context.Context, tx merchant.Tx, p *payment.Payment) bool {
	if old, err := tx.Payments().ByID(ctx, p.ID); err == nil {
		p.Version = old.Version + 1
	}
	return true
}

// alone hides the other payments of an order.
func alone([]payment.Payment) []payment.Payment { return nil }

// storeMutants are bugs in what is written down and in what is read of it.
func storeMutants() []Mutant {
	return append([]Mutant{
		stored("neither versions nor versions of events are compared", bend{savePayment: lastVersion}, noEventOnce),
		stored("two payments of an order both keep their money", bend{ofOrder: alone}, noHolding),
		stored("order is not told that it is paid", bend{ofOrder: alone}),
		stored("stale sight replaces a newer one", bend{attempts: func(list []payment.Attempt) []payment.Attempt {
			for i := range list {
				list[i].Seen.ImpUID = ""
			}
			return list
		}}),
		stored("money that may not stay is kept", bend{newRefund: func(_ context.Context, _ merchant.Tx, r *payment.Refund) bool {
			return r.Initiator != payment.ByJudge
		}}),
		stored("late money is taken", bend{paymentRead: func(p *payment.Payment) {
			if p.State == payment.Closed || p.State == payment.Expired {
				p.State = payment.Open
			}
		}}),
		stored("attempts are forgotten", bend{putAttempt: func(_ context.Context, _ merchant.Tx, a *payment.Attempt) bool { return a.Mark != payment.Late }}),
		stored("paid payment is judged as if it were open", bend{paymentRead: func(p *payment.Payment) {
			if p.State == payment.Paid {
				p.State, p.Bound = payment.Open, ""
			}
		}}, noBoundOnce),
		stored("event is stored and the shop is not told", bend{deliver: func(_ context.Context, _ merchant.Tx, d *merchant.Delivery) bool {
			return d.Type != payment.EventRefunded && d.Type != payment.EventPartlyRefunded
		}}),
		stored("shop is told what is not in the history", bend{event: func(e *payment.Event) bool { return e.Type != payment.EventRejected }}),
		stored("shop is told twice under two names", bend{deliver: func(ctx context.Context, tx merchant.Tx, d *merchant.Delivery) bool {
			twin := *d
			twin.EventID, twin.Version = d.EventID+"x", d.Version+100
			_ = tx.Outbox().Insert(ctx, twin)
			return true
		}}),
		stored("event is done before the shop has it", bend{claimed: func(ctx context.Context, tx merchant.Tx, list []merchant.Delivery) []merchant.Delivery {
			for _, d := range list {
				_ = tx.Outbox().Delivered(ctx, d.EventID, d.Fence, d.DueAt, merchant.ShopReply{})
			}
			return list
		}}),
		stored("event is given up after the first failure", bend{failed: func(ctx context.Context, tx merchant.Tx, id string, fence int64, next time.Time) bool {
			_ = tx.Outbox().Failed(ctx, id, fence, next, time.Time{}, merchant.ShopReply{Problem: "given up"})
			return false
		}}),
		stored("delivered event is delivered for ever", bend{delivered: func() bool { return false }}),
		stored("webhook is answered and not noted", bend{note: func(*merchant.Note) bool { return false }}),
		stored("person is told of nothing", bend{discrepancy: func(*payment.Discrepancy) bool { return false }}),
		stored("checks are planned for never", bend{paymentRead: func(p *payment.Payment) { p.CreatedAt = p.CreatedAt.AddDate(-1, 0, 0) }}),
	}, append(refundMutants(), commitMutants()...)...)
}

// refundMutants are bugs in how a refund is carried on.
func refundMutants() []Mutant {
	return []Mutant{
		stored("unknown outcome counts as refused", bend{saveRefund: func(_ context.Context, _ merchant.Tx, r *payment.Refund, _ *int64) bool {
			if r.State == payment.RefundUnknown {
				r.State, r.DueAt = payment.RefundRejected, time.Time{}
			}
			return true
		}}),
		stored("unknown outcome counts as done", bend{saveRefund: func(_ context.Context, _ merchant.Tx, r *payment.Refund, _ *int64) bool {
			if r.State == payment.RefundUnknown {
				r.State, r.DueAt, r.Evidence = payment.RefundSucceeded, time.Time{}, "it was sent"
			}
			return true
		}}),
		stored("refund that a crash left behind is not resumed", bend{dueRefunds: func(ctx context.Context, tx merchant.Tx, list []payment.RefundID) []payment.RefundID {
			var kept []payment.RefundID
			for _, id := range list {
				if r, err := tx.Refunds().ByID(ctx, id); err == nil && r.State != payment.RefundSending {
					kept = append(kept, id)
				}
			}
			return kept
		}}),
		stored("nobody works on refunds of unknown outcome", bend{dueRefunds: func(context.Context, merchant.Tx, []payment.RefundID) []payment.RefundID { return nil }}),
		stored("key of a refund is not looked up", bend{
			byKey:     func(*payment.Refund, error) (payment.Refund, error) { return payment.Refund{}, merchant.ErrNotFound },
			newRefund: func(_ context.Context, _ merchant.Tx, r *payment.Refund) bool { r.IdemKey += string(r.ID); return true },
		}, noIdemKey),
		stored("several refunds of one payment at once", bend{refunds: func(list []payment.Refund) []payment.Refund {
			for i := range list {
				if list[i].State.UnderWay() {
					list[i].State = payment.RefundRejected
				}
			}
			return list
		}}, noUnderWay),
		stored("refund given up counts its money as gone", bend{putAttempt: func(_ context.Context, _ merchant.Tx, a *payment.Attempt) bool {
			a.Succeeded = a.Opened
			return true
		}}),
		stored("opened refunds are not counted", bend{putAttempt: func(_ context.Context, _ merchant.Tx, a *payment.Attempt) bool {
			a.Opened = money.Zero(a.Seen.Captured.Currency())
			a.Succeeded = a.Opened
			return true
		}}),
		stored("token is changed before each try", bend{saveRefund: func(_ context.Context, _ merchant.Tx, r *payment.Refund, _ *int64) bool {
			if r.State == payment.RefundSending && r.Sends > 1 {
				r.Token = r.Token[:len(r.Token)-1] + string(rune('0'+r.Sends%10))
			}
			return true
		}}),
		stored("checksum is changed before each try", bend{saveRefund: func(ctx context.Context, tx merchant.Tx, r *payment.Refund, _ *int64) bool {
			if r.State == payment.RefundSending && r.Sends > 1 {
				r.Checksum = money.New(r.Checksum.Minor()-r.Amount.Minor(), r.Amount.Currency())
			}
			return true
		}}),
		stored("refund elsewhere is not recorded", bend{putAttempt: func(_ context.Context, _ merchant.Tx, a *payment.Attempt) bool {
			a.External = money.Zero(a.Seen.Captured.Currency())
			return true
		}}),
		stored("account that nobody needs stays open", bend{closings: func(context.Context, merchant.Tx, []payment.Attempt) []payment.Attempt { return nil }}),
	}
}
