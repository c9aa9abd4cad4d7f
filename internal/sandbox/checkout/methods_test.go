package checkout_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// everything is what one PG or another demands beside the order.
const everything = `"buyer_email":"hong@example.com","buyer_addr":"서울","buyer_postcode":"04524","digital":true,"vbank_due":"2026-11-30",
	"biz_num":"1234567890","customer_id":"hong-1","company":"나루 상점",
	"products":[{"id":"1","name":"당근","code":"c","unitPrice":59000,"quantity":1}],
	"naverProducts":[{"categoryType":"ETC","categoryId":"ETC","uid":"1","name":"당근","count":1}]`

func TestWindow_namesEveryMethodOfEveryPG(t *testing.T) {
	t.Parallel()
	for _, pg := range engine.Providers {
		for _, m := range pg.Modules {
			if m.Type != "" && m.Type != "payment" {
				continue
			}
			t.Run(pg.Code+" "+m.Name, func(t *testing.T) {
				t.Parallel()
				b := newBridge(t)
				if _, err := b.engine.AddChannel(t.Context(), b.imp, engine.Channel{
					Name: "one", Provider: pg.Code, MID: "shop0001", Module: m.Name, Mode: engine.Live,
				}); err != nil {
					t.Fatal(err)
				}
				for i, method := range m.Methods {
					b.shows(t, pg, method, fmt.Sprintf("order-%d", i))
				}
			})
		}
	}
}

// shows opens a window for a method and looks at it in every language.
func (b bridge) shows(t *testing.T, pg engine.Provider, method, order string) {
	t.Helper()
	currency := `"currency":"KRW"`
	if len(pg.Currencies) > 0 {
		currency = `"currency":"` + string(pg.Currencies[0]) + `"`
	}
	members := everything + `,` + currency + `,"pg":"` + pg.Code + `.shop0001","pay_method":"` + method + `","merchant_uid":"` + strings.ReplaceAll(order, "-", "") + `"`
	a := b.start(t, members, desktop)
	if a.Refused != nil {
		t.Errorf("%s %s was refused: %v", pg.Code, method, a.Refused.Callback)
		return
	}
	for _, lang := range []string{"ko", "en", "zh"} {
		page := text(t, b.send(http.MethodGet, a.path()+"?lang="+lang, ""))
		if !strings.Contains(page, `data-method="`+method+`"`) && !pg.IgnoreMethod {
			t.Errorf("%s: the window does not offer %s", pg.Code, method)
		}
		if strings.Contains(page, "<span>"+method+"</span>") {
			t.Errorf("%s: %s has no name in %s", pg.Code, method, lang)
		}
	}
	outcome := outcome("approve")
	if method == "vbank" {
		outcome.Set("outcome", string(engine.IssueAccount))
	}
	b.answer(a.path(), outcome)
	if p := b.payment(t, a.Window.ImpUID); p.Status != engine.Paid && p.VbankNum == "" {
		t.Errorf("%s %s is %s", pg.Code, method, p.Status)
	}
}

func TestWindow_thatStoresAndChargesSaysBoth(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	if _, err := b.engine.AddChannel(t.Context(), b.imp, engine.Channel{Name: "danal", Provider: "danal_tpay", MID: "9810030929"}); err != nil {
		t.Fatal(err)
	}
	path := b.open(t, `"pg":"danal_tpay","customer_uid":"c1","period":{"from":"20261101","to":"20261130"},"company":"나루 가게"`, desktop)
	page := text(t, b.send(http.MethodGet, path, ""))
	for _, want := range []string{
		`<strong>정기결제 수단 등록과 결제</strong>`, "아래 금액을 지금 결제합니다", "59,000원 결제하기", "결제되고 등록되며",
		`data-slot="period">20261101 ~ 20261130<`, `data-slot="shop">나루 가게<`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the window lacks %q", want)
		}
	}
	if strings.Contains(page, "지금 결제되지 않습니다") || strings.Contains(page, "표시 금액") {
		t.Error("the window denies that it charges")
	}
}

func TestWindow_showsTheCarriersOfTheShop(t *testing.T) {
	t.Parallel()
	for members, want := range map[string]string{
		``: "SKT KT LG&#32;U&#43; 알뜰폰",
		`,"phone":{"detail":[{"carrier":"SKT","enabled":true},{"carrier":"LGT","enabled":false},{"carrier":"MVNO"}]}`: "SKT 알뜰폰",
		`,"phone":"all"`: "SKT KT LG&#32;U&#43; 알뜰폰",
	} {
		b := newBridge(t)
		page := text(t, b.send(http.MethodGet, b.open(t, `"pay_method":"phone","digital":true`+members, desktop), ""))
		_, list, _ := strings.Cut(page, `<select id="phone_carrier">`)
		list, _, _ = strings.Cut(list, `</select>`)
		var options []string
		for _, want := range strings.Fields(want) {
			options = append(options, "<option>"+strings.ReplaceAll(want, "&#32;", " ")+"</option>")
		}
		if list != strings.Join(options, "") {
			t.Errorf("{%s}: carriers %s, want %s", members, list, want)
		}
	}
}

func TestNaverOrder_endsAtThePGAndTellsTheShopsPageNothing(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	if _, err := b.engine.AddChannel(t.Context(), b.imp, engine.Channel{Name: "naver", Provider: "naverco", MID: "shop-naver"}); err != nil {
		t.Fatal(err)
	}
	a := b.start(t, `"pg":"naverco","naverProducts":[{"id":"p1","name":"당근","basePrice":59000,"quantity":1}]`, desktop)
	if a.Refused != nil {
		t.Fatalf("refused: %v", a.Refused.Callback)
	}
	r := b.answer(a.path(), outcome("approve"))
	page := text(t, r)
	if m, _, atOnce := message(t, page); m.Type != "close" || atOnce || !strings.Contains(page, "주문이 끝났습니다") || r.Header.Get("Location") != "" {
		t.Errorf("answer %d\n%s", r.StatusCode, page)
	}
	if p := b.payment(t, a.Window.ImpUID); p.Status != engine.Paid {
		t.Errorf("payment is %s", p.Status)
	}
}
