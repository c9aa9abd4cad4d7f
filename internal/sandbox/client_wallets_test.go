package sandbox_test

import (
	"errors"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/portonev1"
)

func (s *shop) wallets() {
	ctx := s.t.Context()
	s.channel("payco", "")
	payco := s.buy("payco-1", `"pg":"payco"`, approve)
	balance, err := s.Balance(ctx, payco)
	s.want(err == nil && balance.Amount == "11000" && balance.Primary.VAT == "1000", "Balance", balance, err)
	status, err := s.SetPaycoStatus(ctx, payco, portonev1.PaycoDeliveryStart)
	s.want(err == nil && status == portonev1.PaycoDeliveryStart, "SetPaycoStatus", status, err)

	s.channel("paymentwall", "")
	wall := s.buy("wall-1", `"pg":"paymentwall"`, approve)
	s.must(s.RegisterPaymentwallDelivery(ctx, portonev1.PaymentwallDelivery{
		ImpUID: wall, MerchantUID: "wall-1", Type: "digital", Status: "delivered", EstimatedDelivery: newYear, EstimatedUpdate: newYear,
		Refundable: "yes", Email: "a@example.com",
	}))
}

func (s *shop) benepia() {
	ctx, account := s.t.Context(), portonev1.BenepiaAccount{User: "gildong", Password: "word"}
	key := s.channel("kcp", "")
	before, err := s.BenepiaPoints(ctx, account, key)
	s.must(err)
	paid, err := s.PayByBenepia(ctx, portonev1.BenepiaPayment{
		Account: account, MemberCode: "m", ChannelKey: key, Charge: portonev1.Charge{MerchantUID: "benepia-1", Amount: "120000", Name: "당근"},
	})
	s.want(err == nil && paid.Status == portonev1.StatusPaid, "PayByBenepia", paid, err)
	after, err := s.BenepiaPoints(ctx, account, key)
	order, cmpErr := after.Cmp(before)
	s.want(err == nil && cmpErr == nil && order < 0, "points afterwards", before, after, err)
}

func (s *shop) partners() {
	ctx := s.t.Context()
	url, err := s.RegisterPartnerReceipts(ctx, s.buy("parts-1", "", approve), []portonev1.PartnerReceipt{
		{BusinessNumber: "123-45-67890", CompanyName: "당근농장", Amount: "400"},
	})
	s.want(err == nil && url != "", "RegisterPartnerReceipts", url, err)
	_, err = s.Engine().AddTier(ctx, s.Seeded().Imp, "A01", "강남점")
	s.must(err)
	sub, err := s.ForTier("A01")
	s.must(err)
	page, err := sub.ByStatus(ctx, portonev1.StatusQuery{Status: portonev1.StatusAll})
	s.want(err == nil && page.Total == 0, "payments of a new sub-store", page, err)
	tier, err := s.Tier(ctx, "A01")
	s.want(err == nil && tier == portonev1.Tier{Code: "A01", Name: "강남점"}, "Tier", tier, err)
	_, err = s.Tier(ctx, "B01")
	s.want(errors.Is(err, portonev1.ErrNotFound), "no such tier", err)
}

