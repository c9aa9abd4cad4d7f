package engine

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/money"
)

// Prepared is an amount registered before the payment (사전 등록).
type Prepared struct {
	Merchant    string `json:"merchant"`
	MerchantUID string `json:"merchant_uid"`
	Amount      string `json:"amount"`   // major units, as PortOne writes them
	Currency    string `json:"currency"` // empty: the currency is not checked
}

// PrepareRequest registers an amount; the amount is a decimal in major units.
type PrepareRequest struct {
	MerchantUID string
	Amount      string
	Currency    string
}

// Prepare registers the amount of a merchant_uid, once.
func (e *Engine) Prepare(ctx context.Context, merchant string, r PrepareRequest) (Prepared, error) {
	return e.prepare(ctx, merchant, r, false)
}

// ChangePrepared replaces a registered amount.
func (e *Engine) ChangePrepared(ctx context.Context, merchant string, r PrepareRequest) (Prepared, error) {
	return e.prepare(ctx, merchant, r, true)
}

func (e *Engine) prepare(ctx context.Context, merchant string, r PrepareRequest, existing bool) (Prepared, error) {
	p, err := validPrepared(merchant, r)
	if err != nil {
		return Prepared{}, err
	}
	err = e.do(ctx, func(t *tx) error {
		_, found := e.prepared[orderKey{merchant, r.MerchantUID}]
		switch {
		case found && !existing:
			return refuse(Conflicting, "결제정보 사전등록에 실패하였습니다(이미 등록된 merchant_uid입니다).")
		case !found && existing:
			return refuse(Missing, textNotPrepared)
		}
		t.put(p)
		return t.tell("prepare", merchant, "", p)
	})
	return p, err
}

// PreparedAmount returns what is registered for a merchant_uid.
func (e *Engine) PreparedAmount(merchant, merchantUID string) (Prepared, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p, ok := e.prepared[orderKey{merchant, merchantUID}]
	if !ok {
		return Prepared{}, refuse(Missing, textNotPrepared)
	}
	return p, nil
}

// validPrepared checks a registration. The texts are assumed: PortOne's are
// unknown.
func validPrepared(merchant string, r PrepareRequest) (Prepared, error) {
	if problem := merchantUIDProblem(r.MerchantUID); problem != "" {
		return Prepared{}, refuse(Malformed, problem)
	}
	currency := money.Currency(strings.ToUpper(r.Currency))
	if currency == "" {
		currency = money.KRW
		if strings.Contains(r.Amount, ".") {
			currency = money.USD // not checked later; keeps the decimals of a foreign amount
		}
	}
	if !currency.Known() {
		return Prepared{}, refuse(Malformed, "지원하지 않는 화폐입니다.")
	}
	amount, err := parseAmount(r.Amount, currency)
	if err != nil || !amount.IsPositive() {
		return Prepared{}, refuse(Malformed, "amount 파라메터는 0보다 큰 숫자여야 합니다.")
	}
	return Prepared{Merchant: merchant, MerchantUID: r.MerchantUID, Amount: trimmed(amount.Major()), Currency: strings.ToUpper(r.Currency)}, nil
}

// merchantUIDMost is PortOne's limit, in characters.
const merchantUIDMost = 40

// merchantUIDProblem says what is wrong with a merchant_uid, or nothing. Its
// alphabet is not documented; only what cannot be shown is refused.
func merchantUIDProblem(uid string) string {
	switch {
	case uid == "":
		return "merchant_uid 파라메터가 누락되었습니다."
	case notShown(uid):
		return "merchant_uid에 사용할 수 없는 문자가 있습니다."
	case utf8.RuneCountInString(uid) > merchantUIDMost:
		return "merchant_uid는 40자를 넘을 수 없습니다."
	}
	return ""
}

// notShown reports whether an id holds what cannot be shown.
func notShown(id string) bool {
	return !utf8.ValidString(id) || strings.ContainsFunc(id, func(r rune) bool { return r < 0x20 || r == 0x7f })
}

// amountMost keeps every amount exact in a JSON reader that knows only
// doubles. PortOne's own maximum is unknown.
const amountMost = 1<<53 - 1

// parseAmount reads a decimal in major units that is not negative.
func parseAmount(text string, currency money.Currency) (money.Amount, error) {
	amount, err := money.ParseMajor(text, currency)
	if err != nil {
		return money.Amount{}, err
	}
	if amount.IsNegative() || amount.Minor() > amountMost {
		return money.Amount{}, money.ErrOverflow
	}
	return amount, nil
}
