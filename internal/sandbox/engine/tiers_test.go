package engine_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// tier makes a sub-store with a channel of KG이니시스.
func (s shop) tier(t *testing.T, code string) engine.Channel {
	t.Helper()
	if _, err := s.AddTier(t.Context(), s.imp, code, "하위 "+code); err != nil {
		t.Fatal(err)
	}
	c, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: code, Provider: "html5_inicis", MID: "MOI" + code, Tier: code})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// payAt pays a request_pay at a sub-store.
func (s shop) payAt(t *testing.T, tier, members string) engine.Result {
	t.Helper()
	w, refused, err := s.StartWindow(t.Context(), engine.StartRequest{UserCode: s.imp, TierCode: tier, Params: request(t, members)})
	if err != nil || refused != nil {
		t.Fatalf("request_pay at %q: %+v, %v", tier, refused, err)
	}
	r, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTiers_arePaidAtTheirOwnChannels(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	c := s.tier(t, "001")
	paid := s.payAt(t, "001", `"pg":null`)
	p, err := s.PaymentByImpUID(engine.StoreCode(s.imp, "001"), paid.ImpUID)
	if err != nil || p.PGID != "MOI001" || p.ChannelKey != c.Key {
		t.Errorf("the payment is %+v, %v", p, err)
	}
	if _, err := s.PaymentByImpUID(s.imp, paid.ImpUID); refusal(t, err) != "존재하지 않는 결제정보입니다." {
		t.Errorf("the account itself reads it: %v", err)
	}
	s.payAt(t, "", "") // the same merchant_uid at the account
	if list := s.All(s.imp); len(list) != 2 {
		t.Errorf("the console shows %d payments", len(list))
	}
	var seen []string
	for p := range s.Scan(s.imp, engine.PaymentSearch{Tier: "001"}) {
		seen = append(seen, p.ImpUID)
	}
	if diff := cmp.Diff([]string{paid.ImpUID}, seen); diff != "" {
		t.Errorf("a search for the sub-store:\n%s", diff)
	}
	for _, ev := range s.Events(0) {
		if ev.Merchant != "" && ev.Merchant != s.imp {
			t.Errorf("event %s is of %q", ev.Kind, ev.Merchant)
		}
	}
}

func TestTiers_unknownOrWithoutChannelsOpenNoWindow(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.tier(t, "001")
	if _, err := s.AddTier(t.Context(), s.imp, "002", "빈 상점"); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ user, tier, pg, code, text string }{
		"unknown":         {s.imp, "999", "html5_inicis", "F1001", "등록되지 않은 사용자 또는 등록되지 않은 PG정보입니다."},
		"account's PG":    {s.imp, "001", "kakaopay", "SANDBOX_NO_CHANNEL", "등록된 PG 설정 정보가 없습니다."},
		"no channel":      {s.imp, "002", "html5_inicis", "SANDBOX_NO_CHANNEL", "등록된 PG 설정 정보가 없습니다."},
		"code as account": {engine.StoreCode(s.imp, "001"), "", "html5_inicis", "SANDBOX_BAD_PARAMETER", "유효하지 않은 고객사 식별코드입니다."},
		"tier's PG":       {s.imp, "", "html5_inicis.MOI001", "SANDBOX_NO_CHANNEL", "등록된 PG 설정 정보가 없습니다."},
	} {
		_, refused, err := s.StartWindow(t.Context(), engine.StartRequest{UserCode: c.user, TierCode: c.tier, Params: request(t, `"pg":"`+c.pg+`"`)})
		if err != nil || refused == nil || refused.Code != c.code || refused.Message != c.text {
			t.Errorf("%s: %+v, %v", name, refused, err)
		}
	}
	if n := len(s.All(s.imp)); n != 0 {
		t.Errorf("%d payments were begun", n)
	}
}

func TestTiers_shareTheSettingsOfTheAccount(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.tier(t, "001")
	hooks := engine.NotifySettings{Webhook: engine.WebhookSettings{Test: engine.WebhookEndpoint{URL: "http://shop.example/hook"}}}
	if _, err := s.SetWebhook(t.Context(), s.imp, hooks); err != nil {
		t.Fatal(err)
	}
	r := s.payAt(t, "001", `"pg":"html5_inicis"`)
	list := s.Deliveries(r.ImpUID)
	if len(list) != 1 || list[0].URL != "http://shop.example/hook" {
		t.Errorf("webhooks: %+v", list)
	}
	if _, _, err := s.Token(t.Context(), "", ""); err == nil {
		t.Error("a sub-store has keys of its own")
	}
	if n := len(s.Merchants()); n != 1 {
		t.Errorf("%d accounts", n)
	}
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: r.ImpUID}); refusal(t, err) != "취소할 결제건이 존재하지 않습니다." {
		t.Errorf("the account itself cancels it: %v", err)
	}
	if _, err := s.Cancel(t.Context(), engine.StoreCode(s.imp, "001"), engine.CancelRequest{ImpUID: r.ImpUID}); err != nil {
		t.Errorf("the sub-store cancels it: %v", err)
	}
}

