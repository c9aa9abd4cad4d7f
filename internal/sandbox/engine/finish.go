package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// ErrWindow is returned for a window that does not exist or was answered
// already: PortOne's [비정상 접근입니다.].
var ErrWindow = errors.New("no such window, or it was answered already")

// ErrChoice is returned for a choice that this window does not offer; the
// window stays open.
var ErrChoice = errors.New("the window does not offer that")

// FinishWindow applies what the buyer did and tells how the shop's page learns
// of it. Where the shop wants to be asked first (confirm_url), it asks, outside
// the lock, and applies its answer; a second answer to the window is
// ErrConfirming meanwhile. When the account waits for webhooks first, it returns
// after the webhook's first attempt or when ctx ends; the payment is decided
// either way.
func (e *Engine) FinishWindow(ctx context.Context, secret string, c Choice) (Result, error) {
	r, first, question, err := e.finishWindow(ctx, secret, c)
	if question != nil {
		defer e.confirmed(secret)
	}
	if err == nil && question != nil {
		r, first, err = e.finishAsked(ctx, secret, c, question)
	}
	if err != nil {
		return Result{}, err
	}
	if first != "" {
		select {
		case <-e.firstAttempt(first):
		case <-ctx.Done():
		}
	}
	return r, nil
}

// finishWindow applies the choice, or returns what the shop must be asked
// before. first is the webhook that the browser waits for, if any.
func (e *Engine) finishWindow(ctx context.Context, secret string, c Choice) (r Result, first string, question *Question, err error) {
	err = e.do(ctx, func(t *tx) error {
		if e.confirming[secret] {
			return ErrConfirming
		}
		f, err := e.finishing(t, secret, c)
		if err != nil {
			return err
		}
		if err := f.apply(); err != nil {
			return err
		}
		if question, err = f.confirmation(); err != nil {
			return err
		}
		if question != nil {
			return f.asked(question)
		}
		r, first = f.result(), f.waitsFor()
		return nil
	})
	return r, first, question, err
}

// finishAsked asks the shop and applies the choice as it answers.
func (e *Engine) finishAsked(ctx context.Context, secret string, c Choice, q *Question) (r Result, first string, err error) {
	answer := e.ask(ctx, *q)
	err = e.do(ctx, func(t *tx) error {
		f, err := e.finishing(t, secret, c)
		if err != nil {
			return err
		}
		stopped, err := f.heard(q, answer)
		f.agreed = true
		if err == nil && !stopped {
			err = f.apply()
		}
		if err != nil {
			return err
		}
		r, first = f.result(), f.waitsFor()
		return nil
	})
	return r, first, err
}

// finishing finds an open window and its payment.
func (e *Engine) finishing(t *tx, secret string, c Choice) (*finish, error) {
	w, ok := e.windows[secret]
	if !ok || w.Done {
		return nil, ErrWindow
	}
	f := &finish{tx: t, w: w, p: e.payments.of(w.ImpUID), c: c}
	f.provider, _ = ProviderByCode(f.p.PGProvider)
	if f.p.Status != Ready || f.p.VbankNum != "" {
		return nil, ErrWindow
	}
	return f, nil
}

// waitsFor is the webhook whose first attempt the browser waits for, if any.
func (f *finish) waitsFor() string {
	if f.e.merchants[f.w.Merchant].WebhookFirst && f.delivery.State == Due && f.delivery.DueAt <= f.now.UnixMicro() {
		return f.delivery.ID
	}
	return ""
}

// finish is one window on its way to its result.
type finish struct {
	*tx
	w        session
	p        Payment
	provider Provider
	c        Choice
	code     string // error_code of a failure
	message  string // error_msg of a failure
	method   string
	delivery WebhookDelivery
	agreed   bool // the shop was asked and lets the payment go on
	then     Do   // what a scenario wants after the approval
}

// declines are the PG's texts for each kind of refusal. The first is a
// documented sample; the others follow its form.
var declines = map[Outcome]string{
	DeclineLimit:    "3112, 한도가 초과하였습니다.",
	DeclineStopped:  "8037, 거래정지 카드입니다.",
	DeclinePassword: "8095, 비밀번호가 일치하지 않습니다.",
}

// codeDeclined is PortOne's error_code when the PG refuses.
const codeDeclined = "F0004"

func (f *finish) apply() error {
	if err := f.chooseMethod(); err != nil {
		return err
	}
	if done, err := f.meet(); done || err != nil {
		return err
	}
	switch f.c.Outcome {
	case Approve, ApproveLoseReply:
		if f.method == "vbank" {
			return f.issue()
		}
		return f.approve()
	case IssueAccount:
		return f.issue()
	case LeavePending:
		return f.pend()
	case DeclineLimit, DeclineStopped, DeclinePassword:
		return f.declined(declines[f.c.Outcome])
	case CancelWindow:
		return f.fail(f.cancelCode(), f.provider.CancelText)
	case CloseWindow:
		f.code, f.message = f.cancelCode(), f.provider.CancelText
		return f.tell("window.closed", f.p.Merchant, f.p.ImpUID, Object{{"outcome", f.c.Outcome}})
	case Hang:
		return f.tell("window.hung", f.p.Merchant, f.p.ImpUID, Object{{"outcome", f.c.Outcome}})
	}
	return fmt.Errorf("%w: outcome %.40q", ErrChoice, f.c.Outcome)
}

