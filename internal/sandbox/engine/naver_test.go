package engine_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

var update = flag.Bool("update", false, "write the golden files")

// naverGoods come to ₩14,200: 2,000 + 3,300 + 2,400 of goods, 4,000 of extras
// and 2,500 of delivery, since the second group is free from ₩1,000 on.
const naverGoods = `[
	{"id":"p1","name":"상품 하나","basePrice":1000,"quantity":2,"shipping":{"groupId":"a","baseFee":2500,"feePayType":"PREPAYED"},
		"supplements":[{"id":"s1","name":"추가구성품","price":2000,"quantity":2}]},
	{"id":"p2","name":"상품 둘","basePrice":"1000","shipping":{"groupId":"b","baseFee":3000,"feeRule":{"freeByThreshold":1000}},
		"options":[
			{"optionQuantity":3,"optionPrice":100,"selectionCode":"R_M","selections":[{"code":"RED","label":"색상","value":"빨강"},{"code":"170","label":"사이즈","value":"170"}]},
			{"optionQuantity":2,"optionPrice":200,"selectionCode":"R_L","selections":[{"code":"RED","label":"색상","value":"빨강"},{"code":"180","label":"사이즈","value":"180"}]}
		]}
]`

// naver pays by 네이버페이 주문형 and returns imp_uid and product orders.
func (s shop) naver(t *testing.T, goods, members string) (string, []engine.ProductOrder) {
	t.Helper()
	if !slices.ContainsFunc(s.Merchants()[0].Channels, func(c engine.Channel) bool { return c.Provider == "naverco" }) {
		if _, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "naver", Provider: "naverco", MID: "shop-naver"}); err != nil {
			t.Fatal(err)
		}
	}
	r := s.pay(t, `"pg":"naverco","amount":14000,"buyer_addr":"서울","buyer_postcode":"04524","naverProducts":`+goods+members, engine.Choice{Outcome: engine.Approve})
	orders, err := s.ProductOrders(s.imp, r.ImpUID)
	if err != nil {
		t.Fatal(err)
	}
	return r.ImpUID, orders
}

func TestNaverOrders_areMadeOfWhatIsBought(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	impUID, orders := s.naver(t, naverGoods, "")
	type brief struct {
		Product, Name, Option, OptionName string
		Quantity, Amount, Delivery        int64
	}
	var got []brief
	for _, o := range orders {
		got = append(got, brief{o.ProductID, o.ProductName, o.OptionID, o.OptionName, o.Quantity, o.Amount.Minor(), o.Delivery.Minor()})
		if len(o.ID) != 16 || !strings.HasPrefix(o.ID, "20261123") || o.Status != engine.NaverPaid || o.Addr != "서울" {
			t.Errorf("a product order is %+v", o)
		}
	}
	want := []brief{
		{"p1", "상품 하나", "", "", 2, 2000, 2500},
		{"s1", "추가구성품", "", "", 2, 4000, 0},
		{"p2", "상품 둘", "R_M", "색상: 빨강 / 사이즈: 170", 3, 3300, 0},
		{"p2", "상품 둘", "R_L", "색상: 빨강 / 사이즈: 180", 2, 2400, 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("product orders differ:\n%s", diff)
	}
	if p, err := s.PaymentByImpUID(s.imp, impUID); err != nil || p.Amount != money.Won(14200) {
		t.Errorf("the payment is %v, %v", p.Amount, err)
	}
}

func TestNaverOrders_splitAPaymentWhosePricesAreNotTold(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	impUID, orders := s.naver(t, `[{"name":"하나","count":3},{"uid":"u2","name":"둘"},{}]`, "")
	sum := int64(0)
	for _, o := range orders {
		sum += o.Amount.Minor() + o.Delivery.Minor()
	}
	if len(orders) != 3 || sum != 14000 || orders[0].Quantity != 3 || orders[1].ProductID != "u2" || orders[2].ProductName != "당근 10kg" {
		t.Errorf("product orders %+v", orders)
	}
	if p, _ := s.PaymentByImpUID(s.imp, impUID); p.Amount != money.Won(14000) {
		t.Errorf("the payment became %v", p.Amount)
	}
}

func TestNaverOrders_pageIsNotToldThatItWasPaid(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	if _, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "naver", Provider: "naverco", MID: "m"}); err != nil {
		t.Fatal(err)
	}
	paid := s.pay(t, `"pg":"naverco","naverProducts":[{"name":"n"}]`, engine.Choice{Outcome: engine.Approve})
	if !paid.LoseReply || paid.Status != engine.Paid {
		t.Errorf("an approval: %+v", paid)
	}
	left := s.pay(t, `"pg":"naverco","merchant_uid":"order-2","naverProducts":[{"name":"n"}]`, engine.Choice{Outcome: engine.CancelWindow})
	if left.LoseReply || left.Callback == nil {
		t.Errorf("a cancel: %+v", left)
	}
	if orders, err := s.ProductOrders(s.imp, left.ImpUID); err != nil || len(orders) != 0 {
		t.Errorf("an unpaid payment has product orders %+v, %v", orders, err)
	}
}

