package engine

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/money"
)

// naverOrders is the PG whose payments consist of product orders: 네이버페이
// 주문형.
const naverOrders = "naverco"

// ProductOrder is one kind of goods of a payment by 네이버페이 주문형 (상품주문):
// what is bought is shipped, cancelled, returned and exchanged by product
// orders, and the payment follows.
type ProductOrder struct {
	ID       string `json:"product_order_id"` // sixteen digits, the Korean day first
	Merchant string `json:"merchant"`
	ImpUID   string `json:"imp_uid"`

	Status      ProductOrderStatus `json:"status"`
	Placed      bool               `json:"placed"`       // 발주: the seller has seen it; a cancel needs their consent
	ClaimType   string             `json:"claim_type"`   // CANCEL, RETURN, EXCHANGE, PURCHASE_DECISION_HOLDBACK, ADMIN_CANCEL
	ClaimStatus string             `json:"claim_status"` // CANCEL_REQUEST, RETURN_DONE …
	ClaimReason string             `json:"claim_reason"` // code
	Withheld    bool               `json:"withheld"`     // 반품보류
	Memo        string             `json:"memo"`         // to the buyer, of the last return
	ExtraCharge money.Amount       `json:"extra_charge"` // kept back of a return

	ProductID   string       `json:"product_id"`
	ProductName string       `json:"product_name"`
	OptionID    string       `json:"product_option_id"`
	OptionName  string       `json:"product_option_name"`
	Quantity    int64        `json:"quantity"`
	Amount      money.Amount `json:"product_amount"`  // of all its pieces
	Delivery    money.Amount `json:"delivery_amount"` // asked for with it

	OrdererName string `json:"orderer_name"`
	OrdererTel  string `json:"orderer_tel"`
	Addr        string `json:"addr"`
	Postcode    string `json:"postcode"`

	ShippingDue  int64  `json:"shipping_due"` // UNIX seconds
	Shipped      Parcel `json:"shipped"`      // to the buyer, the last time
	SentBack     Parcel `json:"sent_back"`    // a return
	DispatchedAt int64  `json:"dispatched_at"`
}

// Parcel is how goods travel.
type Parcel struct {
	Method   string `json:"method"` // DELIVERY, VISIT_RECEIPT, RETURN_DELIVERY …
	Company  string `json:"company,omitempty"`
	Tracking string `json:"tracking,omitempty"`
}

// ProductOrderStatus is 네이버페이's product_order_status.
type ProductOrderStatus string

// The statuses that the sandbox reaches. PAYMENT_WAITING and
// CANCELED_BY_NOPAYMENT belong to virtual accounts, which its window of
// 네이버페이 does not issue.
const (
	NaverPaid      ProductOrderStatus = "PAYED"
	NaverShipping  ProductOrderStatus = "DELIVERING"
	NaverDelivered ProductOrderStatus = "DELIVERED"
	NaverDecided   ProductOrderStatus = "PURCHASE_DECIDED"
	NaverExchanged ProductOrderStatus = "EXCHANGED"
	NaverCancelled ProductOrderStatus = "CANCELED"
	NaverReturned  ProductOrderStatus = "RETURNED"
)

// shippingDays is how long a seller has to ship (assumed).
const shippingDays = 3

// naverState is what the engine remembers of 네이버페이.
type naverState struct {
	orders    map[string]ProductOrder
	byPayment map[string][]string // imp_uid → product orders in their order
	marks     map[string]naverMark
	reviews   []Review
}

func (ProductOrder) kind() string { return "naver_order" }

func (o ProductOrder) apply(e *Engine) {
	s := &e.naver
	if s.orders == nil {
		s.orders, s.byPayment = map[string]ProductOrder{}, map[string][]string{}
	}
	if _, known := s.orders[o.ID]; !known {
		s.byPayment[o.ImpUID] = append(s.byPayment[o.ImpUID], o.ID)
	}
	s.orders[o.ID] = o
}

// Texts of product orders; all are assumed.
const (
	textNotOrders      = "네이버페이 주문형 거래건이 아닙니다."
	textNoProductOrder = "존재하지 않는 네이버페이 상품주문입니다."
)

// ProductOrders returns the product orders of a payment: none until it is paid.
func (e *Engine) ProductOrders(merchant, impUID string) ([]ProductOrder, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, err := e.naverPayment(merchant, impUID, naverOrders); err != nil {
		return nil, err
	}
	return e.productOrders(impUID), nil
}

func (e *Engine) productOrders(impUID string) []ProductOrder {
	list := []ProductOrder{}
	for _, id := range e.naver.byPayment[impUID] {
		list = append(list, e.naver.orders[id])
	}
	return list
}

