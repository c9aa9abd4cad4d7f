package engine

import "slices"

// codeBillingContract stands for the PG's refusal of a MID whose contract is
// for single payments; PortOne's code is unknown.
const codeBillingContract = "SANDBOX_BILLING_CONTRACT"

// checkBilling looks at customer_uid, whose presence makes a window register a
// card instead of charging it.
func (s *start) checkBilling(_ *start) *problem {
	if !s.p.has("customer_uid") {
		return nil
	}
	if text := customerUIDProblem(s.p.text("customer_uid")); text != "" {
		return bad(text, "customer_uid는 80자 이하의 문자열입니다.")
	}
	billing := s.provider.Billing
	switch {
	case !billing.Window:
		return bad("샌드박스는 아직 이 PG의 빌링키 발급창을 지원하지 않습니다.", "customer_uid를 빼면 일반결제로 열립니다.")
	case slices.Contains(billing.OneTimeMIDs, s.channel.MID):
		return &problem{
			invented: codeBillingContract, message: windowRefused + "[PG사 계약 오류] " + textOneTimeOnly,
			hint: s.channel.Provider + "." + s.channel.MID + "는 일반결제 상점아이디입니다. KG이니시스의 정기결제는 INIBillTst입니다.",
		}
	case s.method != "card":
		return bad("정기결제 카드 등록은 pay_method가 card여야 합니다.", "받은 값: "+s.method)
	case s.provider.Code == tosspayments.Code && s.p.text("customer_id") == "":
		return bad(textNeedID, "")
	}
	return nil
}

// registers reports whether the window stores a card and charges nothing.
func (p Payment) registers() bool { return p.CustomerUIDUsage == usageIssue }

// register stores the card that the buyer gave. The record of the window ends
// paid with the amount that was shown; no money has moved. That it sends the
// webhook `paid` is assumed: PortOne tells it of one PG alone.
func (f *finish) register() error {
	if err := f.fillCard("Bill"); err != nil {
		return err
	}
	f.p.CardType = nil // a PG does not tell it of a stored card
	k := BillingKey{
		Merchant: f.p.Merchant, CustomerUID: f.p.CustomerUID, CustomerID: f.w.CustomerID, ChannelKey: f.p.ChannelKey,
		PGProvider: f.p.PGProvider, PGID: f.p.PGID, Sandbox: f.p.Sandbox,
		CardCode: f.p.CardCode, CardName: f.p.CardName, CardNumber: f.p.CardNumber,
		Name: f.p.BuyerName, Tel: f.p.BuyerTel, Email: f.p.BuyerEmail, Addr: f.p.BuyerAddr, Postcode: f.p.BuyerPostcode,
	}
	if err := f.storeKey(&k, f.p.ImpUID); err != nil {
		return err
	}
	f.p.Status, f.p.PaidAt, f.p.UpdatedAt = Paid, f.unix(), f.unix()
	if err := f.notify(); err != nil {
		return err
	}
	f.spend()
	return f.tell("payment.paid", f.p.Merchant, f.p.ImpUID, Object{
		{"outcome", f.c.Outcome},
		{"pay_method", f.p.PayMethod},
		{"amount", number(f.p.Amount)},
		{"customer_uid_usage", usageIssue},
		{"lose_reply", f.c.Outcome == ApproveLoseReply},
	})
}
