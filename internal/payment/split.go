package payment

import "github.com/naru-pay/naru/internal/money"

// Split is an amount as tax law parts it; the parts add up to it.
type Split struct {
	Supply  money.Amount // 공급가
	VAT     money.Amount // 부가세
	TaxFree money.Amount // 면세
	Guessed bool         // nobody told how much of it is tax-free
}

// SplitOf parts an amount of which a part is free of tax. The VAT is the one that
// was told, else of won the eleventh part of what is taxed, rounded half up, and of
// other money none.
func SplitOf(amount, taxFree, told money.Amount) Split {
	cur := amount.Currency()
	free := min(max(taxFree.Minor(), 0), amount.Minor())
	taxed := amount.Minor() - free
	vat := int64(0)
	if cur == "KRW" {
		vat = (taxed + 5) / 11
	}
	if told.IsSet() && told.Currency() == cur {
		vat = min(max(told.Minor(), 0), taxed)
	}
	return Split{Supply: money.New(taxed-vat, cur), VAT: money.New(vat, cur), TaxFree: money.New(free, cur)}
}

// Back parts the cancellations of an attempt, one after another: one of ours as
// it was asked for, the last one that takes the rest as what is left, any other by
// its share, which is a guess when a part is free of tax. All of them are positive.
func (whole Split) Back(total money.Amount, history []Cancellation, refunds []Refund) []Split {
	cur := total.Currency()
	left, free, vat := total.Minor(), whole.TaxFree.Minor(), whole.VAT.Minor()
	out := make([]Split, 0, len(history))
	for _, c := range history {
		s := partOf(c.Amount.Minor(), left, free, vat, cur)
		if r, ours := RefundOf(c, refunds); ours && c.Amount.Minor() < left {
			s = SplitOf(c.Amount, r.TaxFree, r.VAT)
		}
		out = append(out, s)
		left, free, vat = left-c.Amount.Minor(), max(free-s.TaxFree.Minor(), 0), max(vat-s.VAT.Minor(), 0)
	}
	return out
}

// partOf parts an amount as what is left is parted.
func partOf(amount, left, free, vat int64, cur money.Currency) Split {
	if amount >= left {
		f := min(free, amount)
		v := min(vat, amount-f)
		return Split{Supply: money.New(amount-f-v, cur), VAT: money.New(v, cur), TaxFree: money.New(f, cur)}
	}
	part := func(of int64, amount, left int64) int64 {
		if of == 0 || left <= 0 {
			return 0
		}
		twice := money.New(2*of, cur).Allocate(left-amount, amount)[1].Minor()
		return (twice + 1) / 2 // half up
	}
	f := part(free, amount, left)
	v := min(part(vat, amount-f, left-free), amount-f)
	return Split{Supply: money.New(amount-f-v, cur), VAT: money.New(v, cur), TaxFree: money.New(f, cur), Guessed: free > 0}
}

// RefundOf returns the refund of ours that a cancellation at PortOne is; false
// when it was made elsewhere.
func RefundOf(c Cancellation, refunds []Refund) (Refund, bool) {
	if !hasToken(c.Reason) {
		return Refund{}, false
	}
	for _, r := range refunds {
		if r.Token == c.Reason[:tokenLength] {
			return r, true
		}
	}
	return Refund{}, false
}

// Words returns a cancellation's reason without the token that we put before it.
func (c Cancellation) Words() string {
	if !hasToken(c.Reason) {
		return c.Reason
	}
	words := c.Reason[tokenLength:]
	if len(words) > 0 && words[0] == ' ' {
		words = words[1:]
	}
	return words
}
