package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// What the shop allows is what the window offers and what it takes.
func TestWindow_offersTheInstalmentsThatTheShopAllows(t *testing.T) {
	t.Parallel()
	usual := []int{0, 2, 3, 4, 5, 6, 12}
	cases := []struct {
		provider, members string
		months            []int
	}{
		{"html5_inicis", ``, usual},
		{"html5_inicis", `"display":{}`, usual},
		{"html5_inicis", `"display":{"card_quota":[]}`, []int{0}},
		{"html5_inicis", `"display":{"card_quota":[3]}`, []int{0, 2, 3}},
		{"html5_inicis", `"display":{"card_quota":[3]},"amount":49999`, []int{0}},
		{"html5_inicis", `"amount":50000`, usual},
		{"tosspayments", `"display":{"card_quota":[3,6]}`, []int{0, 2, 3, 4, 5, 6}},
		{"kcp", `"display":{"card_quota":[6]}`, []int{0, 6}},
		{"kcp", `"display":{"card_quota":[12,1,3,3]}`, []int{0, 3, 12}},
		{"kakaopay", `"display":{"card_quota":[6]}`, []int{6}},
		{"html5_inicis", `"card":{"direct":{"code":"366","quota":3}}`, []int{3}},
		{"html5_inicis", `"card":{"direct":{"code":"366"}}`, usual},
	}
	for _, c := range cases {
		s := newShop(t)
		w, refused := s.start(t, s.at(t, c.provider, "mid1", engine.Test)+`,"pay_method":null`+strings.TrimSuffix(","+c.members, ","))
		if refused != nil {
			t.Errorf("%s {%s}: refused: %s", c.provider, c.members, refused.Message)
			continue
		}
		v, _ := s.WindowBySecret(w.Secret)
		if !slices.Equal(v.Quotas, c.months) {
			t.Errorf("%s {%s} offers %v, want %v", c.provider, c.members, v.Quotas, c.months)
		}
		if _, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve, CardQuota: 24}); !errors.Is(err, engine.ErrChoice) {
			t.Errorf("%s {%s} took 24 months: %v", c.provider, c.members, err)
		}
		last := c.months[len(c.months)-1]
		r, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve, CardQuota: last})
		if p := s.payment(t, w.ImpUID); err != nil || r.Status != engine.Paid || p.CardQuota != last {
			t.Errorf("%s {%s} by %d months: %+v, %v", c.provider, c.members, last, r, err)
		}
	}
}

// A single month is not the buyer's to change.
func TestWindow_fixesTheOneMonth(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	members := s.at(t, "kakaopay", "TC0ONETIME", engine.Test) + `,"display":{"card_quota":[6]},"card":{"detail":[{"card_code":"*","max_month":3}]}`
	r := s.pay(t, members, engine.Choice{Outcome: engine.Approve})
	if p := s.payment(t, r.ImpUID); p.CardQuota != 6 {
		t.Errorf("paid by %d months", p.CardQuota)
	}
}

