package httpapi

import (
	"context"
	"net/http"
	"net/url"
	"time"
	"unicode"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
)

// reader answers what people ask.
func (a *server) reader() *merchant.Reader {
	r := &merchant.Reader{Service: a.Service, Books: a.Books, Past: &a.past}
	if r.Books == nil {
		r.Books = noBooks{}
	}
	return r
}

// noBooks stand where a store has nothing to answer people with.
type noBooks struct{}

// Open implements merchant.Books.
func (noBooks) Open(context.Context, func(merchant.OpenBooks) error) error {
	return fault.New(fault.StoreUnavailable)
}

// typedText takes a text that people type out of the query, and reads the rest as
// query does.
func typedText(r *http.Request, name string, names ...string) (string, map[string]string, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return "", nil, fault.New(fault.BadQuery)
	}
	said := values[name]
	delete(values, name)
	rest := *r
	at := *r.URL
	at.RawQuery = values.Encode()
	rest.URL = &at
	got, err := query(&rest, names...)
	if err != nil || len(said) == 0 {
		return "", got, err
	}
	for _, c := range said[0] {
		if unicode.IsControl(c) {
			return "", nil, fault.Field(fault.BadQuery, name, "has a control character")
		}
	}
	if len(said) > 1 {
		return "", nil, fault.Field(fault.BadQuery, name, "stands there twice")
	}
	return said[0], got, nil
}

// koreanDay reads a day as 2026-11-23 and returns when it begins in Korea.
func koreanDay(q map[string]string, name string) (time.Time, error) {
	text := q[name]
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 2000 || day.Year() > 2200 {
		return time.Time{}, fault.Field(fault.BadQuery, name, "a day, as 2026-11-23")
	}
	return day.Add(-9 * time.Hour).UTC(), nil
}

// koreanDays reads the days from and to, both included; the end is returned as
// the beginning of the day after it.
func koreanDays(q map[string]string) (from, until time.Time, err error) {
	if from, err = koreanDay(q, "from"); err != nil {
		return from, until, err
	}
	if until, err = koreanDay(q, "to"); err != nil {
		return from, until, err
	}
	if !until.IsZero() {
		until = until.AddDate(0, 0, 1)
		if !until.After(from) {
			err = fault.Field(fault.BadQuery, "to", "before from")
		}
	}
	return from, until, err
}