// ways lead a fresh product order to every state that it can be in.
var ways = []struct {
	state string
	deeds []engine.NaverDeed
}{
	{"paid", nil},
	{"placed", []engine.NaverDeed{engine.NaverPlace}},
	{"cancel asked", []engine.NaverDeed{engine.NaverPlace, engine.NaverBuyerCancels}},
	{"cancel withdrawn", []engine.NaverDeed{engine.NaverPlace, engine.NaverBuyerCancels, engine.NaverBuyerKeeps}},
	{"cancelled", []engine.NaverDeed{engine.NaverCancel}},
	{"shipped", []engine.NaverDeed{engine.NaverShip}},
	{"delivered", []engine.NaverDeed{engine.NaverShip, engine.NaverArrived}},
	{"held back", []engine.NaverDeed{engine.NaverShip, engine.NaverBuyerHoldsBack}},
	{"decided", []engine.NaverDeed{engine.NaverShip, engine.NaverBuyerDecides}},
	{"return asked", []engine.NaverDeed{engine.NaverShip, engine.NaverBuyerReturns}},
	{"return collected", []engine.NaverDeed{engine.NaverShip, engine.NaverBuyerReturns, engine.NaverCollected}},
	{"return withheld", []engine.NaverDeed{engine.NaverShip, engine.NaverBuyerReturns, engine.NaverWithholdReturn}},
	{"return rejected", []engine.NaverDeed{engine.NaverShip, engine.NaverBuyerReturns, engine.NaverRejectReturn}},
	{"returned", []engine.NaverDeed{engine.NaverShip, engine.NaverBuyerReturns, engine.NaverApproveReturn}},
	{"exchange asked", []engine.NaverDeed{engine.NaverShip, engine.NaverBuyerExchanges}},
	{"exchange approved", []engine.NaverDeed{engine.NaverShip, engine.NaverBuyerExchanges, engine.NaverExchangeApproved}},
	{"exchange collected", []engine.NaverDeed{engine.NaverShip, engine.NaverBuyerExchanges, engine.NaverExchangeApproved, engine.NaverCollectExchanged}},
	{"exchange shipped", []engine.NaverDeed{engine.NaverShip, engine.NaverBuyerExchanges, engine.NaverExchangeApproved, engine.NaverCollectExchanged, engine.NaverShipExchanged}},
	{"exchanged", []engine.NaverDeed{engine.NaverShip, engine.NaverBuyerExchanges, engine.NaverExchangeApproved, engine.NaverCollectExchanged, engine.NaverShipExchanged, engine.NaverArrived}},
	{"cancelled by naver", []engine.NaverDeed{engine.NaverShip, engine.NaverCancelledByNaver}},
}

var sellerDeeds = []engine.NaverDeed{
	engine.NaverCancel, engine.NaverApproveCancel, engine.NaverPlace, engine.NaverShip, engine.NaverShipExchanged, engine.NaverCollectExchanged,
	engine.NaverRequestReturn, engine.NaverApproveReturn, engine.NaverRejectReturn, engine.NaverWithholdReturn, engine.NaverResolveReturn,
}