func (s *shop) kcpQuick() {
	ctx, code := s.t.Context(), s.Seeded().Imp
	c, err := s.Engine().AddChannel(ctx, code, engine.Channel{Name: "quick", Provider: "kcp_quick", MID: "IX0XX"})
	s.must(err)
	_, err = s.Engine().JoinQuick(ctx, code, engine.QuickMember{ID: "m1", PartnerType: "IX99", PartnerSubtype: "99IX", Money: money.Won(10_000), Fido: true})
	s.must(err)
	_, err = s.Engine().RegisterAutopay(ctx, code, "m1", "auto-1", engine.CardData{})
	s.must(err)
	preparation := portonev1.KCPMoneyPreparation{
		MerchantUID: "quick-1", TransactionID: "b-1", CustomerIP: "203.0.113.1", CodeVerifier: "v", PrepaidAmount: "3000", PrepaidAuth: true,
	}
	s.must(s.PrepareKCPMoney(ctx, preparation))
	preparation.PrepaidAmount = "4000"
	s.must(s.UpdateKCPMoney(ctx, preparation))
	pin, err := s.Engine().CheckPin(ctx, code, "m1")
	s.must(err)
	paid, err := s.PayKCPMoney(ctx, portonev1.KCPMoneyPayment{MemberID: "m1", ChannelKey: c.Key, MerchantUID: "quick-1", Name: "당근", Amount: "4000", ImpUID: pin})
	s.want(err == nil && paid.Status == portonev1.StatusPaid, "PayKCPMoney", paid, err)
	paid, err = s.PayKCPAutopay(ctx, portonev1.KCPAutopayment{CustomerUID: "auto-1", MerchantUID: "quick-2", Name: "구독", BuyerName: "홍길동", Amount: "9900"})
	s.want(err == nil && paid.Status == portonev1.StatusPaid, "PayKCPAutopay", paid, err)
	s.must(s.DeleteKCPAutopay(ctx, "auto-1"))
	s.must(s.ReleaseKCPQuickFIDO(ctx, "m1", c.Key))
	var refused *portonev1.Error
	err = s.ReleaseKCPQuickFIDO(ctx, "m1", c.Key)
	s.want(errors.As(err, &refused) && refused.PGCode != "" && refused.PGMessage != "", "released twice", err)
	gone, err := s.DeleteKCPQuickMember(ctx, "m1", portonev1.KCPQuickSite{Code: "IX0XX", PartnerType: "IX99", PartnerSubtype: "99IX"})
	s.want(err == nil && gone.MemberID == "m1" && gone.PGProvider == "kcp_quick", "DeleteKCPQuickMember", gone, err)
}

func (s *shop) naverPay() {
	ctx := s.t.Context()
	s.channel("naverpay", "")
	uid := s.buy("npay-1", `"pg":"naverpay","naverProducts":[{"name":"n"}]`, engine.Choice{Outcome: engine.Approve, Money: true})
	s.must(s.AccrueNaverPoints(ctx, uid))
	s.must(s.ConfirmNaverPurchase(ctx, uid, portonev1.ConfirmedByCustomer))
	cash, err := s.NaverCashAmount(ctx, uid)
	s.want(err == nil && cash.Total != "", "NaverCashAmount", cash, err)
}

// ordered pays for two products at Naver and returns the payment and the
// numbers of its product orders.
func (s *shop) ordered(uid string) (string, []portonev1.NaverOrder) {
	s.t.Helper()
	s.channel("naverco", "")
	imp := s.buy(uid, `"pg":"naverco","m_redirect_url":"https://shop.example/","amount":7500,
		"naverProducts":[{"id":"p1","name":"하나","basePrice":1000,"quantity":2,"shipping":{"baseFee":2500}},{"id":"p2","name":"둘","basePrice":3000}]`, approve)
	list, err := s.NaverOrders(s.t.Context(), imp)
	s.must(err)
	if len(list) != 2 {
		s.t.Fatalf("%s has the product orders %+v", uid, list)
	}
	return imp, list
}

// atNaver does what happens at Naver itself.
func (s *shop) atNaver(imp string, deed engine.NaverDeed, ids ...string) {
	s.t.Helper()
	r, err := s.Engine().BuyNaver(s.t.Context(), imp, engine.NaverWork{Deed: deed, IDs: ids})
	s.must(err)
	s.want(r.Failed == 0 && len(r.Done) > 0, string(deed), r)
}

// became checks what a call about product orders returned.
func (s *shop) became(what, status string, n int) func([]portonev1.NaverOrder, bool, error) {
	return func(done []portonev1.NaverOrder, partial bool, err error) {
		s.t.Helper()
		s.must(err)
		s.want(len(done) == n && (status == "" || done[0].Status == status || done[0].ClaimStatus == status), what, done, partial)
	}
}