func (a *server) consolePayments(w http.ResponseWriter, r *http.Request) error {
	text, q, err := typedText(r, "q", "state", "method", "pg", "from", "to", "by", "cursor", "limit")
	if err != nil {
		return err
	}
	p, err := page(q)
	if err != nil {
		return err
	}
	f, err := paymentFilter(map[string]string{"state": q["state"], "method": q["method"]})
	if err != nil {
		return err
	}
	f.PG = q["pg"]
	from, until, err := koreanDays(q)
	if err != nil {
		return err
	}
	switch q["by"] {
	case "", "created":
		f.CreatedFrom, f.CreatedTo = from, until
	case "paid":
		if text != "" {
			return fault.Field(fault.BadQuery, "by", "what is searched for is by created")
		}
		f.PaidFrom, f.PaidTo = from, until
	default:
		return fault.Field(fault.BadQuery, "by", "created or paid")
	}
	p.Limit-- // the list itself tells whether there are more
	found, err := a.reader().Payments(r.Context(), text, f, p)
	if err != nil {
		return err
	}
	out := list[paymentJSON]{Data: make([]paymentJSON, 0, len(found.Rows))}
	for _, v := range found.Rows {
		out.Data = append(out.Data, shapeListed(v))
	}
	if found.Next != nil {
		out.Next = cursorOf(found.Next.Before, found.Next.BeforeID)
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}

// dossierJSON is all that is known of one payment.
type dossierJSON struct {
	Payment  paymentJSON    `json:"payment"`
	Order    orderLineJSON  `json:"order"`
	Refunds  []deskRefund   `json:"refunds"`
	Timeline []timelineJSON `json:"timeline"`
	PortOne  *portoneJSON   `json:"portone"`
	Problem  *toldProblem   `json:"portone_problem"`
}

// orderLineJSON is the payment's order with all its payments, oldest first.
type orderLineJSON struct {
	OrderRef payment.OrderRef `json:"order_ref"`
	Payments []orderPayment   `json:"payments"`
}

type orderPayment struct {
	ID        payment.ID    `json:"id"`
	State     payment.State `json:"state"`
	Amount    int64         `json:"amount"`
	Currency  string        `json:"currency"`
	CreatedAt time.Time     `json:"created_at"`
}

// deskRefund is a refund with who asked for it and how PortOne was asked.
type deskRefund struct {
	Refund  refundJSON `json:"refund"`
	AskedBy string     `json:"asked_by"`
	Sends   int        `json:"sends"`
}

// timelineJSON is one line of the history.
type timelineJSON struct {
	ID         string            `json:"id"`
	At         time.Time         `json:"at"`
	Kind       payment.EventType `json:"kind"`
	Actor      string            `json:"actor"`
	ImpUID     *payment.ImpUID   `json:"imp_uid"`
	Reason     *toldProblem      `json:"reason"`
	Note       string            `json:"note"`
	Version    int64             `json:"version"`
	Deliveries []deliveryJSON    `json:"deliveries"`
}

// toldProblem is a code of the catalogue with its sentences.
type toldProblem struct {
	Code    fault.Code `json:"code"`
	Korean  string     `json:"message_ko"`
	English string     `json:"message_en"`
}

func told(code fault.Code) *toldProblem {
	if code == "" {
		return nil
	}
	entry := code.Entry()
	return &toldProblem{Code: code, Korean: entry.Korean, English: entry.Eng}
}

// portoneJSON is what PortOne says now.
type portoneJSON struct {
	ReadAt   time.Time     `json:"read_at"`
	Payments []portoneSeen `json:"payments"`
}

type portoneSeen struct {
	ImpUID     payment.ImpUID  `json:"imp_uid"`
	Status     payment.Status  `json:"status"`
	Amount     int64           `json:"amount"`
	Captured   int64           `json:"captured"`
	Cancelled  int64           `json:"cancelled"`
	Currency   string          `json:"currency"`
	PayMethod  string          `json:"pay_method"`
	PG         string          `json:"pg"`
	PGTID      *string         `json:"pg_tid"`
	Approval   *string         `json:"approval"`
	Card       *cardJSON       `json:"card"`
	FailReason *string         `json:"fail_reason"`
	ReceiptURL *string         `json:"receipt_url"`
	PaidAt     *time.Time      `json:"paid_at"`
	History    []cancelledJSON `json:"cancellations"`
}

type cancelledJSON struct {
	Amount int64     `json:"amount"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

func (a *server) consolePayment(w http.ResponseWriter, r *http.Request) error {
	pid, err := paymentID(r)
	if err != nil {
		return err
	}
	q, err := query(r, "portone")
	if err != nil {
		return err
	}
	if asked := q["portone"]; asked != "" && asked != "false" {
		return fault.Field(fault.BadQuery, "portone", "false, or left out")
	}
	d, err := a.reader().Dossier(r.Context(), pid, q["portone"] == "")
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, shapeDossier(d))
}

func shapeDossier(d merchant.Dossier) dossierJSON {
	out := dossierJSON{
		Payment: shapeListed(d.View), Order: orderLineJSON{OrderRef: d.Payment.OrderRef},
		Refunds: []deskRefund{}, Timeline: []timelineJSON{},
	}
	for _, p := range d.Order {
		out.Order.Payments = append(out.Order.Payments, orderPayment{
			ID: p.ID, State: p.State, Amount: p.Amount.Minor(), Currency: string(p.Amount.Currency()), CreatedAt: p.CreatedAt.UTC(),
		})
	}
	for _, f := range d.Refunds {
		out.Refunds = append(out.Refunds, deskRefund{shapeRefund(f), f.AskedBy, f.Sends})
	}
	for _, record := range d.History {
		out.Timeline = append(out.Timeline, shapeTimeline(record))
	}
	if side := d.PortOne; side != nil {
		out.PortOne = &portoneJSON{ReadAt: side.At.UTC(), Payments: []portoneSeen{}}
		for _, s := range side.Attempts {
			out.PortOne.Payments = append(out.PortOne.Payments, shapeSeen(s))
		}
		out.Problem = told(fault.CodeOf(side.Problem))
	}
	return out
}

func shapeTimeline(r merchant.ShopRecord) timelineJSON {
	e := r.Event
	out := timelineJSON{
		ID: e.ID, At: e.At.UTC(), Kind: e.Type, Actor: e.Actor, ImpUID: optional(e.ImpUID), Reason: told(e.Reason), Note: e.Detail,
		Version: e.Version, Deliveries: make([]deliveryJSON, 0, len(r.Letters)),
	}
	for _, l := range r.Letters {
		out.Deliveries = append(out.Deliveries, shapeDelivery(l))
	}
	return out
}

func shapeSeen(s payment.Seen) portoneSeen {
	out := portoneSeen{
		ImpUID: s.ImpUID, Status: s.Status, Amount: s.Amount.Minor(), Captured: s.Captured.Minor(), Cancelled: s.Cancelled.Minor(),
		Currency: string(s.Amount.Currency()), PayMethod: s.PayMethod, PG: s.Channel.String(), PGTID: optional(s.PGTID),
		Approval: optional(s.Approval), Card: shapeCard(s), FailReason: optional(payment.CutCards(s.FailReason)),
		ReceiptURL: optional(s.ReceiptURL), PaidAt: moment(s.PaidAt), History: make([]cancelledJSON, 0, len(s.History)),
	}
	if out.Card != nil {
		out.Card.Number = payment.CutCard(out.Card.Number)
	}
	for _, c := range s.History {
		out.History = append(out.History, cancelledJSON{Amount: c.Amount.Minor(), Reason: payment.CutCards(c.Reason), At: c.At.UTC()})
	}
	return out
}

// unmaskedJSON is who paid, and the account that was issued to them.
type unmaskedJSON struct {
	Buyer   *buyerJSON   `json:"buyer"`
	Account *accountJSON `json:"virtual_account"`
}

func (a *server) consoleUnmask(w http.ResponseWriter, r *http.Request) error {
	pid, err := paymentID(r)
	if err != nil {
		return err
	}
	if _, err := query(r); err != nil {
		return err
	}
	why := ""
	err = decode(w, r, func(f *fields) {
		if why = f.text("reason", mostWhy); why == "" {
			f.reject(fault.MissingField, "reason", "why who paid must be seen")
		}
	})
	if err != nil {
		return err
	}
	b, account, err := a.reader().Unmask(r.Context(), pid, why)
	if err != nil {
		return err
	}
	out := unmaskedJSON{Buyer: shapeBuyer(b, false)}
	if account != nil {
		out.Account = shapeAccount(account)
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}

// mostWhy is the longest reason, in characters.
const mostWhy = 200
