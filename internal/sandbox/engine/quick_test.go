package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// quick adds a channel of KCP 퀵페이 and a member with ₩10,000.
func (s shop) quick(t *testing.T) engine.QuickMember {
	t.Helper()
	c, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "quick", Provider: "kcp_quick", MID: "IX0XX"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.JoinQuick(t.Context(), s.imp, engine.QuickMember{ID: "member-1", ChannelKey: c.Key, PartnerType: "IX99", PartnerSubtype: "99IX", Money: money.Won(10_000), Fido: true})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// byMoney is a payment of ₩4,000 by prepaid money.
func (s shop) byMoney(t *testing.T, m engine.QuickMember, merchantUID string) engine.QuickMoneyRequest {
	t.Helper()
	pin, err := s.CheckPin(t.Context(), s.imp, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	return engine.QuickMoneyRequest{
		ChargeRequest: engine.ChargeRequest{MerchantUID: merchantUID, Amount: "4000", Name: "상품"}, MemberID: m.ID, ChannelKey: m.ChannelKey, ImpUID: pin,
	}
}

func (s shop) moneyOf(id string) int64 {
	for _, m := range s.QuickMembers(s.imp) {
		if m.ID == id {
			return m.Money.Minor()
		}
	}
	return -1
}

func TestQuickMoney_isSpentAndComesBack(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m := s.quick(t)
	r := s.byMoney(t, m, "o-1")
	p, err := s.PayQuickMoney(t.Context(), s.imp, r)
	if err != nil || p.Status != engine.Paid || p.ImpUID != r.ImpUID || p.PayMethod != "point" || p.PGProvider != "kcp_quick" || p.Channel != "api" {
		t.Fatalf("paid %+v, %v", p, err)
	}
	if got := s.moneyOf(m.ID); got != 6000 {
		t.Errorf("₩%d are left", got)
	}
	if list := s.Deliveries(p.ImpUID); len(list) != 1 || list[0].Event != "paid" {
		t.Errorf("webhooks %+v", list)
	}
	again := r
	again.MerchantUID = "o-2"
	if _, err := s.PayQuickMoney(t.Context(), s.imp, again); refusal(t, err) != "이미 사용된 PIN 인증입니다." {
		t.Errorf("the same PIN: %v", err)
	}
	if _, err := s.PayQuickMoney(t.Context(), s.imp, s.byMoney(t, m, "o-1")); refusal(t, err) != "이미 결제가 이루어진 거래건입니다." {
		t.Errorf("the same merchant_uid: %v", err)
	}
	for _, amount := range []string{"1500", ""} {
		if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID, Amount: amount}); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.moneyOf(m.ID); got != 10_000 {
		t.Errorf("after the cancels ₩%d are there", got)
	}
}

func TestQuickMoney_tooLittleIsAPaymentThatFailed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m := s.quick(t)
	r := s.byMoney(t, m, "o-1")
	r.Amount = "10001"
	p, err := s.PayQuickMoney(t.Context(), s.imp, r)
	if err != nil || p.Status != engine.Failed || p.FailReason != "선불머니 잔액이 부족합니다." || s.moneyOf(m.ID) != 10_000 {
		t.Errorf("failed %+v, %v, ₩%d", p, err, s.moneyOf(m.ID))
	}
}

// So much that a refund on top of it could not be counted any more.
func TestJoinQuick_refusesMoneyWithoutEnd(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m := s.quick(t)
	m.Money = money.Won(1 << 62)
	if _, err := s.JoinQuick(t.Context(), s.imp, m); refusal(t, err) == "" || s.moneyOf(m.ID) != 10_000 {
		t.Errorf("joined with ₩%d, %v", s.moneyOf(m.ID), err)
	}
}

