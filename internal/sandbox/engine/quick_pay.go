package engine

import (
	"cmp"
	"context"
	"strings"
	"unicode/utf8"
)

// quickPin is a PIN that a member has typed: it pays once, under its imp_uid.
type quickPin struct {
	ImpUID   string `json:"imp_uid"`
	Merchant string `json:"merchant"`
	MemberID string `json:"member_id"`
	Used     bool   `json:"used"`
	Spent    bool   `json:"spent"` // the payment took the member's money
}

func (quickPin) kind() string { return "quick_pin" }

func (p quickPin) apply(e *Engine) {
	if e.quick.pins == nil {
		e.quick.pins = map[string]quickPin{}
	}
	e.quick.pins[p.ImpUID] = p
}

// CheckPin is a member who types the right PIN: the answer names it for
// PayQuickMoney.
func (e *Engine) CheckPin(ctx context.Context, merchant, memberID string) (impUID string, err error) {
	err = e.do(ctx, func(t *tx) error {
		if _, err := e.quickMember(merchant, memberID); err != nil {
			return err
		}
		if impUID, err = e.fresh("imp_", decimalDigits, 12, e.impUIDTaken); err != nil {
			return err
		}
		t.put(quickPin{ImpUID: impUID, Merchant: merchant, MemberID: memberID})
		return t.tell("quick.pin_checked", merchant, impUID, Object{{"member_id", memberID}})
	})
	return impUID, err
}

// QuickMoneyRequest is a payment by prepaid money.
type QuickMoneyRequest struct {
	ChargeRequest
	MemberID   string
	ChannelKey string
	ImpUID     string // of CheckPin
}

// PayQuickMoney pays by a member's prepaid money. The payment has the imp_uid of
// the PIN (assumed); too little money is a payment that failed.
func (e *Engine) PayQuickMoney(ctx context.Context, merchant string, r QuickMoneyRequest) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		for _, f := range []struct{ name, value string }{
			{"member_id", r.MemberID}, {"channel_key", r.ChannelKey}, {"name", r.Name}, {"imp_uid", r.ImpUID},
		} {
			if f.value == "" {
				return refuse(Conflicting, missing(f.name))
			}
		}
		draft, err := t.quickDraft(merchant, r.ChargeRequest)
		if err != nil {
			return err
		}
		channel, err := e.quickChannel(merchant, r.ChannelKey)
		if err != nil {
			return err
		}
		m, err := e.quickMember(merchant, r.MemberID)
		if err != nil {
			return err
		}
		pin := e.quick.pins[r.ImpUID]
		switch prepared := e.quick.prepared[orderKey{merchant, r.MerchantUID}]; {
		case pin.Merchant != merchant || pin.MemberID != m.ID:
			return refuse(Conflicting, textNoPin)
		case pin.Used:
			return refuse(Conflicting, textPinUsed)
		case prepared.Amount.IsSet() && prepared.Amount != draft.Amount:
			return refuse(Conflicting, textNotTheAmount)
		}
		pin.Used = true
		if p, err = t.chargeMoney(draft, m, channel, pin.ImpUID); err != nil {
			return err
		}
		pin.Spent = t.paymentNow(p.ImpUID).Status == Paid
		t.put(pin)
		return nil
	})
	return p, err
}

// quickDraft is a payment in won, not yet tried.
func (t *tx) quickDraft(merchant string, r ChargeRequest) (Payment, error) {
	if utf8.RuneCountInString(r.Name) > 40 {
		return Payment{}, refuse(Conflicting, textLongName)
	}
	r.Currency = ""
	return t.draft(merchant, r)
}

