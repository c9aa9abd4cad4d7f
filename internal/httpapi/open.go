package httpapi

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
)

// The limits of what the shop may say when it opens a payment.
const (
	mostText       = 200 // characters of most texts
	mostReturnURL  = 2000
	mostItems      = 500
	mostQuantity   = 1_000_000
	mostMinor      = 10_000_000_000_000 // minor units, as merchant has it
	mostMetadata   = 4 << 10            // bytes
	mostRequestPay = 32 << 10           // bytes; lists of goods are long
	orderNameMost  = 40                 // characters
	expiryMost     = 30 * 24 * time.Hour
)

type openedJSON struct {
	Payment     paymentJSON         `json:"payment"`
	ClientToken string              `json:"client_token"`
	Checkout    checkoutJSON        `json:"checkout"`
	Record      merchant.RecordMode `json:"record"` // after: nothing is stored, and opening again is another payment
}

// checkoutJSON is what the shop's page needs: IMP.init(imp), then
// IMP.request_pay(request) as it is.
type checkoutJSON struct {
	Imp     string          `json:"imp"`
	SDKURL  string          `json:"sdk_url"`
	Request json.RawMessage `json:"request"`
}

func (a *server) openPayment(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	req, err := a.decodeOpen(w, r)
	if err != nil {
		return err
	}
	opened, err := a.Service.Open(r.Context(), req)
	if err != nil {
		return err
	}
	status := http.StatusCreated
	if opened.Again {
		status = http.StatusOK
	}
	return problem.WriteJSON(w, status, openedJSON{
		Payment: shapePayment(opened.View), ClientToken: opened.Token,
		Checkout: checkoutJSON{Imp: a.Service.Imp, SDKURL: a.Service.SDKURL, Request: opened.Request},
		Record:   a.Service.Record,
	})
}

func (a *server) decodeOpen(w http.ResponseWriter, r *http.Request) (merchant.OpenRequest, error) {
	var req merchant.OpenRequest
	err := decode(w, r, func(f *fields) {
		req.OrderRef = payment.OrderRef(f.text("order_ref", mostText))
		req.MerchantUID = payment.MerchantUID(f.text("merchant_uid", mostText))
		req.Name = f.text("name", mostText)
		req.PayMethod = f.text("pay_method", mostText)
		req.PG = f.text("pg", mostText)
		req.ReturnURL = f.text("return_url", mostReturnURL)
		req.Metadata = f.free("metadata", mostMetadata)
		if extra := f.free("request_pay", mostRequestPay); extra != nil {
			if err := json.Unmarshal(extra, &req.Extra); err != nil {
				f.reject(fault.BadField, "request_pay", "not an object")
			}
		}
		req.Buyer = readBuyer(f.object("buyer"))
		req.ExpiresAt = a.readExpiry(f)
		readTerms(f, &req)
	})
	return req, err
}

func readBuyer(f *fields) payment.Buyer {
	if f == nil {
		return payment.Buyer{}
	}
	return payment.Buyer{
		Name: f.text("name", mostText), Email: f.text("email", mostText), Tel: f.text("tel", mostText),
		Addr: f.text("addr", mostText), Postcode: f.text("postcode", mostText),
	}
}

func (a *server) readExpiry(f *fields) time.Time {
	at := f.moment("expires_at")
	now := a.Clock.Now()
	if !at.IsZero() && (!at.After(now) || at.After(now.Add(expiryMost))) {
		f.reject(fault.BadField, "expires_at", "not within the next 30 days")
	}
	return at
}

// readTerms reads what is to be paid: an amount, or lines that add up to it.
func readTerms(f *fields, req *merchant.OpenRequest) {
	currency := money.Currency(f.text("currency", 10))
	if currency == "" {
		currency = money.KRW
	}
	amount, told := f.integer("amount", -mostMinor, mostMinor)
	taxFree, taxTold := f.integer("tax_free", 0, mostMinor)
	items, itemised := f.objects("items", mostItems)
	shipping, ships := f.integer("shipping", 0, mostMinor)
	discount, discounts := f.integer("discount", 0, mostMinor)
	req.Amount = money.New(amount, currency)
	if taxTold {
		req.TaxFree = money.New(taxFree, currency)
	}
	switch {
	case itemised:
		sum := addUp(f, items, currency, shipping, discount)
		settleTerms(f, req, sum, told, taxTold)
		req.Lines = payment.Lines{Lines: sum.lines, Shipping: money.New(shipping, currency), Discount: money.New(discount, currency)}
	case ships, discounts:
		f.reject(fault.MissingField, "items", "shipping and discount belong to items")
	case !told:
		f.reject(fault.MissingField, "amount", "or items that add up to it")
	}
}

// total is what the lines of an order come to.
type total struct {
	amount, taxFree money.Amount
	name            string
	lines           []payment.Line
}

func settleTerms(f *fields, req *merchant.OpenRequest, sum total, told, taxTold bool) {
	if told && req.Amount != sum.amount {
		f.reject(fault.TotalMismatch, "amount", "the lines come to %s", sum.amount)
	}
	if taxTold && req.TaxFree != sum.taxFree {
		f.reject(fault.TotalMismatch, "tax_free", "the lines come to %s", sum.taxFree)
	}
	req.Amount, req.TaxFree = sum.amount, sum.taxFree
	if req.Name == "" {
		req.Name = sum.name
	}
}

// addUp reads the lines. A line's tax_free is the part of qty × unit_price
// without VAT.
func addUp(f *fields, items []*fields, currency money.Currency, shipping, discount int64) total {
	sum := total{amount: money.Zero(currency), taxFree: money.Zero(currency)}
	for i, item := range items {
		name := item.text("name", mostText)
		if name == "" {
			item.reject(fault.MissingField, "name", "what the buyer pays for")
		}
		qty, counted := item.integer("qty", 1, mostQuantity)
		price, priced := item.integer("unit_price", 0, mostMinor)
		if !counted || !priced {
			item.reject(fault.MissingField, missing(counted), "every line has qty and unit_price")
		}
		if i == 0 {
			sum.name = orderName(name, len(items)-1)
		}
		line, err := money.New(price, currency).Mul(qty)
		if err == nil {
			sum.amount, err = sum.amount.Add(line)
		}
		if err != nil {
			f.reject(fault.AmountInvalid, "items", "too large together")
			return sum
		}
		free, _ := item.integer("tax_free", 0, max(line.Minor(), 0))
		sum.lines = append(sum.lines, payment.Line{Name: name, Qty: qty, UnitPrice: money.New(price, currency), TaxFree: money.New(free, currency)})
		if sum.taxFree, err = sum.taxFree.Add(money.New(free, currency)); err != nil {
			f.reject(fault.AmountInvalid, "items", "too large together")
			return sum
		}
	}
	whole, err := sum.amount.Add(money.New(shipping, currency))
	if err == nil {
		whole, err = whole.Sub(money.New(discount, currency))
	}
	if err != nil || whole.IsNegative() {
		f.reject(fault.AmountInvalid, "discount", "more than items and shipping together")
	}
	sum.amount = whole
	return sum
}

func missing(counted bool) string {
	if !counted {
		return "qty"
	}
	return "unit_price"
}

// orderName is what the buyer sees for several things, "맨투맨 외 2건", cut in
// the first name so that the count stays.
func orderName(first string, others int) string {
	suffix := ""
	if others > 0 {
		suffix = " 외 " + strconv.Itoa(others) + "건"
	}
	room := orderNameMost - utf8.RuneCountInString(suffix)
	if runes := []rune(first); len(runes) > room {
		first = string(runes[:room-1]) + "…"
	}
	return first + suffix
}
