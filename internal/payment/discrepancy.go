package payment

import (
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// Decision is what a person decided about a discrepancy.
type Decision string

// The decisions. One that is given back is closed once PortOne has done it.
const (
	Undecided  Decision = ""
	Accepted   Decision = "accepted"   // the money stays where it is, and somebody said why
	GivenBack  Decision = "given_back" // it goes back
	ByEvidence Decision = "concluded"  // the refund that it is about was concluded
)

// Discrepancy is something that does not match and that a person has to see. At
// most one about the same payment, imp_uid and reason is open; after a decision
// another one is raised only when there is something else to see.
type Discrepancy struct {
	ID        string // dsc_…; given by the shell
	PaymentID ID
	ImpUID    ImpUID
	Reason    fault.Code
	Detail    string
	Evidence  Evidence
	CreatedAt time.Time
	ClosedAt  time.Time

	Decision  Decision
	DecidedBy string // an API key's id, or an operator's
	Why       string // in their words
	DecidedAt time.Time
	WishHash  string   // of the request that decided
	RefundID  RefundID // that gives the money back
	Previous  string   // the discrepancy about the same that was closed before
}

// Open reports whether somebody still has to decide, or what was decided is not
// done yet.
func (d Discrepancy) Open() bool { return d.ClosedAt.IsZero() }

// Tells reports whether d says anything that closed, an earlier one about the
// same, did not.
func (d Discrepancy) Tells(closed Discrepancy) bool {
	return d.Detail != closed.Detail || d.Evidence != closed.Evidence
}

// Evidence is both sides as they were seen. Nothing in it is personal.
type Evidence struct {
	Ordered Side `json:"ordered"`
	PortOne Side `json:"portone"` // zero: PortOne was not asked, or knew nothing
}

// Side is what one side says of a payment.
type Side struct {
	MerchantUID MerchantUID  `json:"merchant_uid"`
	State       string       `json:"state"`
	Amount      money.Amount `json:"amount"`
	Captured    money.Amount `json:"captured"`
	Returned    money.Amount `json:"returned"`
	Env         Env          `json:"env"`
	Channel     string       `json:"pg"`
	PayMethod   string       `json:"pay_method"`
	Store       string       `json:"store"`
}

// EvidenceOf writes both sides down. Of what we have stored only what the order
// fixed is part of it: what was judged meanwhile is no news about the money.
func EvidenceOf(p Payment, s Seen) Evidence {
	e := Evidence{Ordered: Side{
		MerchantUID: p.MerchantUID, Amount: p.Amount, Env: p.Env, Channel: p.Channel.String(), PayMethod: p.PayMethod, Store: p.Store,
	}}
	if s.ImpUID != "" {
		e.PortOne = Side{
			MerchantUID: s.MerchantUID, State: s.RawStatus, Amount: s.Amount, Captured: s.Captured, Returned: s.Cancelled,
			Env: s.Env, Channel: s.Channel.String(), PayMethod: s.PayMethod, Store: s.Store,
		}
	}
	return e
}
