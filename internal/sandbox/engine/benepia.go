package engine

import (
	"context"

	"github.com/naru-pay/naru/internal/money"
)

// BenepiaRequest pays with the points of a 베네피아 account. The password is
// looked at and forgotten.
type BenepiaRequest struct {
	ChargeRequest
	ChannelKey string
	User       string // benepia_user
	Password   string // benepia_password
}

// The sandbox's own accounts: every id has one, with these points; this
// password never fits.
var (
	benepiaPoints = money.Won(500_000)
	benepiaWrong  = "wrong"
)

// benepiaUse is a payment with the points of an account, whatever shop it was
// at. What the account has left follows from its payments and their cancels.
type benepiaUse struct {
	User   string `json:"user"`
	ImpUID string `json:"imp_uid"`
}

func (benepiaUse) kind() string { return "benepia" }

func (u benepiaUse) apply(e *Engine) {
	if e.benepia == nil {
		e.benepia = map[string][]string{}
	}
	e.benepia[u.User] = append(e.benepia[u.User], u.ImpUID)
}

// Texts of 베네피아; PortOne's are unknown.
const (
	textBenepiaNotForPG = "베네피아 포인트를 지원하지 않는 PG입니다."
	textBenepiaLogin    = "베네피아 포인트 조회에 실패하였습니다. 아이디 또는 비밀번호가 일치하지 않습니다."
	textBenepiaPayLogin = "베네피아 포인트 결제에 실패하였습니다. 아이디 또는 비밀번호가 일치하지 않습니다."
	textBenepiaShort    = "베네피아 포인트 결제에 실패하였습니다. 포인트 잔액이 부족합니다."
	textBenepiaWon      = "베네피아 포인트 결제는 원화(KRW)만 가능합니다."
)

// BenepiaPoints returns the points of an account, through a channel of NHN KCP.
func (e *Engine) BenepiaPoints(merchant string, r BenepiaRequest) (money.Amount, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, err := e.benepiaChannel(merchant, r, OpBenepiaPoint); err != nil {
		return money.Amount{}, err
	}
	if r.Password == benepiaWrong {
		return money.Amount{}, refuse(Broken, textBenepiaLogin)
	}
	return e.pointsLeft(r.User)
}

// benepiaChannel checks what both operations ask for.
func (e *Engine) benepiaChannel(merchant string, r BenepiaRequest, op Operation) (Channel, error) {
	switch {
	case r.User == "":
		return Channel{}, refuse(Conflicting, missing("benepia_user"))
	case r.Password == "":
		return Channel{}, refuse(Conflicting, missing("benepia_password"))
	}
	channel, err := channelFor(e.merchants[merchant], r.ChannelKey)
	if err == nil && !Supports(op, channel.Provider) {
		err = refuse(Conflicting, textBenepiaNotForPG)
	}
	return channel, err
}

// pointsLeft is what an account has after its payments.
func (e *Engine) pointsLeft(user string) (money.Amount, error) {
	left := benepiaPoints
	for _, id := range e.benepia[user] {
		p := e.payments.of(id)
		kept, err := p.Amount.Sub(p.CancelAmount)
		if err != nil {
			return left, err
		}
		if left, err = left.Sub(kept); err != nil {
			return left, err
		}
	}
	return left, nil
}

// PayBenepia pays with points, at once. A refusal of the PG makes no payment
// (assumed).
func (e *Engine) PayBenepia(ctx context.Context, merchant string, r BenepiaRequest) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		channel, err := e.benepiaChannel(merchant, r, OpBenepiaPayment)
		if err != nil {
			return err
		}
		if r.Name == "" {
			return refuse(Conflicting, textNoName)
		}
		if p, err = t.draft(merchant, r.ChargeRequest); err != nil {
			return err
		}
		if err := t.takePoints(p.Amount, r); err != nil {
			return err
		}
		p.PayMethod, p.Status, p.PaidAt = "point", Paid, t.unix()
		p.PGProvider, p.PGID, p.ChannelKey, p.Sandbox = channel.Provider, channel.MID, channel.Key, channel.Mode == Test
		p.StartedAt, p.UpdatedAt, p.Order = t.unix(), t.unix(), t.e.orders+1
		if p.ImpUID, err = t.apiUID(); err != nil {
			return err
		}
		if p.PGTID, err = t.tid(p, "CARD"); err != nil {
			return err
		}
		if _, err := t.webhook(&p, string(Paid), "", p.NoticeURLs); err != nil {
			return err
		}
		t.put(p)
		t.put(benepiaUse{User: r.User, ImpUID: p.ImpUID})
		return t.tell("payment.paid", p.Merchant, p.ImpUID, Object{
			{"amount", number(p.Amount)}, {"merchant_uid", p.MerchantUID}, {"pay_method", p.PayMethod}, {"benepia_user", r.User},
		})
	})
	return p, err
}

// takePoints refuses what the PG would.
func (t *tx) takePoints(amount money.Amount, r BenepiaRequest) error {
	if amount.Currency() != money.KRW {
		return refuse(Conflicting, textBenepiaWon)
	}
	if r.Password == benepiaWrong {
		return refuse(Broken, textBenepiaPayLogin)
	}
	left, err := t.e.pointsLeft(r.User)
	if err != nil {
		return err
	}
	if over(amount, left) {
		return refuse(Broken, textBenepiaShort)
	}
	return nil
}
