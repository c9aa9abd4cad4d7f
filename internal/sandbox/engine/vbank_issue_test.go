package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// channel returns the key of a test channel of a PG, which is added when the
// shop has none.
func (s shop) channel(t *testing.T, provider string) string {
	t.Helper()
	for _, c := range s.Merchants()[0].Channels {
		if c.Provider == provider {
			return c.Key
		}
	}
	c, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: provider, Provider: provider, MID: "test-" + provider})
	if err != nil {
		t.Fatalf("%s: %v", provider, err)
	}
	return c.Key
}

// bank is the first bank of a PG.
func bank(t *testing.T, provider string) string {
	t.Helper()
	p, ok := engine.ProviderByCode(provider)
	if !ok || len(p.Banks) == 0 {
		t.Fatalf("%s has no banks", provider)
	}
	return p.Banks[0].Code
}

// due is when the accounts of these tests expire.
var due = noon.Add(48 * time.Hour)

// account asks a PG for an account of ₩30,000 with everything that any PG wants.
func (s shop) account(t *testing.T, provider string, change func(*engine.AccountRequest)) engine.AccountRequest {
	t.Helper()
	r := engine.AccountRequest{
		ChargeRequest: engine.ChargeRequest{
			MerchantUID: "vbank1", Amount: "30000", Name: "당근 10kg", BuyerName: "홍길동", BuyerEmail: "a@example.com", BuyerTel: "01000000000",
		},
		ChannelKey: s.channel(t, provider), BankCode: bank(t, provider), Due: due.Unix(), Holder: "당근상점", ProductType: "real", PGAPIKey: "key",
	}
	if change != nil {
		change(&r)
	}
	return r
}

// issueAccount issues an account that must be granted.
func (s shop) issueAccount(t *testing.T, r engine.AccountRequest) engine.Payment {
	t.Helper()
	p, err := s.IssueAccount(t.Context(), s.imp, r)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestIssueAccount_waitsForItsDepositAndTells(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	p := s.issueAccount(t, s.account(t, "html5_inicis", func(r *engine.AccountRequest) { r.CustomData = `{"a":1}` }))
	if !strings.HasPrefix(p.ImpUID, "imps_") || p.Status != engine.Ready || p.PayMethod != "vbank" || p.Channel != "api" || !p.Sandbox {
		t.Errorf("payment %+v", p)
	}
	if p.VbankDate != due.Unix() || p.VbankIssuedAt != noon.Unix() || p.VbankCode != "04" || p.VbankName != "KB국민은행" || p.VbankHolder != "당근상점" || p.VbankNum == "" {
		t.Errorf("account %+v", p)
	}
	if p.CustomData != `{"a":1}` || p.PGID != "INIpayTest" || !strings.HasPrefix(p.PGTID, "StdpayVBNK") {
		t.Errorf("payment %+v", p)
	}
	if _, err := s.Deposit(t.Context(), p.ImpUID, ""); err != nil {
		t.Fatal(err)
	}
	const console = "http://127.0.0.1/console"
	if diff := cmp.Diff([]string{"ready due " + console, "paid due " + console}, told(s, p.ImpUID)); diff != "" {
		t.Errorf("webhooks:\n%s", diff)
	}
	if p = s.payment(t, p.ImpUID); p.Status != engine.Paid || p.Fixed != nil {
		t.Errorf("after the deposit: %+v", p)
	}
}

func TestIssueAccount_expiresAtItsDueTime(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]time.Duration{"at its last second": 0, "a second later": time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := notified(t, nil)
			p := s.issueAccount(t, s.account(t, "tosspayments", func(r *engine.AccountRequest) { r.NoticeURLs = []string{"http://127.0.0.1/notice"} }))
			s.clock.Advance(48*time.Hour + late)
			_, err := s.Deposit(t.Context(), p.ImpUID, "")
			want := map[bool]string{true: "", false: "입금 기한이 지난 가상계좌입니다."}[late == 0]
			if got := refusal(t, err); got != want {
				t.Errorf("deposit: %q, want %q", got, want)
			}
			webhooks := told(s, p.ImpUID)
			if n := map[bool]int{true: 2, false: 1}[late == 0]; len(webhooks) != n || webhooks[0] != "ready due http://127.0.0.1/notice" {
				t.Errorf("webhooks %v", webhooks)
			}
		})
	}
}

