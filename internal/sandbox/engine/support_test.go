package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// What each PG wants of an account, by the name of the field that is left out.
func TestIssueAccount_asksEachPGsFields(t *testing.T) {
	t.Parallel()
	wants := map[string][]string{
		"settle": {"vbank_holder"}, "nice": {"vbank_holder"}, "html5_inicis": {"vbank_holder", "buyer_name", "buyer_email"},
		"tosspayments": {"buyer_name"}, "ksnet": {"buyer_name", "product_type"}, "nice_v2": nil, "welcome": {"buyer_name"},
		"smartro_v2": {"vbank_holder", "buyer_name", "buyer_email", "buyer_tel"},
	}
	clear := map[string]func(*engine.AccountRequest){
		"vbank_holder": func(r *engine.AccountRequest) { r.Holder = "" }, "buyer_name": func(r *engine.AccountRequest) { r.BuyerName = "" },
		"buyer_email": func(r *engine.AccountRequest) { r.BuyerEmail = "" }, "buyer_tel": func(r *engine.AccountRequest) { r.BuyerTel = "" },
		"product_type": func(r *engine.AccountRequest) { r.ProductType = "" },
	}
	for provider, wanted := range wants {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			for field, without := range clear {
				_, err := s.IssueAccount(t.Context(), s.imp, s.account(t, provider, without))
				want := ""
				if slices.Contains(wanted, field) {
					want = field + " 파라메터가 누락되었습니다."
				}
				if got := refusal(t, err); got != want {
					t.Errorf("without %s: %q, want %q", field, got, want)
				}
			}
			p := s.issueAccount(t, s.account(t, provider, func(r *engine.AccountRequest) { r.TaxFree = "3000" }))
			if taxed := slices.Contains([]string{"nice", "nice_v2", "welcome"}, provider); p.TaxFree.IsSet() != taxed {
				t.Errorf("tax-free %v, want one: %v", p.TaxFree, taxed)
			}
			if _, err := s.Deposit(t.Context(), p.ImpUID, ""); err != nil {
				t.Errorf("deposit: %v", err)
			}
		})
	}
	for _, p := range engine.Providers {
		if _, known := wants[p.Code]; engine.Supports(engine.OpIssueAccount, p.Code) != known {
			t.Errorf("%s: issues accounts: %v", p.Code, !known)
		}
	}
}

func TestIssueAccount_smartroTakesLettersAndDigitsAlone(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := s.account(t, "smartro_v2", func(r *engine.AccountRequest) { r.MerchantUID = "vbank-1" })
	if _, err := s.IssueAccount(t.Context(), s.imp, r); refusal(t, err) != "merchant_uid에 특수문자를 사용할 수 없습니다." {
		t.Errorf("answered %v", err)
	}
}

// fixed is an account of 헥토파이낸셜 whose number the PG gave the shop before.
func (s shop) fixed(t *testing.T, uid string, change func(*engine.AccountRequest)) engine.AccountRequest {
	t.Helper()
	r := s.account(t, "settle", func(r *engine.AccountRequest) { r.MerchantUID, r.Number = uid, "790-1234-5678" })
	if change != nil {
		change(&r)
	}
	return r
}