func TestQuickMoney_isRefusedUntilAllFits(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m := s.quick(t)
	other, err := s.JoinQuick(t.Context(), s.imp, engine.QuickMember{ID: "member-2"})
	if err != nil || other.Money != money.Won(100_000) {
		t.Fatalf("joined %+v, %v", other, err)
	}
	prepared := engine.QuickPrepared{Merchant: s.imp, MerchantUID: "o-1", BTID: "b", CustIP: "1.1.1.1", CodeVerifier: "v", Amount: money.Won(5000)}
	if err := s.PrepareQuick(t.Context(), prepared); err != nil {
		t.Fatal(err)
	}
	for text, change := range map[string]func(*engine.QuickMoneyRequest){
		"member_id 파라메터가 누락되었습니다.":       func(r *engine.QuickMoneyRequest) { r.MemberID = "" },
		"imp_uid 파라메터가 누락되었습니다.":         func(r *engine.QuickMoneyRequest) { r.ImpUID = "" },
		"name 파라메터가 누락되었습니다.":            func(r *engine.QuickMoneyRequest) { r.Name = "" },
		"name 파라메터는 40자를 넘을 수 없습니다.":     func(r *engine.QuickMoneyRequest) { r.Name = strings.Repeat("긴", 41) },
		"amount 파라메터가 누락되었습니다.":          func(r *engine.QuickMoneyRequest) { r.Amount = "" },
		"유효하지 않은 member_id입니다.":          func(r *engine.QuickMoneyRequest) { r.MemberID = "nobody" },
		"PIN 인증을 진행한 거래가 아닙니다.":          func(r *engine.QuickMoneyRequest) { r.MemberID = other.ID },
		"KCP 퀵페이 채널이 아닙니다.":              func(r *engine.QuickMoneyRequest) { r.ChannelKey = s.Merchants()[0].Channels[0].Key },
		"등록된 PG 설정 정보가 없습니다.":            func(r *engine.QuickMoneyRequest) { r.ChannelKey = "channel-key-0" },
		"사전등록된 선불머니 금액과 결제 요청 금액이 다릅니다.": func(*engine.QuickMoneyRequest) {},
	} {
		r := s.byMoney(t, m, "o-1")
		change(&r)
		if _, err := s.PayQuickMoney(t.Context(), s.imp, r); refusal(t, err) != text {
			t.Errorf("want %q, got %v", text, err)
		}
	}
	if n := len(s.All(s.imp)); n != 0 || s.moneyOf(m.ID) != 10_000 {
		t.Errorf("%d payments, ₩%d", n, s.moneyOf(m.ID))
	}
	prepared.Amount = money.Won(4000)
	if err := s.ChangeQuick(t.Context(), prepared); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PayQuickMoney(t.Context(), s.imp, s.byMoney(t, m, "o-1")); err != nil {
		t.Errorf("the amount as registered: %v", err)
	}
}

