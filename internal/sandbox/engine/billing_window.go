package engine

import (
	"slices"
	"strings"
)

// codeBillingContract stands for the PG's refusal of a MID whose contract is
// for single payments; PortOne's code is unknown.
const codeBillingContract = "SANDBOX_BILLING_CONTRACT"

// checkBilling looks at customer_uid, whose presence makes a window store a
// means of payment.
func (s *start) checkBilling(_ *start) *problem {
	if !s.p.has("customer_uid") {
		return nil
	}
	if text := customerUIDProblem(s.p.text("customer_uid")); text != "" {
		return bad(text, "customer_uid는 80자 이하의 문자열입니다.")
	}
	billing := s.provider.Billing
	switch {
	case len(billing.Window) == 0:
		return bad("빌링키 발급창을 지원하지 않는 PG입니다.", "customer_uid를 빼면 일반결제로 열립니다.")
	case s.provider.oneTime(s.channel.MID):
		return &problem{
			invented: codeBillingContract, message: windowRefused + "[PG사 계약 오류] " + textOneTimeOnly,
			hint: s.channel.Provider + "." + s.channel.MID + "는 일반결제 상점아이디입니다. 정기결제 상점아이디: " + strings.Join(s.provider.keyMIDs(), ", "),
		}
	case !slices.Contains(billing.Window, s.method):
		return s.noKeyMethod(billing.Window)
	case billing.Buyer && s.p.text("customer_id") == "":
		return bad(textNeedID, "")
	}
	return nil
}

// noKeyMethod refuses a pay_method by which the PG stores nothing.
func (s *start) noKeyMethod(methods []string) *problem {
	if s.provider.NoKeyMethod != "" {
		return &problem{invented: codeBadParameter, message: s.provider.NoKeyMethod, hint: "받은 값: " + s.method}
	}
	return bad("정기결제 수단 등록은 pay_method가 "+methods[0]+"여야 합니다.", "받은 값: "+s.method)
}

// issues reports whether the window stores a means of payment.
func (p Payment) issues() bool { return p.CustomerUIDUsage == usageIssue }

// registers reports whether it does that and charges nothing.
func (p Payment) registers() bool { return p.issues() && !p.ChargesToo }

// storeMeans stores what the buyer gave. Where the window charges nothing its
// record ends paid all the same, with the amount that was shown. That this sends
// the webhook `paid` is assumed: PortOne tells it of 토스페이 alone.
func (f *finish) storeMeans() error {
	f.p.CardType = nil // a PG does not tell it of a stored card
	k := BillingKey{
		Merchant: f.p.Merchant, CustomerUID: f.p.CustomerUID, CustomerID: f.w.CustomerID, ChannelKey: f.p.ChannelKey,
		PGProvider: f.p.PGProvider, PGID: f.p.PGID, Sandbox: f.p.Sandbox,
		Method: f.p.PayMethod, Wallet: f.p.EmbPGProvider, CardCode: f.p.CardCode, CardName: f.p.CardName, CardNumber: f.p.CardNumber,
		Name: f.p.BuyerName, Tel: f.p.BuyerTel, Email: f.p.BuyerEmail, Addr: f.p.BuyerAddr, Postcode: f.p.BuyerPostcode,
	}
	return f.storeKey(&k, f.p.ImpUID)
}