func (s *shop) naverOrders() {
	ctx := s.t.Context()
	imp, list := s.ordered("norder-1")
	first, err := s.NaverOrder(ctx, list[0].ID)
	s.want(err == nil && first.ProductName == "하나" && first.Quantity == 2, "NaverOrder", first, err)
	s.became("PlaceNaverOrders", "PAYED", 2)(s.PlaceNaverOrders(ctx, imp))
	s.atNaver(imp, engine.NaverBuyerCancels, list[0].ID)
	s.became("ApproveNaverCancel", "CANCELED", 1)(s.ApproveNaverCancel(ctx, imp, list[0].ID))
	s.became("CancelNaverOrders", "CANCELED", 1)(s.CancelNaverOrders(ctx, imp, portonev1.NaverCancel{OrderIDs: []string{list[1].ID}, Reason: "SOLD_OUT"}))
	p, err := s.Payment(ctx, imp)
	s.want(err == nil && p.CancelAmount == "7500", "all given back", p, err)
}

func (s *shop) naverReturns() {
	ctx := s.t.Context()
	imp, list := s.ordered("norder-2")
	one, two := list[0].ID, list[1].ID
	s.became("ShipNaverOrders", "DELIVERING", 2)(s.ShipNaverOrders(ctx, imp, portonev1.NaverShipment{
		Method: portonev1.NaverByCourier, DispatchedAt: newYear, Company: "CJGLS", TrackingNumber: "1",
	}))
	s.became("RequestNaverReturn", "RETURN_REQUEST", 1)(s.RequestNaverReturn(ctx, imp, portonev1.NaverReturn{
		OrderIDs: []string{one}, Reason: "BROKEN", Method: portonev1.NaverReturnIndividual,
	}))
	s.became("WithholdNaverReturn", "", 1)(s.WithholdNaverReturn(ctx, imp, portonev1.NaverWithholding{OrderIDs: []string{one}, Memo: "배송비", ExtraCharge: "1000"}))
	s.became("ResolveNaverReturn", "", 1)(s.ResolveNaverReturn(ctx, imp, one))
	s.became("ApproveNaverReturn", "RETURNED", 1)(s.ApproveNaverReturn(ctx, imp, "", one))
	s.atNaver(imp, engine.NaverBuyerReturns, two)
	s.became("RejectNaverReturn", "RETURN_REJECT", 1)(s.RejectNaverReturn(ctx, imp, "사용한 상품입니다", two))
}

func (s *shop) naverExchanges() {
	ctx := s.t.Context()
	imp, list := s.ordered("norder-3")
	byHand := portonev1.NaverShipment{Method: portonev1.NaverByHand, DispatchedAt: newYear}
	s.became("ShipNaverOrders", "DELIVERING", 2)(s.ShipNaverOrders(ctx, imp, byHand))
	s.atNaver(imp, engine.NaverBuyerExchanges, list[0].ID)
	s.atNaver(imp, engine.NaverExchangeApproved, list[0].ID)
	done, partial, err := s.CollectNaverExchange(ctx, imp)
	s.want(err == nil && partial && len(done) == 1, "CollectNaverExchange of one and another", done, partial, err)
	s.became("ShipNaverExchange", "EXCHANGE_REDELIVERING", 1)(s.ShipNaverExchange(ctx, imp, byHand))
	s.atNaver(imp, engine.NaverBuyerDecides, list[1].ID)
	_, err = s.Engine().WriteReview(ctx, imp, engine.Review{ProductOrderID: list[1].ID, Type: portonev1.NaverReviewPremium, Score: 4, Title: "제목", Content: "내용"})
	s.must(err)
	reviews, err := s.NaverReviews(ctx, portonev1.NaverReviewQuery{ChannelKey: s.channel("naverco", ""), From: newYear, To: newYear, Kind: portonev1.NaverReviewPremium})
	s.want(err == nil && len(reviews) == 1 && reviews[0].Score == "4", "NaverReviews", reviews, err)
}
