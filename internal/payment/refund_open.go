package payment

import (
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// RefundWish is what somebody wants given back.
type RefundWish struct {
	ID        RefundID
	Token     string       // of the first generation
	Amount    money.Amount // unset: all that remains
	TaxFree   money.Amount // unset: none
	VAT       money.Amount // unset: left to PortOne
	Lines     []LineBack   // of the order, that Amount is the price of
	Reason    string
	AskedBy   string
	Account   *RefundAccount
	Initiator Initiator
	IdemKey   string
	IdemHash  string
}

// OpenRefund writes a wish down as a refund of attempt a and counts it against
// a's balance, so that all refunds together never exceed what was paid. It
// changes nothing and returns a coded error when the wish cannot be granted.
func OpenRefund(p Payment, a Attempt, refunds []Refund, w RefundWish, now time.Time) (Refund, Attempt, error) {
	if !a.Seen.HasMoney() {
		return Refund{}, a, fault.New(fault.RefundNotPaid)
	}
	for _, r := range refunds {
		if r.ImpUID == a.ImpUID && r.State.UnderWay() {
			return Refund{}, a, fault.Newf(fault.RefundInProgress, "refund %s is %s", r.ID, r.State)
		}
	}
	if !a.Balance().IsPositive() {
		return Refund{}, a, fault.Field(fault.RefundTooMuch, "amount", "all of it was given back already")
	}
	if !w.Amount.IsSet() {
		w.Amount = a.Balance()
	}
	over, err := w.Amount.Compare(a.Balance())
	if err != nil || over > 0 || !w.Amount.IsPositive() {
		return Refund{}, a, fault.Field(fault.RefundTooMuch, "amount", "%s asked, %s remains", w.Amount, a.Balance())
	}
	if w.TaxFree, err = taxFreePart(p, a, refunds, w); err != nil {
		return Refund{}, a, err
	}
	r := Refund{
		ID: w.ID, PaymentID: p.ID, ImpUID: a.ImpUID, Amount: w.Amount, TaxFree: w.TaxFree, Initiator: w.Initiator,
		VAT: w.VAT, Lines: w.Lines, AskedBy: w.AskedBy, Reason: w.Reason, Account: w.Account, IdemKey: w.IdemKey, IdemHash: w.IdemHash,
		State: RefundOpened, DueAt: now, CreatedAt: now,
	}
	if a.Seen.PayMethod == "vbank" && w.Account == nil {
		if w.Initiator == ByShop {
			return Refund{}, a, fault.Field(fault.RefundNeedsAccount, "refund_account", "the payment was a deposit to a virtual account")
		}
		r.State, r.FaultCode, r.DueAt = RefundHuman, fault.RefundNeedsAccount, time.Time{}
	}
	if a.Opened, err = a.Opened.Add(w.Amount); err != nil {
		return Refund{}, a, fault.Wrap(fault.RefundTooMuch, err)
	}
	return r.generation(a, w.Token, now), a, nil
}

// taxFreePart checks the tax-free part of a wish against what is left of the
// payment's; a refund of all that remains takes all of it, also of money that
// matched but came late or twice.
func taxFreePart(p Payment, a Attempt, refunds []Refund, w RefundWish) (money.Amount, error) {
	left := p.TaxFree
	for _, r := range refunds {
		if r.ImpUID == a.ImpUID && r.State != RefundRejected {
			left = money.New(left.Minor()-r.TaxFree.Minor(), left.Currency())
		}
	}
	if p.Origin == Imported && w.TaxFree.IsSet() {
		left = w.Amount // PortOne tells no tax-free part: the shop alone knows what is left of it
	}
	if !w.TaxFree.IsSet() {
		if w.Amount == a.Balance() && a.Seen.Amount == p.Amount {
			return money.New(min(max(left.Minor(), 0), w.Amount.Minor()), w.Amount.Currency()), nil
		}
		return money.Zero(w.Amount.Currency()), nil
	}
	if w.TaxFree.Currency() != w.Amount.Currency() || w.TaxFree.IsNegative() ||
		w.TaxFree.Minor() > w.Amount.Minor() || w.TaxFree.Minor() > left.Minor() {
		return money.Amount{}, fault.Field(fault.RefundTaxFreeExcess, "tax_free", "%s asked, %s remains", w.TaxFree, left)
	}
	return w.TaxFree, nil
}

// generation begins a new one: a token of its own and the balance that PortOne
// must still have when it is carried out. Both stay as they are until the
// generation has ended; a checksum that is read anew for a retry could give the
// same money back twice (SAFETY §0.3).
func (r Refund) generation(a Attempt, token string, now time.Time) Refund {
	r.Generation++
	r.Token, r.Sends, r.Refusal = token, 0, ""
	r.Checksum = a.remaining()
	r.UnknownSince, r.BegunAt, r.UpdatedAt = time.Time{}, now, now
	return r
}
