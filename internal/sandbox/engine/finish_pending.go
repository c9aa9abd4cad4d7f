package engine

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// pendingFor is how long 페이팔 thinks about an approval that it left pending,
// when nobody decides for it (assumed; PortOne says "after some time").
const pendingFor = Span(time.Hour)

// pend leaves the approval open: the window ends without an error, the record
// says pending, and no money has arrived. That nothing is notified yet is
// assumed.
func (f *finish) pend() error {
	if !f.provider.Pending || f.p.registers() {
		return fmt.Errorf("%w: %s decides at once", ErrChoice, f.provider.Code)
	}
	if f.e.approved(f.p.Merchant, f.p.MerchantUID) && !f.e.faults.AllowDoubleApproval {
		return f.fail(codeAlreadyPaid, textAlreadyPaid)
	}
	if err := f.fill(); err != nil {
		return err
	}
	f.p.Status, f.p.UpdatedAt = Pending, f.unix()
	f.spend()
	d := f.later(pendingApproval, pendingFor, f.p)
	f.put(d)
	return f.tell("payment.pending", f.p.Merchant, f.p.ImpUID, Object{
		{"pay_method", f.p.PayMethod}, {"amount", number(f.p.Amount)}, {"until", time.UnixMicro(d.At).UTC().Format(time.RFC3339)},
	})
}

// Settle ends a pending approval now: by Approve or by one of the declines. What
// becomes of it is told by a webhook, `paid` or `failed`.
func (e *Engine) Settle(ctx context.Context, impUID string, o Outcome) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		var ok bool
		if p, ok = e.payments.get(impUID); !ok {
			return refuse(Missing, textNoPayment)
		}
		reason, declined := declines[o]
		switch {
		case p.Status != Pending:
			return refuse(Conflicting, "승인 대기 중인 결제가 아닙니다.")
		case !declined && o != Approve:
			return refuse(Malformed, "outcome은 approve, decline_limit, decline_stopped, decline_password 가운데 하나입니다.")
		}
		if d, waits := e.deedOf(impUID, pendingApproval); waits {
			d.Done = true
			t.put(d)
		}
		var err error
		p, err = t.settle(p, reason)
		return err
	})
	return p, err
}

// settle decides a pending approval; a reason that is not empty refuses it, and
// so does another payment that took its merchant_uid meanwhile.
func (t *tx) settle(p Payment, reason string) (Payment, error) {
	if p.Status != Pending {
		return p, t.tell("payment.not_approved", p.Merchant, p.ImpUID, Object{{"status", string(p.Status)}})
	}
	if t.e.approved(p.Merchant, p.MerchantUID) && !t.e.faults.AllowDoubleApproval {
		reason = textAlreadyPaid
	}
	event, data := "payment.paid", Object{{"pay_method", p.PayMethod}, {"amount", number(p.Amount)}}
	p.Status, p.PaidAt, p.UpdatedAt = Paid, t.unix(), t.unix()
	if reason != "" {
		event, data = "payment.failed", Object{{"fail_reason", reason}}
		p.Status, p.PaidAt, p.FailedAt, p.FailReason = Failed, 0, t.unix(), reason
	}
	if _, err := t.webhook(&p, string(p.Status), "", p.NoticeURLs); err != nil {
		return p, err
	}
	t.put(p)
	return p, t.tell(event, p.Merchant, p.ImpUID, data)
}

// outcomes are what may be picked in a window opened for method.
func (p Provider) outcomes(method string) []Outcome {
	return slices.DeleteFunc(slices.Clone(Outcomes), func(o Outcome) bool {
		return o == IssueAccount && method != "vbank" || o == LeavePending && !p.Pending
	})
}