// deed does one deed, whosever it is.
func (s shop) deed(t *testing.T, impUID string, w engine.NaverWork) engine.NaverResult {
	t.Helper()
	var r engine.NaverResult
	var err error
	if slices.Contains(sellerDeeds, w.Deed) {
		r, err = s.SellNaver(t.Context(), s.imp, impUID, w)
	} else {
		r, err = s.BuyNaver(t.Context(), impUID, w)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestNaverDeeds_matrix tries every deed in every state; what is not in the
// golden file is refused and changes nothing.
func TestNaverDeeds_matrix(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var b strings.Builder
	n := 0
	for _, way := range ways {
		for _, name := range append(slices.Clone(sellerDeeds), engine.NaverBuyerDeeds()...) {
			n++
			impUID, _ := s.naver(t, `[{"id":"p","name":"n","basePrice":10000,"shipping":{"baseFee":2500}}]`, fmt.Sprintf(`,"merchant_uid":"m-%d"`, n))
			for _, step := range way.deeds {
				if r := s.deed(t, impUID, engine.NaverWork{Deed: step}); len(r.Done) != 1 {
					t.Fatalf("on the way to %s: %s does not fit: %s", way.state, step, r.Reason)
				}
			}
			before, _ := s.PaymentByImpUID(s.imp, impUID)
			old, _ := s.ProductOrders(s.imp, impUID)
			r := s.deed(t, impUID, engine.NaverWork{Deed: name})
			after, _ := s.PaymentByImpUID(s.imp, impUID)
			orders, _ := s.ProductOrders(s.imp, impUID)
			if len(r.Done) == 0 {
				if diff := cmp.Diff(old, orders, cmp.AllowUnexported(money.Amount{})); diff != "" || before.CancelAmount != after.CancelAmount || r.Reason == "" {
					t.Errorf("%s: a refused %s changed something:\n%s", way.state, name, diff)
				}
				continue
			}
			o := orders[0]
			fmt.Fprintf(&b, "%-18s %-17s -> %s %s/%s", way.state, name, o.Status, o.ClaimType, o.ClaimStatus)
			if back := after.CancelAmount.Minor() - before.CancelAmount.Minor(); back != 0 {
				fmt.Fprintf(&b, ", %d goes back", back)
			}
			b.WriteByte('\n')
		}
	}
	path := filepath.Join("testdata", "naver_deeds.txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("deeds differ:\n%s", diff)
	}
}

func TestNaverDeeds_tryEachProductOrderByItself(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	impUID, orders := s.naver(t, naverGoods, "")
	other, foreign := s.naver(t, naverGoods, `,"merchant_uid":"order-2"`)
	ids := []string{orders[0].ID, foreign[0].ID, "0", orders[2].ID, orders[0].ID}
	r := s.deed(t, impUID, engine.NaverWork{Deed: engine.NaverCancel, IDs: ids, Reason: "SOLD_OUT"})
	if len(r.Done) != 2 || r.Failed != 2 || r.Done[0].ClaimReason != "SOLD_OUT" {
		t.Errorf("two of four: %+v", r)
	}
	p, _ := s.PaymentByImpUID(s.imp, impUID)
	if p.CancelAmount != money.Won(4500+3300) || len(p.CancelHistory) != 2 || p.CancelHistory[0].Reason != "SOLD_OUT" {
		t.Errorf("given back %v: %+v", p.CancelAmount, p.CancelHistory)
	}
	if p, _ := s.PaymentByImpUID(s.imp, other); !p.CancelAmount.IsZero() {
		t.Error("another payment was given back")
	}
	rest := s.deed(t, impUID, engine.NaverWork{Deed: engine.NaverCancel, Reason: "NO_SUCH_CODE"})
	if len(rest.Done) != 2 || rest.Failed != 2 || rest.Done[0].ClaimReason != "PRODUCT_UNSATISFIED" {
		t.Errorf("the rest: %+v", rest)
	}
	if p, _ = s.PaymentByImpUID(s.imp, impUID); p.CancelAmount != p.Amount {
		t.Errorf("given back %v of %v", p.CancelAmount, p.Amount)
	}
	for _, d := range s.Deliveries(impUID) {
		if d.Event == "cancelled" && d.State == engine.Due {
			t.Errorf("a seller's cancel is told by webhook: %+v", d)
		}
	}
}

func TestNaverReturns_keepBackWhatIsCharged(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	impUID, orders := s.naver(t, naverGoods, "")
	one := []string{orders[2].ID}
	parcel := engine.Parcel{Method: "DELIVERY", Company: "CJGLS", Tracking: "123"}
	for _, w := range []engine.NaverWork{
		{Deed: engine.NaverShip, IDs: one, Parcel: parcel, At: noon.Unix()},
		{Deed: engine.NaverRequestReturn, IDs: one, Reason: "BROKEN", Parcel: engine.Parcel{Method: "RETURN_INDIVIDUAL"}},
		{Deed: engine.NaverWithholdReturn, IDs: one, Memo: "배송비", Reason: "RETURN_DELIVERYFEE", ExtraCharge: money.Won(300)},
	} {
		if r := s.deed(t, impUID, w); len(r.Done) != 1 {
			t.Fatalf("%s: %+v", w.Deed, r)
		}
	}
	if r := s.deed(t, impUID, engine.NaverWork{Deed: engine.NaverApproveReturn, IDs: one}); len(r.Done) != 0 {
		t.Error("a withheld return was approved")
	}
	s.deed(t, impUID, engine.NaverWork{Deed: engine.NaverResolveReturn, IDs: one})
	r := s.deed(t, impUID, engine.NaverWork{Deed: engine.NaverApproveReturn, IDs: one, Memo: "고맙습니다"})
	p, _ := s.PaymentByImpUID(s.imp, impUID)
	if len(r.Done) != 1 || r.Done[0].Status != engine.NaverReturned || p.CancelAmount != money.Won(3000) || r.Done[0].Shipped != parcel {
		t.Errorf("returned %+v, given back %v", r.Done, p.CancelAmount)
	}
}

func TestNaverOrders_followACancelOfTheWholePayment(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	impUID, _ := s.naver(t, naverGoods, "")
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: impUID, Reason: "변심"}); err != nil {
		t.Fatal(err)
	}
	orders, _ := s.ProductOrders(s.imp, impUID)
	for _, o := range orders {
		if o.Status != engine.NaverCancelled || o.ClaimStatus != "CANCEL_DONE" {
			t.Errorf("after the cancel: %+v", o)
		}
	}
	if r := s.deed(t, impUID, engine.NaverWork{Deed: engine.NaverPlace}); len(r.Done) != 0 {
		t.Error("a cancelled order was placed")
	}
}

