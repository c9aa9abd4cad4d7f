package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// doors are all ways by which an order can be paid, and what time and people do
// to it afterwards, each tried at random: refusals are as welcome as successes.
type doors struct {
	shop
	t      *testing.T
	r      *rand.Rand
	member engine.QuickMember
	keys   map[string]string // provider → channel key
}

func newDoors(t *testing.T, s shop, seed uint64) *doors {
	t.Helper()
	d := &doors{shop: s, t: t, r: rand.New(rand.NewPCG(seed, 1)), keys: map[string]string{}}
	d.member = s.quick(t)
	s.issue(t, "c1", goodCard.Number)
	for _, provider := range []string{"settle", "galaxia", "kcp", "naverco", "smartro_v2", "paypal_v2"} {
		d.keys[provider] = s.channel(t, provider)
	}
	return d
}

// uid is one of few order numbers, so that doors meet.
func (d *doors) uid() string { return "o" + strconv.Itoa(d.r.IntN(60)) }

// some is a payment, if there is one: one of the newest as often as any.
func (d *doors) some() string {
	all := d.All(d.imp)
	if len(all) == 0 {
		return "imp_0"
	}
	if d.r.IntN(2) == 0 {
		all = all[:min(len(all), 5)]
	}
	return all[d.r.IntN(len(all))].ImpUID
}

func (d *doors) window(members string) {
	w, refused := d.start(d.t, `"merchant_uid":"`+d.uid()+`",`+members)
	if refused != nil {
		return
	}
	outcomes := []engine.Outcome{engine.Approve, engine.Approve, engine.IssueAccount, engine.LeavePending, engine.DeclineLimit, engine.CloseWindow}
	_, _ = d.FinishWindow(d.t.Context(), w.Secret, engine.Choice{Outcome: outcomes[d.r.IntN(len(outcomes))]})
}

func (d *doors) charge() engine.ChargeRequest {
	return engine.ChargeRequest{CustomerUID: "c1", MerchantUID: d.uid(), Amount: "9900", Name: "당근", BuyerName: "홍길동", BuyerEmail: "a@b.kr", BuyerTel: "010"}
}

// steps are what one of them does.
func (d *doors) steps() []func() {
	ctx := d.t.Context()
	amounts := []string{"", "1", "500", "4000", "999999"}
	return []func(){
		func() { d.window(`"amount":1000`) },
		func() { d.window(`"amount":5000,"pay_method":"vbank"`) },
		func() { d.window(`"pg":"paypal_v2","pay_method":null,"currency":"USD","amount":10.5`) },
		func() { d.window(`"pg":"naverco","amount":14000,"naverProducts":` + naverGoods) },
		func() {
			d.window(`"pg":"smartro_v2","pay_method":"vbank","vbank_due":"2027-11-24","buyer_email":"a@b.kr","customer_id":"c1"`)
		},
		func() { _, _ = d.Again(ctx, d.imp, d.charge()) },
		func() {
			_, _ = d.Onetime(ctx, d.imp, engine.OnetimeRequest{ChargeRequest: d.charge(), Card: goodCard})
		},
		func() {
			_, _ = d.Schedule(ctx, d.imp, engine.ScheduleRequest{CustomerUID: "c1", Items: []engine.ScheduleItem{{ChargeRequest: d.charge(), ScheduleAt: d.Now().Add(time.Hour).Unix()}}})
		},
		func() { _, _ = d.RetrySchedule(ctx, d.imp, d.uid()) },
		func() {
			_, _ = d.IssueAccount(ctx, d.imp, d.account(d.t, "settle", func(r *engine.AccountRequest) {
				r.MerchantUID, r.Due = d.uid(), d.Now().Add(48*time.Hour).Unix()
				if d.r.IntN(2) == 0 {
					r.Number, r.Unlimited = fmt.Sprintf("790-1234-%04d", d.r.IntN(3)), true
				}
			}))
		},
		func() { _, _ = d.Deposit(ctx, d.some(), []string{"", "777"}[d.r.IntN(2)]) },
		func() {
			_, _ = d.IssueBarcode(ctx, d.imp, engine.BarcodeRequest{ChargeRequest: d.charge(), ChannelKey: d.keys["galaxia"]})
		},
		func() { _, _ = d.PayBarcode(ctx, d.some(), "cash") },
		func() {
			r := d.byMoney(d.t, d.member, d.uid())
			_, _ = d.PayQuickMoney(ctx, d.imp, r)
		},
		func() {
			r := engine.BenepiaRequest{ChargeRequest: d.charge(), ChannelKey: d.keys["kcp"], User: "gildong", Password: "word"}
			_, _ = d.PayBenepia(ctx, d.imp, r)
		},
		func() {
			_, _ = d.Settle(ctx, d.some(), []engine.Outcome{engine.Approve, engine.DeclineLimit}[d.r.IntN(2)])
		},
		func() {
			_, _ = d.Cancel(ctx, d.imp, engine.CancelRequest{
				ImpUID: d.some(), Amount: amounts[d.r.IntN(len(amounts))], RefundHolder: "홍길동", RefundBank: "088", RefundAccount: "1", RefundTel: "010", TaxFree: []string{"", "1"}[d.r.IntN(2)],
			})
		},
		func() { _, _ = d.CancelAtPG(ctx, d.some()) },
		func() {
			deeds := []engine.NaverDeed{engine.NaverCancel, engine.NaverShip, engine.NaverRequestReturn, engine.NaverApproveReturn}
			id := d.some()
			var ids []string
			if orders, err := d.ProductOrders(d.imp, id); err == nil && len(orders) > 0 && d.r.IntN(2) == 0 {
				ids = []string{orders[d.r.IntN(len(orders))].ID}
			}
			_, _ = d.SellNaver(ctx, d.imp, id, engine.NaverWork{Deed: deeds[d.r.IntN(len(deeds))], IDs: ids, At: d.Now().Unix()})
		},
		func() { _, _ = d.CloseAccount(ctx, d.imp, d.some(), "key") },
		func() {
			d.clock.Advance(time.Duration(d.r.IntN(120)) * time.Minute)
			if _, err := d.RunDue(ctx); err != nil {
				d.t.Error(err)
			}
		},
	}
}

