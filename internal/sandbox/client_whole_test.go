package sandbox_test

import (
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/sandbox/restv1"
	"github.com/naru-pay/naru/internal/sandbox/spectest"
	"github.com/naru-pay/naru/portonev1"
)

// shop is a merchant's server with the public client, and the buyers in front
// of it.
type shop struct {
	*portone
	*portonev1.Client
	t *testing.T
}

// newShop starts a sandbox whose answers to the shop's client are noted in run
// as well.
func newShop(t *testing.T, run *spectest.Run) *shop {
	t.Helper()
	return shopAt(t, run, start(t, sandbox.Options{StandAt: newYear}))
}

// shopAt is a shop at a sandbox.
func shopAt(t *testing.T, run *spectest.Run, p *portone) *shop {
	t.Helper()
	rest := httptest.NewServer(run.Handler(t, p.Engine(), answers.Handler(t, p.Engine(), p.RESTV1())))
	t.Cleanup(rest.Close)
	client, err := portonev1.New(portonev1.Config{Key: p.Seeded().APIKey, Secret: p.Seeded().APISecret, BaseURL: rest.URL, IncludeSandbox: true})
	if err != nil {
		t.Fatal(err)
	}
	return &shop{p, client, t}
}

// channel returns the key of a channel of a PG, which is added when the shop has
// none.
func (s *shop) channel(provider, kind string) string {
	s.t.Helper()
	code := s.Seeded().Imp
	m, err := s.Engine().MerchantByCode(code)
	s.must(err)
	for _, c := range m.Channels {
		if c.Provider == provider {
			return c.Key
		}
	}
	c, err := s.Engine().AddChannel(s.t.Context(), code, engine.Channel{Name: provider, Provider: provider, MID: "test-" + provider, Type: kind})
	s.must(err)
	return c.Key
}

// buy is a buyer in the window of request_pay; members are added to its
// parameters.
func (s *shop) buy(uid, members string, c engine.Choice) string {
	s.t.Helper()
	params := map[string]json.RawMessage{}
	for _, text := range []string{`{"merchant_uid":"` + uid + `","name":"당근","amount":11000,"buyer_tel":"010","buyer_email":"a@example.com","buyer_name":"홍길동"}`, "{" + members + "}"} {
		s.must(json.Unmarshal([]byte(text), &params))
	}
	w, refused, err := s.Engine().StartWindow(s.t.Context(), engine.StartRequest{UserCode: s.Seeded().Imp, Params: params, UserAgent: "Mozilla/5.0"})
	if err != nil || refused != nil {
		s.t.Fatalf("start %s: %+v, %v", uid, refused, err)
	}
	_, err = s.Engine().FinishWindow(s.t.Context(), w.Secret, c)
	s.must(err)
	return w.ImpUID
}

var approve = engine.Choice{Outcome: engine.Approve}

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// want fails unless ok.
func (s *shop) want(ok bool, what string, got ...any) {
	s.t.Helper()
	if !ok {
		s.t.Errorf("%s: %+v", what, got)
	}
}

// sameName is an operation whose answers are those of another, which the client
// calls.
const sameName = "GET /subscribe/customers/{customer_uid}/schedules"

// The public client and the sandbox were written from one description, apart
// from each other: each operation must succeed between them.
func TestClient_drivesEveryOperation(t *testing.T) {
	t.Parallel()
	run := spectest.New()
	s := newShop(t, run)
	s.everything()
	for _, o := range restv1.Operations() {
		if name := o.Method + " " + o.Path; name != sameName && !run.Succeeded(name) {
			t.Errorf("the client did not drive %s through its success", name)
		}
	}
}

// everything is all stories, one after the other.
func (s *shop) everything() {
	for _, story := range []func(){
		s.payments, s.billing, s.accounts, s.receipts, s.certifications, s.escrow, s.stores, s.wallets, s.benepia, s.partners,
		s.kcpQuick, s.naverPay, s.naverOrders, s.naverReturns, s.naverExchanges,
	} {
		story()
	}
}

