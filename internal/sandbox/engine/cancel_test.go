package engine_test

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// refusal returns the text of a refusal, "" for nil.
func refusal(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	r, ok := errors.AsType[*engine.Error](err)
	if !ok {
		t.Fatalf("not a refusal: %v", err)
	}
	return r.Message
}

func TestCancel_decidesByBalanceAndChecksum(t *testing.T) {
	t.Parallel()
	const (
		mismatch = "취소 가능 금액이 checksum과 일치하지 않습니다."
		tooMuch  = "취소 금액은 결제 또는 잔여 금액보다 클 수 없습니다."
		wrong    = "취소 금액이 올바르지 않습니다."
	)
	cases := map[string]struct {
		request engine.CancelRequest
		gone    int64 // what is given back after 300 of 1,000 were before
		refused string
	}{
		"nothing means all":       {engine.CancelRequest{}, 1000, ""},
		"zero means all":          {engine.CancelRequest{Amount: "0"}, 1000, ""},
		"a part":                  {engine.CancelRequest{Amount: "200"}, 500, ""},
		"a part with decimals":    {engine.CancelRequest{Amount: "200.00"}, 500, ""},
		"exactly the rest":        {engine.CancelRequest{Amount: "700", Checksum: "700"}, 1000, ""},
		"one too many":            {engine.CancelRequest{Amount: "701"}, 300, tooMuch},
		"the first amount":        {engine.CancelRequest{Amount: "1000"}, 300, tooMuch},
		"negative":                {engine.CancelRequest{Amount: "-100"}, 300, wrong},
		"fraction":                {engine.CancelRequest{Amount: "0.5"}, 300, wrong},
		"exponent":                {engine.CancelRequest{Amount: "1e2"}, 300, wrong},
		"huge":                    {engine.CancelRequest{Amount: strings.Repeat("9", 30)}, 300, wrong},
		"stale checksum":          {engine.CancelRequest{Amount: "100", Checksum: "1000"}, 300, mismatch},
		"checksum of zero counts": {engine.CancelRequest{Amount: "100", Checksum: "0"}, 300, mismatch},
		"checksum guards all":     {engine.CancelRequest{Checksum: "1000"}, 300, mismatch},
		"unreadable checksum":     {engine.CancelRequest{Checksum: "x"}, 300, mismatch},
		"tax-free beyond payment": {engine.CancelRequest{Amount: "400", TaxFree: "101"}, 300, "면세 금액이 올바르지 않습니다."},
		"tax-free beyond amount":  {engine.CancelRequest{Amount: "50", TaxFree: "60"}, 300, "면세 금액이 올바르지 않습니다."},
		"tax-free part":           {engine.CancelRequest{Amount: "400", TaxFree: "100"}, 700, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			paid := s.pay(t, `"tax_free":100`, engine.Choice{Outcome: engine.Approve})
			if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: paid.ImpUID, Amount: "300"}); err != nil {
				t.Fatal(err)
			}
			c.request.ImpUID = paid.ImpUID
			_, err := s.Cancel(t.Context(), s.imp, c.request)
			if got := refusal(t, err); got != c.refused {
				t.Errorf("Cancel(%+v) refused %q, want %q", c.request, got, c.refused)
			}
			p := s.payment(t, paid.ImpUID)
			if p.CancelAmount.Minor() != c.gone || p.Amount.Minor() != 1000 || p.Status != engine.Cancelled {
				t.Errorf("%s given back of %s, %s", p.CancelAmount, p.Amount, p.Status)
			}
			if entries := len(p.CancelHistory); (entries == 2) != (c.refused == "") {
				t.Errorf("cancel_history has %d entries", entries)
			}
		})
	}
}

