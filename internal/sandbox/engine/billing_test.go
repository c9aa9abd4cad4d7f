package engine_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// goodCard passes every check.
var goodCard = engine.CardData{Number: "4092-0230-1234-5678", Expiry: "2029-03", Birth: "800101", Password: "12"}

// issue stores a card at INIBillTst.
func (s shop) issue(t *testing.T, uid, number string) engine.BillingKey {
	t.Helper()
	card := goodCard
	card.Number = number
	k, err := s.IssueBillingKey(t.Context(), s.imp, engine.IssueRequest{CustomerUID: uid, Card: card})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// words returns class and text of a refusal.
func words(t *testing.T, err error) (engine.Class, string) {
	t.Helper()
	refused, ok := errors.AsType[*engine.Error](err)
	if !ok {
		t.Fatalf("not a refusal: %v", err)
	}
	return refused.Class, refused.Message
}

func TestIssueBillingKey_checksTheFormOfTheCard(t *testing.T) {
	t.Parallel()
	const refused = "카드정보 인증 및 빌키 발급에 실패하였습니다. "
	cases := map[string]struct {
		change  func(*engine.CardData)
		class   engine.Class
		message string // empty: it passes
	}{
		"sixteen digits":          {func(*engine.CardData) {}, 0, ""},
		"no separators":           {func(c *engine.CardData) { c.Number = "4092023012345678" }, 0, ""},
		"fifteen, other ones":     {func(c *engine.CardData) { c.Number = "3792.023012 34567" }, 0, ""},
		"a company's number":      {func(c *engine.CardData) { c.Birth = "1234567890" }, 0, ""},
		"no birth and password":   {func(c *engine.CardData) { c.Birth, c.Password = "", "" }, 0, ""},
		"the last month":          {func(c *engine.CardData) { c.Expiry = "2026-11" }, 0, ""},
		"no number":               {func(c *engine.CardData) { c.Number = "" }, engine.Conflicting, "card_number 파라메터가 누락되었습니다."},
		"no expiry":               {func(c *engine.CardData) { c.Expiry = "" }, engine.Conflicting, "expiry 파라메터가 누락되었습니다."},
		"fourteen digits":         {func(c *engine.CardData) { c.Number = "40920230123456" }, engine.CardRefused, refused + "유효하지않은 카드번호를 입력하셨습니다."},
		"seventeen digits":        {func(c *engine.CardData) { c.Number = "40920230123456789" }, engine.CardRefused, refused + "유효하지않은 카드번호를 입력하셨습니다."},
		"letters":                 {func(c *engine.CardData) { c.Number = "4092-0230-1234-567a" }, engine.CardRefused, refused + "유효하지않은 카드번호를 입력하셨습니다."},
		"separators alone":        {func(c *engine.CardData) { c.Number = "----" }, engine.CardRefused, refused + "유효하지않은 카드번호를 입력하셨습니다."},
		"digits of another kind":  {func(c *engine.CardData) { c.Number = "４０９２０" }, engine.CardRefused, refused + "유효하지않은 카드번호를 입력하셨습니다."},
		"expired":                 {func(c *engine.CardData) { c.Expiry = "2026-10" }, engine.CardRefused, refused + "유효기간이 지난 카드입니다."},
		"month first":             {func(c *engine.CardData) { c.Expiry = "03-2029" }, engine.CardRefused, refused + "유효하지않은 유효기간을 입력하셨습니다."},
		"thirteenth month":        {func(c *engine.CardData) { c.Expiry = "2029-13" }, engine.CardRefused, refused + "유효하지않은 유효기간을 입력하셨습니다."},
		"birth of eight":          {func(c *engine.CardData) { c.Birth = "19800101" }, engine.CardRefused, refused + "유효하지않은 생년월일 또는 사업자등록번호를 입력하셨습니다."},
		"whole password":          {func(c *engine.CardData) { c.Password = "1234" }, engine.CardRefused, refused + "유효하지않은 카드 비밀번호를 입력하셨습니다."},
		"long check digits":       {func(c *engine.CardData) { c.CVC = "12345" }, engine.CardRefused, refused + "유효하지않은 카드 인증번호를 입력하셨습니다."},
		"magic: refused":          {func(c *engine.CardData) { c.Number = "4092-0230-1234-0001" }, engine.CardRefused, refused + "유효하지않은 카드번호를 입력하셨습니다."},
		"magic: password":         {func(c *engine.CardData) { c.Number = "4092-0230-1234-0002" }, engine.CardRefused, refused + "카드 비밀번호가 일치하지 않습니다."},
		"magic: a lost card":      {func(c *engine.CardData) { c.Number = "4092-0230-1234-0003" }, 0, ""},
		"magic: an exhausted one": {func(c *engine.CardData) { c.Number = "4092-0230-1234-0004" }, 0, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			card := goodCard
			c.change(&card)
			_, err := s.IssueBillingKey(t.Context(), s.imp, engine.IssueRequest{CustomerUID: "c1", Card: card})
			_, missing := s.BillingKeyOf(s.imp, "c1")
			if c.message == "" {
				if err != nil || missing != nil {
					t.Errorf("refused: %v, %v", err, missing)
				}
				return
			}
			if class, text := words(t, err); class != c.class || text != c.message {
				t.Errorf("refused with %d %q, want %d %q", class, text, c.class, c.message)
			}
			if missing == nil {
				t.Error("a key was stored all the same")
			}
		})
	}
}