func (s *shop) payments() {
	ctx := s.t.Context()
	uid := s.buy("p1", "", approve)
	one, err := s.Payment(ctx, uid)
	s.must(err)
	s.want(one.Amount == "11000" && one.Status == portonev1.StatusPaid, "Payment", one)
	batch, err := s.Payments(ctx, []string{uid, "imp_0"}, nil)
	s.want(err == nil && batch.Partial && len(batch.Payments) == 1, "Payments", batch, err)
	found, err := s.Find(ctx, "p1", portonev1.FindOptions{Status: portonev1.StatusPaid})
	s.want(err == nil && found.ImpUID == uid, "Find", found, err)
	page, err := s.FindAll(ctx, "p1", portonev1.FindAllOptions{})
	s.want(err == nil && page.Total == 1, "FindAll", page, err)
	page, err = s.ByStatus(ctx, portonev1.StatusQuery{Status: portonev1.StatusAll})
	s.want(err == nil && page.Total == 1, "ByStatus", page, err)
	gone, err := s.Cancel(ctx, portonev1.CancelRequest{ImpUID: uid, Full: true, Reason: "변심"})
	s.want(err == nil && gone.Status == portonev1.StatusCancelled, "Cancel", gone, err)

	_, err = s.Prepare(ctx, portonev1.Preparation{MerchantUID: "p2", Amount: "1000"})
	s.must(err)
	_, err = s.PreparedUpdate(ctx, portonev1.Preparation{MerchantUID: "p2", Amount: "2000"})
	s.must(err)
	ready, err := s.Prepared(ctx, "p2")
	s.want(err == nil && ready.Amount == "2000", "Prepared", ready, err)

	channels, err := s.Channels(ctx)
	s.want(err == nil && len(channels) > 0, "Channels", channels, err)
	banks, err := s.Banks(ctx)
	s.want(err == nil && len(banks) > 0, "Banks", err)
	cards, err := s.Cards(ctx)
	s.want(err == nil && len(cards) > 0, "Cards", err)
	bank, err := s.Bank(ctx, banks[0].Code)
	s.want(err == nil && bank == banks[0], "Bank", bank, err)
	card, err := s.Card(ctx, cards[0].Code)
	s.want(err == nil && card == cards[0], "Card", card, err)
}

func (s *shop) billing() {
	ctx, card := s.t.Context(), portonev1.Card{Number: "4092-0230-1234-5678", Expiry: "2029-03", Birth: "800101", Password: "12"}
	bill := func(uid string) portonev1.Charge {
		return portonev1.Charge{MerchantUID: uid, Amount: "9900", Name: "구독", BuyerName: "홍길동"}
	}
	_, err := s.IssueBillingKey(ctx, portonev1.BillingKeyRequest{CustomerUID: "c1", Card: card})
	s.must(err)
	_, err = s.BillingKey(ctx, "c1")
	s.must(err)
	_, _, err = s.BillingKeys(ctx, []string{"c1"})
	s.must(err)
	_, err = s.Again(ctx, portonev1.AgainRequest{CustomerUID: "c1", Charge: bill("b1")})
	s.must(err)
	_, err = s.Onetime(ctx, portonev1.OnetimeRequest{Card: card, Charge: bill("b2")})
	s.must(err)
	_, err = s.PaymentsOfBillingKey(ctx, "c1", 1)
	s.must(err)
	_, err = s.Schedule(ctx, portonev1.ScheduleRequest{CustomerUID: "c1", Charges: []portonev1.PlannedCharge{
		{At: newYear.Add(time.Hour), Charge: bill("s1")}, {At: newYear.Add(time.Hour), Charge: bill("s2")},
	}})
	s.must(err)
	_, err = s.MoveSchedule(ctx, "s1", newYear.Add(2*time.Hour))
	s.must(err)
	_, err = s.Unschedule(ctx, "c1", "s1", "s2")
	s.must(err)
	_, err = s.Reschedule(ctx, "s1", newYear.Add(3*time.Hour))
	s.must(err)
	_, err = s.RetrySchedule(ctx, "s2")
	s.must(err)
	of, err := s.SchedulesOf(ctx, "c1", portonev1.ScheduleQuery{From: newYear, To: newYear.Add(24 * time.Hour)})
	s.want(err == nil && len(of) == 2, "SchedulesOf", of, err)
	all, err := s.Schedules(ctx, portonev1.ScheduleQuery{From: newYear, To: newYear.Add(24 * time.Hour)})
	s.want(err == nil && len(all) == 2, "Schedules", all, err)
	one, err := s.ScheduleOf(ctx, "s2")
	s.want(err == nil && one.PaymentStatus == portonev1.StatusPaid && one.BuyerName == "홍길동", "ScheduleOf", one, err)
	_, err = s.DeleteBillingKey(ctx, "c1", "")
	s.must(err)
}

func (s *shop) accounts() {
	ctx := s.t.Context()
	r := portonev1.VirtualAccountRequest{
		ChannelKey: s.channel("settle", ""), MerchantUID: "v1", Amount: "30000", BankCode: "004", Due: newYear.Add(48 * time.Hour),
		Holder: "당근상점", Name: "당근", BuyerName: "홍길동", BuyerEmail: "a@example.com", BuyerTel: "010",
	}
	p, err := s.IssueVirtualAccount(ctx, r)
	s.must(err)
	s.want(p.Status == portonev1.StatusReady && p.VbankNum != "" && p.VbankDate.Equal(r.Due), "IssueVirtualAccount", p)
	p, err = s.ChangeVirtualAccount(ctx, p.ImpUID, portonev1.VirtualAccountChange{Amount: "31000", Due: newYear.Add(72 * time.Hour)})
	s.want(err == nil && p.Amount == "31000" && p.VbankDate.Equal(newYear.Add(72*time.Hour)), "ChangeVirtualAccount", p, err)
	p, err = s.CloseVirtualAccount(ctx, p.ImpUID, "")
	s.want(err == nil && p.Status == portonev1.StatusFailed, "CloseVirtualAccount", p, err)
}