func TestQuickPrepare_checksItsFields(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	good := engine.QuickPrepared{Merchant: s.imp, MerchantUID: "o-1", BTID: "b", CustIP: "1.1.1.1", CodeVerifier: "v"}
	for name, change := range map[string]func(*engine.QuickPrepared){
		"no btid": func(p *engine.QuickPrepared) { p.BTID = "" }, "a long btid": func(p *engine.QuickPrepared) { p.BTID = strings.Repeat("b", 21) },
		"no ip": func(p *engine.QuickPrepared) { p.CustIP = "" }, "no verifier": func(p *engine.QuickPrepared) { p.CodeVerifier = "" },
		"a long verifier": func(p *engine.QuickPrepared) { p.CodeVerifier = strings.Repeat("v", 201) },
		"no amount":       func(p *engine.QuickPrepared) { p.PrepaidAuth = true },
		"amount 0":        func(p *engine.QuickPrepared) { p.Amount = money.Won(0) },
		"ten digits":      func(p *engine.QuickPrepared) { p.Amount = money.Won(1_000_000_000) },
		"a long reward":   func(p *engine.QuickPrepared) { p.RewardID = strings.Repeat("R", 21) },
		"a long uid":      func(p *engine.QuickPrepared) { p.MerchantUID = strings.Repeat("m", 41) },
	} {
		p := good
		change(&p)
		if err := s.PrepareQuick(t.Context(), p); err == nil {
			t.Errorf("%s was registered", name)
		}
	}
	if err := s.ChangeQuick(t.Context(), good); refusal(t, err) != "사전등록 정보를 찾을 수 없습니다." {
		t.Errorf("changed before it was registered: %v", err)
	}
	if err := s.PrepareQuick(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	if err := s.PrepareQuick(t.Context(), good); refusal(t, err) != "이미 동일한 merchant_uid로 사전등록된 정보가 존재합니다." {
		t.Errorf("registered twice: %v", err)
	}
}

func TestQuickAutopay_chargesTheStoredCard(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m := s.quick(t)
	if _, err := s.RegisterAutopay(t.Context(), s.imp, m.ID, "auto-1", engine.CardData{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RegisterAutopay(t.Context(), s.imp, m.ID, "auto-2", engine.CardData{Number: "4092023012340004"}); err != nil {
		t.Fatal(err)
	}
	ask := func(customerUID, merchantUID string) engine.ChargeRequest {
		return engine.ChargeRequest{CustomerUID: customerUID, MerchantUID: merchantUID, Amount: "1000", Name: "구독", BuyerName: "홍길동"}
	}
	p, err := s.PayQuickAuto(t.Context(), s.imp, ask("auto-1", "o-1"))
	if err != nil || p.Status != engine.Paid || p.CustomerUIDUsage != "payment" || p.PayMethod != "card" {
		t.Errorf("paid %+v, %v", p, err)
	}
	if p, err := s.PayQuickAuto(t.Context(), s.imp, ask("auto-2", "o-2")); err != nil || p.Status != engine.Failed {
		t.Errorf("a card over its limit: %+v, %v", p, err)
	}
	for name, r := range map[string]engine.ChargeRequest{
		"unknown":  ask("auto-9", "o-3"),
		"no buyer": {CustomerUID: "auto-1", MerchantUID: "o-3", Amount: "1000", Name: "n"},
		"no name":  {CustomerUID: "auto-1", MerchantUID: "o-3", Amount: "1000", BuyerName: "n"},
		"too long": {CustomerUID: "auto-1", MerchantUID: "o-3", Amount: "1000", Name: "n", BuyerName: strings.Repeat("긴", 21)},
		"nothing":  {},
	} {
		if _, err := s.PayQuickAuto(t.Context(), s.imp, r); err == nil || refusal(t, err) == "" {
			t.Errorf("%s was charged: %v", name, err)
		}
	}
	if err := s.EndAutopay(t.Context(), s.imp, "auto-1"); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"twice": s.EndAutopay(t.Context(), s.imp, "auto-1"), "never was": s.EndAutopay(t.Context(), s.imp, "auto-9"),
	} {
		if refusal(t, err) != "등록된 빌링키 또는 자동결제 키를 찾을 수 없습니다." {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.PayQuickAuto(t.Context(), s.imp, ask("auto-1", "o-4")); err == nil {
		t.Error("a removed card was charged")
	}
}

func TestQuickMember_leavesWithTheirCards(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m := s.quick(t)
	if _, err := s.RegisterAutopay(t.Context(), s.imp, m.ID, "auto-1", engine.CardData{}); err != nil {
		t.Fatal(err)
	}
	for _, site := range []engine.QuickSite{{}, {"other", "IX99", "99IX"}, {"IX0XX", "other", "99IX"}, {"IX0XX", "IX99", "other"}, {"IX0XX", "", ""}} {
		if _, err := s.LeaveQuick(t.Context(), s.imp, m.ID, site); refusal(t, err) != "유효하지 않은 member_id입니다." {
			t.Errorf("%+v: %v", site, err)
		}
	}
	site := engine.QuickSite{Code: "IX0XX", PartnerType: "IX99", PartnerSubtype: "99IX"}
	if gone, err := s.LeaveQuick(t.Context(), s.imp, m.ID, site); err != nil || gone.ID != m.ID {
		t.Errorf("left %+v, %v", gone, err)
	}
	if _, err := s.LeaveQuick(t.Context(), s.imp, m.ID, site); err == nil {
		t.Error("left twice")
	}
	if _, err := s.BillingKeyOf(s.imp, "auto-1"); err == nil {
		t.Error("the stored card stayed")
	}
	if n := len(s.QuickMembers(s.imp)); n != 0 {
		t.Errorf("%d members", n)
	}
}

func TestQuickFido_isReleasedOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m := s.quick(t)
	if err := s.ReleaseFido(t.Context(), s.imp, m.ID, m.ChannelKey); err != nil {
		t.Fatal(err)
	}
	for text, err := range map[string]error{
		"생체인증을 사용하지 않는 회원입니다.":       s.ReleaseFido(t.Context(), s.imp, m.ID, m.ChannelKey),
		"유효하지 않은 member_id입니다.":      s.ReleaseFido(t.Context(), s.imp, "nobody", m.ChannelKey),
		"channel_key 파라메터가 누락되었습니다.": s.ReleaseFido(t.Context(), s.imp, m.ID, ""),
		"KCP 퀵페이 채널이 아닙니다.":          s.ReleaseFido(t.Context(), s.imp, m.ID, s.Merchants()[0].Channels[0].Key),
	} {
		if refusal(t, err) != text {
			t.Errorf("want %q, got %v", text, err)
		}
	}
}

func TestQuickWindow_makesAMemberOfWhoPays(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.quick(t)
	s.pay(t, `"pg":"kcp_quick","customer_id":"buyer-7"`, engine.Choice{Outcome: engine.Approve})
	s.pay(t, `"pg":"kcp_quick","merchant_uid":"o-2","customer_id":"buyer-8"`, engine.Choice{Outcome: engine.CancelWindow})
	s.pay(t, `"pg":"kcp_quick","merchant_uid":"o-3"`, engine.Choice{Outcome: engine.Approve})
	var ids []string
	for _, m := range s.QuickMembers(s.imp) {
		ids = append(ids, m.ID)
	}
	if diff := cmp.Diff([]string{"member-1", "buyer-7"}, ids); diff != "" {
		t.Errorf("members:\n%s", diff)
	}
	if _, err := s.LeaveQuick(t.Context(), s.imp, "buyer-7", engine.QuickSite{Code: "IX0XX", PartnerType: "any", PartnerSubtype: "thing"}); err != nil {
		t.Error(err)
	}
}

func TestJournal_restoresQuick(t *testing.T) {
	t.Parallel()
	j := &tape{}
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Journal: j, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{Engine: e, imp: e.Merchants()[0].Code}
	m := s.quick(t)
	if _, err := s.JoinQuick(t.Context(), s.imp, engine.QuickMember{ID: "gone"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.LeaveQuick(t.Context(), s.imp, "gone", engine.QuickSite{Code: "IX0XX", PartnerType: "a", PartnerSubtype: "b"}); err != nil {
		t.Fatal(err)
	}
	spent, unspent := s.byMoney(t, m, "o-1"), s.byMoney(t, m, "o-2")
	if _, err := s.PayQuickMoney(t.Context(), s.imp, spent); err != nil {
		t.Fatal(err)
	}
	prepared := engine.QuickPrepared{Merchant: s.imp, MerchantUID: "o-2", BTID: "b", CustIP: "1.1.1.1", CodeVerifier: "v", Amount: money.Won(4000)}
	if err := s.PrepareQuick(t.Context(), prepared); err != nil {
		t.Fatal(err)
	}
	again, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, History: j.history})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e.QuickMembers(s.imp), again.QuickMembers(s.imp), cmp.AllowUnexported(money.Amount{})); diff != "" {
		t.Errorf("members differ:\n%s", diff)
	}
	spent.MerchantUID = "o-3"
	if _, err := again.PayQuickMoney(t.Context(), s.imp, spent); refusal(t, err) != "이미 사용된 PIN 인증입니다." {
		t.Errorf("a spent PIN: %v", err)
	}
	if err := again.PrepareQuick(t.Context(), prepared); err == nil {
		t.Error("the registration is gone")
	}
	if _, err := again.PayQuickMoney(t.Context(), s.imp, unspent); err != nil {
		t.Errorf("a PIN that was typed before the restart: %v", err)
	}
}

func TestQuickMoney_isNotTakenByALateApproval(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m := s.quick(t)
	s.let(t, engine.When{Times: 1}, engine.Do{Effect: engine.ApproveLate, Delay: engine.Span(time.Hour)})
	p, err := s.PayQuickMoney(t.Context(), s.imp, s.byMoney(t, m, "o-1"))
	if err != nil || p.Status != engine.Failed {
		t.Fatalf("first it is %+v, %v", p, err)
	}
	s.clock.Advance(time.Hour)
	s.run(t)
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID}); err != nil {
		t.Fatal(err)
	}
	if got := s.moneyOf(m.ID); got != 10_000 {
		t.Errorf("a cancel of it left ₩%d", got)
	}
}