// Whose name the buyer sees, and whether tax is looked at, is the PG's.
func TestIssueAccount_writesTheShopsNameWhereThePGDoes(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.issueAccount(t, s.account(t, "tosspayments", func(r *engine.AccountRequest) { r.TaxFree = "99999999" }))
	if shop := s.Merchants()[0].Name; p.VbankHolder != shop || p.TaxFree.IsSet() {
		t.Errorf("holder %q, tax-free %v; want %q and none", p.VbankHolder, p.TaxFree, shop)
	}
}

func TestIssueAccount_refusesWhatIsDocumented(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		provider string
		change   func(*engine.AccountRequest)
		message  string
	}{
		"no channel":         {"html5_inicis", func(r *engine.AccountRequest) { r.ChannelKey = "" }, "channel_key 파라메터가 누락되었습니다."},
		"unknown channel":    {"html5_inicis", func(r *engine.AccountRequest) { r.ChannelKey += "0" }, "등록된 PG 설정 정보가 없습니다."},
		"PG without":         {"kakaopay", nil, "가상계좌 발급 API를 지원하지 않는 PG입니다."},
		"no merchant_uid":    {"html5_inicis", func(r *engine.AccountRequest) { r.MerchantUID = "" }, "merchant_uid 파라메터가 누락되었습니다."},
		"paid before":        {"html5_inicis", func(r *engine.AccountRequest) { r.MerchantUID = "paid" }, "이미 결제가 이루어진 거래건입니다."},
		"no amount":          {"html5_inicis", func(r *engine.AccountRequest) { r.Amount = "" }, "amount 파라메터가 누락되었습니다."},
		"no bank":            {"html5_inicis", func(r *engine.AccountRequest) { r.BankCode = "" }, "vbank_code 파라메터가 누락되었습니다."},
		"bank of another PG": {"html5_inicis", func(r *engine.AccountRequest) { r.BankCode = "004" }, "은행구분코드(vbank_code)가 올바르지 않습니다."},
		"no due time":        {"html5_inicis", func(r *engine.AccountRequest) { r.Due = 0 }, "vbank_due 파라메터가 누락되었습니다."},
		"due time of now":    {"html5_inicis", func(r *engine.AccountRequest) { r.Due = noon.Unix() }, "가상계좌 입금기한(vbank_due)은 현재 시각 이후여야 합니다."},
		"no holder":          {"html5_inicis", func(r *engine.AccountRequest) { r.Holder = "" }, "vbank_holder 파라메터가 누락되었습니다."},
		"no buyer":           {"html5_inicis", func(r *engine.AccountRequest) { r.BuyerName = "" }, "buyer_name 파라메터가 누락되었습니다."},
		"no address":         {"html5_inicis", func(r *engine.AccountRequest) { r.BuyerEmail = "" }, "buyer_email 파라메터가 누락되었습니다."},
		"no key of the PG":   {"html5_inicis", func(r *engine.AccountRequest) { r.PGAPIKey = "" }, "hashData 불일치"},
		"no buyer at toss":   {"tosspayments", func(r *engine.AccountRequest) { r.BuyerName = "" }, "buyer_name 파라메터가 누락되었습니다."},
		"long key":           {"tosspayments", func(r *engine.AccountRequest) { r.Key = strings.Repeat("k", 14) }, "vbank_key는 13자를 넘을 수 없습니다."},
		"unlimited at toss":  {"tosspayments", func(r *engine.AccountRequest) { r.Unlimited = true }, "고정식 무제한 가상계좌"},
		"escrow at toss":     {"tosspayments", func(r *engine.AccountRequest) { r.EscrowPassword = "1" }, "escrow_password는"},
		"product":            {"tosspayments", func(r *engine.AccountRequest) { r.ProductType = "thing" }, "product_type 파라메터는"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.pay(t, `"merchant_uid":"paid"`, engine.Choice{Outcome: engine.Approve})
			r := s.accountOf(t, c.provider)
			if c.change != nil {
				c.change(&r)
			}
			_, err := s.IssueAccount(t.Context(), s.imp, r)
			if class, text := words(t, err); class != engine.Conflicting || !strings.HasPrefix(text, c.message) {
				t.Errorf("refused with %q, want %q", text, c.message)
			}
			if n := len(s.All(s.imp)); n != 1 {
				t.Errorf("%d payments, want the one made before", n)
			}
		})
	}
}