func TestWindow_offersTheCardsThatTheShopAllows(t *testing.T) {
	t.Parallel()
	cases := []struct {
		members string
		cards   []string // nil: all
		choice  engine.Choice
		taken   bool
		code    string
	}{
		{``, nil, engine.Choice{CardCode: "361"}, true, "361"},
		{`"card":{"detail":[{"card_code":"366","enabled":false}]}`, nil, engine.Choice{CardCode: "366"}, false, ""},
		{`"card":{"detail":[{"card_code":"*","enabled":false},{"card_code":"361","enabled":true}]}`, []string{"361"}, engine.Choice{}, true, "361"},
		{`"card":{"detail":[{"card_code":"*","enabled":false},{"card_code":"361"}]}`, []string{"361"}, engine.Choice{CardCode: "366"}, false, ""},
		{`"card":{"detail":[{"card_code":"361","enabled":true,"max_month":3}]}`, nil, engine.Choice{CardCode: "361", CardQuota: 6}, false, ""},
		{`"card":{"detail":[{"card_code":"361","enabled":true,"max_month":3}]}`, nil, engine.Choice{CardCode: "361", CardQuota: 3}, true, "361"},
		{`"card":{"detail":[{"card_code":"361","enabled":true,"max_month":3}]}`, nil, engine.Choice{CardCode: "381", CardQuota: 6}, true, "381"},
		{`"card":{"direct":{"code":"381"}}`, []string{"381"}, engine.Choice{}, true, "381"},
		{`"card":{"direct":{"code":"381","quota":3}}`, []string{"381"}, engine.Choice{}, true, "381"},
	}
	for _, c := range cases {
		s := newShop(t)
		w, refused := s.start(t, strings.TrimSuffix(`"amount":60000,`+c.members, ","))
		if refused != nil {
			t.Errorf("{%s}: refused: %s", c.members, refused.Message)
			continue
		}
		var offered []string
		v, _ := s.WindowBySecret(w.Secret)
		for _, card := range v.Cards {
			offered = append(offered, card.Code)
		}
		if c.cards != nil && !slices.Equal(offered, c.cards) {
			t.Errorf("{%s} offers %v, want %v", c.members, offered, c.cards)
		}
		c.choice.Outcome = engine.Approve
		_, err := s.FinishWindow(t.Context(), w.Secret, c.choice)
		if errors.Is(err, engine.ErrChoice) == c.taken {
			t.Errorf("{%s} with %+v: %v", c.members, c.choice, err)
		}
		if p := s.payment(t, w.ImpUID); p.CardCode != c.code || (p.Status == engine.Paid) != c.taken {
			t.Errorf("{%s} with %+v: %s by card %q", c.members, c.choice, p.Status, p.CardCode)
		}
	}
}

func TestStartWindow_refusesOptionsOfAPG(t *testing.T) {
	t.Parallel()
	cases := []struct{ provider, members, refused string }{
		{"html5_inicis", `"display":{"card_quota":["3"]}`, "할부 개월수"},
		{"html5_inicis", `"display":{"card_quota":[-1]}`, "할부 개월수"},
		{"html5_inicis", `"display":{"card_quota":[61]}`, "할부 개월수"},
		{"html5_inicis", `"display":[]`, "할부 개월수"},
		{"html5_inicis", `"card":{"direct":{"code":"999"}}`, "카드사 설정"},
		{"html5_inicis", `"card":{"direct":{"code":"366","quota":-1}}`, "카드사 설정"},
		{"html5_inicis", `"card":{"detail":[{"card_code":"신한"}]}`, "카드사 설정"},
		{"html5_inicis", `"card":{"detail":[{"card_code":"*","enabled":false}]}`, "선택할 수 있는 카드사가 없습니다."},
		{"html5_inicis", `"card":3`, "카드사 설정"},
		{"html5_inicis", `"vat_amount":60001`, "vat_amount가 올바르지"},
		{"html5_inicis", `"vat_amount":"100"`, "vat_amount가 올바르지"},
		{"html5_inicis", `"tax_free":59000,"vat_amount":2000`, "vat_amount가 올바르지"},
		{"html5_inicis", `"period":{"from":"20261201","to":"20261231","interval":"1m"}`, "range와 interval 둘 중 하나만"},
		{"nice", `"period":{"from":"20261201","to":"20261231"},"interval":"1m"`, "range와 interval 둘 중 하나만"},
		{"kcp", `"pay_method":"kakaopay"`, "테스트 모드에서는"},
		{"kcp", `"pay_method":"vbank","vbank_due":"202611301200"`, "vbank_due"},
		{"smartro_v2", `"pay_method":"vbank","vbank_due":"20261130120000"`, "vbank_due"},
		{"smartro_v2", `"customer_id":"` + strings.Repeat("a", 21) + `"`, "20자"},
		{"smartro_v2", `"buyer_email":null`, "buyer_email"},
		{"ksnet", `"pay_method":"vbank","vbank_due":null`, "vbank_due"},
		{"nice_v2", `"pay_method":"naverpay"`, "지원하지 않는 결제수단"},
		{"nice_v2", `"pay_method":"ssgpay_bank","merchant_uid":"a-1"`, "나이스페이 V2 SSGPAY 은행 계좌 결제시 주문 번호에 특수문자는 허용되지 않습니다."},
		{"nice_v2", `"pay_method":"phone","digital":null`, "나이스페이 V2 휴대폰 소액결제시 상품 유형 파라미터는 필수 입력입니다."},
		{"nice_v2", `"pay_method":"trans","escrow":true,"bypass":{"nice_v2":{"DirectShowOpt":"BANK"}}`, "나이스페이 V2 계좌이체 에스크로 결제시 다이렉트 호출은 불가능합니다."},
		{"welcome", `"useCardPoint":false`, "웰컴페이먼츠의 경우 카드사 포인트 사용 불가 옵션은"},
		{"welcome", `"vat_amount":6001`, "10%"},
		{"paypal_v2", `"tax_free":1`, "taxFreeAmount must be 0 in Paypal!"},
		{"paypal_v2", `"currency":"KRW"`, "화폐"},
		{"paypal_v2", `"amount":10.555`, "amount가 올바르지"},
		{"daou", `"name":"मूल"`, "EUC-KR"},
		{"kcp", `"amount":99`, "최소 금액은 100원"},
	}
	for _, c := range cases {
		s := newShop(t)
		_, refused := s.start(t, s.at(t, c.provider, "mid1", engine.Test)+`,"pay_method":null,`+c.members)
		if refused == nil || !strings.Contains(refused.Message, c.refused) {
			t.Errorf("%s {%s}: got %+v, want %q", c.provider, c.members, refused, c.refused)
		}
		if n := len(s.All(s.imp)); n != 0 {
			t.Errorf("%s {%s}: %d records", c.provider, c.members, n)
		}
	}
}

