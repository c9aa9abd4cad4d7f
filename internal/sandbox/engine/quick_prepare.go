package engine

import (
	"context"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/money"
)

// QuickPrepared is what was registered of a payment by prepaid money before it
// is made.
type QuickPrepared struct {
	Merchant     string       `json:"merchant"`
	MerchantUID  string       `json:"merchant_uid"`
	BTID         string       `json:"btid"`
	CustIP       string       `json:"cust_ip"`
	CodeVerifier string       `json:"code_verifier"`
	PrepaidAuth  bool         `json:"prepaid_auth"`
	Amount       money.Amount `json:"prepaid_amount"` // unset: not told
	VenderType   string       `json:"vender_type"`
	RewardID     string       `json:"reward_id"`
}

func (QuickPrepared) kind() string { return "quick_prepared" }

func (p QuickPrepared) apply(e *Engine) {
	if e.quick.prepared == nil {
		e.quick.prepared = map[orderKey]QuickPrepared{}
	}
	e.quick.prepared[orderKey{p.Merchant, p.MerchantUID}] = p
}

// Limits of the published description: characters, and nine digits.
const (
	btidMost         = 20
	codeVerifierMost = 200
	prepaidMost      = 999_999_999
)

// PrepareQuick registers a payment, once; ChangeQuick replaces what was
// registered.
func (e *Engine) PrepareQuick(ctx context.Context, p QuickPrepared) error {
	return e.keepPrepared(ctx, p, func(known bool) error {
		if known {
			return refuse(Conflicting, textPrepared)
		}
		return nil
	})
}

// ChangeQuick replaces what PrepareQuick registered.
func (e *Engine) ChangeQuick(ctx context.Context, p QuickPrepared) error {
	return e.keepPrepared(ctx, p, func(known bool) error {
		if !known {
			return refuse(Missing, textNotPreparedQ)
		}
		return nil
	})
}

func (e *Engine) keepPrepared(ctx context.Context, p QuickPrepared, judge func(known bool) error) error {
	if text := p.problem(); text != "" {
		return refuse(Malformed, text)
	}
	return e.do(ctx, func(t *tx) error {
		_, known := e.quick.prepared[orderKey{p.Merchant, p.MerchantUID}]
		if err := judge(known); err != nil {
			return err
		}
		t.put(p)
		return t.tell("quick.prepared", p.Merchant, "", Object{{"merchant_uid", p.MerchantUID}, {"btid", p.BTID}, {"changed", known}})
	})
}

func (p QuickPrepared) problem() string {
	for _, f := range []struct {
		name, value string
		most        int
	}{{"btid", p.BTID, btidMost}, {"cust_ip", p.CustIP, codeVerifierMost}, {"code_verifier", p.CodeVerifier, codeVerifierMost}} {
		switch {
		case f.value == "":
			return missing(f.name)
		case utf8.RuneCountInString(f.value) > f.most || notShown(f.value):
			return f.name + " 파라메터가 올바르지 않습니다."
		}
	}
	switch {
	case p.PrepaidAuth && !p.Amount.IsSet():
		return missing("prepaid_amount")
	case p.Amount.IsSet() && (!p.Amount.IsPositive() || p.Amount.Minor() > prepaidMost):
		return "prepaid_amount 파라메터가 올바르지 않습니다."
	case len(p.VenderType) > quickTextMost || len(p.RewardID) > quickTextMost:
		return "vender_type, reward_id 파라메터는 20바이트를 넘을 수 없습니다."
	}
	return merchantUIDProblem(p.MerchantUID)
}
