package merchant

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/operator"
	"github.com/naru-pay/naru/internal/payment"
)

// DeskRule is what holds for money that an operator gives back.
type DeskRule struct {
	Operator  Operator
	Confirmed bool   // above the limit an admin looked twice
	Expected  *int64 // what was left when the operator looked, in minor units; nil: not told
}

// wonOf is the currency of limits.
const wonOf money.Currency = "KRW"

// looked refuses to act on what has changed since the operator looked, and says
// who changed it.
func (r *DeskRule) looked(left money.Amount, refunds []payment.Refund) error {
	if r == nil || r.Expected == nil || *r.Expected == left.Minor() {
		return nil
	}
	return fault.Newf(fault.RefundRaced, "%s; %s is left", lastRefund(refunds), left)
}

// beaten says of a refund that cannot be, because another one came first, who
// asked for that.
func (r *DeskRule) beaten(err error, refunds []payment.Refund) error {
	if code := fault.CodeOf(err); r == nil || len(refunds) == 0 || (code != fault.RefundInProgress && code != fault.RefundTooMuch) {
		return err
	} else if code == fault.RefundTooMuch {
		return fault.Field(code, "amount", "%s", lastRefund(refunds))
	}
	return fault.Newf(fault.RefundInProgress, "%s", lastRefund(refunds))
}

// within refuses a refund above the operator's limit. What they gave back of the
// payment before counts, so that parts come to no more than the whole.
func (r *DeskRule) within(wanted payment.Refund, refunds []payment.Refund) error {
	if r == nil {
		return nil
	}
	spent := wanted.Amount.Minor()
	for _, before := range refunds {
		if before.State != payment.RefundRejected && strings.HasPrefix(before.AskedBy, r.Operator.ID+" ") {
			spent += before.Amount.Minor()
		}
	}
	if !operator.Above(r.Operator.RefundLimit, spent, wanted.Amount.Currency() == wonOf) {
		return nil
	}
	detail := fmt.Sprintf("%d of this payment, the limit is %d KRW", spent, r.Operator.RefundLimit)
	switch {
	case r.Operator.Role != operator.Admin:
		return fault.Newf(fault.RefundAboveLimit, "%s", detail)
	case !r.Confirmed:
		return fault.Newf(fault.RefundConfirmAgain, "%s", detail)
	}
	return nil
}

// lastRefund says who asked for the newest refund, and what became of it.
func lastRefund(refunds []payment.Refund) string {
	var last payment.Refund
	for _, r := range refunds {
		if !r.CreatedAt.Before(last.CreatedAt) {
			last = r
		}
	}
	if last.ID == "" {
		return "it was cancelled elsewhere"
	}
	who := last.AskedBy
	if _, name, named := strings.Cut(who, " "); named {
		who = name
	}
	if who == "" {
		who = "the server"
	}
	return fmt.Sprintf("%s asked for %s at %s (%s, %s)", who, last.Amount, last.CreatedAt.UTC().Format(time.RFC3339), last.ID, last.State)
}

// deskReason is an operator's reason as the history and the audit log have it;
// empty of what a shop's server asked for, which has its own.
func deskReason(ctx context.Context, reason string) string {
	if !strings.HasPrefix(ActorOf(ctx), "opr_") || reason == "" {
		return ""
	}
	return ": " + reason
}

// byDesk is the operator who asks, as the history names them, or the usual actor.
func byDesk(ctx context.Context, usual string) string {
	if who := ActorOf(ctx); strings.HasPrefix(who, "opr_") {
		return who
	}
	return usual
}