// accountOf is account for PGs that may have no banks.
func (s shop) accountOf(t *testing.T, provider string) engine.AccountRequest {
	t.Helper()
	r := s.account(t, "html5_inicis", nil)
	r.ChannelKey = s.channel(t, provider)
	if provider == "tosspayments" {
		r.BankCode = "004"
	}
	return r
}

func TestIssueAccount_aKeyLeadsToOneAccount(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	keyed := func(uid, key, bank string) engine.AccountRequest {
		return s.account(t, "tosspayments", func(r *engine.AccountRequest) { r.MerchantUID, r.Key, r.BankCode = uid, key, bank })
	}
	first := s.issueAccount(t, keyed("a", "buyer-1", "004"))
	if _, err := s.IssueAccount(t.Context(), s.imp, keyed("b", "buyer-1", "004")); refusal(t, err) != "입금 대기 중인 가상계좌번호입니다." {
		t.Errorf("while a deposit is awaited: %v", err)
	}
	if _, err := s.Deposit(t.Context(), first.ImpUID, ""); err != nil {
		t.Fatal(err)
	}
	if again := s.issueAccount(t, keyed("c", "buyer-1", "004")); again.VbankNum != first.VbankNum || again.ImpUID == first.ImpUID {
		t.Errorf("the key led to %s, then to %s", first.VbankNum, again.VbankNum)
	}
	for name, r := range map[string]engine.AccountRequest{"another key": keyed("d", "buyer-2", "004"), "another bank": keyed("e", "buyer-1", "023")} {
		if p := s.issueAccount(t, r); p.VbankNum == first.VbankNum {
			t.Errorf("%s led to the same account", name)
		}
	}
}

// restarted is the engine that the journal of another leads to.
func restarted(t *testing.T, j *tape, c clock.Clock) *engine.Engine {
	t.Helper()
	e, err := engine.New(engine.Config{Clock: c, Entropy: id.System, History: j.history})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// taped is a seeded shop with a journal.
func taped(t *testing.T) (shop, *tape) {
	t.Helper()
	j, c := &tape{}, clock.NewManual(noon)
	e, err := engine.New(engine.Config{Clock: c, Entropy: id.System, Journal: j, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	return shop{e, c, e.Merchants()[0].Code}, j
}

// samePayments compares the payments of two engines.
func samePayments(t *testing.T, s shop, again *engine.Engine) {
	t.Helper()
	if diff := cmp.Diff(s.All(s.imp), again.All(s.imp), cmp.AllowUnexported(money.Amount{})); diff != "" {
		t.Errorf("payments differ after a restart:\n%s", diff)
	}
}

func TestChangeAccount_refusesWhatIsDocumented(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	toss := s.issueAccount(t, s.account(t, "tosspayments", nil))
	card := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
	for name, c := range map[string]struct {
		impUID  string
		class   engine.Class
		message string
	}{
		"unknown":       {"imp_0", engine.Missing, "존재하지 않는 결제정보입니다."},
		"card":          {card.ImpUID, engine.Malformed, "가상계좌 결제건이 아닙니다."},
		"of another PG": {toss.ImpUID, engine.Malformed, "가상계좌 발급정보 수정을 지원하지 않는 PG입니다."},
	} {
		_, err := s.ChangeAccount(t.Context(), s.imp, c.impUID, "1000", 0)
		if class, text := words(t, err); class != c.class || text != c.message {
			t.Errorf("%s: %v %q, want %q", name, class, text, c.message)
		}
	}
	if p := s.payment(t, toss.ImpUID); p.Amount.Minor() != 30000 {
		t.Errorf("the amount became %s", p.Amount)
	}
}
