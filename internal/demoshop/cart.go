package demoshop

import (
	"net/http"
	"strings"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
)

// What the shop charges beside its goods, in won.
const (
	shippingFee      = 3_000
	freeShippingFrom = 50_000 // of goods, before a coupon
	instalmentsFrom  = 50_000 // of what is paid: Korean cards offer 할부 from here on
)

const (
	mostQty   = 10 // of one thing
	mostLines = 20 // of one order
)

// coupon takes Off won from goods of at least From won.
type coupon struct {
	Code string
	Off  int64
	From int64
}

// theCoupon is the one that the shop gives away, to everybody and for every
// order.
var theCoupon = coupon{Code: "NARU5000", Off: 5_000, From: 20_000}

// wish is one thing that a buyer wants. The browser names it and says how many;
// what it costs is not the browser's to say.
type wish struct {
	ProductID string `json:"product_id"`
	Option    string `json:"option"`
	Qty       int64  `json:"qty"`
}

// line is what was ordered, at the price of that moment, in won.
type line struct {
	ProductID string `json:"product_id"`
	Name      string `json:"name"`
	NameEn    string `json:"name_en"`
	Picture   string `json:"picture"`
	Option    string `json:"option"`
	Qty       int64  `json:"qty"`
	UnitPrice int64  `json:"unit_price"`
	Total     int64  `json:"total"`
	TaxFree   bool   `json:"tax_free"`
}

// title names the line for the payment.
func (l line) title(language string) string {
	name := l.Name
	if language == "en" && l.NameEn != "" {
		name = l.NameEn
	}
	if l.Option == "" {
		return name
	}
	return name + " (" + l.Option + ")"
}

// item is the line as the payment server is told of it.
func (l line) item(language string) openItem {
	item := openItem{Name: l.title(language), Qty: l.Qty, UnitPrice: l.UnitPrice}
	if l.TaxFree {
		item.TaxFree = l.Total
	}
	return item
}

// totals are the sums of an order, in won. Total is what is paid: goods, less the
// discount, with the shipping.
type totals struct {
	Goods    int64  `json:"goods"`
	Shipping int64  `json:"shipping"`
	Discount int64  `json:"discount"`
	Total    int64  `json:"total"`
	Coupon   string `json:"coupon"` // the code that was taken; "" for none
}

// priced makes an order's lines from the shop's own list. A thing named twice is
// one line.
func priced(wishes []wish) ([]line, error) {
	if len(wishes) == 0 || len(wishes) > mostLines {
		return nil, fault.Field(fault.BadField, "items", "1 to %d things", mostLines)
	}
	lines := make([]line, 0, len(wishes))
	at := map[[2]string]int{}
	for _, w := range wishes {
		p, ok := findProduct(w.ProductID)
		switch {
		case !ok:
			return nil, fault.New(productUnknown)
		case !p.offers(w.Option):
			return nil, fault.New(optionUnknown)
		case w.Qty < 1 || w.Qty > mostQty:
			return nil, fault.New(qtyInvalid)
		}
		i, known := at[[2]string{w.ProductID, w.Option}]
		if !known {
			i = len(lines)
			at[[2]string{w.ProductID, w.Option}] = i
			lines = append(lines, line{
				ProductID: p.ID, Name: p.Name, NameEn: p.NameEn, Picture: p.Picture, Option: w.Option, UnitPrice: p.Price, TaxFree: p.TaxFree,
			})
		}
		if lines[i].Qty += w.Qty; lines[i].Qty > mostQty {
			return nil, fault.New(qtyInvalid)
		}
		lines[i].Total = lines[i].Qty * p.Price
	}
	return lines, nil
}

// sum adds an order up. A coupon that does not count is an error, and the sums
// are those without it.
func sum(lines []line, code string) (totals, error) {
	var t totals
	for _, l := range lines {
		t.Goods += l.Total
	}
	if t.Goods < freeShippingFrom {
		t.Shipping = shippingFee
	}
	code = strings.ToUpper(strings.TrimSpace(code))
	var err error
	switch {
	case code == "":
	case code != theCoupon.Code:
		err = fault.New(couponUnknown)
	case t.Goods < theCoupon.From:
		err = fault.New(couponTooEarly)
	default:
		t.Coupon, t.Discount = code, theCoupon.Off
	}
	t.Total = t.Goods + t.Shipping - t.Discount
	return t, err
}

// inStock refuses lines of which there are not enough pieces left. It holds
// nothing: that happens when PortOne is about to approve.
func (s *Shop) inStock(lines []line, ref string) error {
	for _, l := range lines {
		if p, ok := findProduct(l.ProductID); ok && p.Stock > 0 && s.orders.left(p, ref) < l.Qty {
			return fault.New(outOfStock)
		}
	}
	return nil
}

// quote tells what a cart would cost. A coupon that does not count is told
// beside the sums without it.
func (s *Shop) quote(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	var in struct {
		Items  []wish `json:"items"`
		Coupon string `json:"coupon"`
	}
	if err := decode(w, r, &in); err != nil {
		return err
	}
	lines, err := priced(in.Items)
	if err != nil {
		return err
	}
	if err := s.inStock(lines, ""); err != nil {
		return err
	}
	t, err := sum(lines, in.Coupon)
	answer := map[string]any{"lines": lines, "totals": t, "coupon_problem": nil}
	if err != nil {
		answer["coupon_problem"] = problemOf(err)
	}
	return problem.WriteJSON(w, http.StatusOK, answer)
}
