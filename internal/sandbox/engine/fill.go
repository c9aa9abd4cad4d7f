package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/clock"
)

// The sandbox's card and account when the buyer picks none.
const (
	defaultCard = "366" // 신한카드
	defaultBIN  = "510737"
)

// fill writes what the PG reports of an approval, by the method that was used.
func (f *finish) fill() error {
	f.p.CardQuota = f.c.CardQuota
	var err error
	switch f.method {
	case "card":
		err = f.fillCard("CARD")
	case "kakaopay":
		err = f.fillKakao()
	case "trans":
		err = f.fillTransfer()
	case "phone":
		f.p.PayMethod = "phone"
		f.p.PGTID, err = f.tid(f.p, "HPP_")
	default:
		err = fmt.Errorf("%w: method %q", ErrChoice, f.method)
	}
	if err != nil {
		return err
	}
	f.p.ReceiptURL, err = f.receipt(f.p)
	return err
}

func (f *finish) fillCard(tidMethod string) error {
	code := f.c.CardCode
	if code == "" {
		code = defaultCard
	}
	name, ok := nameOf(Cards, code)
	if !ok {
		return fmt.Errorf("%w: card %.20q", ErrChoice, code)
	}
	if !slices.Contains(quotas(f.p.Amount), f.c.CardQuota) {
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
	f.p.PayMethod, f.p.CardCode, f.p.CardName, f.p.CardType = "card", code, name, &credit
	f.p.CardNumber = defaultBIN + strings.Repeat("*", 9) + last
	f.p.PGTID, err = f.tid(f.p, tidMethod)
	return err
}

// fillKakao writes a payment by KakaoPay: `card` when a card stands behind it,
// `point` when its money does. Inside another PG's window the wallet stands in
// emb_pg_provider.
func (f *finish) fillKakao() error {
	if f.p.PGProvider != "kakaopay" {
		f.p.EmbPGProvider = "kakaopay"
	}
	if !f.c.Money {
		return f.fillCard("CARD")
	}
	f.p.PayMethod = "point"
	var err error
	f.p.PGTID, err = f.tid(f.p, "CARD")
	return err
}

func (f *finish) fillTransfer() error {
	bank, err := f.bank()
	if err != nil {
		return err
	}
	f.p.PayMethod, f.p.BankName = "trans", bank.Name
	f.p.BankCode = kftcCode(bank.Code)
	f.p.PGTID, err = f.tid(f.p, "DBNK")
	return err
}

// kftcCode turns a PG's two-digit bank code into the KFTC one, which bank_code
// is; vbank_code stays the PG's own.
func kftcCode(code string) string {
	if len(code) == 2 {
		return "0" + code
	}
	return code
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
	f.p.VbankHolder = cut(f.e.merchants[f.p.Merchant].Name, 16)
	f.p.VbankDate, f.p.VbankIssuedAt = f.w.VbankDue, f.unix()
	f.p.PGTID, err = f.tid(f.p, "VBNK")
	return err
}

func (e *Engine) accountTaken(number string) bool {
	for _, p := range e.payments {
		if p.VbankNum == number {
			return true
		}
	}
	return false
}

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

// tid makes a pg_tid in the shape that was seen of KG이니시스 (Stdpay, method,
// MID, Korean time, six digits) and of KakaoPay (T and 19 hexadecimal digits).
// 토스페이먼츠's shape is unknown; it is given a like one.
func (t *tx) tid(p Payment, method string) (string, error) {
	if p.PGProvider == "kakaopay" {
		tail, err := t.e.hex(10)
		if err != nil {
			return "", err
		}
		return "T" + tail[:19], nil
	}
	tail, err := t.e.random(decimalDigits, 6)
	if err != nil {
		return "", err
	}
	stamp := t.now.In(clock.KST).Format("20060102150405") + tail
	if p.PGProvider == "html5_inicis" {
		return "Stdpay" + method + p.PGID + stamp, nil
	}
	return p.PGID + stamp, nil
}

// receipt is the address of the PG's receipt in its documented shape, which
// leads nowhere for sandbox payments; "" where the shape is unknown.
func (t *tx) receipt(p Payment) (string, error) {
	switch p.PGProvider {
	case "html5_inicis":
		return "https://iniweb.inicis.com/receipt/iniReceipt.jsp?noTid=" + p.PGTID, nil
	case "kakaopay":
		hash, err := t.e.hex(32)
		return "https://mockup-pg-web.kakao.com/v1/confirmation/p/" + p.PGTID + "/" + hash, err
	}
	return "", nil
}
