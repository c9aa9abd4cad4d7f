package httpapi

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
)

// mostEvidence is how many characters may say what shows that a refund was, or
// was not, carried out.
const mostEvidence = 500

// actorOf names who asks, for the history: the id of an API key.
func actorOf(r *http.Request) string { return merchant.ActorOf(r.Context()) }

// discrepancyJSON is what a person has to see, with both sides as they were seen
// and what was decided.
type discrepancyJSON struct {
	ID        string                   `json:"id"`
	PaymentID payment.ID               `json:"payment_id"`
	ImpUID    *payment.ImpUID          `json:"imp_uid"`
	Kind      merchant.DiscrepancyKind `json:"kind"`
	Reason    fault.Code               `json:"reason"`
	Korean    string                   `json:"message_ko"`
	English   string                   `json:"message_en"`
	Detail    string                   `json:"detail"`
	State     string                   `json:"state"` // open, giving_back, closed
	Evidence  evidenceJSON             `json:"evidence"`
	Decision  *decisionJSON            `json:"decision"`
	Previous  *string                  `json:"previous"`
	CreatedAt time.Time                `json:"created_at"`
	ClosedAt  *time.Time               `json:"closed_at"`
}

type evidenceJSON struct {
	Ordered *sideJSON `json:"ordered"`
	PortOne *sideJSON `json:"portone"`
}

type sideJSON struct {
	MerchantUID payment.MerchantUID `json:"merchant_uid"`
	Status      string              `json:"status"`
	Amount      int64               `json:"amount"`
	Captured    int64               `json:"captured"`
	Cancelled   int64               `json:"cancelled"`
	Currency    string              `json:"currency"`
	Test        bool                `json:"test"`
	PG          string              `json:"pg"`
	PayMethod   string              `json:"pay_method"`
}

type decisionJSON struct {
	Decision payment.Decision  `json:"decision"`
	By       string            `json:"by"`
	Reason   string            `json:"reason"`
	RefundID *payment.RefundID `json:"refund_id"`
	At       *time.Time        `json:"decided_at"`
}

func shapeDiscrepancy(d payment.Discrepancy) discrepancyJSON {
	entry := d.Reason.Entry()
	out := discrepancyJSON{
		ID: d.ID, PaymentID: d.PaymentID, ImpUID: optional(d.ImpUID), Kind: merchant.KindOf(d.Reason), Reason: d.Reason,
		Korean: entry.Korean, English: entry.Eng, Detail: d.Detail, State: "open", Previous: optional(d.Previous),
		Evidence:  evidenceJSON{shapeSide(d.Evidence.Ordered), shapeSide(d.Evidence.PortOne)},
		CreatedAt: d.CreatedAt.UTC(), ClosedAt: moment(d.ClosedAt),
	}
	if d.Decision != payment.Undecided {
		out.State = "giving_back"
		out.Decision = &decisionJSON{d.Decision, d.DecidedBy, d.Why, optional(d.RefundID), moment(d.DecidedAt)}
	}
	if !d.Open() {
		out.State = "closed"
	}
	return out
}

func shapeSide(s payment.Side) *sideJSON {
	if s == (payment.Side{}) {
		return nil
	}
	return &sideJSON{
		MerchantUID: s.MerchantUID, Status: s.State, Amount: s.Amount.Minor(), Captured: s.Captured.Minor(), Cancelled: s.Returned.Minor(),
		Currency: string(s.Amount.Currency()), Test: s.Env == payment.Test, PG: s.Channel, PayMethod: s.PayMethod,
	}
}

type resolvedJSON struct {
	Discrepancy discrepancyJSON `json:"discrepancy"`
	Refund      *refundJSON     `json:"refund"`
	Payment     paymentJSON     `json:"payment"`
}

func shapeResolved(r merchant.Resolved) resolvedJSON {
	out := resolvedJSON{Discrepancy: shapeDiscrepancy(r.Discrepancy), Payment: shapePayment(r.View)}
	if r.Refund != nil {
		refund := shapeRefund(*r.Refund)
		out.Refund = &refund
	}
	return out
}

