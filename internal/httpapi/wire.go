package httpapi

import (
	"encoding/json"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// paymentJSON is a payment as the API shows it. Amounts are integers of the
// currency's minor units.
type paymentJSON struct {
	ID          payment.ID          `json:"id"`
	OrderRef    payment.OrderRef    `json:"order_ref"`
	MerchantUID payment.MerchantUID `json:"merchant_uid"`
	State       payment.State       `json:"state"`
	Amount      int64               `json:"amount"`
	Currency    string              `json:"currency"`
	TaxFree     int64               `json:"tax_free"`
	Name        string              `json:"name"`
	PayMethod   string              `json:"pay_method"`
	PG          string              `json:"pg"`
	Captured    int64               `json:"captured"`
	Refunded    int64               `json:"refunded"`
	Cancellable int64               `json:"cancellable"`
	ImpUID      *payment.ImpUID     `json:"imp_uid"`
	Account     *accountJSON        `json:"virtual_account"`
	Buyer       *buyerJSON          `json:"buyer"`
	Failure     *failureJSON        `json:"failure"`
	Reason      *fault.Code         `json:"reason"`
	ReceiptURL  *string             `json:"receipt_url"`
	Card        *cardJSON           `json:"card"`
	ReturnURL   *string             `json:"return_url"`
	Metadata    json.RawMessage     `json:"metadata"`
	Version     int64               `json:"version"`
	Test        bool                `json:"test"`
	Origin      string              `json:"origin"` // opened, or imported
	CreatedAt   time.Time           `json:"created_at"`
	ExpiresAt   time.Time           `json:"expires_at"`
	PaidAt      *time.Time          `json:"paid_at"`
	UpdatedAt   time.Time           `json:"updated_at"`
	Attempts    []attemptJSON       `json:"attempts"`
	Refunds     []refundJSON        `json:"refunds"`
}

type accountJSON struct {
	BankCode string     `json:"bank_code"`
	BankName string     `json:"bank_name"`
	Number   string     `json:"number"`
	Holder   string     `json:"holder"`
	DueAt    *time.Time `json:"due_at"`
}

type failureJSON struct {
	Code    fault.Code `json:"code"`
	Message string     `json:"message"` // the PG's own words
}

type cardJSON struct {
	Name     string `json:"name"`
	Number   string `json:"number"` // six and four digits at most
	Quota    int    `json:"quota"`  // months; 0: at once
	Approval string `json:"approval"`
}

type attemptJSON struct {
	ImpUID    payment.ImpUID `json:"imp_uid"`
	Status    payment.Status `json:"status"`
	Verdict   string         `json:"verdict"`
	Reason    *fault.Code    `json:"reason"`
	Amount    int64          `json:"amount"`
	Captured  int64          `json:"captured"`
	Cancelled int64          `json:"cancelled"`
	Currency  string         `json:"currency"`
	PayMethod string         `json:"pay_method"`
	PG        string         `json:"pg"`
	CreatedAt time.Time      `json:"created_at"`
	UpdatedAt time.Time      `json:"updated_at"`
}

type refundJSON struct {
	ID        payment.RefundID    `json:"id"`
	ImpUID    payment.ImpUID      `json:"imp_uid"`
	Amount    int64               `json:"amount"`
	TaxFree   int64               `json:"tax_free"`
	VAT       *int64              `json:"vat"`
	Lines     []lineBackJSON      `json:"items"`
	Currency  string              `json:"currency"`
	State     payment.RefundState `json:"state"`
	Reason    string              `json:"reason"`
	Initiator payment.Initiator   `json:"initiator"`
	Problem   *refundProblem      `json:"problem"`
	CreatedAt time.Time           `json:"created_at"`
	UpdatedAt time.Time           `json:"updated_at"`
}

// refundProblem says why a refund did not end well, or wants looking at.
type refundProblem struct {
	Code    fault.Code `json:"code"`
	Detail  string     `json:"detail"` // the PG's own words, if it gave any
	Korean  string     `json:"message_ko"`
	English string     `json:"message_en"`
}

// optional returns nil for the zero value, which JSON writes as null.
func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// moment returns nil for the zero time.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func shapePayment(v merchant.View) paymentJSON {
	p := v.Payment
	out := paymentJSON{
		ID: p.ID, OrderRef: p.OrderRef, MerchantUID: p.MerchantUID, State: p.State,
		Amount: p.Amount.Minor(), Currency: string(p.Amount.Currency()), TaxFree: p.TaxFree.Minor(),
		Name: p.Name, PayMethod: p.PayMethod, PG: p.Channel.String(),
		Captured: p.Captured.Minor(), Refunded: p.Returned.Minor(), Cancellable: p.Cancellable().Minor(),
		ImpUID: optional(p.Bound), ReturnURL: optional(p.ReturnURL), Metadata: p.Metadata,
		Version: p.Version, Test: p.Env == payment.Test,
		Origin: originOf(p), CreatedAt: p.CreatedAt.UTC(), ExpiresAt: p.ExpiresAt.UTC(), PaidAt: moment(p.PaidAt), UpdatedAt: p.UpdatedAt.UTC(),
		Attempts: make([]attemptJSON, 0, len(v.Attempts)), Refunds: make([]refundJSON, 0, len(v.Refunds)),
	}
	if len(out.Metadata) == 0 {
		out.Metadata = noMetadata
	}
	if p.State == payment.Failed {
		out.Failure = &failureJSON{Code: fault.PaymentFailed, Message: p.FailReason}
	}
	if p.Reason != fault.PaymentFailed {
		out.Reason = optional(p.Reason)
	}
	if p.Account != nil {
		out.Account = shapeAccount(p.Account)
	}
	for _, a := range v.Attempts {
		out.Attempts = append(out.Attempts, shapeAttempt(a))
		if a.ImpUID == p.Bound {
			out.ReceiptURL, out.Card = optional(a.Seen.ReceiptURL), shapeCard(a.Seen)
		}
	}
	for _, r := range v.Refunds {
		out.Refunds = append(out.Refunds, shapeRefund(r))
	}
	return out
}

