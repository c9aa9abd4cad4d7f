package engine

import "github.com/naru-pay/naru/internal/money"

// arrival is money that arrives on a virtual account.
type arrival struct {
	amount money.Amount
	twice  bool
}

// arrives asks the scenarios what a deposit really brings, or says why the
// account takes none. That a payment then has the amount that came, and that
// the second of two deposits changes nothing but tells once more, is assumed.
func (t *tx) arrives(p Payment) (arrival, error) {
	late := t.unix() > p.VbankDate
	s, struck, err := t.strike(occasionOf(OnDeposit, p), func(effect string) bool { return (effect == DepositLate) == late })
	if err != nil {
		return arrival{}, err
	}
	a := arrival{amount: p.Amount, twice: struck && s.Do.Effect == DepositTwice}
	switch {
	case late && !struck:
		return a, refuse(Conflicting, textNotForLateMoney)
	case struck && s.Do.Effect == DepositShort:
		if a.amount, err = parseAmount(string(s.Do.Amount), p.Amount.Currency()); err != nil || !over(p.Amount, a.amount) {
			return a, refuse(Conflicting, "시나리오의 입금액(do.amount)이 결제 금액보다 작지 않습니다.")
		}
	}
	return a, nil
}

// shortened is a payment of which less arrived than was due.
func (a arrival) shortened(p Payment) (Payment, error) {
	p.Amount = a.amount
	if p.TaxFree.IsSet() && over(p.TaxFree, p.Amount) {
		p.TaxFree = p.Amount
	}
	taxed := p.Amount
	var err error
	if p.TaxFree.IsSet() {
		taxed, err = p.Amount.Sub(p.TaxFree)
	}
	if p.VAT.IsSet() && over(p.VAT, taxed) {
		p.VAT = taxed
	}
	return p, err
}
