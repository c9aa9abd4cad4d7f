package httpapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
)

// receiptJSON is a payment's cash receipt as it stands; whose it is, masked.
type receiptJSON struct {
	State          string         `json:"state"` // requested, unknown, issued, cancelling, cancelled, rejected
	Kind           string         `json:"kind"`
	IdentifierType string         `json:"identifier_type"`
	Identifier     string         `json:"identifier"`
	ApplyNum       *string        `json:"apply_num"`
	TID            *string        `json:"tid"`
	Amount         *int64         `json:"amount"`
	VAT            *int64         `json:"vat"`
	URL            *string        `json:"url"`
	IssuedAt       *time.Time     `json:"issued_at"`
	CancelledAt    *time.Time     `json:"cancelled_at"`
	Problem        *refundProblem `json:"problem"`
}

type shipmentJSON struct {
	State    string         `json:"state"` // requested, unknown, registered, rejected
	Company  string         `json:"company"`
	Invoice  string         `json:"invoice"`
	SentAt   *time.Time     `json:"sent_at"`
	StoredAt *time.Time     `json:"registered_at"`
	Problem  *refundProblem `json:"problem"`
}

// receiptStates are the words for an errand's act and state.
var receiptStates = map[payment.ErrandAct]map[payment.ErrandState]string{
	payment.ActIssue:  {payment.ErrandRequested: "requested", payment.ErrandUnknown: "unknown", payment.ErrandDone: "issued", payment.ErrandRejected: "rejected"},
	payment.ActCancel: {payment.ErrandRequested: "cancelling", payment.ErrandUnknown: "cancelling", payment.ErrandDone: "cancelled", payment.ErrandRejected: "issued"},
}

// newest returns the last errand of a kind.
func newest(list []payment.Errand, kind payment.ErrandKind) (last payment.Errand, found bool) {
	for _, e := range list {
		if e.Kind == kind {
			last, found = e, true
		}
	}
	return last, found
}

func errandProblem(e payment.Errand) *refundProblem {
	if e.FaultCode == "" {
		return nil
	}
	entry := e.FaultCode.Entry()
	return &refundProblem{Code: e.FaultCode, Detail: e.Refusal, Korean: entry.Korean, English: entry.Eng}
}

// shapeReceipt shows the receipt by the last thing that was asked; what was told
// of whose it is stands with the last issue.
func shapeReceipt(list []payment.Errand) (receiptJSON, bool) {
	last, ok := newest(list, payment.CashReceiptErrand)
	if !ok {
		return receiptJSON{}, false
	}
	out := receiptJSON{State: receiptStates[last.Act][last.State], Problem: errandProblem(last)}
	for _, e := range list {
		if e.Kind == payment.CashReceiptErrand && e.Told.Receipt != nil {
			out.Kind, out.IdentifierType, out.Identifier = e.Told.Receipt.Kind, e.Told.Receipt.IdentifierType, e.Told.Receipt.Identifier
		}
		if r := e.Answer.Receipt; e.Kind == payment.CashReceiptErrand && r != nil && e.State == payment.ErrandDone {
			out.ApplyNum, out.TID, out.URL = optional(r.ApplyNum), optional(r.TID), optional(r.URL)
			out.Amount, out.VAT, out.IssuedAt, out.CancelledAt = setMinor(r.Amount), setMinor(r.VAT), moment(r.IssuedAt), moment(r.CancelledAt)
		}
	}
	return out, true
}

func shapeShipment(list []payment.Errand) (shipmentJSON, bool) {
	last, ok := newest(list, payment.ShipmentErrand)
	if !ok || last.Told.Shipment == nil {
		return shipmentJSON{}, false
	}
	told := last.Told.Shipment
	out := shipmentJSON{State: string(last.State), Company: told.Company, Invoice: told.Invoice, SentAt: moment(told.SentAt), Problem: errandProblem(last)}
	if last.State == payment.ErrandDone {
		out.State = "registered"
		if a := last.Answer.Shipment; a != nil {
			out.StoredAt = moment(a.StoredAt)
		}
	}
	return out, true
}

// answerErrand writes what an errand came to: 202 while that is not known.
func (a *server) answerErrand(w http.ResponseWriter, r *http.Request, e payment.Errand, missing fault.Code) error {
	list, err := a.Service.Errands(r.Context(), e.PaymentID)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if e.State.UnderWay() {
		status = http.StatusAccepted
		w.Header().Set("Retry-After", strconv.Itoa(pollAfter))
	}
	if e.Kind == payment.ShipmentErrand {
		if out, ok := shapeShipment(list); ok {
			return problem.WriteJSON(w, status, out)
		}
	} else if out, ok := shapeReceipt(list); ok {
		return problem.WriteJSON(w, status, out)
	}
	return fault.New(missing)
}