func TestFixedAccount_isOneOrdersUntilItsDeposit(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.issueAccount(t, s.fixed(t, "a", nil))
	if p.VbankNum != "790-1234-5678" || p.Escrow {
		t.Errorf("issued %+v", p)
	}
	if _, err := s.IssueAccount(t.Context(), s.imp, s.fixed(t, "b", nil)); refusal(t, err) != "입금 대기 중인 가상계좌번호입니다." {
		t.Errorf("while it waits: %v", err)
	}
	if _, err := s.CloseAccount(t.Context(), s.imp, p.ImpUID, ""); err != nil {
		t.Fatal(err)
	}
	second := s.issueAccount(t, s.fixed(t, "b", func(r *engine.AccountRequest) { r.EscrowPassword = "secret" }))
	if !second.Escrow || second.VbankNum != p.VbankNum {
		t.Errorf("after the first was closed: %+v", second)
	}
	s.clock.Advance(49 * time.Hour)
	s.issueAccount(t, s.fixed(t, "c", func(r *engine.AccountRequest) { r.Due = noon.Add(72 * time.Hour).Unix() })) // the second has expired
	for name, change := range map[string]func(*engine.AccountRequest){
		"고정식 가상계좌 번호(vbank_num)가 올바르지 않습니다.": func(r *engine.AccountRequest) { r.Number = "abc" },
		"buyer_email 파라메터가 누락되었습니다.":         func(r *engine.AccountRequest) { r.EscrowPassword, r.BuyerEmail = "secret", "" },
	} {
		r := s.fixed(t, "d", func(r *engine.AccountRequest) { r.Number, r.Due = "790-1", noon.Add(72*time.Hour).Unix(); change(r) })
		if r.EscrowPassword != "" {
			r.Number = "790-9999-9999"
		}
		if _, err := s.IssueAccount(t.Context(), s.imp, r); refusal(t, err) != name {
			t.Errorf("%v, want %q", err, name)
		}
	}
}

func TestUnlimitedAccount_addsItsDepositsUp(t *testing.T) {
	t.Parallel()
	s, j := taped(t)
	p := s.issueAccount(t, s.fixed(t, "a", func(r *engine.AccountRequest) { r.Unlimited = true }))
	if text, _ := p.Annotation().Get("deposit_history"); len(text.([]engine.Object)) != 0 {
		t.Errorf("deposits before any came: %v", text)
	}
	for i, c := range []struct {
		amount string
		total  int64
	}{{"", 30_000}, {"5000", 35_000}, {"", 40_000}} {
		s.clock.Advance(time.Minute)
		got, err := s.Deposit(t.Context(), p.ImpUID, c.amount)
		if err != nil || got.Status != engine.Paid || got.Amount != money.Won(c.total) || len(got.Fixed.Deposits) != i+1 || got.PaidAt != noon.Add(time.Minute).Unix() {
			t.Errorf("deposit %d: %+v, %v", i, got, err)
		}
	}
	if got := s.payment(t, p.ImpUID).Fixed.Deposits[1]; got.Amount != money.Won(5000) || got.Depositor != "홍길동" || got.PGTID == "" || got.DepositedAt != noon.Add(2*time.Minute).Unix() {
		t.Errorf("the second deposit is %+v", got)
	}
	if _, err := s.Deposit(t.Context(), p.ImpUID, "0"); refusal(t, err) != "입금액이 올바르지 않습니다." {
		t.Errorf("nothing: %v", err)
	}
	samePayments(t, s, restarted(t, j, s.clock))
	if _, err := s.IssueAccount(t.Context(), s.imp, s.fixed(t, "b", nil)); refusal(t, err) != "입금 대기 중인 가상계좌번호입니다." {
		t.Errorf("another order on it: %v", err)
	}
	account := engine.CancelRequest{ImpUID: p.ImpUID, Amount: "40001", RefundHolder: "홍길동", RefundBank: "004", RefundAccount: "1"}
	if _, err := s.Cancel(t.Context(), s.imp, account); err == nil {
		t.Error("more is given back than came")
	}
	account.Amount = "40000"
	if _, err := s.Cancel(t.Context(), s.imp, account); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Deposit(t.Context(), p.ImpUID, ""); refusal(t, err) != "취소된 결제건의 가상계좌에는 입금할 수 없습니다." {
		t.Errorf("after the cancel: %v", err)
	}
	other := s.issueAccount(t, s.fixed(t, "c", func(r *engine.AccountRequest) { r.Unlimited, r.Number = true, "790-2222-2222" }))
	s.clock.Advance(49 * time.Hour)
	if _, err := s.Deposit(t.Context(), other.ImpUID, ""); refusal(t, err) != "입금 기한이 지난 가상계좌입니다." {
		t.Errorf("late: %v", err)
	}
}