func (t *tx) chargeMoney(p Payment, m QuickMember, channel Channel, impUID string) (Payment, error) {
	p.ImpUID = impUID
	means := BillingKey{PGProvider: channel.Provider, PGID: channel.MID, ChannelKey: channel.Key, Sandbox: channel.Mode == Test, Method: "point"}
	left, err := m.Money.Sub(p.Amount)
	if err != nil {
		return p, err
	}
	reason := ""
	if left.IsNegative() {
		reason = textNoMoney
	}
	if p, err = t.charge(p, means, "", reason); err != nil || t.paymentNow(p.ImpUID).Status != Paid {
		return p, err // a scenario may have cancelled it already
	}
	m.Money, m.Updated = left, t.unix()
	t.put(m)
	return p, nil
}

// returnMoney gives prepaid money back to its member, if it was theirs and they
// are still there: a payment that is approved late takes none.
func (t *tx) returnMoney(p Payment) error {
	if p.PGProvider != quickPay || p.PayMethod != "point" || len(p.CancelHistory) == 0 {
		return nil
	}
	pin := t.e.quick.pins[p.ImpUID]
	m, ok := t.e.quick.members[memberKey{p.Merchant, pin.MemberID}]
	if !ok || !pin.Spent {
		return nil
	}
	var err error
	if m.Money, err = m.Money.Add(p.CancelHistory[len(p.CancelHistory)-1].Amount); err != nil {
		return err
	}
	m.Updated = t.unix()
	t.put(m)
	return nil
}

// quickCard is the card that a member registers when nobody names another.
var quickCard = CardData{Number: "4092023012345678", Expiry: "2099-12"}

// RegisterAutopay is a member who stores a card for automatic payment under a
// customer_uid.
func (e *Engine) RegisterAutopay(ctx context.Context, merchant, memberID, customerUID string, c CardData) (BillingKey, error) {
	var k BillingKey
	err := e.do(ctx, func(t *tx) error {
		m, err := e.quickMember(merchant, memberID)
		if err != nil {
			return err
		}
		if text := customerUIDProblem(customerUID); text != "" {
			return refuse(Malformed, text)
		}
		channel, err := e.quickChannel(merchant, m.ChannelKey)
		if err != nil {
			return err
		}
		card, err := readCard(CardData{
			Number: cmp.Or(c.Number, quickCard.Number), Expiry: cmp.Or(c.Expiry, quickCard.Expiry), Birth: c.Birth, Password: c.Password, CVC: c.CVC,
		}, t.now, textKeyRefused)
		if err != nil {
			return err
		}
		k = newKey(merchant, channel, card)
		k.CustomerUID, k.CustomerID = customerUID, m.ID
		return t.storeKey(&k, "")
	})
	return k, err
}

// PayQuickAuto charges a card that a member stored for automatic payment.
func (e *Engine) PayQuickAuto(ctx context.Context, merchant string, r ChargeRequest) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		for _, f := range []struct{ name, value string }{{"customer_uid", r.CustomerUID}, {"name", r.Name}, {"buyer_name", strings.TrimSpace(r.BuyerName)}} {
			if f.value == "" {
				return refuse(Conflicting, missing(f.name))
			}
		}
		if utf8.RuneCountInString(r.BuyerName) > quickTextMost {
			return refuse(Conflicting, textLongBuyer)
		}
		draft, err := t.quickDraft(merchant, r)
		if err != nil {
			return err
		}
		if e.keys[customerKey{merchant, r.CustomerUID}].PGProvider != quickPay {
			return refuse(Conflicting, textNoAutopay)
		}
		k, err := t.usableKey(merchant, r.CustomerUID)
		if err != nil {
			return err
		}
		p, err = t.charge(draft, k, usagePayment, declines[k.Decline])
		return err
	})
	return p, err
}

// EndAutopay removes a card that was stored for automatic payment.
func (e *Engine) EndAutopay(ctx context.Context, merchant, customerUID string) error {
	return e.do(ctx, func(t *tx) error {
		k, ok := e.keys[customerKey{merchant, customerUID}]
		if !ok || k.PGProvider != quickPay {
			return refuse(Missing, textNoAutopay)
		}
		t.endKey(k)
		return t.tell("billing.deleted", merchant, "", Object{{"customer_uid", customerUID}, {"reason", nil}})
	})
}