func TestIssueBillingKey_choosesTheChannel(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	channels := s.Merchants()[0].Channels
	cases := map[string]struct {
		key, pg, customerID string
		mid, message        string
	}{
		"nothing named":         {mid: "INIBillTst"},
		"a pg that fits no one": {pg: "nice", mid: "INIBillTst"},
		"the provider alone":    {pg: "html5_inicis", mid: "INIBillTst"},
		"provider and MID":      {pg: "html5_inicis.INIBillTst", mid: "INIBillTst"},
		"channel_key":           {key: channels[1].Key, mid: "INIBillTst"},
		"channel_key before pg": {key: channels[1].Key, pg: "kakaopay", mid: "INIBillTst"},
		"an unknown key":        {key: "channel-key-0", message: "등록된 PG 설정 정보가 없습니다."},
		"a one-time contract":   {pg: "html5_inicis.INIpayTest", message: "정기결제로 계약되지 않은 상점아이디(MID)입니다."},
		"not by REST":           {pg: "kakaopay", message: "API 방식의 카드 결제를 지원하지 않는 PG입니다."},
	}
	for name, c := range cases {
		k, err := s.IssueBillingKey(t.Context(), s.imp, engine.IssueRequest{CustomerUID: "c1", ChannelKey: c.key, PG: c.pg, Card: goodCard})
		if c.message != "" {
			if class, text := words(t, err); class != engine.Conflicting || text != c.message {
				t.Errorf("%s: refused with %q", name, text)
			}
			continue
		}
		if err != nil || k.PGID != c.mid || !k.Sandbox {
			t.Errorf("%s: key %+v, %v", name, k, err)
		}
	}
	toss, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "toss billing", Provider: "tosspayments", MID: "iamporttest_4"})
	if err != nil {
		t.Fatal(err)
	}
	request := engine.IssueRequest{CustomerUID: "c2", ChannelKey: toss.Key, Card: goodCard}
	if _, err := s.IssueBillingKey(t.Context(), s.imp, request); !strings.Contains(refusal(t, err), "customer_id") {
		t.Errorf("without customer_id: %v", err)
	}
	request.CustomerID = "buyer-1"
	if k, err := s.IssueBillingKey(t.Context(), s.imp, request); err != nil || k.CustomerID != "buyer-1" || k.PGProvider != "tosspayments" {
		t.Errorf("with customer_id: %+v, %v", k, err)
	}
}

func TestIssueBillingKey_replacesAndDeletes(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	first := s.issue(t, "c1", goodCard.Number)
	s.clock.Advance(time.Hour)
	second := s.issue(t, "c1", "5107-3712-3456-7899")
	if first.CardNumber != "409202*********8" || second.CardNumber != "510737*********9" {
		t.Errorf("numbers are kept as %q and %q", first.CardNumber, second.CardNumber)
	}
	if second.Inserted != first.Inserted || second.Updated != first.Updated+3600 {
		t.Errorf("first %+v, second %+v", first, second)
	}
	gone, err := s.DeleteBillingKey(t.Context(), s.imp, "c1", "해지")
	if err != nil || gone != second {
		t.Errorf("deleted %+v, %v", gone, err)
	}
	for name, err := range map[string]error{
		"read":   func() error { _, err := s.BillingKeyOf(s.imp, "c1"); return err }(),
		"delete": func() error { _, err := s.DeleteBillingKey(t.Context(), s.imp, "c1", ""); return err }(),
		"pay":    func() error { _, err := s.PaymentsOfKey(s.imp, "c1"); return err }(),
	} {
		if class, text := words(t, err); class != engine.Missing || text != "요청하신 customer_uid(c1)로 등록된 정보를 찾을 수 없습니다." {
			t.Errorf("%s after the end: %q", name, text)
		}
	}
}

func TestBillingKeys_belongToOneAccount(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.issue(t, "c1", goodCard.Number)
	other, err := s.SignUp(t.Context(), "other@example.com", "다른 상점")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.BillingKeyOf(other.Code, "c1"); err == nil {
		t.Error("another account reads the key")
	}
	if _, err := s.DeleteBillingKey(t.Context(), other.Code, "c1", ""); err == nil {
		t.Error("another account deletes the key")
	}
	if _, err := s.IssueBillingKey(t.Context(), other.Code, engine.IssueRequest{CustomerUID: "c1", Card: goodCard}); refusal(t, err) != "등록된 PG 설정 정보가 없습니다." {
		t.Errorf("an account without channels: %v", err)
	}
}

