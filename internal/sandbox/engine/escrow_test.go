package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// escrowed pays an escrow order of ₩1,000 through KG이니시스.
func (s shop) escrowed(t *testing.T, members string) string {
	t.Helper()
	return s.pay(t, `"escrow":true,`+members+`"pay_method":"trans"`, engine.Choice{Outcome: engine.Approve}).ImpUID
}

// parcel is a delivery with everything that any PG wants.
func parcel(change func(*engine.LogisRequest)) engine.LogisRequest {
	who := engine.Party{
		Name: "홍길동", Tel: "010-0000-0000", Addr: "서울특별시 성동구", Postcode: "04783", Relationship: "본인",
		Line1: "서울특별시 성동구 성수이로", Line2: "101동",
	}
	sender, receiver := who, who
	r := engine.LogisRequest{
		Sender: &sender, Receiver: &receiver, Company: "CJGLS", Invoice: "123412341234", SentAt: noon.Unix(),
		ReceivingAt: "20261125", Address: "서울특별시", Products: []engine.LogisProduct{{ID: "p1", Name: "당근", Amount: "1000", Currency: "KRW", Quantity: 1}},
	}
	if change != nil {
		change(&r)
	}
	return r
}

func TestEscrow_isDeliveredConfirmedAndTold(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	id := s.escrowed(t, "")
	x, err := s.RegisterLogis(t.Context(), s.imp, id, parcel(nil))
	if err != nil || x.Status != engine.EscrowDelivering || x.AppliedAt != noon.Unix() || x.Company != "CJGLS" {
		t.Fatalf("registered %+v, %v", x, err)
	}
	s.clock.Advance(time.Hour)
	if x, err = s.ChangeLogis(t.Context(), s.imp, id, parcel(func(r *engine.LogisRequest) { r.Company, r.Invoice = "우리택배", "2" })); err != nil {
		t.Fatal(err)
	}
	if x.Company != "ETC" || x.Invoice != "2" || x.AppliedAt != noon.Unix() {
		t.Errorf("changed to %+v", x)
	}
	if x, err = s.DecideEscrow(t.Context(), id, engine.EscrowConfirmed, ""); err != nil || x.ChangedAt != noon.Add(time.Hour).Unix() {
		t.Errorf("confirmed %+v, %v", x, err)
	}
	if _, err := s.ChangeLogis(t.Context(), s.imp, id, parcel(nil)); refusal(t, err) != "배송정보를 수정할 수 없는 거래입니다." {
		t.Errorf("changed after the buyer had decided: %v", err)
	}
	got := s.Deliveries(id)
	if len(got) != 3 || got[2].Event != "paid" || got[0].Event != "Inicis.Escrow.Changed" || got[0].URL != "http://127.0.0.1/console" || got[0].ContentType != engine.JSONBody {
		t.Fatalf("webhooks %+v", got)
	}
	want := `{"event":"Inicis.Escrow.Changed","imp_uid":"` + id + `","merchant_uid":"order-1","status":"paid","extra":{"escrow_status":"3","changed_at":1795406400,"denied_reason":null}}`
	if diff := cmp.Diff(want, got[0].Body); diff != "" {
		t.Errorf("webhook:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"escrow.registered", "escrow.changed", "escrow.confirmed"}, eventsOf(s.Engine, "escrow")); diff != "" {
		t.Errorf("log:\n%s", diff)
	}
}

func TestEscrow_isRefusedByTheBuyerAndGivenBack(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	id := s.escrowed(t, `"notice_url":["http://127.0.0.1/a","http://127.0.0.1/b"],`)
	if _, err := s.RegisterLogis(t.Context(), s.imp, id, parcel(nil)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.DecideEscrow(t.Context(), id, engine.EscrowRefusalConfirmed, ""); refusal(t, err) != "지금 상태에서 선택할 수 없는 에스크로 상태입니다." {
		t.Errorf("a refusal that nobody made is confirmed: %v", err)
	}
	if _, err := s.DecideEscrow(t.Context(), id, engine.EscrowConfirmed, "변심"); refusal(t, err) != "denied_reason은 구매거절(4)에서만 사용합니다." {
		t.Errorf("confirmed with a reason to refuse: %v", err)
	}
	for _, step := range []engine.EscrowStatus{engine.EscrowRefused, engine.EscrowRefusalConfirmed} {
		reason := map[engine.EscrowStatus]string{engine.EscrowRefused: "변심"}[step]
		if x, err := s.DecideEscrow(t.Context(), id, step, reason); err != nil || x.DeniedReason != "변심" {
			t.Fatalf("%s: %+v, %v", step, x, err)
		}
	}
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: id}); err != nil {
		t.Fatal(err)
	}
	if x, err := s.EscrowOf(id); err != nil || x.Status != engine.EscrowCancelled || len(x.Next()) != 0 {
		t.Errorf("after the cancel %+v, %v", x, err)
	}
	steps := []string{}
	for _, d := range s.Deliveries(id) {
		if d.Event == "Inicis.Escrow.Changed" && strings.HasSuffix(d.URL, "/b") {
			_, rest, _ := strings.Cut(d.Body, `"escrow_status":"`)
			code, _, _ := strings.Cut(rest, `"`)
			steps = append(steps, code)
		}
	}
	if diff := cmp.Diff([]string{"8", "10", "4", "2"}, steps); diff != "" {
		t.Errorf("told:\n%s", diff)
	}
	if p := s.payment(t, id); p.Status != engine.Cancelled || !p.UsedWebhook {
		t.Errorf("payment %+v", p)
	}
}

