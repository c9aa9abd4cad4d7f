package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// complete brings what any PG demands; the merchant_uid is letters and digits
// alone, and the due date a date alone.
const complete = `"merchant_uid":"order1","amount":60000,"buyer_name":"홍길동","buyer_tel":"010-0000-0000","buyer_email":"a@example.com",
	"customer_id":"buyer1","digital":true,"vbank_due":"20261130","biz_num":"1234567890","naverProducts":[{"name":"당근"}]`

// at adds a channel of a PG in a mode and returns the members that choose it.
func (s shop) at(t *testing.T, provider, mid string, mode engine.Mode) string {
	t.Helper()
	c, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: provider, Provider: provider, MID: mid, Mode: mode, Type: "payment"})
	if err != nil {
		t.Fatalf("channel of %s: %v", provider, err)
	}
	return `"pg":null,"channelKey":"` + c.Key + `",` + complete
}

// row is a PG as PortOne documents it: windows and callbacks of v1.md's tables.
type row struct {
	code, mid  string
	pc, mobile string // kind and delivery
	ids        bool   // the current SDK is told ids alone
	method     string // pay_method when the shop names none
	record     string // pay_method of the record; empty: the same
	currency   money.Currency
	bad        string // members that it refuses
	refused    string // with a text that holds this
}

// The ways to show and tell.
const (
	overlay  = "iframe callback"
	popup    = "popup callback"
	redirect = "page redirect"
)

// The refusals that several PGs share.
const (
	noTel, noTelText       = `"buyer_tel":null`, "buyer_tel"
	noName, noNameText     = `"buyer_name":null`, "buyer_name"
	noMethod, noMethodText = `"pay_method":"cash"`, "지원하지 않는 결제수단"
	noEscrow, noEscrowText = `"escrow":true`, "에스크로를 지원하지 않는"
)

var rows = []row{
	{"html5_inicis", "INIpayTest", overlay, redirect, false, "card", "", "", noTel, noTelText},
	{"inicis_jp", "jp00000001", overlay, redirect, false, "card", "", money.JPY, `"currency":"KRW"`, "화폐"},
	{"kcp", "AO09C", overlay, redirect, false, "card", "", "", `"escrow":true`, "kcpProducts"},
	{"kcp_billing", "A52LD", overlay, redirect, false, "card", "", "", `"pay_method":"vbank"`, noMethodText},
	{"kcp_quick", "quick1", overlay, redirect, false, "card", "", "", noMethod, noMethodText},
	{"uplus", "tlgdacomxpay", overlay, redirect, false, "card", "", "", noMethod, noMethodText},
	{"tosspayments", "iamporttest_3", overlay, redirect, true, "card", "", "", `"escrow":true`, "products"},
	{"toss_brandpay", "brand1", overlay, overlay, false, "toss_brandpay", "", "", noMethod, noMethodText},
	{"tosspay_v2", "tosstest", overlay, redirect, false, "tosspay", "card", "", `"customer_uid":"c1","pay_method":"tosspay_money"`, "pay_method가 tosspay"},
	{"tosspay", "tosstest", overlay, redirect, false, "card", "", "", `"customer_uid":"c1"`, "빌링키 발급창"},
	{"nice", "iamport00m", overlay, redirect, false, "card", "", "", `"pay_method":"phone","digital":null`, "digital"},
	{"nice_v2", "iamport00m", overlay, redirect, true, "card", "", "", `"pay_method":"vbank","vbank_due":null`, "나이스페이 V2 가상계좌 발급시 유효한 입금 기한을 필수로 입력해야 합니다."},
	{"smartro", "iamport01m", overlay, redirect, false, "card", "", "", `"merchant_uid":"order-1"`, "특수문자"},
	{"smartro_v2", "t_2302141m", overlay, redirect, true, "card", "", "", `"currency":"USD"`, "스마트로가 지원하지 않는 화폐입니다"},
	{"kakaopay", "TC0ONETIME", overlay, redirect, false, "kakaopay", "card", "", `"display":{"card_quota":[3,6]}`, "하나만"},
	{"naverpay", "naverpay-partner", popup, redirect, false, "naverpay", "card", "", `"naverProducts":[]`, "naverProducts"},
	{"naverco", "naverco1", redirect, redirect, false, "naverpay", "card", "", `"m_redirect_url":null`, "m_redirect_url"},
	{"payco", "PARTNERTEST", overlay, overlay, false, "card", "", "", noTel, noTelText},
	{"smilepay", "cnstest25m", overlay, redirect, false, "card", "", "", noMethod, noMethodText},
	{"danal", "A010002002", overlay, overlay, false, "phone", "", "", noTel, noTelText},
	{"danal_tpay", "9810030929", overlay, overlay, false, "card", "", "", `"pay_method":"trans"`, "테스트 모드에서는"},
	{"mobilians", "170622040674", overlay, redirect, false, "card", "", "", `"pay_method":"phone","digital":"yes"`, "digital"},
	{"galaxia", "M251105747", overlay, redirect, false, "card", "", "", noEscrow, noEscrowText},
	{"kicc", "T5102001", overlay, redirect, false, "card", "", "", noEscrow, noEscrowText},
	{"kicc_v2", "kicc1", overlay, redirect, false, "wechat", "", "", `"pay_method":"card"`, noMethodText},
	{"daou", "CTS17362", overlay, redirect, false, "card", "", "", `"name":"당근 🥕"`, "EUC-KR"},
	{"settle", "portone1", popup, redirect, false, "card", "", "", noEscrow, noEscrowText},
	{"settle_acc", "acc1", overlay, redirect, false, "trans", "", "", `"pay_method":"card"`, noMethodText},
	{"ksnet", "2999199999", overlay, redirect, true, "card", "", "", noName, noNameText},
	{"welcome", "welcometst", overlay, redirect, true, "card", "", "", `"period":{"from":"20261201"}`, "시작 날짜와 종료 날짜를 모두"},
	{"paypal_v2", "7WBB3CKT63FRG", popup, popup, true, "paypal", "", money.USD, `"pay_method":"card"`, "페이팔에서 제공하지 않는 결제 수단입니다."},
	{"paypal", "pp1", redirect, redirect, false, "paypal", "", money.USD, `"currency":"KRW"`, "화폐"},
	{"eximbay", "1849705C64", overlay, overlay, false, "card", "", "", noTel, noTelText},
	{"paymentwall", "pw1", overlay, redirect, false, "card", "", "", `"buyer_email":""`, "buyer_email"},
	{"payletter_global", "pl1", overlay, redirect, false, "card", "", "", `"customer_uid":"c1"`, "빌링키 발급창"},
}

