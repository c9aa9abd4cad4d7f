package payment

import (
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// Origin says how a payment came to be ours.
type Origin string

// The origins. An imported payment was made before this server knew of it, or by
// another program on the account, and taken in from PortOne's listing: there are
// no terms to judge it by, so its money is never given back by ourselves.
const (
	OpenedHere Origin = ""
	Imported   Origin = "imported"
)

// Import makes a payment of an attempt that PortOne tells of and that nobody
// opened here: p names it, and holds nothing that was decided yet. What PortOne
// says is taken as it is: money that came has paid it, what went back was given
// back elsewhere, an issued account waits for its deposit.
func Import(p Payment, s Seen, now time.Time) Verdict {
	none := money.Zero(s.Amount.Currency())
	p.Origin, p.MerchantUID, p.Amount, p.TaxFree = Imported, s.MerchantUID, s.Amount, none
	p.Store, p.Env, p.Channel, p.PayMethod = s.Store, s.Env, s.Channel, s.PayMethod
	p.State, p.Captured, p.Returned = Open, none, none
	p.ExpiresAt = p.CreatedAt
	if s.Account != nil {
		p.ExpiresAt = s.Account.DueAt
	}
	return Judge(Case{Payment: p, Seen: s}, now)
}

// judgeImported takes money of an imported payment as it is. A second paid
// attempt with the same merchant_uid, or for an order that another payment paid,
// is for a person: what an earlier program meant by it is not known here.
func (v Verdict) judgeImported(c Case, now time.Time) Verdict {
	v.Attempt.External = c.Seen.Cancelled
	switch wrong := c.wrongEnv(); {
	case wrong != "":
		return v.leaveToPerson(WrongEnv, wrong, now)
	case c.Payment.Bound != "" || c.OrderPaid:
		return v.leaveToPerson(Review, fault.DuplicatePayment, now)
	}
	v = v.accept(c, now)
	if c.Seen.Cancelled.IsPositive() {
		v.settleReturned(now)
	}
	return v
}

// leaveToPerson records money that nothing is done about by itself. The shop is
// not told: it has its own record of what was before.
func (v Verdict) leaveToPerson(mark Mark, reason fault.Code, now time.Time) Verdict {
	v.Action, v.Reason, v.News = Quarantine, reason, true
	v.Attempt.Mark, v.Attempt.Reason = mark, reason
	v.discrepancy(reason, now)
	return v
}