// check is what holds whatever was done: no more went back than came in, what
// prepaid means have lost is in payments, and no order was paid twice.
func (d *doors) check() {
	d.t.Helper()
	paid, spent, points := map[string][]string{}, int64(0), int64(0)
	for _, p := range d.All(d.imp) {
		if p.PaidAt != 0 {
			paid[p.MerchantUID] = append(paid[p.MerchantUID], p.ImpUID+" "+p.PGProvider)
		}
		back := money.Zero(p.Amount.Currency())
		for _, c := range p.CancelHistory {
			back = must(back.Add(c.Amount))
		}
		over, err := back.Compare(p.Amount)
		if err != nil || over > 0 || back != p.CancelAmount || !back.IsZero() && (p.PGCancelled || p.PaidAt == 0) || (p.Status == engine.Cancelled) != !back.IsZero() {
			d.t.Fatalf("of %s %s went back: %+v", p.Amount, back, p)
		}
		kept := must(p.Amount.Sub(p.CancelAmount)).Minor()
		switch {
		case p.PaidAt == 0 || p.PayMethod != "point":
		case p.PGProvider == "kcp_quick":
			spent += kept
		case p.PGProvider == "kcp":
			points += kept
		}
		orders, _ := d.ProductOrders(d.imp, p.ImpUID)
		if p.PaidAt != 0 && p.CancelAmount == p.Amount && slices.ContainsFunc(orders, func(o engine.ProductOrder) bool {
			return o.Status == engine.NaverPaid || o.Status == engine.NaverShipping
		}) {
			d.t.Fatalf("all of %s went back, and of its goods there are %+v", p.ImpUID, orders)
		}
	}
	for uid, ids := range paid {
		if len(ids) > 1 {
			d.t.Fatalf("order %s was paid by %v", uid, ids)
		}
	}
	if left := d.moneyOf(d.member.ID); left+spent != 10_000 {
		d.t.Fatalf("of ₩10,000 ₩%d are left and ₩%d spent", left, spent)
	}
	if left, err := d.BenepiaPoints(d.imp, engine.BenepiaRequest{ChannelKey: d.keys["kcp"], User: "gildong", Password: "word"}); err != nil || left.Minor()+points != 500_000 {
		d.t.Fatalf("of 500,000 points %s are left and %d spent, %v", left, points, err)
	}
}

func must(a money.Amount, err error) money.Amount {
	if err != nil {
		panic(err)
	}
	return a
}

func TestMoney_isTakenOnceAndGivenBackOnceByEveryDoor(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			s, j := taped(t)
			d := newDoors(t, s, seed)
			if seed%2 == 1 { // what goes wrong changes nothing of it
				s.let(t, engine.When{Probability: "0.2"}, engine.Do{Effect: engine.ConsoleCancel})
				s.let(t, engine.When{Probability: "0.2"}, engine.Do{Effect: engine.ConsoleCancel, Delay: engine.Span(time.Hour)})
				s.let(t, engine.When{Probability: "0.3"}, engine.Do{Effect: engine.CancelPending, Delay: engine.Span(time.Hour)})
				s.let(t, engine.When{Probability: "0.1"}, engine.Do{Effect: engine.CancelDecline})
				s.let(t, engine.When{Probability: "0.2"}, engine.Do{Effect: engine.PGCancels, Delay: engine.Span(time.Hour)})
			}
			steps := d.steps()
			for i := range 400 {
				if steps[d.r.IntN(len(steps))](); i%4 == 3 {
					d.check()
				}
			}
			by := map[string]int{}
			for _, p := range d.All(d.imp) {
				if p.PaidAt != 0 {
					by[p.PGProvider+" "+p.PayMethod]++
				}
			}
			if len(by) < 5 {
				t.Errorf("paid by no more than %v", by)
			}
			samePayments(t, s, restarted(t, j, d.clock))
		})
	}
}