// cancelCode is the error_code of a buyer's cancel: the PG's own, else one of
// the sandbox for the current SDK build, whose documented test of failure is
// that error_code is not null; the old build gives none (seen of KG이니시스).
func (f *finish) cancelCode() string {
	if f.provider.CancelCode != "" || f.w.Legacy {
		return f.provider.CancelCode
	}
	return codeUserCancel
}

// chooseMethod settles the method: what was asked for, or what this window
// offers beside it. An account may be issued wherever the PG has them.
func (f *finish) chooseMethod() error {
	f.method = f.w.Method
	if f.p.issues() && (f.c.Outcome == IssueAccount || f.c.Method != "" && f.c.Method != f.method || f.c.CardQuota != 0) {
		return fmt.Errorf("%w: the window stores a means of payment", ErrChoice)
	}
	if f.c.Outcome == IssueAccount {
		if !slices.Contains(f.provider.Methods(), "vbank") {
			return fmt.Errorf("%w: %s has no virtual accounts", ErrChoice, f.provider.Code)
		}
		f.method = "vbank"
		return nil
	}
	if f.c.Method == "" {
		return nil
	}
	if !slices.Contains(f.w.choices(f.p, f.provider), f.c.Method) {
		return fmt.Errorf("%w: method %.40q", ErrChoice, f.c.Method)
	}
	f.method = f.c.Method
	return nil
}

// fail makes the record failed and spends the window.
func (f *finish) fail(code, message string) error {
	f.code, f.message = code, message
	f.p.Status, f.p.FailedAt, f.p.FailReason, f.p.UpdatedAt = Failed, f.unix(), message, f.unix()
	f.spend()
	return f.tell("payment.failed", f.p.Merchant, f.p.ImpUID, Object{{"outcome", f.c.Outcome}, {"fail_reason", message}})
}

// spend stores the payment and closes the window for good.
func (f *finish) spend() {
	f.w.Done = true
	f.put(f.p)
	f.put(f.w)
}

// approve takes the money. Of two windows with one merchant_uid the second is
// refused here, which is where PortOne prevents duplicates.
func (f *finish) approve() error {
	if f.e.approved(f.p.Merchant, f.p.MerchantUID) && !f.e.faults.AllowDoubleApproval {
		return f.fail(codeAlreadyPaid, textAlreadyPaid)
	}
	if err := f.paid(); err != nil {
		return err
	}
	return f.afterwards(f.then, f.p)
}

// paid writes the approval down and tells of it.
func (f *finish) paid() error {
	if err := f.fill(); err != nil {
		return err
	}
	if f.p.issues() {
		if err := f.storeMeans(); err != nil {
			return err
		}
	}
	if err := errors.Join(f.orderProducts(), f.joinQuick()); err != nil {
		return err
	}
	f.p.Status, f.p.PaidAt, f.p.UpdatedAt = Paid, f.unix(), f.unix()
	if err := f.notify(); err != nil {
		return err
	}
	f.spend()
	return f.tell("payment.paid", f.p.Merchant, f.p.ImpUID, Object{
		{"outcome", f.c.Outcome},
		{"pay_method", f.p.PayMethod},
		{"amount", number(f.p.Amount)},
		{"customer_uid_usage", textOrNull(f.p.CustomerUIDUsage)},
		{"lose_reply", f.c.Outcome == ApproveLoseReply},
	})
}

// issue gives the buyer a virtual account; the payment stays ready until the
// deposit.
func (f *finish) issue() error {
	if f.e.approved(f.p.Merchant, f.p.MerchantUID) && !f.e.faults.AllowDoubleApproval {
		return f.fail(codeAlreadyPaid, textAlreadyPaid)
	}
	if err := f.fillAccount(); err != nil {
		return err
	}
	if err := f.notify(); err != nil {
		return err
	}
	f.spend()
	return f.tell("vbank.issued", f.p.Merchant, f.p.ImpUID, Object{
		{"vbank_name", f.p.VbankName}, {"vbank_num", f.p.VbankNum}, {"vbank_date", f.p.VbankDate}, {"amount", number(f.p.Amount)},
	})
}

// notify makes the webhook of the present state due.
func (f *finish) notify() error {
	d, err := f.webhook(&f.p, string(f.p.Status), "", f.p.NoticeURLs)
	f.delivery = d
	return err
}

// result is how the shop's page learns of it. 네이버페이 주문형 never tells a page
// that an order was paid: PortOne notices by itself and sends a webhook.
func (f *finish) result() Result {
	r := Result{
		ImpUID: f.p.ImpUID, Status: f.p.Status, Delivery: f.w.Delivery, Kind: f.w.WindowKind, Origin: f.w.Origin,
		LoseReply: f.c.Outcome == ApproveLoseReply || f.message == "" && f.p.PGProvider == naverOrders, Hang: f.c.Outcome == Hang,
	}
	idsOnly := f.provider.IDsOnly && !f.w.Legacy
	if f.message != "" {
		r.Callback = failureCallback(f.p, f.code, f.message, idsOnly)
	} else {
		r.Callback = successCallback(f.p, idsOnly)
	}
	if f.w.Delivery == ByRedirect {
		r.RedirectURL = redirectURL(f.w.RedirectURL, resultQuery(f.p, f.code, f.message, idsOnly))
	}
	return r
}