// windowless are the PGs without a window for payments.
var windowless = []string{"inicis", "inicis_unified", "kcp_v2"}

func TestProviders_areAllOfPortOnesTable(t *testing.T) {
	t.Parallel()
	var told, want []string
	for _, p := range engine.Providers {
		told = append(told, p.Code)
		if p.Name == "" || len(p.Modules) == 0 || p.CancelText == "" {
			t.Errorf("%s lacks a name, a module or a text", p.Code)
		}
		for _, m := range p.Modules {
			if m.Name == "" || len(m.Methods) == 0 && m.ChannelType() != "certification" {
				t.Errorf("%s: module %+v", p.Code, m)
			}
		}
	}
	for _, r := range rows {
		want = append(want, r.code)
	}
	want = append(want, windowless...)
	slices.Sort(told)
	slices.Sort(want)
	if !slices.Equal(told, want) {
		t.Errorf("the table has %v, want %v", told, want)
	}
}

// Every PG opens a window on both devices, is paid, and tells it its own way.
func TestProviders_openApproveAndTell(t *testing.T) {
	t.Parallel()
	for _, r := range rows {
		for device, want := range map[engine.Device]string{engine.PC: r.pc, engine.Mobile: r.mobile} {
			t.Run(fmt.Sprint(r.code, " on ", device), func(t *testing.T) {
				t.Parallel()
				s := newShop(t)
				members := s.at(t, r.code, r.mid, engine.Test) + `,"pay_method":null`
				w, refused, err := s.StartWindow(t.Context(), engine.StartRequest{UserCode: s.imp, Device: device, Params: request(t, members)})
				if err != nil || refused != nil {
					t.Fatalf("got %+v, %v", refused, err)
				}
				if got := fmt.Sprint(w.Kind, " ", w.Delivery); got != want {
					t.Errorf("the window is %q, want %q", got, want)
				}
				if v, _ := s.WindowBySecret(w.Secret); v.Method != r.method || v.KeepsKey || !slices.Contains(v.Methods, r.method) {
					t.Errorf("the window offers %s of %v, want %s", v.Method, v.Methods, r.method)
				}
				result, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve})
				if err != nil || result.Status != engine.Paid {
					t.Fatalf("approving gave %+v, %v", result, err)
				}
				s.isToldAs(t, r, want, result)
			})
		}
	}
}

