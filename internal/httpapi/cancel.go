package httpapi

import (
	"net/http"
	"strconv"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
)

// mostReason is how many characters a refund's reason has, so that our token
// before it survives what PGs cut off.
const mostReason = 200

type canceledJSON struct {
	Refund  refundJSON  `json:"refund"`
	Payment paymentJSON `json:"payment"`
}

// cancelPayment answers with the refund as it stands: 202 while its outcome is
// not known, 200 once it is, also when the PG refused. The refund's state, not
// the status, says whether money went back.
func (a *server) cancelPayment(w http.ResponseWriter, r *http.Request) error {
	pid, err := paymentID(r)
	if err != nil {
		return err
	}
	if _, err := query(r); err != nil {
		return err
	}
	wish, err := decodeCancel(w, r, nothing)
	if err != nil {
		return err
	}
	v, err := a.Service.Payment(r.Context(), pid)
	if err != nil {
		return err
	}
	return a.carryOut(w, r, wish.request(pid, v.Payment.Amount.Currency(), r.Header.Get(idempotencyHeader)))
}

func (a *server) carryOut(w http.ResponseWriter, r *http.Request, req merchant.CancelRequest) error {
	out, err := a.Service.Cancel(r.Context(), req)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if out.Refund.State.UnderWay() {
		status = http.StatusAccepted
		w.Header().Set("Retry-After", strconv.Itoa(pollAfter))
	}
	return problem.WriteJSON(w, status, canceledJSON{Refund: shapeRefund(out.Refund), Payment: shapePayment(out.View)})
}

// cancelWish is a request for money back before its currency is known.
type cancelWish struct {
	amount, taxFree      int64
	amountTold, freeTold bool
	vat                  int64
	vatTold              bool
	lines                []payment.LineBack
	reason               string
	account              *payment.RefundAccount
}

func (c cancelWish) request(pid payment.ID, currency money.Currency, key string) merchant.CancelRequest {
	req := merchant.CancelRequest{PaymentID: pid, Reason: c.reason, Account: c.account, IdemKey: key}
	if c.amountTold {
		req.Amount = money.New(c.amount, currency)
	}
	req.Lines = c.lines
	if c.vatTold {
		req.VAT = money.New(c.vat, currency)
	}
	if c.freeTold {
		req.TaxFree = money.New(c.taxFree, currency)
	}
	return req
}

// decodeCancel reads what is to go back; more reads what else the request may say.
func decodeCancel(w http.ResponseWriter, r *http.Request, more func(*fields)) (cancelWish, error) {
	var c cancelWish
	err := decode(w, r, func(f *fields) {
		c.amount, c.amountTold = f.integer("amount", 1, mostMinor)
		c.taxFree, c.freeTold = f.integer("tax_free", 0, mostMinor)
		c.vat, c.vatTold = f.integer("vat", 0, mostMinor)
		c.lines = readLinesBack(f)
		c.reason = f.text("reason", mostReason)
		if c.reason == "" {
			f.reject(fault.MissingField, "reason", "why the money goes back")
		}
		if in := f.object("refund_account"); in != nil {
			c.account = readAccount(in)
		}
		more(f)
	})
	return c, err
}

func readAccount(f *fields) *payment.RefundAccount {
	account := payment.RefundAccount{Bank: f.text("bank", 20), Number: f.text("number", 40), Holder: f.text("holder", 60), Tel: f.text("tel", 20)}
	for _, part := range []struct{ name, value string }{{"bank", account.Bank}, {"number", account.Number}, {"holder", account.Holder}} {
		if part.value == "" {
			f.reject(fault.MissingField, part.name, "bank, number and holder belong together")
		}
	}
	return &account
}