func TestEscrow_isRefused(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id := s.escrowed(t, "")
	plain := s.pay(t, `"merchant_uid":"plain"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	toss := s.pay(t, `"merchant_uid":"toss","pg":"tosspayments","escrow":true,"products":[{"name":"당근"}]`, engine.Choice{Outcome: engine.Approve}).ImpUID
	waiting := s.pay(t, `"merchant_uid":"waits","escrow":true,"pay_method":"vbank"`, engine.Choice{Outcome: engine.IssueAccount}).ImpUID
	cases := map[string]struct {
		impUID  string
		change  func(*engine.LogisRequest)
		class   engine.Class
		message string
	}{
		"unknown":     {"imp_0", nil, engine.Missing, "존재하지 않는 결제정보입니다."},
		"PG without":  {toss, nil, engine.Malformed, "에스크로 배송정보 API를 지원하지 않는 PG입니다."},
		"not escrow":  {plain, nil, engine.Clashing, "에스크로 결제건이 아닙니다."},
		"unpaid":      {waiting, nil, engine.Clashing, "결제완료(paid) 상태의 에스크로 결제건만 배송정보를 등록할 수 있습니다."},
		"no sender":   {id, func(r *engine.LogisRequest) { r.Sender = nil }, engine.Malformed, "sender 파라메터가 누락되었습니다."},
		"no receiver": {id, func(r *engine.LogisRequest) { r.Receiver = nil }, engine.Malformed, "receiver 파라메터가 누락되었습니다."},
		"no company":  {id, func(r *engine.LogisRequest) { r.Company = "" }, engine.Malformed, "logis[company] 파라메터가 누락되었습니다."},
		"no invoice":  {id, func(r *engine.LogisRequest) { r.Invoice = "" }, engine.Malformed, "logis[invoice] 파라메터가 누락되었습니다."},
		"no time":     {id, func(r *engine.LogisRequest) { r.SentAt = 0 }, engine.Malformed, "logis[sent_at] 파라메터가 누락되었습니다."},
		"bad time":    {id, func(r *engine.LogisRequest) { r.SentAt = -1 }, engine.Malformed, "logis[sent_at] 파라메터는 UNIX TIMESTAMP여야 합니다."},
		"no address":  {id, func(r *engine.LogisRequest) { r.Receiver.Addr = "" }, engine.Malformed, "receiver[addr] 파라메터가 누락되었습니다."},
		"goods":       {id, func(r *engine.LogisRequest) { r.Products[0].Amount = "" }, engine.Malformed, "products[0][amount] 파라메터가 누락되었습니다."},
	}
	for name, c := range cases {
		_, err := s.RegisterLogis(t.Context(), s.imp, c.impUID, parcel(c.change))
		if class, text := words(t, err); class != c.class || text != c.message {
			t.Errorf("register, %s: class %d, %q; want %d, %q", name, class, text, c.class, c.message)
		}
	}
	if _, err := s.ChangeLogis(t.Context(), s.imp, id, parcel(nil)); refusal(t, err) != "등록된 배송정보가 존재하지 않습니다." {
		t.Errorf("changed before it was registered: %v", err)
	}
	if _, err := s.LogisOf(s.imp, id); refusal(t, err) != "등록된 배송정보가 존재하지 않습니다." {
		t.Errorf("read before it was registered: %v", err)
	}
	if _, err := s.DecideEscrow(t.Context(), id, engine.EscrowConfirmed, ""); refusal(t, err) != "등록된 배송정보가 존재하지 않습니다." {
		t.Errorf("confirmed before it was delivered: %v", err)
	}
	if got := eventsOf(s.Engine, "escrow"); len(got) != 0 {
		t.Errorf("the log tells %v", got)
	}
	if _, err := s.RegisterLogis(t.Context(), s.imp, id, parcel(nil)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RegisterLogis(t.Context(), s.imp, id, parcel(nil)); refusal(t, err) != "이미 배송정보 등록이 완료된 거래입니다." {
		t.Errorf("registered twice: %v", err)
	}
}

func TestJournal_restoresEscrow(t *testing.T) {
	t.Parallel()
	s, j := taped(t)
	id := s.escrowed(t, "")
	if _, err := s.RegisterLogis(t.Context(), s.imp, id, parcel(nil)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.DecideEscrow(t.Context(), id, engine.EscrowRefused, "변심"); err != nil {
		t.Fatal(err)
	}
	again := restarted(t, j, s.clock)
	want, err := s.EscrowOf(id)
	got, err2 := again.EscrowOf(id)
	if diff := cmp.Diff(want, got); err != nil || err2 != nil || diff != "" {
		t.Errorf("%v, %v, differs after a restart:\n%s", err, err2, diff)
	}
	samePayments(t, s, again)
	if x, err := again.DecideEscrow(t.Context(), id, engine.EscrowRefusalConfirmed, ""); err != nil || x.DeniedReason != "변심" {
		t.Errorf("after a restart: %+v, %v", x, err)
	}
}
