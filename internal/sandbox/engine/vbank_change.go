package engine

import (
	"cmp"
	"context"
	"slices"
)

// Texts of refused changes of accounts; PortOne's are unknown.
const (
	textNoAccount        = "가상계좌 결제건이 아닙니다."
	textNoDeposit        = "입금 대기 상태의 가상계좌가 아닙니다."
	textChangeNotForPG   = "가상계좌 발급정보 수정을 지원하지 않는 PG입니다."
	textNothingToChange  = "amount 또는 vbank_due 파라메터가 필요합니다."
	textNotIssuedByAPI   = "API로 발급된 가상계좌만 수정할 수 있습니다."
	textNotForLateMoney  = "입금 기한이 지난 가상계좌입니다."
	textBadDeposit       = "입금액이 올바르지 않습니다."
	textDepositCancelled = "취소된 결제건의 가상계좌에는 입금할 수 없습니다."
)

// ChangeAccount is PUT /vbanks/{imp_uid}: another amount or another due time of
// an account that waits for its deposit. An empty amount and a due time of 0
// were not sent. Only 헥토파이낸셜 can; no webhook tells of it.
func (e *Engine) ChangeAccount(ctx context.Context, merchant, impUID, amount string, due int64) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		var ok bool
		if p, ok = e.payments.get(impUID); !ok || p.Merchant != merchant {
			return refuse(Missing, textNoPayment)
		}
		if text := changeProblem(p, amount, due, t.unix()); text != "" {
			return refuse(Malformed, text)
		}
		if amount != "" {
			changed, err := parseAmount(amount, p.Amount.Currency())
			if err != nil || !changed.IsPositive() {
				return refuse(Malformed, textBadTotal)
			}
			p.Amount = changed
		}
		if due != 0 {
			p.VbankDate = due
		}
		t.put(p)
		return t.tell("vbank.changed", p.Merchant, p.ImpUID, Object{
			{"vbank_num", p.VbankNum}, {"amount", number(p.Amount)}, {"vbank_date", p.VbankDate},
		})
	})
	return p, err
}

func changeProblem(p Payment, amount string, due, now int64) string {
	switch {
	case p.PayMethod != "vbank" || p.VbankNum == "":
		return textNoAccount
	case p.Status != Ready:
		return textNoDeposit
	case !Supports(OpChangeAccount, p.PGProvider):
		return textChangeNotForPG
	case p.Channel != "api":
		return textNotIssuedByAPI
	case amount == "" && due == 0:
		return textNothingToChange
	case due != 0 && due <= now:
		return textBadDue
	}
	return ""
}

// depositMore takes a deposit of an unlimited account: any amount, as often as
// one comes until the account expires. The payment's amount is what has come in
// all, so that no more is ever given back; after a cancel the account is
// closed (both assumed). An empty amount is that of the last deposit.
func (t *tx) depositMore(p Payment, amount string) (Payment, error) {
	switch {
	case p.Status != Ready && p.Status != Paid, p.PGCancelled:
		return p, refuse(Conflicting, textDepositCancelled)
	case t.unix() > p.VbankDate:
		return p, refuse(Conflicting, textNotForLateMoney)
	case p.PaidAt == 0 && t.e.approved(p.Merchant, p.MerchantUID) && !t.e.faults.AllowDoubleApproval:
		return p, refuse(Conflicting, textAlreadyPaid)
	}
	history := p.Fixed.Deposits
	came := p.Amount
	if n := len(history); n > 0 {
		came = history[n-1].Amount
	}
	var err error
	if amount != "" {
		if came, err = parseAmount(amount, p.Amount.Currency()); err != nil || !came.IsPositive() {
			return p, refuse(Conflicting, textBadDeposit)
		}
	}
	total := came
	if len(history) > 0 {
		if total, err = p.Amount.Add(came); err != nil {
			return p, refuse(Conflicting, textBadDeposit)
		}
	}
	d := Deposit{Amount: came, Depositor: cmp.Or(p.BuyerName, p.VbankHolder), DepositedAt: t.unix()}
	if d.PGTID, err = t.tid(p, "VBNK"); err != nil {
		return p, err
	}
	fixed := *p.Fixed
	fixed.Deposits = append(slices.Clip(history), d)
	p.Fixed, p.Amount, p.Status, p.UpdatedAt = &fixed, total, Paid, t.unix()
	if p.PaidAt == 0 {
		p.PaidAt = t.unix()
	}
	if _, err := t.webhook(&p, string(Paid), "", p.NoticeURLs); err != nil {
		return p, err
	}
	t.put(p)
	return p, t.tell("vbank.deposited", p.Merchant, p.ImpUID, Object{{"amount", number(came)}, {"deposits", len(fixed.Deposits)}, {"of", number(total)}})
}