func TestQuickMoney_isNotTakenByAPaymentThatIsCancelledAtOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m := s.quick(t)
	s.let(t, engine.When{Times: 1}, engine.Do{Effect: engine.ConsoleCancel})
	p, err := s.PayQuickMoney(t.Context(), s.imp, s.byMoney(t, m, "o-1"))
	if err != nil || s.payment(t, p.ImpUID).Status != engine.Cancelled {
		t.Fatalf("it is %+v, %v", p, err)
	}
	if got := s.moneyOf(m.ID); got != 10_000 {
		t.Errorf("₩%d are left", got)
	}
}

// What happens to many at once happens in one order: one seed, one log.
func TestLeaveQuick_endsKeysInTheOrderOfTheirNames(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m := s.quick(t)
	var want []string
	for i := range 12 {
		uid := fmt.Sprintf("card-%02d", i)
		if _, err := s.RegisterAutopay(t.Context(), s.imp, m.ID, uid, engine.CardData{}); err != nil {
			t.Fatal(err)
		}
		want = append(want, uid)
	}
	if _, err := s.LeaveQuick(t.Context(), s.imp, m.ID, engine.QuickSite{Code: m.PGID, PartnerType: "IX99", PartnerSubtype: "99IX"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, s.EndedKeys()); diff != "" {
		t.Errorf("ended in the order\n%s", diff)
	}
}