func TestChangeAccount_movesAmountAndDueTime(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	p := s.issueAccount(t, s.account(t, "settle", nil))
	later := noon.Add(96 * time.Hour).Unix()
	got, err := s.ChangeAccount(t.Context(), s.imp, p.ImpUID, "20000", later)
	if err != nil || got.Amount != money.Won(20_000) || got.VbankDate != later || got.VbankNum != p.VbankNum {
		t.Fatalf("changed %+v, %v", got, err)
	}
	for message, change := range map[string]func() (engine.Payment, error){
		"amount 또는 vbank_due 파라메터가 필요합니다.":      func() (engine.Payment, error) { return s.ChangeAccount(t.Context(), s.imp, p.ImpUID, "", 0) },
		"가상계좌 입금기한(vbank_due)은 현재 시각 이후여야 합니다.": func() (engine.Payment, error) { return s.ChangeAccount(t.Context(), s.imp, p.ImpUID, "", noon.Unix()) },
		"amount 파라메터는 0보다 큰 숫자여야 합니다.":          func() (engine.Payment, error) { return s.ChangeAccount(t.Context(), s.imp, p.ImpUID, "0", 0) },
	} {
		if _, err := change(); refusal(t, err) != message {
			t.Errorf("%v, want %q", err, message)
		}
	}
	window := s.pay(t, `"pg":"settle","pay_method":"vbank","merchant_uid":"w"`, engine.Choice{Outcome: engine.IssueAccount}).ImpUID
	if _, err := s.ChangeAccount(t.Context(), s.imp, window, "1", 0); refusal(t, err) != "API로 발급된 가상계좌만 수정할 수 있습니다." {
		t.Errorf("an account of a window: %v", err)
	}
	s.clock.Advance(72 * time.Hour)
	if _, err := s.Deposit(t.Context(), p.ImpUID, "30000"); refusal(t, err) != "입금액이 결제 금액과 다릅니다." {
		t.Errorf("the old amount: %v", err)
	}
	if _, err := s.Deposit(t.Context(), p.ImpUID, "20000"); err != nil {
		t.Errorf("the new amount, after the old time: %v", err)
	}
	if _, err := s.ChangeAccount(t.Context(), s.imp, p.ImpUID, "1", 0); refusal(t, err) != "입금 대기 상태의 가상계좌가 아닙니다." {
		t.Errorf("after the deposit: %v", err)
	}
	const console = "http://127.0.0.1/console"
	if diff := cmp.Diff([]string{"ready due " + console, "paid due " + console}, told(s, p.ImpUID)); diff != "" {
		t.Errorf("webhooks:\n%s", diff)
	}
}

// deposited is an order of ₩1,000 whose account has its money, at a PG.
func (s shop) deposited(t *testing.T, provider string) string {
	t.Helper()
	s.channel(t, provider)
	r := s.pay(t, `"pg":"`+provider+`","pay_method":"vbank","merchant_uid":"`+strings.ReplaceAll(provider, "_", "")+`","vbank_due":"2026-12-24",
		"buyer_email":"a@example.com","customer_id":"c1"`, engine.Choice{Outcome: engine.IssueAccount})
	if _, err := s.Deposit(t.Context(), r.ImpUID, ""); err != nil {
		t.Fatal(err)
	}
	return r.ImpUID
}

// fullReceipt has everything that any PG wants.
func fullReceipt(without string) engine.ReceiptRequest {
	r := engine.ReceiptRequest{
		Identifier: "01012345678", IdentifierType: "phone", BuyerName: "홍길동", BuyerTel: "01012345678", ProductType: "real",
		CompanyTel: "02", CompanyName: "당근", CorpRegNo: "1234567890",
	}
	for name, field := range map[string]*string{
		"identifier_type": &r.IdentifierType, "buyer_name": &r.BuyerName, "buyer_tel": &r.BuyerTel, "product_type": &r.ProductType,
		"company_tel": &r.CompanyTel, "company_name": &r.CompanyName, "corp_reg_no": &r.CorpRegNo,
	} {
		if name == without {
			*field = ""
		}
	}
	return r
}