func TestCancel_findsThePayment(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	failed := s.pay(t, "", engine.Choice{Outcome: engine.DeclineLimit})
	paid := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
	other, err := s.SignUp(t.Context(), "b@example.com", "남의 상점")
	if err != nil {
		t.Fatal(err)
	}
	refusedCases := map[string]engine.CancelRequest{
		"취소할 결제건이 존재하지 않습니다.":         {ImpUID: "imp_000000000000", MerchantUID: "order-1"},
		"결제가 완료되지 않은 주문은 취소할 수 없습니다.": {ImpUID: failed.ImpUID},
	}
	for want, r := range refusedCases {
		if _, err := s.Cancel(t.Context(), s.imp, r); refusal(t, err) != want {
			t.Errorf("Cancel(%+v) gave %v, want %s", r, err, want)
		}
	}
	if _, err := s.Cancel(t.Context(), other.Code, engine.CancelRequest{ImpUID: paid.ImpUID}); refusal(t, err) != "취소할 결제건이 존재하지 않습니다." {
		t.Errorf("another account's payment: %v", err)
	}
	p, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{MerchantUID: "order-1", Reason: "변심"})
	if err != nil || p.ImpUID != paid.ImpUID || p.CancelReason != "변심" || p.CancelHistory[0].PGTID != p.PGTID {
		t.Errorf("by merchant_uid: %+v, %v", p, err)
	}
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: paid.ImpUID}); refusal(t, err) != "이미 전액취소된 주문입니다." {
		t.Errorf("a second cancel: %v", err)
	}
}

func TestCancel_virtualAccountNeedsWhereToRefund(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := s.pay(t, `"pay_method":"vbank"`, engine.Choice{Outcome: engine.IssueAccount})
	if _, err := s.Deposit(t.Context(), r.ImpUID, ""); err != nil {
		t.Fatal(err)
	}
	account := engine.CancelRequest{ImpUID: r.ImpUID, RefundHolder: "홍길동", RefundBank: "88", RefundAccount: "123"}
	for want, change := range map[string]func(*engine.CancelRequest){
		"가상계좌 취소는 계좌번호, 예금주, 은행명을 입력해야 합니다.": func(r *engine.CancelRequest) { r.RefundAccount = "" },
		"환불 계좌의 은행 코드가 올바르지 않습니다.":           func(r *engine.CancelRequest) { r.RefundBank = "088" },
	} {
		bad := account
		change(&bad)
		if _, err := s.Cancel(t.Context(), s.imp, bad); refusal(t, err) != want {
			t.Errorf("Cancel(%+v) gave %v", bad, err)
		}
	}
	if p, err := s.Cancel(t.Context(), s.imp, account); err != nil || p.CancelAmount != p.Amount {
		t.Errorf("got %+v, %v", p, err)
	}
}

// At once, 64 buyers of refunds with a checksum: each checksum fits one
// balance alone, so no two may pass on the same, and never more than was paid.
func TestCancel_concurrentPartsNeverExceedWhatWasPaid(t *testing.T) {
	t.Parallel()
	for name, checked := range map[string]bool{"with checksum": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			paid := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
			var wg sync.WaitGroup
			var mu sync.Mutex
			passed := 0
			for i := range 64 {
				wg.Go(func() {
					r := engine.CancelRequest{ImpUID: paid.ImpUID, Amount: "30"}
					if checked {
						r.Checksum = strconv.Itoa(1000 - i%4*30)
					}
					if _, err := s.Cancel(t.Context(), s.imp, r); err == nil {
						mu.Lock()
						passed++
						mu.Unlock()
					}
				})
			}
			wg.Wait()
			p := s.payment(t, paid.ImpUID)
			if p.CancelAmount.Minor() != int64(passed*30) || p.CancelAmount.Minor() > 1000 || len(p.CancelHistory) != passed {
				t.Errorf("%d passed, %s given back in %d entries", passed, p.CancelAmount, len(p.CancelHistory))
			}
			if !checked && passed != 33 || checked && (passed < 1 || passed > 4) {
				t.Errorf("%d passed", passed)
			}
		})
	}
}

