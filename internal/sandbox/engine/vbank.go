package engine

import (
	"context"
)

// Deposit is the console's 테스트 입금웹훅통지: the money arrives on an issued
// account. An empty amount is the amount due. That another amount, a late
// deposit and one for an order already paid are refused is assumed.
func (e *Engine) Deposit(ctx context.Context, impUID, amount string) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		var ok bool
		if p, ok = e.payments.get(impUID); !ok {
			return refuse(Missing, textNoPayment)
		}
		if p.Fixed != nil && p.Fixed.Unlimited {
			var err error
			p, err = t.depositMore(p, amount)
			return err
		}
		if p.PayMethod != "vbank" || p.Status != Ready {
			return refuse(Conflicting, "입금을 기다리는 가상계좌가 아닙니다.")
		}
		if amount != "" {
			if paid, err := parseAmount(amount, p.Amount.Currency()); err != nil || paid != p.Amount {
				return refuse(Conflicting, "입금액이 결제 금액과 다릅니다.")
			}
		}
		if e.approved(p.Merchant, p.MerchantUID) && !e.faults.AllowDoubleApproval {
			return refuse(Conflicting, textAlreadyPaid)
		}
		came, err := t.arrives(p)
		if err != nil {
			return err
		}
		if p, err = came.shortened(p); err != nil {
			return err
		}
		p.Status, p.PaidAt, p.UpdatedAt = Paid, t.unix(), t.unix()
		if err := t.deposited(&p); err != nil || !came.twice {
			return err
		}
		return t.deposited(&p)
	})
	return p, err
}

// deposited keeps a payment whose money has arrived and tells of it.
func (t *tx) deposited(p *Payment) error {
	if _, err := t.webhook(p, string(Paid), "", p.NoticeURLs); err != nil {
		return err
	}
	t.put(*p)
	return t.tell("vbank.deposited", p.Merchant, p.ImpUID, Object{{"amount", number(p.Amount)}})
}

// textClosed is the fail_reason of a closed account (assumed).
const (
	textClosed        = "가상계좌 발급이 취소되었습니다."
	textCloseNotForPG = "가상계좌 말소를 지원하지 않는 PG입니다."
)

// CloseAccount is DELETE /vbanks/{imp_uid}: the account takes no money any
// more. The payment becomes failed, since nothing was ever paid (assumed;
// PortOne's resulting status is unknown). KG이니시스 wants its pg_api_key, of
// which the sandbox checks only that it is there.
func (e *Engine) CloseAccount(ctx context.Context, merchant, impUID, pgAPIKey string) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		var ok bool
		if p, ok = e.payments.get(impUID); !ok || p.Merchant != merchant {
			return refuse(Missing, textNoPayment)
		}
		if p.PayMethod != "vbank" || p.VbankNum == "" {
			return refuse(Malformed, textNoAccount)
		}
		if p.Status != Ready {
			return refuse(Malformed, "입금 대기 상태의 가상계좌만 말소할 수 있습니다.")
		}
		if !Supports(OpCloseAccount, p.PGProvider) {
			return refuse(Malformed, textCloseNotForPG)
		}
		if p.PGProvider == inicis.Code && pgAPIKey == "" {
			return &Error{Class: Malformed, Message: textHash, Hint: "KG이니시스는 pg_api_key가 필요합니다."}
		}
		p.Status, p.FailedAt, p.FailReason, p.UpdatedAt = Failed, t.unix(), textClosed, t.unix()
		t.put(p)
		return t.tell("vbank.closed", p.Merchant, p.ImpUID, Object{{"vbank_num", p.VbankNum}})
	})
	return p, err
}
