package engine

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/naru-pay/naru/internal/clock"
)

// The sandbox's card and account when the buyer picks none.
const (
	defaultCard = "366" // 신한카드
	defaultBIN  = "510737"
)

// keyWord stands for the method in the pg_tid of what is paid or stored with a
// billing key.
const keyWord = "Bill"

// fill writes what the PG reports of an approval, by the method that was used.
func (f *finish) fill() error {
	how, ok := methodFills[f.method]
	if !ok {
		return fmt.Errorf("%w: method %q", ErrChoice, f.method)
	}
	if f.p.issues() {
		how.tid = keyWord
	}
	f.p.PayMethod = how.record
	if how.wallet != f.provider.Wallet {
		f.p.EmbPGProvider = how.wallet
	}
	var err error
	switch {
	case how.kind == byWallet && f.c.Money:
		f.p.PayMethod = how.money
	case how.kind == byWallet, how.kind == byCard:
		err = f.fillCard()
	case how.kind == byBank:
		err = f.fillTransfer()
	}
	if err != nil {
		return err
	}
	if f.p.PGTID, err = f.tid(f.p, how.tid); err != nil || f.p.registers() {
		return err // a stored card has no slip
	}
	f.p.ReceiptURL, err = f.receipt(f.p)
	return err
}

func (f *finish) fillCard() error {
	code := f.c.CardCode
	if code == "" {
		code = f.w.offeredCards()[0].Code
		if _, offered := nameOf(f.w.offeredCards(), defaultCard); offered {
			code = defaultCard
		}
	}
	name, ok := nameOf(f.w.offeredCards(), code)
	if !ok {
		return fmt.Errorf("%w: card %.20q", ErrChoice, code)
	}
	if months := f.w.months(f.p); f.c.CardQuota == 0 && len(months) == 1 {
		f.c.CardQuota = months[0] // the shop or the PG leaves no choice
	}
	if !f.w.takesMonths(f.p, code, f.c.CardQuota) {
		return fmt.Errorf("%w: instalments of %d months", ErrChoice, f.c.CardQuota)
	}
	last, err := f.e.random(decimalDigits, 1)
	if err != nil {
		return err
	}
	if f.p.ApplyNum, err = f.e.random(decimalDigits, 8); err != nil {
		return err
	}
	credit := 0
	f.p.CardCode, f.p.CardName, f.p.CardType, f.p.CardQuota = code, name, &credit, f.c.CardQuota
	f.p.CardNumber = defaultBIN + strings.Repeat("*", 9) + last
	return nil
}

func (f *finish) fillTransfer() error {
	bank, err := f.bank()
	if err != nil {
		return err
	}
	f.p.BankName, f.p.BankCode = bank.Name, kftcCode(bank)
	return nil
}

// fillAccount writes an issued virtual account.
func (f *finish) fillAccount() error {
	bank, err := f.bank()
	if err != nil {
		return err
	}
	if f.p.VbankNum, err = f.e.fresh("X", decimalDigits, 13, f.e.accountTaken); err != nil {
		return err
	}
	f.p.PayMethod, f.p.VbankCode, f.p.VbankName = "vbank", bank.Code, bank.Name
	if !f.provider.HidesHolder {
		f.p.VbankHolder = cut(f.e.merchants[f.p.Merchant].Name, 16)
	}
	f.p.VbankDate, f.p.VbankIssuedAt = f.w.VbankDue, f.unix()
	f.p.PGTID, err = f.tid(f.p, methodFills["vbank"].tid)
	return err
}

func (e *Engine) accountTaken(number string) bool { return len(e.accounts[number]) > 0 }

// bank is the one that the buyer picked, or the PG's first.
func (f *finish) bank() (CodeName, error) {
	if f.c.Bank == "" && len(f.provider.Banks) > 0 {
		return f.provider.Banks[0], nil
	}
	name, ok := nameOf(f.provider.Banks, f.c.Bank)
	if !ok {
		return CodeName{}, fmt.Errorf("%w: bank %.20q", ErrChoice, f.c.Bank)
	}
	return CodeName{f.c.Bank, name}, nil
}

// shape is the form of a number or an address that a PG gives: words in braces
// stand for what differs between payments.
type shape string

// usualTID is the shape of the PGs whose own is unknown.
const usualTID shape = "{mid}{time}{d6}"

// tidMost is the greatest length of a pg_tid in the published description.
const tidMost = 64

// tid makes a pg_tid in the PG's shape.
func (t *tx) tid(p Payment, method string) (string, error) {
	form := usualTID
	if provider, ok := byCode[p.PGProvider]; ok && provider.tid != "" {
		form = provider.tid
	}
	tid, err := t.shaped(form, "{method}", method, "{mid}", p.PGID, "{time}", t.now.In(clock.KST).Format("20060102150405"))
	if most := len(tid); most > tidMost {
		tid = tid[most-tidMost:] // a long MID loses its head; what is random stays
	}
	return tid, err
}

// receipt is the address of the PG's receipt in its documented shape, which
// leads nowhere for sandbox payments; "" where the shape is unknown.
func (t *tx) receipt(p Payment) (string, error) {
	provider, ok := byCode[p.PGProvider]
	if !ok {
		return "", nil
	}
	return t.shaped(provider.receipt, "{tid}", url.QueryEscape(p.PGTID), "{imp_uid}", p.ImpUID, "{amount}", trimmed(p.Amount.Major()))
}

// shaped fills a shape: the words that are given, and random digits {d6}, {d14}
// and hexadecimal digits {h19}, {h64}. A word that is neither stays empty.
func (t *tx) shaped(form shape, words ...string) (string, error) {
	var b strings.Builder
	for rest := string(form); ; {
		plain, after, found := strings.Cut(rest, "{")
		b.WriteString(plain)
		if !found {
			return b.String(), nil
		}
		word, behind, _ := strings.Cut(after, "}")
		text, err := t.word("{"+word+"}", words)
		if err != nil {
			return "", err
		}
		b.WriteString(text)
		rest = behind
	}
}

func (t *tx) word(word string, words []string) (string, error) {
	for i := 0; i+1 < len(words); i += 2 {
		if words[i] == word {
			return words[i+1], nil
		}
	}
	switch word {
	case "{d6}":
		return t.e.decimals(6)
	case "{d14}":
		return t.e.decimals(14)
	case "{h19}":
		return t.e.hexadecimals(19)
	case "{h64}":
		return t.e.hexadecimals(64)
	}
	return "", nil
}
