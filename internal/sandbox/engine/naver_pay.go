package engine

import (
	"context"

	"github.com/naru-pay/naru/internal/money"
)

// naverPays is 네이버페이 결제형, whose payments know no product orders.
const naverPays = "naverpay"

// naverMark is what was done once to a payment by 네이버페이 결제형. Times are UNIX
// seconds, 0 for never.
type naverMark struct {
	ImpUID      string `json:"imp_uid"`
	PointAt     int64  `json:"point_at"`
	ConfirmedAt int64  `json:"confirmed_at"`
	Requester   string `json:"requester,omitempty"` // admin, customer
}

func (naverMark) kind() string { return "naver_mark" }

func (m naverMark) apply(e *Engine) {
	if e.naver.marks == nil {
		e.naver.marks = map[string]naverMark{}
	}
	e.naver.marks[m.ImpUID] = m
}

// Texts of 네이버페이 결제형; all are assumed.
const (
	textNotNaverPay    = "네이버페이 결제형 거래건이 아닙니다."
	textNaverNotPaid   = "결제가 완료되지 않았거나 취소된 거래건입니다."
	textPointGiven     = "이미 네이버페이 포인트 적립이 완료된 거래건입니다."
	textConfirmed      = "이미 구매확정된 거래건입니다."
	textWrongRequester = "requester 파라메터는 admin 또는 customer여야 합니다."
)

// GiveNaverPoint gives the buyer the points of a payment, once.
func (e *Engine) GiveNaverPoint(ctx context.Context, merchant, impUID string) error {
	return e.markNaver(ctx, merchant, impUID, "naver.point", func(t *tx, m *naverMark) error {
		if m.PointAt != 0 {
			return refuse(Conflicting, textPointGiven)
		}
		m.PointAt = t.unix()
		return nil
	})
}

// ConfirmNaver is the 구매확정 of an order in escrow, once. That every payment
// takes it is assumed: escrow is a matter of the contract with 네이버페이.
func (e *Engine) ConfirmNaver(ctx context.Context, merchant, impUID, requester string) error {
	if requester == "" {
		requester = "admin"
	}
	return e.markNaver(ctx, merchant, impUID, "naver.confirm", func(t *tx, m *naverMark) error {
		switch {
		case requester != "admin" && requester != "customer":
			return refuse(Conflicting, textWrongRequester)
		case m.ConfirmedAt != 0:
			return refuse(Conflicting, textConfirmed)
		}
		m.ConfirmedAt, m.Requester = t.unix(), requester
		return nil
	})
}

// markNaver changes the mark of a payment of which something is left.
func (e *Engine) markNaver(ctx context.Context, merchant, impUID, event string, change func(*tx, *naverMark) error) error {
	return e.do(ctx, func(t *tx) error {
		p, err := e.naverPayment(merchant, impUID, naverPays)
		if err != nil {
			return err
		}
		if p.PaidAt == 0 || p.CancelAmount == p.Amount {
			return refuse(Conflicting, textNaverNotPaid)
		}
		m := e.naver.marks[impUID]
		m.ImpUID = impUID
		if err := change(t, &m); err != nil {
			return err
		}
		t.put(m)
		return t.tell(event, p.Merchant, impUID, Object{{"requester", textOrNull(m.Requester)}})
	})
}

// CashAmount is how much of a payment a cash receipt may be issued for.
type CashAmount struct {
	Total, ByPoint, ByPrimary, Supply, VAT money.Amount
}

// NaverCashAmount returns what is left of a payment by 네이버페이's own money, or
// nothing of one by card. VAT is a tenth of what is taxed (assumed where the
// shop told none).
func (e *Engine) NaverCashAmount(merchant, impUID string) (CashAmount, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p, err := e.naverPayment(merchant, impUID, naverPays)
	if err != nil {
		return CashAmount{}, err
	}
	none := money.Zero(p.Amount.Currency())
	c := CashAmount{none, none, none, none, none}
	if p.PaidAt == 0 || p.CardCode != "" {
		return c, nil
	}
	if c.Total, err = p.Amount.Sub(p.CancelAmount); err != nil {
		return c, err
	}
	if p.PayMethod == "trans" {
		c.ByPrimary = c.Total
	} else {
		c.ByPoint = c.Total
	}
	taxed := c.Total.Minor()
	if p.TaxFree.IsSet() {
		taxed -= p.TaxFree.Minor() - p.CancelTaxFree.Minor()
	}
	c.VAT = money.New(max(taxed, 0)/11, p.Amount.Currency())
	c.Supply, err = c.Total.Sub(c.VAT)
	return c, err
}