func TestNaverCancel_neverGivesBackMoreThanIsLeft(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	impUID, orders := s.naver(t, naverGoods, "")
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: impUID, Amount: "13000", Reason: "일부"}); err != nil {
		t.Fatal(err)
	}
	if r := s.deed(t, impUID, engine.NaverWork{Deed: engine.NaverCancel, IDs: []string{orders[0].ID}}); len(r.Done) != 0 || !strings.Contains(r.Reason, "잔액") {
		t.Errorf("₩4,500 of ₩1,200: %+v", r)
	}
	if p, _ := s.PaymentByImpUID(s.imp, impUID); p.CancelAmount != money.Won(13000) {
		t.Errorf("given back %v", p.CancelAmount)
	}
}

func TestNaverReviews_areOfDecidedPurchases(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	impUID, orders := s.naver(t, naverGoods, "")
	r := engine.Review{ProductOrderID: orders[0].ID, Type: engine.ReviewGeneral, Score: 5, Title: "좋아요"}
	if _, err := s.WriteReview(t.Context(), impUID, r); refusal(t, err) != "구매확정된 상품주문만 구매평을 쓸 수 있습니다." {
		t.Errorf("before the decision: %v", err)
	}
	s.deed(t, impUID, engine.NaverWork{Deed: engine.NaverShip})
	s.deed(t, impUID, engine.NaverWork{Deed: engine.NaverBuyerDecides})
	for _, bad := range []engine.Review{
		{ProductOrderID: orders[0].ID, Type: "short", Score: 5, Title: "t"},
		{ProductOrderID: orders[0].ID, Type: "general", Score: 6, Title: "t"},
		{ProductOrderID: orders[0].ID, Type: "general", Score: 5},
		{ProductOrderID: orders[0].ID, Type: "general", Score: 5, Title: "t", Content: "c"},
		{ProductOrderID: "0", Type: "general", Score: 5, Title: "t"},
	} {
		if _, err := s.WriteReview(t.Context(), impUID, bad); err == nil {
			t.Errorf("%+v was written", bad)
		}
	}
	written, err := s.WriteReview(t.Context(), impUID, r)
	if err != nil || written.ProductName != "상품 하나" || written.Writer == "" {
		t.Errorf("written %+v, %v", written, err)
	}
	if _, err := s.WriteReview(t.Context(), impUID, r); refusal(t, err) != "이미 구매평을 쓴 상품주문입니다." {
		t.Errorf("twice: %v", err)
	}
	key := written.ChannelKey
	for q, want := range map[engine.ReviewQuery]int{
		{ChannelKey: key, Type: "general", From: noon.Unix(), To: noon.Unix()}:         1,
		{ChannelKey: key, Type: "premium", From: 0, To: noon.Unix()}:                   0,
		{ChannelKey: key, Type: "general", From: noon.Unix() + 1, To: noon.Unix() + 9}: 0,
	} {
		if list, err := s.Reviews(s.imp, q); err != nil || len(list) != want {
			t.Errorf("%+v: %+v, %v", q, list, err)
		}
	}
	if _, err := s.Reviews(s.imp, engine.ReviewQuery{ChannelKey: s.Merchants()[0].Channels[0].Key}); err == nil {
		t.Error("another PG's channel has reviews")
	}
}