func TestStartWindow_takesWhatThePGAllows(t *testing.T) {
	t.Parallel()
	cases := []struct {
		provider, mid, members string
		fits                   func(engine.Payment, engine.WindowView) bool
	}{
		{"danal_tpay", "mid1", `"vat_amount":10`, func(p engine.Payment, _ engine.WindowView) bool { return !p.VAT.IsSet() }},
		{"welcome", "mid1", `"vat_amount":6000`, func(p engine.Payment, _ engine.WindowView) bool { return p.VAT.Minor() == 6000 }},
		{"smartro_v2", "t_2302161m", `"currency":"USD","amount":10.5`, func(p engine.Payment, _ engine.WindowView) bool { return p.Amount.Minor() == 1050 }},
		{"eximbay", "mid1", `"language":"jp"`, func(_ engine.Payment, v engine.WindowView) bool { return v.Language == "jp" }},
		{"kcp", "mid1", `"language":"jp"`, func(_ engine.Payment, v engine.WindowView) bool { return v.Language == "ko" }},
		{"kcp", "mid1", `"escrow":true,"kcpProducts":[{"name":"당근"}]`, func(p engine.Payment, _ engine.WindowView) bool { return p.Escrow }},
		{"tosspayments", "mid1", `"escrow":true,"escrowProducts":[{}]`, func(p engine.Payment, _ engine.WindowView) bool { return p.Escrow }},
		{"nice_v2", "mid1", `"pay_method":"trans","escrow":true`, func(p engine.Payment, _ engine.WindowView) bool { return p.Escrow }},
		{"daou", "mid1", `"name":"똠방각하 ★ 1+1 (特)"`, func(p engine.Payment, _ engine.WindowView) bool { return p.Name != "" }},
		{"payco", "mid1", `"popup":true`, func(_ engine.Payment, v engine.WindowView) bool { return v.Kind == engine.Popup }},
		{"naverpay", "mid1", `"naverPopupMode":false`, func(_ engine.Payment, v engine.WindowView) bool { return v.Delivery == engine.ByRedirect }},
		{"tosspay", "mid1", `"pay_method":"phone"`, func(_ engine.Payment, v engine.WindowView) bool {
			return slices.Equal(v.Methods, []string{"card", "trans"})
		}},
		{"tosspay", "mid1", `"pay_method":"trans"`, func(_ engine.Payment, v engine.WindowView) bool {
			return slices.Equal(v.Methods, []string{"trans", "card"})
		}},
		{"payco", "AUTOPAY", `"pay_method":"EASY_PAY","customer_uid":"c1"`, func(_ engine.Payment, v engine.WindowView) bool {
			return slices.Equal(v.Methods, []string{"card"})
		}},
		{"welcome", "mid1", `"period":{"interval":"1m"}`, func(p engine.Payment, _ engine.WindowView) bool { return p.Status == engine.Ready }},
	}
	for _, c := range cases {
		s := newShop(t)
		w, refused := s.start(t, s.at(t, c.provider, c.mid, engine.Test)+`,"pay_method":null,`+c.members)
		if refused != nil {
			t.Errorf("%s {%s}: refused: %s", c.provider, c.members, refused.Message)
			continue
		}
		if v, _ := s.WindowBySecret(w.Secret); !c.fits(s.payment(t, w.ImpUID), v) {
			t.Errorf("%s {%s}: got %+v", c.provider, c.members, v)
		}
	}
}