func shapeAccount(a *payment.Account) *accountJSON {
	return &accountJSON{BankCode: a.BankCode, BankName: a.BankName, Number: a.Number, Holder: a.Holder, DueAt: moment(a.DueAt)}
}

var noMetadata = json.RawMessage("{}")

// shapeFor shows a payment to whoever asks: what the shop keeps for itself is
// not for the buyer's browser.
func shapeFor(c caller, v merchant.View) paymentJSON {
	out := shapePayment(v)
	if c == buyer {
		out.Metadata = noMetadata
	}
	return out
}

func shapeAttempt(a payment.Attempt) attemptJSON {
	verdict := string(a.Mark)
	if a.Mark == payment.Pending {
		verdict = "pending"
	}
	s := a.Seen
	return attemptJSON{
		ImpUID: a.ImpUID, Status: s.Status, Verdict: verdict, Reason: optional(a.Reason),
		Amount: s.Amount.Minor(), Captured: s.Captured.Minor(), Cancelled: s.Cancelled.Minor(), Currency: string(s.Amount.Currency()),
		PayMethod: s.PayMethod, PG: s.Channel.String(), CreatedAt: a.CreatedAt.UTC(), UpdatedAt: a.UpdatedAt.UTC(),
	}
}

func shapeCard(s payment.Seen) *cardJSON {
	if s.CardName == "" && s.CardNumber == "" {
		return nil
	}
	return &cardJSON{Name: s.CardName, Number: s.CardNumber, Quota: s.CardQuota, Approval: s.Approval}
}

func shapeRefund(r payment.Refund) refundJSON {
	out := refundJSON{
		ID: r.ID, ImpUID: r.ImpUID, Amount: r.Amount.Minor(), TaxFree: r.TaxFree.Minor(), Currency: string(r.Amount.Currency()),
		VAT: setMinor(r.VAT), Lines: shapeLinesBack(r.Lines), State: r.State, Reason: r.Reason, Initiator: r.Initiator, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
	}
	code := r.FaultCode
	if code == "" && r.State == payment.RefundRejected {
		code = fault.RefundRefused
	}
	if code != "" {
		entry := code.Entry()
		out.Problem = &refundProblem{Code: code, Detail: r.Refusal, Korean: entry.Korean, English: entry.Eng}
	}
	return out
}

// originOf says in the API's words how a payment came to be the shop's.
func originOf(p payment.Payment) string {
	if p.Origin == payment.Imported {
		return string(payment.Imported)
	}
	return "opened"
}