// What each PG wants of a receipt, and which takes none back.
func TestReceipt_asksEachPGsFields(t *testing.T) {
	t.Parallel()
	wants := map[string][]string{
		"html5_inicis": nil, "kcp": nil, "nice": nil, "kicc": {"identifier_type"}, "settle": {"identifier_type"}, "nice_v2": {"identifier_type"},
		"daou": {"company_tel", "company_name", "corp_reg_no"}, "tosspayments": nil, "ksnet": {"product_type", "buyer_name"},
		"smartro_v2": {"buyer_name", "buyer_tel"}, "welcome": {"buyer_tel", "corp_reg_no"},
	}
	for provider, wanted := range wants {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			id := s.deposited(t, provider)
			for _, field := range wanted {
				if _, err := s.IssueReceipt(t.Context(), s.imp, id, fullReceipt(field)); refusal(t, err) != field+" 파라메터가 누락되었습니다." {
					t.Errorf("without %s: %v", field, err)
				}
			}
			bare := engine.ReceiptRequest{Identifier: "01012345678"}
			if len(wanted) > 0 {
				bare = fullReceipt("")
			}
			if _, err := s.IssueReceipt(t.Context(), s.imp, id, bare); err != nil {
				t.Errorf("with all of %v: %v", wanted, err)
			}
			_, err := s.CancelReceipt(t.Context(), s.imp, id)
			want := map[bool]string{true: "현금영수증 API를 지원하지 않는 PG입니다."}[provider == "kicc"]
			if got := refusal(t, err); got != want {
				t.Errorf("cancel: %q, want %q", got, want)
			}
		})
	}
}

func TestExternalReceipt_knowsEachPG(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	external := func(provider, method string) error {
		t.Helper()
		r := s.external(t, "cash1")
		r.ChannelKey, r.ReceiptRequest, r.PayMethod = s.channel(t, provider), fullReceipt(""), method
		_, err := s.IssueExternalReceipt(t.Context(), s.imp, r)
		return err
	}
	if err := external("daou", ""); refusal(t, err) != "현금영수증 API를 지원하지 않는 PG입니다." {
		t.Errorf("daou: %v", err)
	}
	if err := external("welcome", ""); refusal(t, err) != "pay_method 파라메터가 누락되었습니다." {
		t.Errorf("welcome: %v", err)
	}
	if err := external("kicc", ""); err != nil {
		t.Errorf("kicc: %v", err)
	}
	if _, err := s.CancelExternalReceipt(t.Context(), s.imp, "cash1"); refusal(t, err) != "현금영수증 API를 지원하지 않는 PG입니다." {
		t.Errorf("kicc takes one back: %v", err)
	}
	r := s.external(t, "cash-1")
	r.ChannelKey = s.channel(t, "smartro_v2")
	if _, err := s.IssueExternalReceipt(t.Context(), s.imp, r); refusal(t, err) != "merchant_uid에 특수문자를 사용할 수 없습니다." {
		t.Errorf("smartro_v2: %v", err)
	}
}

func TestReceipt_outlivesThePaymentAtSomePGs(t *testing.T) {
	t.Parallel()
	for provider, outlives := range map[string]bool{"ksnet": true, "smartro_v2": true, "settle": false} {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			id := s.deposited(t, provider)
			if _, err := s.IssueReceipt(t.Context(), s.imp, id, fullReceipt("")); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: id, RefundHolder: "홍길동", RefundBank: "004", RefundAccount: "1", RefundTel: "010"}); err != nil {
				t.Fatal(err)
			}
			if r, err := s.ReceiptOf(s.imp, id); err != nil || (r.CancelledAt == 0) != outlives {
				t.Errorf("receipt %+v, %v", r, err)
			}
			if _, err := s.CancelReceipt(t.Context(), s.imp, id); (err == nil) != outlives {
				t.Errorf("taken back: %v", err)
			}
		})
	}
}