// naverPayment finds a payment of one of 네이버페이's two kinds; an empty
// merchant is any.
func (e *Engine) naverPayment(merchant, impUID, provider string) (Payment, error) {
	p, ok := e.payments.get(impUID)
	switch {
	case !ok || merchant != "" && p.Merchant != merchant:
		return Payment{}, refuse(Missing, textNoPayment)
	case p.PGProvider != provider && provider == naverOrders:
		return Payment{}, refuse(Missing, textNotOrders)
	case p.PGProvider != provider:
		return Payment{}, refuse(Missing, textNotNaverPay)
	}
	return p, nil
}

// ProductOrderOf returns one product order of an account.
func (e *Engine) ProductOrderOf(merchant, id string) (ProductOrder, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	o, ok := e.naver.orders[id]
	if !ok || o.Merchant != merchant {
		return ProductOrder{}, refuse(Missing, textNoProductOrder)
	}
	return o, nil
}

// Annotation is the product order as PortOne's NaverProductOrderAnnotation.
func (o ProductOrder) Annotation() Object {
	return Object{
		{"claim_status", textOrNull(o.ClaimStatus)},
		{"claim_type", textOrNull(o.ClaimType)},
		{"delivery_amount", number(o.Delivery)},
		{"individual_code", nil},
		{"orderer", Object{{"id", naverID(o.OrdererTel)}, {"name", o.OrdererName}, {"tel", o.OrdererTel}}},
		{"product_amount", number(o.Amount)},
		{"product_id", o.ProductID},
		{"product_name", o.ProductName},
		{"product_option_id", o.OptionID},
		{"product_option_name", o.OptionName},
		{"product_order_id", o.ID},
		{"product_order_status", string(o.Status)},
		{"quantity", o.Quantity},
		{"shipping_address", Object{
			{"base", o.Addr}, {"detail", nil}, {"name", o.OrdererName}, {"postcode", o.Postcode}, {"tel1", o.OrdererTel}, {"tel2", nil},
		}},
		{"shipping_due", o.ShippingDue},
		{"shipping_memo", nil},
	}
}

// naverID is a masked 네이버 아이디, the same for the same phone.
func naverID(tel string) string {
	digits := digitsIn(tel)
	if len(digits) < 4 {
		digits = "0000"
	}
	return "nv" + digits[len(digits)-4:len(digits)-2] + "****"
}

// line is a product order before it has a number.
type line struct {
	productID, productName, optionID, optionName string
	quantity                                     int64
	amount                                       money.Amount // unset when the request names no price
	group                                        string
	fee, freeFrom                                money.Amount // of its group; freeFrom unset: never free
}

// orderProducts makes the product orders of a payment that is being approved.
// Where the request names every price, the payment becomes what they come to
// with their delivery: PortOne takes over 네이버페이's amount. Otherwise the
// payment's amount is split evenly (assumed).
func (f *finish) orderProducts() error {
	if f.p.PGProvider != naverOrders {
		return nil
	}
	lines := naverLines(f.w.Products, f.p)
	total, priced := priceLines(lines)
	priced = priced && f.p.Amount.Currency() == money.KRW
	fees := make([]money.Amount, len(lines))
	if priced {
		fees = deliveryFees(lines)
	} else {
		weights := slices.Repeat([]int64{1}, len(lines))
		for i, part := range f.p.Amount.Allocate(weights...) {
			lines[i].amount, fees[i] = part, money.Zero(part.Currency())
		}
		total = f.p.Amount
	}
	due := endOfDay(f.now.AddDate(0, 0, shippingDays)).Unix()
	for i, l := range lines {
		id, err := f.e.fresh(f.now.In(clock.KST).Format("20060102"), decimalDigits, 8, f.productOrderTaken)
		if err != nil {
			return err
		}
		if priced {
			if total, err = total.Add(fees[i]); err != nil {
				return err
			}
		}
		f.put(ProductOrder{
			ID: id, Merchant: f.p.Merchant, ImpUID: f.p.ImpUID, Status: NaverPaid, ProductID: l.productID, ProductName: l.productName,
			OptionID: l.optionID, OptionName: l.optionName, Quantity: l.quantity, Amount: l.amount, Delivery: fees[i],
			OrdererName: f.p.BuyerName, OrdererTel: f.p.BuyerTel, Addr: f.p.BuyerAddr, Postcode: f.p.BuyerPostcode, ShippingDue: due,
		})
	}
	f.p.Amount = total
	if f.p.TaxFree.IsSet() && over(f.p.TaxFree, total) {
		f.p.TaxFree = total
	}
	return nil
}

// productOrderTaken looks among the stored ones and those of this command.
func (t *tx) productOrderTaken(id string) bool {
	_, taken := t.e.naver.orders[id]
	return taken || slices.ContainsFunc(t.changes, func(c change) bool { o, ok := c.(ProductOrder); return ok && o.ID == id })
}

