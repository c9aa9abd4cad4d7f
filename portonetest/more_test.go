package portonetest_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/portonetest"
	"github.com/naru-pay/naru/portonev1"
)

func client(t *testing.T, s *portonetest.Sandbox) *portonev1.Client {
	t.Helper()
	c, err := portonev1.New(portonev1.Config{Key: s.APIKey, Secret: s.APISecret, BaseURL: s.APIBase, IncludeSandbox: true})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func channel(t *testing.T, s *portonetest.Sandbox, pg, kind string) portonetest.Channel {
	t.Helper()
	c, err := s.AddChannel(t.Context(), portonetest.Channel{PG: pg, MID: "test-" + pg, Type: kind})
	if err != nil || c.PG != pg || !strings.HasPrefix(c.Key, "channel-key-") {
		t.Fatalf("AddChannel(%s) = %+v, %v", pg, c, err)
	}
	return c
}

func TestLet_declinesUntilItIsEnded(t *testing.T) {
	t.Parallel()
	s := portonetest.New(t, portonetest.Options{})
	declining := s.Let(portonetest.When{MerchantUID: "poor-*", Times: 2}, portonetest.Do{Effect: portonetest.Decline, Code: "3112", Text: "한도초과"})
	if c := pay(t, s, order("rich-1"), ""); c.Success == nil || !*c.Success {
		t.Errorf("another order hears %+v", c)
	}
	if c := pay(t, s, order("poor-1"), ""); c.Success == nil || *c.Success || !strings.Contains(c.ErrorMsg, "한도초과") {
		t.Errorf("the declined order hears %+v", c)
	}
	if n := declining.Applied(); n != 1 {
		t.Errorf("applied %d times, want once", n)
	}
	declining.End()
	if c := pay(t, s, order("poor-1"), ""); c.Success == nil || !*c.Success {
		t.Errorf("after its end the order hears %+v", c)
	}
	list := s.Payments("poor-1")
	if len(list) != 2 || list[0].Status != "failed" || list[1].Status != "paid" || list[1].Amount != "1000" || len(list[1].Raw) == 0 {
		t.Errorf("PortOne's records are %+v", list)
	}
	s.Let(portonetest.When{}, portonetest.Do{Effect: portonetest.WebhookDrop})
	s.LetMagic()
	s.EndScenarios()
	if c := pay(t, s, order("rich-2"), ""); c.ImpUID == "" || len(s.Webhooks()) == 0 {
		t.Errorf("after the end of all: %+v", c)
	}
}

// The money may be gone although the answer was cut off: the client says that it
// does not know.
func TestLet_cutsTheAnswerOfACancelThatWasMade(t *testing.T) {
	t.Parallel()
	s := portonetest.New(t, portonetest.Options{})
	c := client(t, s)
	paid := pay(t, s, order("order-1"), "")
	s.Let(portonetest.When{Operation: "POST /payments/cancel", Times: 1}, portonetest.Do{Effect: portonetest.RESTCut, After: true})
	_, err := c.Cancel(t.Context(), portonev1.CancelRequest{ImpUID: paid.ImpUID, Full: true})
	if !portonev1.OutcomeUnknown(err) {
		t.Errorf("Cancel = %v", err)
	}
	if p, err := c.Payment(t.Context(), paid.ImpUID); err != nil || p.Status != portonev1.StatusCancelled || len(p.CancelHistory) != 1 {
		t.Errorf("the payment is %+v, %v", p, err)
	}
}

func TestClock_makesScheduledChargesWhenTheirTimeComes(t *testing.T) {
	t.Parallel()
	told := newShop(t, http.StatusOK)
	s := portonetest.New(t, portonetest.Options{Clock: newYear, WebhookURL: told.URL})
	c := client(t, s)
	if _, err := c.IssueBillingKey(t.Context(), portonev1.BillingKeyRequest{
		CustomerUID: "c1", Card: portonev1.Card{Number: "4092023012345678", Expiry: "2029-03", Birth: "800101", Password: "12"},
	}); err != nil {
		t.Fatal(err)
	}
	plan := func(uid string, at time.Time) portonev1.PlannedCharge {
		return portonev1.PlannedCharge{At: at, Charge: portonev1.Charge{MerchantUID: uid, Amount: "9900", Name: "구독"}}
	}
	if _, err := c.Schedule(t.Context(), portonev1.ScheduleRequest{CustomerUID: "c1", Charges: []portonev1.PlannedCharge{
		plan("feb", newYear.AddDate(0, 1, 0)), plan("jan", newYear.AddDate(0, 0, 1)),
	}}); err != nil {
		t.Fatal(err)
	}
	s.Let(portonetest.When{By: "schedule", Nth: 2}, portonetest.Do{Effect: portonetest.Decline, Text: "분실카드"})
	for day := newYear.AddDate(0, 0, 1); s.Clock.Now().Before(day); {
		if s.Clock.AdvanceToNextDue() == 0 {
			t.Fatalf("nothing is due at %v", s.Clock.Now())
		}
	}
	if list := s.Schedules(); len(list) != 2 || list[0].MerchantUID != "jan" || list[0].PaymentStatus != "paid" || list[1].State != "scheduled" {
		t.Errorf("after a day the schedules are %+v", list)
	}
	s.Clock.Set(newYear.AddDate(0, 2, 0))
	if list := s.Schedules(); list[1].PaymentStatus != "failed" || !strings.Contains(list[1].FailReason, "분실카드") || list[1].ExecutedAt != newYear.AddDate(0, 1, 0).Unix() {
		t.Errorf("after two months the schedules are %+v", list)
	}
	if heard := strings.Join(told.heard(), " "); strings.Count(heard, `"paid"`) != 1 || strings.Count(heard, `"failed"`) != 1 {
		t.Errorf("the shop heard %s", heard)
	}
}

func TestCertify_tellsThePageAndTheAPI(t *testing.T) {
	t.Parallel()
	s := portonetest.New(t, portonetest.Options{})
	pg := channel(t, s, "danal", "certification")
	who := portonetest.Certification{
		MerchantUID: "sign-up-1", PG: pg.PG + "." + pg.MID,
		Person: portonetest.Person{Name: "홍길동", Phone: "01012345678", Birthday: "1980-01-02", Gender: "male", Carrier: "KT"},
	}
	told, err := s.Certify(t.Context(), who, "")
	if err != nil || !told.Called || !told.Success {
		t.Fatalf("Certify = %+v, %v", told, err)
	}
	proof, err := client(t, s).Certification(t.Context(), told.ImpUID)
	if err != nil || !proof.Certified || proof.Name != "홍길동" || proof.Birthday != "1980-01-02" || proof.UniqueKey == "" {
		t.Errorf("Certification = %s %s, %v", proof, proof.Name, err)
	}
	if told, err := s.Certify(t.Context(), who, portonetest.CancelWindow); err != nil || told.Success || told.ErrorMsg == "" {
		t.Errorf("given up: %+v, %v", told, err)
	}
	who.Extra = map[string]any{"m_redirect_url": "https://shop.example/done"}
	who.Mobile = true
	if told, err := s.Certify(t.Context(), who, ""); err != nil || !strings.HasPrefix(told.RedirectURL, "https://shop.example/done?") {
		t.Errorf("on a phone: %+v, %v", told, err)
	}
	var refused *portonetest.Error
	if _, err := s.Certify(t.Context(), who, "explode"); !errors.As(err, &refused) {
		t.Errorf("an unknown outcome gave %v", err)
	}
}

func TestPayAtStore_asksTheShopFirst(t *testing.T) {
	t.Parallel()
	told := newShop(t, http.StatusOK)
	s := portonetest.New(t, portonetest.Options{WebhookURL: told.URL})
	p, err := client(t, s).IssueBarcode(t.Context(), portonev1.BarcodeRequest{
		ChannelKey: channel(t, s, "galaxia", "").Key, MerchantUID: "cvs-1", Amount: "7700", ConfirmURL: told.URL,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.PayAtStore(t.Context(), p.ImpUID, "cash"); err != nil {
		t.Fatal(err)
	}
	if heard := told.heard(); len(heard) == 0 || !strings.Contains(heard[0], portonev1.EventStoreConfirm) {
		t.Errorf("the shop heard %q", heard)
	}
	notice, err := portonev1.ParseNotice("application/json", []byte(told.heard()[0]))
	if err != nil || notice.Store == nil || notice.Store.PayType != "cash" || notice.ImpUID != p.ImpUID {
		t.Errorf("the question is %+v, %v", notice, err)
	}
	if list := s.Payments("cvs-1"); len(list) != 1 || list[0].Status != "paid" {
		t.Errorf("the record is %+v", list)
	}
	if err := s.PayAtStore(t.Context(), p.ImpUID, "cash"); err == nil {
		t.Error("a barcode was paid twice")
	}
}

func TestDecideEscrow_tellsTheShop(t *testing.T) {
	t.Parallel()
	told := newShop(t, http.StatusOK)
	s := portonetest.New(t, portonetest.Options{Clock: newYear, WebhookURL: told.URL})
	o := order("order-1")
	o.PayMethod, o.Extra = "trans", map[string]any{"escrow": true}
	paid := pay(t, s, o, "")
	party := portonev1.EscrowParty{Name: "홍길동", Tel: "010", Addr: "서울", Postcode: "04783"}
	if _, err := client(t, s).RegisterEscrowDelivery(t.Context(), paid.ImpUID, portonev1.EscrowDeliveryRequest{
		Sender: party, Receiver: party, Parcel: portonev1.EscrowParcel{Company: "CJGLS", Invoice: "1", SentAt: newYear},
	}); err != nil {
		t.Fatal(err)
	}
	s.Webhooks() // the delivery is told before it is denied
	if err := s.DecideEscrow(t.Context(), paid.ImpUID, portonetest.EscrowDenied, "단순 변심"); err != nil {
		t.Fatal(err)
	}
	s.Webhooks()
	heard := told.heard()
	notice, err := portonev1.ParseNotice("application/json", []byte(heard[len(heard)-1]))
	if err != nil || notice.Escrow == nil || notice.Escrow.Status != portonev1.EscrowDenied || notice.Escrow.DeniedReason != "단순 변심" || !notice.Escrow.ChangedAt.Equal(newYear) {
		t.Errorf("the shop heard %q: %+v, %v", heard, notice.Escrow, err)
	}
	if err := s.DecideEscrow(t.Context(), paid.ImpUID, portonetest.EscrowConfirmed, ""); err == nil {
		t.Error("what the buyer denied was confirmed")
	}
}

func TestSettle_decidesWhatWasPending(t *testing.T) {
	t.Parallel()
	s := portonetest.New(t, portonetest.Options{})
	o := order("order-1")
	o.PG, o.PayMethod, o.Extra = channel(t, s, "paypal_v2", "").PG, "paypal", map[string]any{"currency": "USD", "amount": 10.5}
	pending := pay(t, s, o, portonetest.LeavePending)
	if list := s.Payments("order-1"); len(list) != 1 || list[0].Status != "pending" || list[0].Currency != "USD" || list[0].Amount != "10.5" {
		t.Fatalf("the record is %+v", list)
	}
	if err := s.Settle(t.Context(), pending.ImpUID, ""); err != nil || s.Payments("order-1")[0].Status != "paid" {
		t.Errorf("settled: %v, %+v", err, s.Payments("order-1"))
	}
	var refused *portonetest.Error
	if err := s.Settle(t.Context(), pending.ImpUID, ""); !errors.As(err, &refused) {
		t.Errorf("settled twice: %v", err)
	}
	if err := s.DepositAmount(t.Context(), pending.ImpUID, 1000); !errors.As(err, &refused) {
		t.Errorf("a wallet took a deposit: %v", err)
	}
}

func TestDepositAmount_comesAsOftenAsSomebodyPays(t *testing.T) {
	t.Parallel()
	s := portonetest.New(t, portonetest.Options{Clock: newYear})
	c := client(t, s)
	p, err := c.IssueVirtualAccount(t.Context(), portonev1.VirtualAccountRequest{
		ChannelKey: channel(t, s, "settle", "").Key, MerchantUID: "fixed-1", Amount: "30000", BankCode: "004", Due: newYear.AddDate(0, 0, 2),
		Holder: "당근", Number: "79012345678901", FixedUnlimited: true, BuyerName: "홍길동", BuyerEmail: "a@example.com",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, amount := range []int64{1000, 2500} {
		if err := s.DepositAmount(t.Context(), p.ImpUID, amount); err != nil {
			t.Fatal(err)
		}
	}
	if p, err = c.Payment(t.Context(), p.ImpUID); err != nil || len(p.DepositHistory) != 2 || p.DepositHistory[1].Amount != "2500" {
		t.Errorf("the account took %+v, %v", p.DepositHistory, err)
	}
}

// What the sandbox knows, a Go test can name.
func TestNames_areThoseOfTheSandbox(t *testing.T) {
	t.Parallel()
	var effects []string
	for _, e := range engine.Effects {
		effects = append(effects, e.Name)
	}
	slices.Sort(effects)
	if diff := cmp.Diff(effects, named("Effect")); diff != "" {
		t.Errorf("effects (-sandbox +portonetest):\n%s", diff)
	}
	outcomes := []string{string(engine.DeclinePerson)}
	for _, o := range engine.Outcomes {
		outcomes = append(outcomes, string(o))
	}
	slices.Sort(outcomes)
	if diff := cmp.Diff(outcomes, named("Outcome")); diff != "" {
		t.Errorf("outcomes (-sandbox +portonetest):\n%s", diff)
	}
}

// named reads the constants of a type out of this package's sources.
func named(kind string) []string {
	constant := regexp.MustCompile(`(?m)^\t\w+ +` + kind + ` += "(\w+)"`)
	var all []string
	for _, file := range []string{"pay.go", "scenarios.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		for _, found := range constant.FindAllStringSubmatch(string(text), -1) {
			all = append(all, found[1])
		}
	}
	slices.Sort(all)
	return all
}

func TestResendWebhook_sendsItAgain(t *testing.T) {
	t.Parallel()
	told := newShop(t, http.StatusOK)
	s := portonetest.New(t, portonetest.Options{WebhookURL: told.URL})
	s.Let(portonetest.When{Event: "paid", Times: 1}, portonetest.Do{Effect: portonetest.WebhookDuplicate, Copies: 2})
	paid := pay(t, s, order("order-1"), "")
	s.Webhooks()
	if n := len(told.heard()); n != 3 {
		t.Errorf("the shop heard %d, want one and two copies", n)
	}
	if err := s.ResendWebhook(t.Context(), paid.ImpUID); err != nil {
		t.Fatal(err)
	}
	s.Webhooks()
	if n := len(told.heard()); n != 4 {
		t.Errorf("the shop heard %d, want one more", n)
	}
}

func TestDo_isWrittenAsTheControlAPIReads(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(portonetest.Do{Effect: portonetest.DepositShort, Amount: "10.5", Delay: 90 * time.Minute})
	if want := `{"effect":"deposit_short","delay":"1h30m0s","amount":10.5}`; err != nil || string(raw) != want {
		t.Errorf("Do is %s, %v, want %s", raw, err, want)
	}
}