func (s *shop) receipts() {
	ctx := s.t.Context()
	uid := s.buy("r1", `"pay_method":"trans"`, approve)
	who := portonev1.ReceiptRequest{Identifier: "01012345678", IdentifierType: portonev1.IdentifierPhone, BuyerName: "홍길동", BuyerTel: "010"}
	issued, err := s.IssueReceipt(ctx, uid, who)
	s.want(err == nil && issued.Amount == "11000" && issued.VAT == "1000", "IssueReceipt", issued, err)
	read, err := s.Receipt(ctx, uid)
	s.want(err == nil && read == issued, "Receipt", read, err)
	gone, err := s.CancelReceipt(ctx, uid)
	s.want(err == nil && gone.CancelledAt.Equal(newYear), "CancelReceipt", gone, err)

	_, err = s.IssueExternalReceipt(ctx, "cash/1", portonev1.ExternalReceiptRequest{
		ChannelKey: s.Seeded().Channels[0].Key, Name: "당근", Amount: "5500", ReceiptRequest: who,
	})
	s.must(err)
	out, err := s.ExternalReceipt(ctx, "cash/1")
	s.want(err == nil && out.Amount == "5500" && out.CancelledAt.IsZero(), "ExternalReceipt", out, err)
	_, err = s.CancelExternalReceipt(ctx, "cash/1")
	s.must(err)
	_, err = s.ExternalReceipt(ctx, "cash/2")
	s.want(errors.Is(err, portonev1.ErrNotFound), "an external receipt of nothing", err)
}

func (s *shop) certifications() {
	ctx := s.t.Context()
	uid, err := s.RequestOTP(ctx, portonev1.OTPRequest{
		ChannelKey: s.channel("kcp_v2", "certification"), Name: "홍길동", Phone: "010-1234-5678", Birth: "800102", GenderDigit: "1", Carrier: "KT", MVNO: true, MerchantUID: "who-1",
	})
	s.must(err)
	waiting, err := s.Certification(ctx, uid)
	s.want(err == nil && !waiting.Certified && waiting.Name == "", "Certification", waiting, err)
	who, err := s.ConfirmOTP(ctx, uid, "123456")
	s.want(err == nil && who.Certified && who.Name == "홍길동" && who.Birthday == "1980-01-02" && who.Carrier == "KT_MVNO" && who.UniqueKey != "", "ConfirmOTP", who.Name, err)
	_, err = s.DeleteCertification(ctx, uid)
	s.must(err)
	_, err = s.Certification(ctx, uid)
	s.want(errors.Is(err, portonev1.ErrNotFound), "an erased certification", err)
}

func (s *shop) escrow() {
	ctx := s.t.Context()
	uid := s.buy("e1", `"escrow":true,"pay_method":"trans"`, approve)
	party := portonev1.EscrowParty{Name: "홍길동", Tel: "010", Addr: "서울", Postcode: "04783"}
	r := portonev1.EscrowDeliveryRequest{Sender: party, Receiver: party, Parcel: portonev1.EscrowParcel{Company: "CJGLS", Invoice: "1/2", SentAt: newYear}}
	var refused *portonev1.Error
	_, err := s.EscrowDelivery(ctx, uid)
	s.want(errors.As(err, &refused) && refused.HTTPStatus == 409, "nothing sent", err)
	_, err = s.RegisterEscrowDelivery(ctx, uid, r)
	s.must(err)
	r.Parcel.Invoice = "3"
	_, err = s.ChangeEscrowDelivery(ctx, uid, r)
	s.must(err)
	sent, err := s.EscrowDelivery(ctx, uid)
	s.want(err == nil && sent.Invoice == "3" && sent.SentAt.Equal(newYear), "EscrowDelivery", sent, err)
}

func (s *shop) stores() {
	ctx := s.t.Context()
	p, err := s.IssueBarcode(ctx, portonev1.BarcodeRequest{ChannelKey: s.channel("galaxia", ""), MerchantUID: "cvs-1", Amount: "7700", Barcode: "11222222", Name: "당근"})
	s.must(err)
	s.want(strings.Contains(string(p.Raw), "11222222") && p.Status == portonev1.StatusReady, "IssueBarcode", string(p.Raw))
	p, err = s.CloseBarcode(ctx, p.ImpUID)
	s.want(err == nil && p.Status == portonev1.StatusFailed, "CloseBarcode", p, err)
}
