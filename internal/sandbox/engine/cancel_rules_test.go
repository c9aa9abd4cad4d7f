package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// Cancels that rules are tried with.
var (
	whole   = engine.CancelRequest{}
	part    = engine.CancelRequest{Amount: "10000"}
	account = engine.CancelRequest{RefundHolder: "홍길동", RefundBank: "088", RefundAccount: "123"}
	called  = engine.CancelRequest{RefundHolder: "홍길동", RefundBank: "088", RefundAccount: "123", RefundTel: "010"}
)

// with returns a cancel with something changed.
func with(r engine.CancelRequest, change func(*engine.CancelRequest)) engine.CancelRequest {
	change(&r)
	return r
}

// partOf makes a cancel one of a part.
func partOf(r engine.CancelRequest) engine.CancelRequest { r.Amount = "10000"; return r }

// settled is a paid payment of a PG, a virtual account's by its deposit.
func (s shop) settled(t *testing.T, pg, members string) engine.Payment {
	t.Helper()
	r := s.pay(t, pg+","+members, engine.Choice{Outcome: engine.Approve})
	if r.Status == engine.Ready {
		if _, err := s.Deposit(t.Context(), r.ImpUID, ""); err != nil {
			t.Fatal(err)
		}
	}
	return s.payment(t, r.ImpUID)
}

