// Package payment decides what happens to a payment once it has been seen from
// both sides: as the order fixed it, and as PortOne tells it.
//
// It refuses to do anything: no I/O, no time of its own, no logging. Judge
// returns what to store, the shell stores it. Its main invariant is that a
// payment becomes paid only on a full match with what the order fixed, once,
// and that money which does not match goes back as it was paid, never as it was
// expected.
package payment

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// The names of things. MerchantUID is our unique key for a payment at PortOne,
// ImpUID is PortOne's own for one attempt at it.
type (
	ID          string
	OrderRef    string
	MerchantUID string
	ImpUID      string
	RefundID    string
)

// State is where a payment of ours stands.
type State string

// The states. Failed, Expired and Closed are not absorbing for money: what
// arrives afterwards is judged all the same.
const (
	Open              State = "open"
	AwaitingDeposit   State = "awaiting_deposit"
	Failed            State = "failed"
	Expired           State = "expired"
	Closed            State = "closed"
	Paid              State = "paid"
	PartiallyRefunded State = "partially_refunded"
	Refunded          State = "refunded"
)

// States lists every state.
var States = []State{Open, AwaitingDeposit, Failed, Expired, Closed, Paid, PartiallyRefunded, Refunded}

// HoldsMoney reports whether the payment was confirmed and not all of it went
// back: at most one payment of an order may be in such a state.
func (s State) HoldsMoney() bool { return s == Paid || s == PartiallyRefunded }

// Payable reports whether money that matches confirms the payment.
func (s State) Payable() bool { return s == Open || s == AwaitingDeposit || s == Failed }

// Env tells play money from real money.
type Env string

// The two kinds of PortOne channel.
const (
	Test Env = "test"
	Live Env = "live"
)

// Channel is a contract with a PG as V1 reads it back: the provider and the
// merchant id (MID) there.
type Channel struct{ Provider, MID string }

// String writes the channel as request_pay's pg: "html5_inicis.INIpayTest".
func (c Channel) String() string {
	if c.MID == "" {
		return c.Provider
	}
	return c.Provider + "." + c.MID
}

// Buyer is who pays, as far as the shop told us.
type Buyer struct {
	Name     string `json:"name,omitempty"`
	Email    string `json:"email,omitempty"`
	Tel      string `json:"tel,omitempty"`
	Addr     string `json:"addr,omitempty"`
	Postcode string `json:"postcode,omitempty"`
}

// Payment is the effort to collect one amount for one order. What the order
// fixed never changes after it was stored; the rest is Judge's to change.
type Payment struct {
	ID          ID
	OrderRef    OrderRef
	MerchantUID MerchantUID

	// Fixed by the order.
	Amount    money.Amount
	TaxFree   money.Amount
	Store     string // 고객사 식별코드 whose credentials read the payment back
	Env       Env
	Channel   Channel
	PayMethod string
	Name      string // the order name that the buyer sees
	Buyer     Buyer
	ReturnURL string
	Metadata  json.RawMessage // the shop's own, echoed
	Extra     json.RawMessage // further request_pay parameters
	TermsHash string          // of everything above that the caller sent: same terms, same payment
	Origin    Origin          // how it came to be ours; an imported payment has no terms
	// TermsFault is why the terms are not known of a payment that was recorded
	// after its money moved: what stands above is then what was seen, and no
	// money for it may stay. It is empty for every other.
	TermsFault fault.Code

	State      State
	Bound      ImpUID       // the attempt that paid; written once
	Captured   money.Amount // of the bound attempt
	Returned   money.Amount // of the bound attempt, by us or elsewhere
	Reason     fault.Code   // why money was rejected last, or why it failed
	FailReason string       // the PG's own words
	Account    *Account     // of the issued virtual account, only when it matches

	Version     int64     // grows by one with every stored change
	CheckAt     time.Time // when to ask PortOne by ourselves; zero: never
	Checks      int       // how often we have asked by ourselves
	ExpiresAt   time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time
	PaidAt      time.Time
	ClosedCause Cause
}