func TestDeposit_paysAnIssuedAccountOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := s.pay(t, `"pay_method":"vbank"`, engine.Choice{Outcome: engine.IssueAccount})
	if _, err := s.Deposit(t.Context(), r.ImpUID, "999"); refusal(t, err) != "입금액이 결제 금액과 다릅니다." {
		t.Errorf("another amount: %v", err)
	}
	p, err := s.Deposit(t.Context(), r.ImpUID, "1000")
	if err != nil || p.Status != engine.Paid || p.PaidAt != noon.Unix() {
		t.Fatalf("got %+v, %v", p, err)
	}
	if _, err := s.Deposit(t.Context(), r.ImpUID, ""); refusal(t, err) != "입금을 기다리는 가상계좌가 아닙니다." {
		t.Errorf("a second deposit: %v", err)
	}
}

func TestDeposit_refusesLateAndClosedAccounts(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	late := s.pay(t, `"pay_method":"vbank","vbank_due":"2026-11-24"`, engine.Choice{Outcome: engine.IssueAccount})
	closed := s.pay(t, `"pay_method":"vbank","merchant_uid":"order-2"`, engine.Choice{Outcome: engine.IssueAccount})
	if _, err := s.CloseAccount(t.Context(), s.imp, closed.ImpUID, ""); refusal(t, err) != "hashData 불일치" {
		t.Errorf("closing without pg_api_key: %v", err)
	}
	p, err := s.CloseAccount(t.Context(), s.imp, closed.ImpUID, "key")
	if err != nil || p.Status != engine.Failed || p.FailReason == "" {
		t.Fatalf("got %+v, %v", p, err)
	}
	if _, err := s.Deposit(t.Context(), closed.ImpUID, ""); err == nil {
		t.Error("a closed account took money")
	}
	s.clock.Advance(72 * 3600 * 1e9)
	if _, err := s.Deposit(t.Context(), late.ImpUID, ""); refusal(t, err) != "입금 기한이 지난 가상계좌입니다." {
		t.Errorf("a late deposit: %v", err)
	}
	if p := s.payment(t, late.ImpUID); p.Status != engine.Ready {
		t.Errorf("the expired account is %s", p.Status)
	}
}

func TestCloseAccount_onlyWaitingOnes(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	card := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
	toss := s.pay(t, `"pg":"tosspayments","pay_method":"vbank","merchant_uid":"t"`, engine.Choice{Outcome: engine.IssueAccount})
	if _, err := s.CloseAccount(t.Context(), s.imp, card.ImpUID, "key"); refusal(t, err) != "가상계좌 결제건이 아닙니다." {
		t.Errorf("a card payment: %v", err)
	}
	if _, err := s.CloseAccount(t.Context(), s.imp, "imp_0", "key"); refusal(t, err) != "존재하지 않는 결제정보입니다." {
		t.Errorf("an unknown payment: %v", err)
	}
	if _, err := s.CloseAccount(t.Context(), s.imp, toss.ImpUID, ""); err != nil {
		t.Errorf("only KG이니시스 needs a pg_api_key: %v", err)
	}
}

// What is tax-free and what is VAT are parts of one amount.
func TestCancel_refusesPartsThatAreMoreThanTheWhole(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.payment(t, s.pay(t, `"tax_free":600,"vat_amount":36`, engine.Choice{Outcome: engine.Approve}).ImpUID)
	for _, c := range []engine.CancelRequest{
		{Amount: "500", TaxFree: "480", VAT: "36"},
		{Amount: "500", TaxFree: "100", VAT: "37"},
		{Amount: "500", TaxFree: "601", VAT: "0"},
	} {
		c.ImpUID = p.ImpUID
		if _, err := s.Cancel(t.Context(), s.imp, c); refusal(t, err) != "면세 금액이 올바르지 않습니다." {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if now, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID, Amount: "500", TaxFree: "464", VAT: "36"}); err != nil || now.CancelAmount.Minor() != 500 {
		t.Errorf("what fits: %v", err)
	}
}