// A journal holds everything that outlives a restart: no card may be in it.
func TestBillingKeys_surviveARestartWithoutTheCard(t *testing.T) {
	t.Parallel()
	j := &tape{}
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Journal: j, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{Engine: e, imp: e.Merchants()[0].Code}
	kept := s.issue(t, "c1", "4092-0230-1234-5678")
	s.issue(t, "c2", "4092-0230-1234-5678")
	if _, err := s.DeleteBillingKey(t.Context(), s.imp, "c2", ""); err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(j.events)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"4092-0230", "12345678", "1234-5678", "2029-03", "800101"} {
		if strings.Contains(string(raw), secret) {
			t.Errorf("the journal holds %q", secret)
		}
	}
	again, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, History: j.history, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	if k, err := again.BillingKeyOf(s.imp, "c1"); err != nil || cmp.Diff(kept, k) != "" {
		t.Errorf("after the restart: %+v, %v", k, err)
	}
	if _, err := again.BillingKeyOf(s.imp, "c2"); err == nil {
		t.Error("a deleted key is back")
	}
}

const billing = `"pg":"html5_inicis.INIBillTst","customer_uid":"c1"`

func TestBillingWindow_storesTheCardAndChargesNothing(t *testing.T) {
	t.Parallel()
	for name, amount := range map[string]string{"nothing shown": "0", "an amount shown": "9900"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := notified(t, nil)
			r := s.pay(t, billing+`,"amount":`+amount, engine.Choice{Outcome: engine.Approve})
			p := s.payment(t, r.ImpUID)
			if p.Status != engine.Paid || p.Amount.Major() != amount || p.CustomerUID != "c1" || p.CustomerUIDUsage != "issue" || p.CardType != nil {
				t.Errorf("record %+v", p)
			}
			if !strings.HasPrefix(p.PGTID, "StdpayBillINIBillTst2026") {
				t.Errorf("pg_tid %s", p.PGTID)
			}
			if uid := r.Callback.Text("customer_uid"); uid != "c1" {
				t.Errorf("callback's customer_uid is %q", uid)
			}
			k, err := s.BillingKeyOf(s.imp, "c1")
			if err != nil || k.CardNumber != p.CardNumber || k.Name != "홍길동" || k.Tel != "010-0000-0000" {
				t.Errorf("key %+v, %v", k, err)
			}
			if list, err := s.PaymentsOfKey(s.imp, "c1"); err != nil || len(list) != 1 || list[0].ImpUID != r.ImpUID {
				t.Errorf("payments of the key: %v, %v", list, err)
			}
			if got := told(s, r.ImpUID); len(got) != 1 || !strings.HasPrefix(got[0], "paid due") {
				t.Errorf("webhooks %v", got)
			}
			if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: r.ImpUID}); refusal(t, err) != "취소할 결제건이 존재하지 않습니다." {
				t.Errorf("what was never paid was given back: %v", err)
			}
			if _, refused := s.start(t, billing+`,"amount":0`); refused == nil || refused.Code != "F1002" {
				t.Errorf("its merchant_uid may be used again: %+v", refused)
			}
		})
	}
}

func TestBillingWindow_offersNothingButACard(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	w, refused := s.start(t, billing+`,"amount":90000`)
	if refused != nil {
		t.Fatal(refused.Message)
	}
	v, ok := s.WindowBySecret(w.Secret)
	if !ok || !v.Registers || len(v.Methods) != 1 || len(v.Quotas) != 1 || len(v.Banks) != 0 || !v.VbankDue.IsZero() {
		t.Errorf("window %+v", v)
	}
	for _, c := range []engine.Choice{
		{Outcome: engine.IssueAccount},
		{Outcome: engine.Approve, Method: "kakaopay"},
		{Outcome: engine.Approve, CardQuota: 3},
	} {
		if _, err := s.FinishWindow(t.Context(), w.Secret, c); !errors.Is(err, engine.ErrChoice) {
			t.Errorf("%+v gave %v", c, err)
		}
	}
	if r, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.DeclineStopped}); err != nil || r.Status != engine.Failed {
		t.Errorf("declined: %+v, %v", r, err)
	}
	if _, err := s.BillingKeyOf(s.imp, "c1"); err == nil {
		t.Error("a declined card was stored")
	}
}

func TestBillingMID_withoutCustomerUIDIsAnOrdinaryWindow(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := s.pay(t, `"pg":"html5_inicis.INIBillTst"`, engine.Choice{Outcome: engine.Approve})
	p := s.payment(t, r.ImpUID)
	if p.CustomerUID != "" || p.CustomerUIDUsage != "" || !strings.HasPrefix(p.PGTID, "StdpayCARDINIBillTst") {
		t.Errorf("record %+v", p)
	}
	if _, ok := r.Callback.Get("customer_uid"); ok {
		t.Error("the callback names a customer_uid")
	}
}