// The least that a PG takes depends on the mode of the channel, and is nothing
// to a window that takes no money.
func TestStartWindow_knowsThePGsMinimums(t *testing.T) {
	t.Parallel()
	cases := []struct {
		provider string
		mode     engine.Mode
		members  string
		opens    bool
	}{
		{"html5_inicis", engine.Live, `"amount":99`, false},
		{"html5_inicis", engine.Live, `"amount":100`, true},
		{"html5_inicis", engine.Test, `"amount":1`, true},
		{"html5_inicis", engine.Live, `"amount":99,"pay_method":"trans"`, true},
		{"html5_inicis", engine.Live, `"amount":0,"customer_uid":"c1"`, true},
		{"html5_inicis", engine.Live, `"amount":0.5,"currency":"USD"`, true},
		{"kcp", engine.Live, `"amount":999`, false},
		{"kcp", engine.Test, `"amount":100`, true},
		{"kcp", engine.Live, `"amount":300,"pay_method":"vbank"`, false},
		{"kcp", engine.Live, `"amount":301,"pay_method":"vbank"`, true},
		{"kakaopay", engine.Live, `"amount":99`, false},
	}
	for _, c := range cases {
		s := newShop(t)
		_, refused := s.start(t, s.at(t, c.provider, "mid1", c.mode)+`,"pay_method":null,`+c.members)
		if (refused == nil) != c.opens || refused != nil && !strings.Contains(refused.Message, "최소 금액") {
			t.Errorf("%s %s {%s}: %+v", c.provider, c.mode, c.members, refused)
		}
	}
}

// A phone redirects at 네이버페이 unless the shop asks for its pop-up.
func TestStartWindow_naverPopupModeWinsOnAPhone(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string]string{`null`: redirect, `false`: redirect, `true`: popup} {
		s := newShop(t)
		members := s.at(t, "naverpay", "mid1", engine.Test) + `,"naverPopupMode":` + mode
		w, refused, err := s.StartWindow(t.Context(), engine.StartRequest{UserCode: s.imp, Device: engine.Mobile, Params: request(t, members)})
		if err != nil || refused != nil || fmt.Sprint(w.Kind, " ", w.Delivery) != want {
			t.Errorf("naverPopupMode %s: %+v, %+v, %v", mode, w, refused, err)
		}
	}
}

func TestWallets_stayOutOfWhatATestCannotDo(t *testing.T) {
	t.Parallel()
	for mode, offered := range map[engine.Mode]bool{engine.Test: false, engine.Live: true} {
		s := newShop(t)
		r, refused := s.start(t, s.at(t, "kcp", "mid1", mode)+`,"pay_method":"kakaopay"`)
		if (refused == nil) != offered {
			t.Errorf("%s: %+v", mode, refused)
		}
		if offered {
			if _, err := s.FinishWindow(t.Context(), r.Secret, engine.Choice{Outcome: engine.Approve, Money: true}); err != nil {
				t.Error(err)
			}
			if p := s.payment(t, r.ImpUID); p.PayMethod != "point" || p.EmbPGProvider != "kakaopay" {
				t.Errorf("paid as %s, %s", p.PayMethod, p.EmbPGProvider)
			}
		}
	}
}