func TestCancel_followsThePGsRules(t *testing.T) {
	t.Parallel()
	const month, day = 31 * 24 * time.Hour, 24 * time.Hour
	inINICIS := with(account, func(r *engine.CancelRequest) { r.RefundBank = "88" })
	inKCP := with(account, func(r *engine.CancelRequest) { r.RefundBank = "BK88" })
	free := func(r engine.CancelRequest) engine.CancelRequest {
		return with(r, func(r *engine.CancelRequest) { r.TaxFree = "0" })
	}
	const noAccount = "가상계좌 취소는 계좌번호, 예금주, 은행명을 입력해야 합니다."
	cases := []struct {
		provider, members string
		mode              engine.Mode
		later             time.Duration
		request           engine.CancelRequest
		refused           string // empty: it is given back
	}{
		{"html5_inicis", `"pay_method":"card"`, engine.Test, 0, part, ""},
		{"html5_inicis", `"pay_method":"card"`, engine.Test, 365 * day, whole, ""},
		{"html5_inicis", `"pay_method":"card"`, engine.Test, 366 * day, whole, "취소 가능 기간이 지난"},
		{"html5_inicis", `"pay_method":"trans"`, engine.Test, 80 * day, part, ""},
		{"html5_inicis", `"pay_method":"trans"`, engine.Test, 4 * month, whole, "취소 가능 기간이 지난"},
		{"html5_inicis", `"pay_method":"phone"`, engine.Test, 7 * day, part, ""},
		{"html5_inicis", `"pay_method":"phone"`, engine.Test, 9 * day, whole, "결제한 달이 지나면"},
		{"html5_inicis", `"pay_method":"vbank"`, engine.Test, 0, whole, noAccount},
		{"html5_inicis", `"pay_method":"vbank"`, engine.Test, 0, account, "은행 코드가 올바르지"},
		{"html5_inicis", `"pay_method":"vbank"`, engine.Test, 3000 * day, partOf(inINICIS), ""},
		{"html5_inicis", `"pay_method":"card","escrow":true`, engine.Test, 0, part, "에스크로 결제는 부분취소"},
		{"html5_inicis", `"pay_method":"card","escrow":true`, engine.Test, 0, whole, ""},
		{"html5_inicis", `"pay_method":"cultureland"`, engine.Test, 0, part, "상품권 결제는 부분취소"},
		{"html5_inicis", `"pay_method":"cultureland"`, engine.Test, 0, whole, ""},
		{"html5_inicis", `"pay_method":"card","vat_amount":0,"tax_free":0`, engine.Test, 0, whole, "부가세(vat_amount)를 입력"},
		{"html5_inicis", `"pay_method":"card","vat_amount":500`, engine.Test, 0, with(part, func(r *engine.CancelRequest) { r.VAT = "100" }), ""},
		{"html5_inicis", `"pay_method":"card","tax_free":6000`, engine.Test, 0, part, ""},
		{"kcp", `"pay_method":"phone"`, engine.Test, 0, part, ""},
		{"kcp", `"pay_method":"phone"`, engine.Test, 9 * day, whole, "익월 환불에는 환불 계좌"},
		{"kcp", `"pay_method":"phone"`, engine.Test, 9 * day, inKCP, ""},
		{"kcp", `"pay_method":"vbank"`, engine.Test, 0, account, "은행 코드가 올바르지"},
		{"kcp", `"pay_method":"vbank"`, engine.Test, 0, inKCP, ""},
		{"kcp", `"pay_method":"card","tax_free":6000`, engine.Test, 0, whole, "면세 금액(tax_free)을 입력"},
		{"kcp", `"pay_method":"card","tax_free":6000`, engine.Test, 0, free(part), ""},
		{"kicc", `"pay_method":"card","tax_free":6000`, engine.Test, 0, part, "면세 금액(tax_free)을 입력"},
		{"payco", `"tax_free":6000`, engine.Test, 0, whole, "면세 금액(tax_free)을 입력"},
		{"nice", `"pay_method":"card"`, engine.Test, 0, part, "전액취소만"},
		{"nice", `"pay_method":"card"`, engine.Live, 0, part, ""},
		{"nice_v2", `"pay_method":"card"`, engine.Test, 0, part, "전액취소만"},
		{"nice_v2", `"pay_method":"card"`, engine.Test, 0, whole, ""},
		{"nice_v2", `"pay_method":"vbank"`, engine.Live, 0, with(account, func(r *engine.CancelRequest) { r.RefundBank = "039" }), "은행 코드가 올바르지"},
		{"welcome", `"pay_method":"vbank"`, engine.Test, 0, with(account, func(r *engine.CancelRequest) { r.RefundBank = "039" }), ""},
		{"daou", `"pay_method":"vbank"`, engine.Test, 0, account, "은행 코드가 올바르지"},
		{"daou", `"pay_method":"vbank"`, engine.Test, 0, with(account, func(r *engine.CancelRequest) { r.RefundBank = "10" }), ""},
		{"danal", `"pay_method":"phone"`, engine.Live, 0, part, "휴대폰 소액결제의 부분취소"},
		{"danal_tpay", `"pay_method":"card"`, engine.Test, 0, part, "다날의 테스트 결제는 부분취소"},
		{"danal_tpay", `"pay_method":"card"`, engine.Live, 0, part, ""},
		{"danal_tpay", `"pay_method":"vbank"`, engine.Live, 0, account, "다날은 가상계좌 환불을"},
		{"smartro", `"pay_method":"vbank"`, engine.Test, 0, account, "연락처(refund_tel)"},
		{"smartro", `"pay_method":"vbank"`, engine.Test, 0, called, ""},
		{"smartro_v2", `"pay_method":"trans"`, engine.Test, 0, whole, "계좌이체 취소에는 환불 계좌"},
		{"smartro_v2", `"pay_method":"trans"`, engine.Test, 0, account, "연락처(refund_tel)"},
		{"smartro_v2", `"pay_method":"trans"`, engine.Test, 0, partOf(called), ""},
		{"smartro_v2", `"pay_method":"card","tax_free":6000`, engine.Test, 0, part, "면세 금액(tax_free)을 입력"},
		{"smartro_v2", `"pay_method":"card","tax_free":6000`, engine.Test, 0, whole, ""},
		{"ksnet", `"pay_method":"card"`, engine.Test, 200 * day, whole, "취소 가능 기간이 지난"},
		{"ksnet", `"pay_method":"vbank"`, engine.Test, 11 * time.Hour, account, "23:00~06:00"},
		{"ksnet", `"pay_method":"vbank"`, engine.Test, 10 * time.Hour, account, ""},
		{"ksnet", `"pay_method":"phone"`, engine.Test, 0, part, "휴대폰 소액결제의 부분취소"},
		{"kakaopay", ``, engine.Test, 0, part, ""},
		{"kakaopay", ``, engine.Test, 370 * day, whole, "취소 가능 기간이 지난"},
		{"naverpay", ``, engine.Test, 1000 * day, whole, ""},
		{"naverpay", ``, engine.Test, 1096 * day, whole, "취소 가능 기간이 지난"},
		{"paypal_v2", ``, engine.Test, 181 * day, whole, "취소 가능 기간이 지난"},
		{"paypal", ``, engine.Test, 179 * day, whole, ""},
		{"tosspayments", `"pay_method":"vbank"`, engine.Test, 0, whole, noAccount},
		{"tosspayments", `"pay_method":"vbank"`, engine.Test, 0, partOf(account), ""},
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.provider, c.members, c.request, c.later), func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			members := c.members
			if members == "" {
				members = `"pay_method":null`
			}
			if c.provider == "kcp" {
				members += `,"kcpProducts":[{}]`
			}
			p := s.settled(t, s.at(t, c.provider, "mid1", c.mode), members)
			s.clock.Advance(c.later)
			c.request.ImpUID = p.ImpUID
			_, err := s.Cancel(t.Context(), s.imp, c.request)
			if got := refusal(t, err); !strings.Contains(got, c.refused) || (got == "") != (c.refused == "") {
				t.Errorf("refused %q, want %q", got, c.refused)
			}
			if left := s.payment(t, p.ImpUID); left.CancelAmount.IsZero() != (c.refused != "") || (left.Status == engine.Paid) != (c.refused != "") {
				t.Errorf("%s given back, %s", left.CancelAmount, left.Status)
			}
		})
	}
}