// ownErrand reads the path and the query of a request about a payment's errands.
func ownErrand(r *http.Request) (payment.ID, error) {
	pid, err := paymentID(r)
	if err == nil {
		_, err = query(r)
	}
	return pid, err
}

func (a *server) readCashReceipt(w http.ResponseWriter, r *http.Request) error {
	pid, err := ownErrand(r)
	if err != nil {
		return err
	}
	return a.answerErrand(w, r, payment.Errand{PaymentID: pid, Kind: payment.CashReceiptErrand, State: payment.ErrandDone}, fault.ReceiptMissing)
}

func (a *server) readShipment(w http.ResponseWriter, r *http.Request) error {
	pid, err := ownErrand(r)
	if err != nil {
		return err
	}
	return a.answerErrand(w, r, payment.Errand{PaymentID: pid, Kind: payment.ShipmentErrand, State: payment.ErrandDone}, fault.ShipmentMissing)
}

func (a *server) issueCashReceipt(w http.ResponseWriter, r *http.Request) error {
	pid, err := ownErrand(r)
	if err != nil {
		return err
	}
	wish := merchant.CashReceipt{PaymentID: pid}
	err = decode(w, r, func(f *fields) {
		wish.Kind = oneOf(f, "kind", "person", "company")
		wish.IdentifierType = oneOf(f, "identifier_type", "phone", "business", "card")
		if wish.IdentifierType == "card" {
			wish.IdentifierType = "taxcard" // as V1 calls it
		}
		if wish.Identifier = f.text("identifier", 30); wish.Identifier == "" {
			f.reject(fault.MissingField, "identifier", "whose receipt it is")
		}
		if wish.ProductType = f.text("product_type", 10); wish.ProductType != "" && wish.ProductType != "real" && wish.ProductType != "digital" {
			f.reject(fault.BadField, "product_type", "real or digital")
		}
		if in := f.object("company"); in != nil {
			wish.Company = merchant.Company{Name: in.text("name", 60), Tel: in.text("tel", 20), Number: in.text("number", 20)}
		}
	})
	if err != nil {
		return err
	}
	e, err := a.Service.IssueCashReceipt(r.Context(), wish)
	if err != nil {
		return err
	}
	return a.answerErrand(w, r, e, fault.ReceiptMissing)
}

// oneOf takes one of the words; the first is usual.
func oneOf(f *fields, name string, words ...string) string {
	got := f.text(name, mostText)
	for _, word := range words {
		if got == word {
			return got
		}
	}
	if got != "" {
		f.reject(fault.BadField, name, "one of %v", words)
	}
	return words[0]
}

func (a *server) cancelCashReceipt(w http.ResponseWriter, r *http.Request) error {
	pid, err := ownErrand(r)
	if err != nil {
		return err
	}
	e, err := a.Service.CancelCashReceipt(r.Context(), pid)
	if err != nil {
		return err
	}
	return a.answerErrand(w, r, e, fault.ReceiptMissing)
}

func (a *server) registerShipment(w http.ResponseWriter, r *http.Request) error {
	return a.ship(w, r, payment.ActRegister)
}

func (a *server) changeShipment(w http.ResponseWriter, r *http.Request) error {
	return a.ship(w, r, payment.ActChange)
}

func (a *server) ship(w http.ResponseWriter, r *http.Request, act payment.ErrandAct) error {
	pid, err := ownErrand(r)
	if err != nil {
		return err
	}
	order, err := decodeShipment(w, r)
	if err != nil {
		return err
	}
	e, err := a.Service.Ship(r.Context(), pid, order, act)
	if err != nil {
		return err
	}
	return a.answerErrand(w, r, e, fault.ShipmentMissing)
}

func decodeShipment(w http.ResponseWriter, r *http.Request) (merchant.ShipmentOrder, error) {
	var o merchant.ShipmentOrder
	err := decode(w, r, func(f *fields) {
		o.Company, o.Invoice = f.text("company", 20), f.text("invoice", 60)
		o.SentAt, o.ReceivingAt, o.Address = f.moment("sent_at"), f.text("receiving_at", 8), f.text("address", mostText)
		for _, part := range []struct {
			name  string
			empty bool
		}{{"company", o.Company == ""}, {"invoice", o.Invoice == ""}, {"sent_at", o.SentAt.IsZero()}} {
			if part.empty {
				f.reject(fault.MissingField, part.name, "every delivery has one")
			}
		}
		o.Sender, o.Receiver = readParty(f.object("sender")), readParty(f.object("receiver"))
	})
	return o, err
}

func readParty(f *fields) merchant.ShipmentParty {
	if f == nil {
		return merchant.ShipmentParty{}
	}
	return merchant.ShipmentParty{
		Name: f.text("name", 60), Tel: f.text("tel", 20), Addr: f.text("addr", mostText), Postcode: f.text("postcode", 10),
		Relationship: f.text("relationship", 20), Line1: f.text("address_line_1", mostText), Line2: f.text("address_line_2", mostText),
	}
}