func TestTiers_haveCodesOfThreeAndGoOnlyWhenEmpty(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, c := range []struct{ code, name string }{{"01", "n"}, {"0001", "n"}, {"ab1", "n"}, {"가나다", "n"}, {"A.1", "n"}, {"001", " "}} {
		if _, err := s.AddTier(t.Context(), s.imp, c.code, c.name); err == nil {
			t.Errorf("%q %q was taken", c.code, c.name)
		}
	}
	channel := s.tier(t, "001")
	if _, err := s.AddTier(t.Context(), s.imp, "001", "다시"); refusal(t, err) != "이미 등록된 하위 상점 코드입니다." {
		t.Errorf("twice: %v", err)
	}
	if err := s.RemoveTier(t.Context(), s.imp, "001"); refusal(t, err) != "하위 상점의 채널을 먼저 삭제해 주세요." {
		t.Errorf("with a channel: %v", err)
	}
	if err := s.RemoveChannel(t.Context(), s.imp, channel.Key); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveTier(t.Context(), s.imp, "001"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.TierOf(s.imp, "001"); refusal(t, err) != "등록되지 않은 하위 상점입니다." {
		t.Errorf("a removed one: %v", err)
	}
	if err := s.RemoveTier(t.Context(), s.imp, "001"); err == nil {
		t.Error("removed twice")
	}
	if _, err := s.AddTier(t.Context(), s.imp, "001", "다시"); err != nil {
		t.Errorf("again: %v", err)
	}
	if list, err := s.Tiers(s.imp); err != nil || len(list) != 1 || list[0].Name != "다시" || list[0].Channels != 0 {
		t.Errorf("the list is %+v, %v", list, err)
	}
}

func TestIPWhitelist_namesBlocks(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	if !s.AllowsIP(s.imp, "203.0.113.9") || !s.AllowsIP(s.imp, "nonsense") {
		t.Error("without a whitelist somebody is kept out")
	}
	m, err := s.SetIPWhitelist(t.Context(), s.imp, []string{"1.1.1.1", "1.1.1.1/32", " 10.0.0.7/24", "2001:db8::1", "::ffff:9.9.9.9"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1.1.1.1/32", "10.0.0.0/24", "2001:db8::1/128", "9.9.9.9/32"}, m.IPWhitelist); diff != "" {
		t.Errorf("saved:\n%s", diff)
	}
	for address, want := range map[string]bool{
		"1.1.1.1": true, "::ffff:1.1.1.1": true, "1.1.1.2": false, "10.0.0.255": true, "10.0.1.0": false,
		"2001:db8::1": true, "2001:db8::2": false, "nonsense": false, "": false,
	} {
		if got := s.AllowsIP(s.imp, address); got != want {
			t.Errorf("%q is let in: %t", address, got)
		}
	}
	for _, list := range [][]string{{"1.1.1"}, {"1.1.1.1/33"}, {""}, {"shop.example"}, {"1.1.1.1", "x"}, make([]string, 101)} {
		if _, err := s.SetIPWhitelist(t.Context(), s.imp, list); err == nil {
			t.Errorf("%q was saved", list)
		}
	}
	if !s.AllowsIP(s.imp, "1.1.1.1") {
		t.Error("a refused list replaced the saved one")
	}
	if _, err := s.SetIPWhitelist(t.Context(), s.imp, nil); err != nil || !s.AllowsIP(s.imp, "8.8.8.8") {
		t.Errorf("an empty list keeps callers out: %v", err)
	}
}

func TestJournal_restoresTiersAndWhitelist(t *testing.T) {
	t.Parallel()
	j := &tape{}
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Journal: j, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{Engine: e, imp: e.Merchants()[0].Code}
	s.tier(t, "001")
	if _, err := s.AddTier(t.Context(), s.imp, "002", "닫힌 상점"); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveTier(t.Context(), s.imp, "002"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetIPWhitelist(t.Context(), s.imp, []string{"1.1.1.0/24"}); err != nil {
		t.Fatal(err)
	}
	paid := s.payAt(t, "001", `"pg":"html5_inicis"`)
	again, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, History: j.history})
	if err != nil {
		t.Fatal(err)
	}
	want, _ := e.Tiers(s.imp)
	got, err := again.Tiers(s.imp)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("sub-stores differ, %v:\n%s", err, diff)
	}
	if _, err := again.PaymentByImpUID(engine.StoreCode(s.imp, "001"), paid.ImpUID); err != nil {
		t.Error(err)
	}
	if again.AllowsIP(s.imp, "2.2.2.2") {
		t.Error("the whitelist is gone")
	}
	if _, err := again.TierOf(s.imp, "002"); !errors.As(err, new(*engine.Error)) {
		t.Errorf("the removed one is back: %v", err)
	}
}

func TestTiers_areMeantByTheScenariosOfTheirAccount(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.tier(t, "001")
	other, err := s.SignUp(t.Context(), "b@example.com", "다른 상점")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		merchant, order string
		want            engine.Status
	}{{other.Code, "order-1", engine.Paid}, {engine.StoreCode(s.imp, "001"), "order-2", engine.Failed}, {s.imp, "order-3", engine.Failed}} {
		added, err := s.AddScenario(t.Context(), engine.Scenario{Name: "decline", When: engine.When{Merchant: c.merchant}, Do: engine.Do{Effect: "decline"}})
		if err != nil {
			t.Fatal(err)
		}
		if r := s.payAt(t, "001", `"pg":"html5_inicis","merchant_uid":"`+c.order+`"`); r.Status != c.want {
			t.Errorf("a scenario of %s: %s, want %s", c.merchant, r.Status, c.want)
		}
		if err := s.RemoveScenario(t.Context(), added.ID); err != nil {
			t.Fatal(err)
		}
	}
}