// linesMost bounds the product orders of a payment.
const linesMost = 100

// naverLines reads naverProducts: a product without options is one line, one
// with options is a line an option, and every 추가구성품 is one more.
func naverLines(raw json.RawMessage, p Payment) []line {
	var products []params
	_ = json.Unmarshal(raw, &products) // a list was asked for before the window opened; what is in it is read leniently
	var lines []line
	for i, product := range products {
		shipping := product.object("shipping")
		base := line{
			productID: product.firstText("id", "uid"), productName: product.firstText("name"), quantity: product.count("quantity", "count"),
			amount: product.won("basePrice"), group: shipping.text("groupId"), fee: shipping.won("baseFee"),
			freeFrom: shipping.object("feeRule").won("freeByThreshold"),
		}
		if base.productName == "" {
			base.productName = p.Name
		}
		if base.group == "" {
			base.group = "\x00" + strconv.Itoa(i) // delivered by itself
		}
		if shipping.text("feePayType") == "CASH_ON_DELIVERY" {
			base.fee = money.Amount{}
		}
		lines = append(lines, base.withOptions(product.objects("options"))...)
		for _, extra := range product.objects("supplements") {
			s := base
			s.productID, s.productName, s.optionID, s.optionName = extra.text("id"), extra.text("name"), "", ""
			s.quantity, s.amount = extra.count("quantity"), extra.won("price")
			lines = append(lines, s)
		}
	}
	if len(lines) == 0 {
		return []line{{productName: p.Name, quantity: 1}}
	}
	return lines[:min(len(lines), linesMost)]
}

// withOptions is the line of a product, one for each of its chosen options.
func (l line) withOptions(options []params) []line {
	if len(options) == 0 {
		return []line{l}
	}
	var lines []line
	for _, option := range options {
		o := l
		o.optionID, o.quantity = option.text("selectionCode"), option.count("optionQuantity")
		var names []string
		for _, s := range option.objects("selections") {
			names = append(names, s.text("label")+": "+s.text("value"))
		}
		o.optionName = strings.Join(names, " / ")
		if more := option.won("optionPrice"); more.IsSet() && l.amount.IsSet() {
			o.amount, _ = l.amount.Add(more) // both are far below the greatest amount
		}
		lines = append(lines, o)
	}
	return lines
}

// priceLines turns prices of a piece into amounts of lines and adds them up;
// priced is false when one is missing or too large.
func priceLines(lines []line) (total money.Amount, priced bool) {
	total = money.Zero(money.KRW)
	for i, l := range lines {
		if !l.amount.IsPositive() {
			return total, false
		}
		whole, err := l.amount.Mul(l.quantity)
		if err != nil {
			return total, false
		}
		if total, err = total.Add(whole); err != nil || total.Minor() > amountMost {
			return total, false
		}
		lines[i].amount = whole
	}
	return total, true
}

// deliveryFees are what each line asks for its delivery: a group of goods is
// delivered together for the fee of its first line, or for nothing from
// freeByThreshold on.
func deliveryFees(lines []line) []money.Amount {
	sums := map[string]int64{}
	for _, l := range lines {
		sums[l.group] += l.amount.Minor()
	}
	fees := make([]money.Amount, len(lines))
	asked := map[string]bool{}
	for i, l := range lines {
		fees[i] = money.Zero(money.KRW)
		free := l.freeFrom.IsPositive() && sums[l.group] >= l.freeFrom.Minor()
		if !asked[l.group] && l.fee.IsPositive() && !free {
			fees[i] = l.fee
		}
		asked[l.group] = true
	}
	return fees
}

// object returns a member that is an object; nothing otherwise.
func (p params) object(name string) params {
	var o params
	if json.Unmarshal(p[name], &o) != nil {
		return nil
	}
	return o
}

// objects returns a member that is a list of objects; nothing otherwise.
func (p params) objects(name string) []params {
	var list []params
	if json.Unmarshal(p[name], &list) != nil {
		return nil
	}
	return list
}

// firstText returns the first of the members that is a text with something in
// it.
func (p params) firstText(names ...string) string {
	for _, name := range names {
		if text := p.text(name); text != "" {
			return text
		}
	}
	return ""
}

// count returns the first of the members that is a whole number of pieces, or 1.
func (p params) count(names ...string) int64 {
	n, err := strconv.ParseInt(p.firstText(names...), 10, 32)
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// won returns an amount in won; unset when there is none.
func (p params) won(name string) money.Amount {
	n, err := strconv.ParseInt(p.text(name), 10, 48)
	if err != nil {
		return money.Amount{}
	}
	return money.Won(n)
}