// What each PG wants of a delivery, and which changes none.
func TestEscrow_asksEachPGsFields(t *testing.T) {
	t.Parallel()
	type without = map[string]func(*engine.LogisRequest)
	for provider, c := range map[string]struct {
		wants   without
		changes bool
	}{
		"html5_inicis": {without{
			"sender[name]": func(r *engine.LogisRequest) { r.Sender.Name = "" }, "receiver[tel]": func(r *engine.LogisRequest) { r.Receiver.Tel = "" },
		}, true},
		"kcp": {nil, false},
		"daou": {without{
			"sender[relationship]": func(r *engine.LogisRequest) { r.Sender.Relationship = "" }, "logis[receiving_at]": func(r *engine.LogisRequest) { r.ReceivingAt = "" },
			"logis[address]": func(r *engine.LogisRequest) { r.Address = "" },
		}, true},
		"ksnet": {nil, true},
		"smartro_v2": {without{
			"sender[formed_address][address_line_1]": func(r *engine.LogisRequest) { r.Sender.Line1 = "" },
			"receiver[postcode]":                     func(r *engine.LogisRequest) { r.Receiver.Postcode = "" },
		}, true},
		"nice_v2": {nil, false},
		"welcome": {without{"products": func(r *engine.LogisRequest) { r.Products = nil }}, true},
	} {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			s := notified(t, nil)
			s.channel(t, provider)
			id := s.pay(t, `"pg":"`+provider+`","pay_method":"trans","escrow":true,"merchant_uid":"escrow1","buyer_email":"a@example.com","customer_id":"c1",
				"kcpProducts":[{"orderNumber":"1","name":"당근","quantity":1,"amount":1000}]`, engine.Choice{Outcome: engine.Approve}).ImpUID
			for name, change := range c.wants {
				if _, err := s.RegisterLogis(t.Context(), s.imp, id, parcel(change)); refusal(t, err) != name+" 파라메터가 누락되었습니다." {
					t.Errorf("without %s: %v", name, err)
				}
			}
			if _, err := s.RegisterLogis(t.Context(), s.imp, id, parcel(nil)); err != nil {
				t.Fatal(err)
			}
			_, err := s.ChangeLogis(t.Context(), s.imp, id, parcel(nil))
			if want := map[bool]string{false: "에스크로 배송정보 API를 지원하지 않는 PG입니다."}[c.changes]; refusal(t, err) != want {
				t.Errorf("change: %v, want %q", err, want)
			}
			if _, err := s.DecideEscrow(t.Context(), id, engine.EscrowConfirmed, ""); err != nil {
				t.Error(err)
			}
			special := 0
			for _, d := range s.Deliveries(id) {
				if d.Event == "Inicis.Escrow.Changed" {
					special++
				}
			}
			if want := map[bool]int{true: 2}[provider == "html5_inicis"]; special != want {
				t.Errorf("%d webhooks of the escrow, want %d", special, want)
			}
		})
	}
}

// What came in afterwards could never be given back.
func TestUnlimitedAccount_takesNoMoreOnceThePGHasCancelled(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.issueAccount(t, s.fixed(t, "u", func(r *engine.AccountRequest) { r.Unlimited = true }))
	if _, err := s.Deposit(t.Context(), p.ImpUID, "1000"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CancelAtPG(t.Context(), p.ImpUID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Deposit(t.Context(), p.ImpUID, "500"); refusal(t, err) != "취소된 결제건의 가상계좌에는 입금할 수 없습니다." || s.payment(t, p.ImpUID).Amount.Minor() != 1000 {
		t.Errorf("a deposit after it: %v", err)
	}
}
