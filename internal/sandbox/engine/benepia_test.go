package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// benepia pays ₩200,000 with the points of an account.
func (s shop) benepia(t *testing.T, uid string, change func(*engine.BenepiaRequest)) engine.BenepiaRequest {
	t.Helper()
	r := engine.BenepiaRequest{
		ChargeRequest: engine.ChargeRequest{MerchantUID: uid, Amount: "200000", Name: "당근", BuyerName: "홍길동"},
		ChannelKey:    s.channel(t, "kcp"), User: "gildong", Password: "secret-word",
	}
	if change != nil {
		change(&r)
	}
	return r
}

func (s shop) points(t *testing.T, user string) money.Amount {
	t.Helper()
	left, err := s.BenepiaPoints(s.imp, s.benepia(t, "", func(r *engine.BenepiaRequest) { r.User = user }))
	if err != nil {
		t.Fatal(err)
	}
	return left
}

func TestBenepia_pointsGoDownAndComeBack(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	p, err := s.PayBenepia(t.Context(), s.imp, s.benepia(t, "a", nil))
	if err != nil || p.Status != engine.Paid || p.PayMethod != "point" || p.PGProvider != "kcp" || p.Channel != "api" || p.PGTID == "" || !strings.HasPrefix(p.ImpUID, "imps_") {
		t.Fatalf("paid %+v, %v", p, err)
	}
	if diff := cmp.Diff([]string{"paid due http://127.0.0.1/console"}, told(s, p.ImpUID)); diff != "" {
		t.Errorf("webhooks:\n%s", diff)
	}
	if _, err := s.PayBenepia(t.Context(), s.imp, s.benepia(t, "b", nil)); err != nil {
		t.Fatal(err)
	}
	_, err = s.PayBenepia(t.Context(), s.imp, s.benepia(t, "c", nil))
	if class, text := words(t, err); class != engine.Broken || text != "베네피아 포인트 결제에 실패하였습니다. 포인트 잔액이 부족합니다." {
		t.Errorf("more than there is: class %d, %q", class, text)
	}
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID, Amount: "50000"}); err != nil {
		t.Fatal(err)
	}
	if left := s.points(t, "gildong"); left != money.Won(150_000) {
		t.Errorf("%s left", left)
	}
	if left := s.points(t, "another"); left != money.Won(500_000) {
		t.Errorf("another account has %s", left)
	}
	if n := len(s.All(s.imp)); n != 2 {
		t.Errorf("%d payments", n)
	}
}

func TestBenepia_refuses(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.pay(t, `"merchant_uid":"paid"`, engine.Choice{Outcome: engine.Approve})
	inicis := s.channel(t, "html5_inicis")
	for name, c := range map[string]struct {
		change  func(*engine.BenepiaRequest)
		class   engine.Class
		message string
	}{
		"no user":     {func(r *engine.BenepiaRequest) { r.User = "" }, engine.Conflicting, "benepia_user 파라메터가 누락되었습니다."},
		"no password": {func(r *engine.BenepiaRequest) { r.Password = "" }, engine.Conflicting, "benepia_password 파라메터가 누락되었습니다."},
		"no channel":  {func(r *engine.BenepiaRequest) { r.ChannelKey = "" }, engine.Conflicting, "channel_key 파라메터가 누락되었습니다."},
		"other PG":    {func(r *engine.BenepiaRequest) { r.ChannelKey = inicis }, engine.Conflicting, "베네피아 포인트를 지원하지 않는 PG입니다."},
		"no name":     {func(r *engine.BenepiaRequest) { r.Name = "" }, engine.Conflicting, "name 파라메터가 누락되었습니다."},
		"paid before": {func(r *engine.BenepiaRequest) { r.MerchantUID = "paid" }, engine.Conflicting, "이미 결제가 이루어진 거래건입니다."},
		"dollars":     {func(r *engine.BenepiaRequest) { r.Currency = "USD" }, engine.Conflicting, "베네피아 포인트 결제는 원화(KRW)만 가능합니다."},
		"wrong": {
			func(r *engine.BenepiaRequest) { r.Password = "wrong" }, engine.Broken, "베네피아 포인트 결제에 실패하였습니다. 아이디 또는 비밀번호가 일치하지 않습니다.",
		},
	} {
		_, err := s.PayBenepia(t.Context(), s.imp, s.benepia(t, "a", c.change))
		if class, text := words(t, err); class != c.class || text != c.message {
			t.Errorf("%s: class %d, %q", name, class, text)
		}
	}
	_, err := s.BenepiaPoints(s.imp, s.benepia(t, "", func(r *engine.BenepiaRequest) { r.Password = "wrong" }))
	if class, text := words(t, err); class != engine.Broken || !strings.HasPrefix(text, "베네피아 포인트 조회에 실패하였습니다.") {
		t.Errorf("points with a wrong password: class %d, %q", class, text)
	}
	if left := s.points(t, "gildong"); left != money.Won(500_000) {
		t.Errorf("%s left", left)
	}
}

func TestJournal_restoresPointsWithoutPasswords(t *testing.T) {
	t.Parallel()
	s, j := taped(t)
	if _, err := s.PayBenepia(t.Context(), s.imp, s.benepia(t, "a", nil)); err != nil {
		t.Fatal(err)
	}
	again := shop{restarted(t, j, s.clock), s.clock, s.imp}
	if left := again.points(t, "gildong"); left != money.Won(300_000) {
		t.Errorf("%s left after a restart", left)
	}
	for _, ev := range j.events {
		if raw, err := json.Marshal(ev); err != nil || strings.Contains(string(raw), "secret-word") {
			t.Errorf("the journal holds the password: %s, %v", raw, err)
		}
	}
}
