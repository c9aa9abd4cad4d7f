package httpapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
)

// readLinesBack reads the lines of a refund: each by its place in the order, or
// the shipping.
func readLinesBack(f *fields) []payment.LineBack {
	items, _ := f.objects("items", mostItems)
	var list []payment.LineBack
	for _, in := range items {
		line, told := in.integer("line", 0, mostItems)
		qty, counted := in.integer("qty", 1, mostQuantity)
		shipping := in.flag("shipping")
		switch {
		case shipping && !told && !counted:
			list = append(list, payment.LineBack{Line: payment.ShippingLine, Qty: 1})
		case shipping || !told || !counted:
			in.reject(fault.MissingField, "line", "line and qty, or shipping alone")
		default:
			list = append(list, payment.LineBack{Line: int(line), Qty: qty})
		}
	}
	return list
}

type lineBackJSON struct {
	Line     *int  `json:"line"`
	Qty      int64 `json:"qty"`
	Shipping bool  `json:"shipping"`
}

func shapeLinesBack(list []payment.LineBack) []lineBackJSON {
	out := make([]lineBackJSON, 0, len(list))
	for _, b := range list {
		if b.Line == payment.ShippingLine {
			out = append(out, lineBackJSON{nil, b.Qty, true})
			continue
		}
		out = append(out, lineBackJSON{&b.Line, b.Qty, false})
	}
	return out
}

// setMinor is an amount's minor units, nil when it is unset.
func setMinor(a money.Amount) *int64 {
	if !a.IsSet() {
		return nil
	}
	n := a.Minor()
	return &n
}

type refundOptionsJSON struct {
	Cancellable  int64              `json:"cancellable"`
	TaxFree      int64              `json:"tax_free"`
	VAT          *int64             `json:"vat"`
	Currency     string             `json:"currency"`
	UnderWay     *payment.RefundID  `json:"refund_in_progress"`
	PartPossible bool               `json:"part_possible"`
	NeedsAccount bool               `json:"refund_account_required"`
	NeedsTel     bool               `json:"account_tel_required"`
	NeedsVAT     bool               `json:"vat_required"`
	LastDay      *time.Time         `json:"last_day"`
	Banks        []bankJSON         `json:"banks"`
	Lines        []lineLeftJSON     `json:"items"`
	Suggested    *suggestedJSON     `json:"suggested"`
	Warnings     []refundAdviceJSON `json:"warnings"`
}

type bankJSON struct {
	Code string `json:"code"`
	KFTC string `json:"kftc"`
	Name string `json:"name"`
}

type lineLeftJSON struct {
	Line     *int   `json:"line"`
	Shipping bool   `json:"shipping"`
	Name     string `json:"name"`
	Qty      int64  `json:"qty"`
	Left     int64  `json:"left"`
	Amount   int64  `json:"amount"`
	TaxFree  int64  `json:"tax_free"`
}

type suggestedJSON struct {
	Amount  int64  `json:"amount"`
	TaxFree int64  `json:"tax_free"`
	VAT     *int64 `json:"vat"`
}

type refundAdviceJSON struct {
	Code    string `json:"code"`
	Korean  string `json:"message_ko"`
	English string `json:"message_en"`
}

// refundOptions tells what may still be given back and what to know before. An
// amount in the query asks for the parts of its tax.
func (a *server) refundOptions(w http.ResponseWriter, r *http.Request) error {
	pid, err := paymentID(r)
	if err != nil {
		return err
	}
	q, err := query(r, "amount")
	if err != nil {
		return err
	}
	v, err := a.Service.Payment(r.Context(), pid)
	if err != nil {
		return err
	}
	var amount money.Amount
	if text := q["amount"]; text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 || n > mostMinor || text[0] == '+' {
			return fault.Field(fault.BadQuery, "amount", "from 1 to %d minor units", int64(mostMinor))
		}
		amount = money.New(n, v.Payment.Amount.Currency())
	}
	out, err := a.Service.RefundOptions(r.Context(), pid, amount)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, shapeOptions(out))
}

func shapeOptions(o merchant.RefundOptions) refundOptionsJSON {
	out := refundOptionsJSON{
		Cancellable: o.Left.Minor(), TaxFree: o.TaxFree.Minor(), VAT: setMinor(o.VAT), Currency: string(o.Left.Currency()),
		PartPossible: o.PartPossible, NeedsAccount: o.NeedsAccount, NeedsTel: o.NeedsTel, NeedsVAT: o.NeedsVAT, LastDay: moment(o.LastDay),
		Banks: make([]bankJSON, 0, len(o.Banks)), Lines: make([]lineLeftJSON, 0, len(o.Lines)), Warnings: make([]refundAdviceJSON, 0, len(o.Advice)),
	}
	if o.UnderWay != nil {
		out.UnderWay = &o.UnderWay.ID
	}
	if o.NeedsAccount {
		for _, b := range o.Banks {
			out.Banks = append(out.Banks, bankJSON(b))
		}
	}
	for _, l := range o.Lines {
		one := lineLeftJSON{Line: &l.Line, Name: l.Name, Qty: l.Qty, Left: l.Left, Amount: l.Amount.Minor(), TaxFree: l.TaxFree.Minor()}
		if l.Line == payment.ShippingLine {
			one.Line, one.Shipping = nil, true
		}
		out.Lines = append(out.Lines, one)
	}
	if s := o.Suggested; s != nil {
		out.Suggested = &suggestedJSON{Amount: s.Amount.Minor(), TaxFree: s.TaxFree.Minor(), VAT: setMinor(s.VAT)}
	}
	for _, x := range o.Advice {
		out.Warnings = append(out.Warnings, refundAdviceJSON{x.Code, x.Korean, x.Eng})
	}
	return out
}