// isToldAs checks record and callback of an approved payment.
func (s shop) isToldAs(t *testing.T, r row, shown string, result engine.Result) {
	t.Helper()
	p := s.payment(t, result.ImpUID)
	record, currency := r.record, r.currency
	if record == "" {
		record = r.method
	}
	if currency == "" {
		currency = money.KRW
	}
	if p.PayMethod != record || p.PGProvider != r.code || p.PGID != r.mid || p.EmbPGProvider != "" || p.PGTID == "" || p.Amount.Currency() != currency {
		t.Errorf("the record is %s of %s.%s in %s, emb %q, tid %q", p.PayMethod, p.PGProvider, p.PGID, p.Amount.Currency(), p.EmbPGProvider, p.PGTID)
	}
	if _, full := result.Callback.Get("success"); full == r.ids {
		t.Errorf("the callback is %v, want ids alone: %v", result.Callback, r.ids)
	}
	if redirected := strings.Contains(result.RedirectURL, "imp_uid="+p.ImpUID); redirected != (shown == redirect) {
		t.Errorf("redirected to %q", result.RedirectURL)
	}
	if hooks := s.Deliveries(p.ImpUID); len(hooks) != 1 || hooks[0].Event != "paid" {
		t.Errorf("webhooks %+v", hooks)
	}
}

func TestProviders_refuseBeforeTheWindow(t *testing.T) {
	t.Parallel()
	for _, r := range rows {
		t.Run(r.code, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			pg := s.at(t, r.code, r.mid, engine.Test)
			w, refused := s.start(t, pg+`,"pay_method":null,`+r.bad)
			if refused == nil {
				t.Fatalf("request_pay {%s} opened %+v", r.bad, w)
			}
			if !strings.Contains(refused.Message, r.refused) {
				t.Errorf("request_pay {%s} refused with %q, want %q", r.bad, refused.Message, r.refused)
			}
			if _, full := refused.Callback.Get("success"); full == r.ids {
				t.Errorf("the callback is %v, want ids alone: %v", refused.Callback, r.ids)
			}
			if n := len(s.All(s.imp)); n != 0 {
				t.Errorf("%d records were made", n)
			}
		})
	}
}

// Every MID that is shared for tests opens a window for every pay_method of its
// PG, which is paid or issues an account.
func TestProviders_takeEveryMethodAtEveryMID(t *testing.T) {
	t.Parallel()
	for _, p := range engine.Providers {
		for _, module := range p.Modules {
			for _, mid := range module.TestMIDs {
				if module.ChannelType() != "payment" {
					continue
				}
				t.Run(p.Code+"."+mid.MID, func(t *testing.T) {
					t.Parallel()
					s := newShop(t)
					test, live := s.at(t, p.Code, mid.MID, engine.Test), s.at(t, p.Code, mid.MID, engine.Live)
					for i, method := range module.Methods {
						pg := test
						if slices.Contains(p.TestLacks, method) {
							pg = live
						}
						r := s.pay(t, fmt.Sprintf(`%s,"pay_method":%q,"merchant_uid":"order%d"`, pg, method, i), engine.Choice{Outcome: engine.Approve})
						paid := s.payment(t, r.ImpUID)
						issued := method == "vbank"
						if want := map[bool]engine.Status{false: engine.Paid, true: engine.Ready}[issued]; paid.Status != want || (paid.VbankNum != "") != issued {
							t.Errorf("%s ended %s as %s", method, paid.Status, paid.PayMethod)
						}
					}
				})
			}
		}
	}
}

func TestChannels_ofAPIAloneOpenNoWindow(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	c, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "API", Provider: "inicis", MID: "INIBillTst"})
	if err != nil || c.Type != "api_payment" {
		t.Fatalf("got %+v, %v", c, err)
	}
	if _, refused := s.start(t, `"pg":"inicis"`); refused == nil || refused.Code != "SANDBOX_NO_CHANNEL" || !strings.Contains(refused.Hint, "api_payment") {
		t.Errorf("a window of REST's channel: %+v", refused)
	}
	k, err := s.IssueBillingKey(t.Context(), s.imp, engine.IssueRequest{CustomerUID: "c1", ChannelKey: c.Key, Card: goodCard})
	if err != nil || k.PGProvider != "inicis" {
		t.Errorf("a key of it: %+v, %v", k, err)
	}
}