// naverPay pays by 네이버페이 결제형.
func (s shop) naverPay(t *testing.T, members string, c engine.Choice) string {
	t.Helper()
	if !slices.ContainsFunc(s.Merchants()[0].Channels, func(c engine.Channel) bool { return c.Provider == "naverpay" }) {
		if _, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "naver", Provider: "naverpay", MID: "naverpay-partner"}); err != nil {
			t.Fatal(err)
		}
	}
	c.Outcome = engine.Approve
	return s.pay(t, `"pg":"naverpay","amount":11000,"naverProducts":[{"name":"n","count":1}]`+members, c).ImpUID
}

func TestNaverPay_pointsAndConfirmationAreGivenOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	uid := s.naverPay(t, "", engine.Choice{})
	card := s.pay(t, `"merchant_uid":"order-2"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	for name, fn := range map[string]func(string) error{
		"이미 네이버페이 포인트 적립이 완료된 거래건입니다.": func(uid string) error { return s.GiveNaverPoint(t.Context(), s.imp, uid) },
		"이미 구매확정된 거래건입니다.":             func(uid string) error { return s.ConfirmNaver(t.Context(), s.imp, uid, "customer") },
	} {
		if err := fn(uid); err != nil {
			t.Error(err)
		}
		if err := fn(uid); refusal(t, err) != name {
			t.Errorf("twice: %v", err)
		}
		if err := fn(card); refusal(t, err) != "네이버페이 결제형 거래건이 아닙니다." {
			t.Errorf("another PG: %v", err)
		}
	}
	if err := s.ConfirmNaver(t.Context(), s.imp, uid, "nobody"); refusal(t, err) != "requester 파라메터는 admin 또는 customer여야 합니다." {
		t.Errorf("a wrong requester: %v", err)
	}
	gone := s.naverPay(t, `,"merchant_uid":"order-3"`, engine.Choice{})
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: gone, Reason: "변심"}); err != nil {
		t.Fatal(err)
	}
	if err := s.GiveNaverPoint(t.Context(), s.imp, gone); refusal(t, err) != "결제가 완료되지 않았거나 취소된 거래건입니다." {
		t.Errorf("a cancelled payment: %v", err)
	}
}

func TestNaverPay_cashAmountIsWhatNaversMoneyPaid(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	points := s.naverPay(t, `,"tax_free":5500`, engine.Choice{Money: true})
	card := s.naverPay(t, `,"merchant_uid":"order-2"`, engine.Choice{})
	w := money.Won
	for uid, want := range map[string]engine.CashAmount{
		points: {Total: w(11000), ByPoint: w(11000), ByPrimary: w(0), Supply: w(10500), VAT: w(500)},
		card:   {Total: w(0), ByPoint: w(0), ByPrimary: w(0), Supply: w(0), VAT: w(0)},
	} {
		got, err := s.NaverCashAmount(s.imp, uid)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(money.Amount{})); err != nil || diff != "" {
			t.Errorf("cash amount, %v:\n%s", err, diff)
		}
	}
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: points, Amount: "5500", Reason: "일부"}); err != nil {
		t.Fatal(err)
	}
	if got, _ := s.NaverCashAmount(s.imp, points); got.Total != w(5500) || got.VAT != w(0) {
		t.Errorf("after a cancel: %+v", got)
	}
}

func TestJournal_restoresNaver(t *testing.T) {
	t.Parallel()
	j := &tape{}
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Journal: j, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{Engine: e, imp: e.Merchants()[0].Code}
	impUID, orders := s.naver(t, naverGoods, "")
	s.deed(t, impUID, engine.NaverWork{Deed: engine.NaverShip, IDs: []string{orders[0].ID}, Parcel: engine.Parcel{Method: "NOTHING"}})
	s.deed(t, impUID, engine.NaverWork{Deed: engine.NaverBuyerDecides, IDs: []string{orders[0].ID}})
	s.deed(t, impUID, engine.NaverWork{Deed: engine.NaverCancel, IDs: []string{orders[1].ID}})
	if _, err := s.WriteReview(t.Context(), impUID, engine.Review{ProductOrderID: orders[0].ID, Type: "premium", Score: 1, Title: "t", Content: "c"}); err != nil {
		t.Fatal(err)
	}
	uid := s.naverPay(t, `,"merchant_uid":"order-2"`, engine.Choice{})
	if err := s.GiveNaverPoint(t.Context(), s.imp, uid); err != nil {
		t.Fatal(err)
	}
	open, _ := s.start(t, `"pg":"naverco","merchant_uid":"order-3","naverProducts":`+naverGoods)

	again, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, History: j.history})
	if err != nil {
		t.Fatal(err)
	}
	want, _ := e.ProductOrders(s.imp, impUID)
	got, err := again.ProductOrders(s.imp, impUID)
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(money.Amount{})); err != nil || diff != "" {
		t.Errorf("product orders differ, %v:\n%s", err, diff)
	}
	q := engine.ReviewQuery{ChannelKey: s.Merchants()[0].Channels[len(s.Merchants()[0].Channels)-2].Key, Type: "premium", To: noon.Unix()}
	if list, err := again.Reviews(s.imp, q); err != nil || len(list) != 1 {
		t.Errorf("reviews %+v, %v", list, err)
	}
	if err := again.GiveNaverPoint(t.Context(), s.imp, uid); refusal(t, err) != "이미 네이버페이 포인트 적립이 완료된 거래건입니다." {
		t.Errorf("points are given again: %v", err)
	}
	if _, err := again.FinishWindow(t.Context(), open.Secret, engine.Choice{Outcome: engine.Approve}); err != nil {
		t.Fatal(err)
	}
	if orders, _ := again.ProductOrders(s.imp, open.ImpUID); len(orders) != 4 {
		t.Errorf("a window opened before the restart: %+v", orders)
	}
}

func TestNaverOrders_areMadeByALateApprovalToo(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.let(t, engine.When{Times: 1}, engine.Do{Effect: engine.ApproveLate, Delay: engine.Span(time.Hour)})
	impUID, orders := s.naver(t, naverGoods, "")
	if len(orders) != 0 {
		t.Fatalf("a payment that failed has %+v", orders)
	}
	s.clock.Advance(time.Hour)
	s.run(t)
	if orders, err := s.ProductOrders(s.imp, impUID); err != nil || len(orders) != 4 {
		t.Errorf("product orders %+v, %v", orders, err)
	}
}

// 네이버페이 gives nothing back that it gave back behind PortOne's back.
func TestNaverOrders_areNotRefundedTwice(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	impUID, _ := s.naver(t, naverGoods, "")
	if _, err := s.CancelAtPG(t.Context(), impUID); err != nil {
		t.Fatal(err)
	}
	for _, buyer := range []bool{false, true} {
		work := engine.NaverWork{Deed: engine.NaverCancel}
		r, err := s.SellNaver(t.Context(), s.imp, impUID, work)
		if buyer {
			r, err = s.BuyNaver(t.Context(), impUID, engine.NaverWork{Deed: engine.NaverBuyerCancels})
		}
		if err != nil || len(r.Done) != 0 || !strings.HasPrefix(r.Reason, "기 취소 거래") {
			t.Errorf("by the buyer %v: %+v, %v", buyer, r, err)
		}
	}
	if p := s.payment(t, impUID); !p.CancelAmount.IsZero() || p.Status != engine.Paid {
		t.Errorf("the payment is %+v", p)
	}
}

func TestNaverOrders_endWithAPaymentThatIsCancelledAtOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.let(t, engine.When{Times: 1}, engine.Do{Effect: engine.ConsoleCancel})
	impUID, orders := s.naver(t, naverGoods, "")
	if p := s.payment(t, impUID); p.Status != engine.Cancelled || len(orders) != 4 {
		t.Fatalf("the payment is %s with %+v", p.Status, orders)
	}
	for _, o := range orders {
		if o.Status != engine.NaverCancelled {
			t.Errorf("a product order is %s", o.Status)
		}
	}
}