// Cause says why a payment was closed; it is empty unless it was.
type Cause string

// The causes.
const (
	CauseSuperseded Cause = "superseded" // the order was opened again with other terms
	CauseRejected   Cause = "rejected"   // money came that was not accepted, the merchant_uid is used up
)

// Escrow reports whether the order asked for an escrow payment.
func (p Payment) Escrow() bool {
	if !bytes.Contains(p.Extra, []byte(`"escrow"`)) {
		return false
	}
	var asked struct {
		Escrow any `json:"escrow"`
	}
	return json.Unmarshal(p.Extra, &asked) == nil && asked.Escrow == true
}

// Cancellable returns what may still be given back of the confirmed money.
func (p Payment) Cancellable() money.Amount {
	rest, err := p.Captured.Sub(p.Returned)
	if err != nil || rest.IsNegative() {
		return money.Zero(p.Amount.Currency())
	}
	return rest
}

// Account is a virtual account that PortOne issued for one deposit.
type Account struct {
	BankCode string    `json:"bank_code"`
	BankName string    `json:"bank_name"`
	Number   string    `json:"number"`
	Holder   string    `json:"holder"`
	DueAt    time.Time `json:"due_at"`
}

// same compares by value: what was stored and read again names its times in
// another way.
func (a *Account) same(b *Account) bool {
	if a == nil || b == nil || !a.DueAt.Equal(b.DueAt) {
		return a == b
	}
	x, y := *a, *b
	x.DueAt, y.DueAt = time.Time{}, time.Time{}
	return x == y
}

// Mark is what was decided about an attempt.
type Mark string

// The marks of attempts.
const (
	Pending     Mark = ""             // nothing decided yet
	Bound       Mark = "bound"        // it paid its payment
	Mismatch    Mark = "mismatch"     // not what the order fixed
	Duplicate   Mark = "duplicate"    // the order or the payment was paid already
	Late        Mark = "late"         // the payment was closed or had expired
	WrongEnv    Mark = "wrong_env"    // test money for a live order, or the reverse
	Review      Mark = "review"       // partly cancelled before we saw it
	GoneAlready Mark = "gone_already" // cancelled whole before we saw it
)

// AccountClosing is where the closing of an issued account stands.
type AccountClosing string

// The steps of closing an account: asked for, then done or given up.
const (
	ClosingNone   AccountClosing = ""
	ClosingDue    AccountClosing = "due"
	ClosingDone   AccountClosing = "done"
	ClosingFailed AccountClosing = "failed"
)

// Attempt is one try within a payment: one imp_uid of PortOne's, with what was
// last seen of it and what was decided.
type Attempt struct {
	ImpUID    ImpUID
	PaymentID ID
	Seen      Seen // the newest snapshot, never a staler one
	Mark      Mark
	Reason    fault.Code

	// The money of this attempt. Opened and Succeeded are our own refunds;
	// External was given back by others. All three only grow, except that
	// Opened falls by a refund that was refused, and External by one of ours that
	// a restored database had forgotten and finds again (see Recall).
	Opened    money.Amount
	Succeeded money.Amount
	External  money.Amount

	Closing   AccountClosing
	ClosingAt time.Time // when to try next
	Closings  int       // tries so far
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Balance returns what is left of the attempt's money after all refunds that
// have been opened or were made elsewhere.
func (a Attempt) Balance() money.Amount {
	rest, err := a.Seen.Captured.Sub(a.Opened)
	if err == nil {
		rest, err = rest.Sub(a.External)
	}
	if err != nil || rest.IsNegative() {
		return money.Zero(a.Seen.Captured.Currency())
	}
	return rest
}

// remaining returns what PortOne should still be able to cancel, as far as we
// know: refunds that are only opened have not reached it.
func (a Attempt) remaining() money.Amount {
	rest, err := a.Seen.Captured.Sub(a.Succeeded)
	if err == nil {
		rest, err = rest.Sub(a.External)
	}
	if err != nil || rest.IsNegative() {
		return money.Zero(a.Seen.Captured.Currency())
	}
	return rest
}