// The phone bill of the last evening of a month in Korea is of another month
// three hours later, though in Greenwich it is not.
func TestCancel_countsMonthsInKorea(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.clock.Advance(7*24*time.Hour + 11*time.Hour) // 23:00 of 30 November in Seoul
	p := s.settled(t, s.at(t, "mobilians", "mid1", engine.Test), `"pay_method":"phone"`)
	s.clock.Advance(59 * time.Minute)
	again := s.settled(t, s.at(t, "mobilians", "mid2", engine.Test), `"pay_method":"phone","merchant_uid":"order2"`)
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: again.ImpUID}); err != nil {
		t.Errorf("in its month: %v", err)
	}
	s.clock.Advance(time.Minute)
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID}); !strings.Contains(refusal(t, err), "달이 지나면") {
		t.Errorf("in the next: %v", err)
	}
}

func TestCancel_ksnetGivesBackNineParts(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.settled(t, s.at(t, "ksnet", "2999199999", engine.Test), `"pay_method":"card"`)
	for i := range 9 {
		if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID, Amount: "1000"}); err != nil {
			t.Fatalf("part %d: %v", i+1, err)
		}
	}
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID, Amount: "1000"}); !strings.Contains(refusal(t, err), "9번까지") {
		t.Errorf("the tenth: %v", err)
	}
	if p = s.payment(t, p.ImpUID); p.CancelAmount.Minor() != 9000 {
		t.Errorf("%s given back", p.CancelAmount)
	}
}

// A card of abroad goes back as a whole or not at all.
func TestCancel_overseasCardsAreGivenBackWhole(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := s.pay(t, "", engine.Choice{Outcome: engine.Approve, CardCode: "10005"})
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: r.ImpUID, Amount: "100"}); !strings.Contains(refusal(t, err), "해외카드") {
		t.Errorf("a part: %v", err)
	}
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: r.ImpUID}); err != nil {
		t.Errorf("the whole: %v", err)
	}
}
