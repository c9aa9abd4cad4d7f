package gatewayv1

import (
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/portonev1"
)

// seen normalises a payment of V1's. Money arrived if paid_at says so, whatever
// status says: a partly cancelled payment reads "cancelled" (v1.md §4.1).
func (g *Gateway) seen(p portonev1.Payment) (payment.Seen, error) {
	if p.Sandbox == nil {
		return payment.Seen{}, fault.Newf(fault.GatewayUnusable, "%s does not say whether it is a test payment", p.ImpUID)
	}
	currency := money.Currency(p.Currency)
	amount, err := money.ParseMajor(p.Amount.String(), currency)
	if err != nil {
		return payment.Seen{}, fault.Wrap(fault.GatewayUnusable, err)
	}
	cancelled, err := money.ParseMajor(p.CancelAmount.String(), currency)
	if err != nil {
		return payment.Seen{}, fault.Wrap(fault.GatewayUnusable, err)
	}
	history, err := history(p, currency)
	if err != nil {
		return payment.Seen{}, err
	}
	s := payment.Seen{
		ImpUID: payment.ImpUID(p.ImpUID), MerchantUID: payment.MerchantUID(p.MerchantUID), RawStatus: string(p.Status),
		Amount: amount, Captured: money.Zero(currency), Cancelled: cancelled, Store: g.store, Env: env(*p.Sandbox),
		Channel:   payment.Channel{Provider: p.PGProvider, MID: p.PGID},
		PayMethod: p.PayMethod, Wallet: p.EmbPGProvider, PGTID: p.PGTID, CardName: p.CardName, CardNumber: maskedCard(p.CardNumber),
		CardQuota: p.CardQuota, Approval: p.ApplyNum, ReceiptURL: p.ReceiptURL, FailReason: p.FailReason,
		Account: account(p), History: history, PaidAt: p.PaidAt, ChangedAt: changedAt(p),
		Escrow: p.Escrow, CustomData: p.CustomData, StartedAt: p.StartedAt,
	}
	if p.PaidAt.IsZero() {
		s.Cancelled = money.Zero(currency) // an account closed before its deposit: no money went back
	} else {
		s.Captured = amount
	}
	s.Status = status(p, s)
	return s, check(s)
}

// check refuses figures that cannot be, before anything is decided from them.
func check(s payment.Seen) error {
	over, err := s.Cancelled.Compare(s.Captured)
	if err != nil || over > 0 || s.Amount.IsNegative() || s.Cancelled.IsNegative() {
		return fault.Newf(fault.GatewayUnusable, "%s: amount %s, captured %s, cancelled %s", s.ImpUID, s.Amount, s.Captured, s.Cancelled)
	}
	if s.Status == payment.SeenPaid && !s.HasMoney() {
		return fault.Newf(fault.GatewayUnusable, "%s reads paid without money or a time of payment", s.ImpUID)
	}
	return nil
}

// status tells V1's words apart: ready with an account is issued, cancelled with
// money left is partly cancelled.
func status(p portonev1.Payment, s payment.Seen) payment.Status {
	if stored := p.CustomerUIDUsage == "issue" || (p.CustomerUID != "" && p.CustomerUIDUsage == ""); stored && !chargesToo(p, s) {
		return payment.SeenUnknown // a card was stored, which reads "paid" though nothing was charged (v1.md §1.6)
	}
	switch p.Status {
	case portonev1.StatusReady:
		if s.HasMoney() {
			return payment.SeenUnknown
		}
		if s.Account != nil {
			return payment.SeenIssued
		}
		return payment.SeenReady
	case portonev1.StatusPaid:
		if s.Cancelled.IsPositive() {
			return partOrWhole(s)
		}
		return payment.SeenPaid
	case portonev1.StatusCancelled:
		return partOrWhole(s)
	case portonev1.StatusFailed:
		if s.HasMoney() {
			return payment.SeenUnknown
		}
		return payment.SeenFailed
	}
	return payment.SeenUnknown
}

// chargers are the PGs whose window charges the amount when it stores a card
// (v1.md §4.6).
var chargers = []string{"danal", "danal_tpay", "kakaopay", "mobilians", "paymentwall", "settle_acc"}

// chargesToo reports whether a window that stored a card charged its amount as
// well: its PG does so, PortOne says that this was the storing itself, and there
// are an amount, a time of payment and the PG's own transaction.
func chargesToo(p portonev1.Payment, s payment.Seen) bool {
	return slices.Contains(chargers, p.PGProvider) && p.CustomerUIDUsage == "issue" && s.Captured.IsPositive() && p.PGTID != ""
}

func partOrWhole(s payment.Seen) payment.Status {
	if s.Balance().IsPositive() {
		return payment.SeenPartCancelled
	}
	return payment.SeenCancelled
}

func history(p portonev1.Payment, currency money.Currency) ([]payment.Cancellation, error) {
	var list []payment.Cancellation
	for _, c := range p.CancelHistory {
		amount, err := money.ParseMajor(c.Amount.String(), currency)
		if err != nil {
			return nil, fault.Wrap(fault.GatewayUnusable, err)
		}
		list = append(list, payment.Cancellation{ID: c.CancellationID, Reason: c.Reason, Amount: amount, At: c.CancelledAt})
	}
	return list, nil
}

func account(p portonev1.Payment) *payment.Account {
	if p.VbankNum == "" {
		return nil
	}
	return &payment.Account{BankCode: p.VbankCode, BankName: p.VbankName, Number: p.VbankNum, Holder: p.VbankHolder, DueAt: p.VbankDate}
}

// changedAt is the latest time that V1 names of a payment.
func changedAt(p portonev1.Payment) time.Time {
	latest := p.StartedAt
	for _, t := range []time.Time{p.VbankIssuedAt, p.PaidAt, p.FailedAt, p.CancelledAt} {
		if t.After(latest) {
			latest = t
		}
	}
	return latest
}

// maskedCard keeps the first six and the last four digits of a card number:
// some PGs do not mask it (v1.md §4.9), and the rest is not ours to keep.
func maskedCard(number string) string {
	const head, tail = 6, 4
	r := []rune(number)
	for i := head; i < len(r)-tail; i++ {
		if r[i] != '-' {
			r[i] = '*'
		}
	}
	return string(r)
}