func (a *server) listDiscrepancies(w http.ResponseWriter, r *http.Request) error {
	q, err := query(r, "payment_id", "state", "kind", "cursor", "limit")
	if err != nil {
		return err
	}
	p, err := page(q)
	if err != nil {
		return err
	}
	filter := merchant.DiscrepancyFilter{
		PaymentID: payment.ID(q["payment_id"]), Standing: merchant.Standing(q["state"]), Kind: merchant.DiscrepancyKind(q["kind"]),
	}
	switch {
	case filter.PaymentID != "" && !ownID.MatchString(string(filter.PaymentID)):
		return fault.New(fault.PaymentNotFound)
	case filter.Standing != "" && filter.Standing != merchant.OpenOnes && filter.Standing != merchant.ClosedOnes:
		return fault.Field(fault.BadQuery, "state", "open or closed")
	case filter.Kind != "" && !slices.Contains(merchant.DiscrepancyKinds, filter.Kind):
		return fault.Field(fault.BadQuery, "kind", "one of %v", merchant.DiscrepancyKinds)
	}
	rows, err := a.Service.Discrepancies(r.Context(), filter, p)
	if err != nil {
		return err
	}
	place := func(d payment.Discrepancy) (time.Time, string) { return d.CreatedAt, d.ID }
	return problem.WriteJSON(w, http.StatusOK, listOf(rows, p, place, shapeDiscrepancy))
}

func (a *server) readDiscrepancy(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "dsc", fault.DiscrepancyNotFound)
	if err != nil {
		return err
	}
	if _, err := query(r); err != nil {
		return err
	}
	out, err := a.Service.Discrepancy(r.Context(), id)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, shapeResolved(out))
}

func (a *server) acceptDiscrepancy(w http.ResponseWriter, r *http.Request) error {
	return a.decideDiscrepancy(w, r, a.Service.AcceptDiscrepancy, func(*fields, *merchant.Choice) {})
}

// giveBackDiscrepancy answers 202 while the refund that it opened is under way.
func (a *server) giveBackDiscrepancy(w http.ResponseWriter, r *http.Request) error {
	return a.decideDiscrepancy(w, r, a.Service.GiveBackDiscrepancy, func(f *fields, c *merchant.Choice) {
		if in := f.object("refund_account"); in != nil {
			c.Account = readAccount(in)
		}
	})
}

func (a *server) decideDiscrepancy(
	w http.ResponseWriter, r *http.Request, decide func(context.Context, merchant.Choice) (merchant.Resolved, error), more func(*fields, *merchant.Choice),
) error {
	id, err := pathID(r, "dsc", fault.DiscrepancyNotFound)
	if err != nil {
		return err
	}
	if _, err := query(r); err != nil {
		return err
	}
	c := merchant.Choice{ID: id, By: actorOf(r)}
	err = decode(w, r, func(f *fields) {
		c.Reason = readReason(f, "why this was decided")
		more(f, &c)
	})
	if err != nil {
		return err
	}
	out, err := decide(r.Context(), c)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if out.Refund != nil && out.Refund.State.UnderWay() {
		status = http.StatusAccepted
		w.Header().Set("Retry-After", strconv.Itoa(pollAfter))
	}
	return problem.WriteJSON(w, status, shapeResolved(out))
}

func readReason(f *fields, what string) string {
	reason := f.text("reason", mostReason)
	if reason == "" {
		f.reject(fault.MissingField, "reason", "%s", what)
	}
	return reason
}

// concludeRefund ends a refund that waits for a person by what they found.
func (a *server) concludeRefund(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "rfd", fault.RefundNotFound)
	if err != nil {
		return err
	}
	if _, err := query(r); err != nil {
		return err
	}
	req := merchant.ConcludeRequest{RefundID: payment.RefundID(id), By: actorOf(r)}
	err = decode(w, r, func(f *fields) {
		outcome := f.text("outcome", mostText)
		if outcome != "gone" && outcome != "not_gone" {
			f.reject(fault.BadField, "outcome", "gone or not_gone")
		}
		req.Gone = outcome == "gone"
		req.Reason = readReason(f, "why this was concluded")
		if req.Evidence = f.text("evidence", mostEvidence); req.Evidence == "" {
			f.reject(fault.MissingField, "evidence", "what shows it: a cancellation_id, a PG's answer")
		}
	})
	if err != nil {
		return err
	}
	out, err := a.Service.Conclude(r.Context(), req)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, canceledJSON{Refund: shapeRefund(out.Refund), Payment: shapePayment(out.View)})
}

// pathID returns an id of ours that the path names; what cannot be one is not
// looked for.
func pathID(r *http.Request, kind string, missing fault.Code) (string, error) {
	value, ok := pathValue(r, "id")
	if !ok || !ownID.MatchString(value) || value[:len(kind)] != kind {
		return "", fault.New(missing)
	}
	return value, nil
}
