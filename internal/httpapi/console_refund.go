package httpapi

import (
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/httpapi/adminapi"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/problem"
)

// ruleOf is what holds for money that the operator of a request gives back.
func ruleOf(r *http.Request) *merchant.DeskRule {
	return &merchant.DeskRule{Operator: adminapi.SessionOf(r).Operator}
}

// readRule reads what the console tells beside a refund.
func readRule(f *fields, rule *merchant.DeskRule) {
	rule.Confirmed = f.flag("second_confirmation")
	if n, told := f.integer("expected_cancellable", 0, mostMinor); told {
		rule.Expected = &n
	}
}

// consoleCancel is cancelPayment for an operator: up to their limit, with their
// name and reason in the history. The same Idempotency-Key answers the same
// refund; the keys of each operator are their own.
func (a *server) consoleCancel(w http.ResponseWriter, r *http.Request) error {
	pid, err := paymentID(r)
	if err != nil {
		return err
	}
	if _, err := query(r); err != nil {
		return err
	}
	key, err := idempotencyKey(r, true)
	if err != nil {
		return err
	}
	rule := ruleOf(r)
	wish, err := decodeCancel(w, r, func(f *fields) { readRule(f, rule) })
	if err != nil {
		return err
	}
	v, err := a.Service.Payment(r.Context(), pid)
	if err != nil {
		return err
	}
	req := wish.request(pid, v.Payment.Amount.Currency(), rule.Operator.ID+":"+key)
	req.Rule = rule
	return a.limited(r, a.carryOut(w, r, req))
}

// limited notes a refusal that was for the operator's limit.
func (a *server) limited(r *http.Request, err error) error {
	if fault.CodeOf(err) != fault.RefundAboveLimit {
		return err
	}
	return a.Console.Deny(r.Context(), adminapi.SessionOf(r), r.Method+" "+r.URL.Path, err)
}

// consoleGiveBack is giveBackDiscrepancy for an operator.
func (a *server) consoleGiveBack(w http.ResponseWriter, r *http.Request) error {
	return a.limited(r, a.decideDiscrepancy(w, r, a.Service.GiveBackDiscrepancy, func(f *fields, c *merchant.Choice) {
		if in := f.object("refund_account"); in != nil {
			c.Account = readAccount(in)
		}
		c.Rule = ruleOf(r)
		c.Rule.Confirmed = f.flag("second_confirmation")
	}))
}

// consoleTellShop answers 202: the shop is told again at once, but not before the
// answer.
func (a *server) consoleTellShop(w http.ResponseWriter, r *http.Request) error {
	pid, err := paymentID(r)
	if err != nil {
		return err
	}
	if err := saysNothing(w, r); err != nil {
		return err
	}
	record, err := a.Service.TellAgain(r.Context(), pid)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusAccepted, shapeEvent(record))
}
