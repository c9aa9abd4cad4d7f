package payment

import (
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// RefundState is where a refund stands.
type RefundState string

// The states of a refund. Only Opened, Sending and Unknown are under way, and
// at most one refund of an attempt is.
const (
	RefundOpened    RefundState = "opened"
	RefundSending   RefundState = "sending"
	RefundUnknown   RefundState = "unknown"
	RefundSucceeded RefundState = "succeeded"
	RefundRejected  RefundState = "rejected"
	RefundHuman     RefundState = "needs_human"
)

// UnderWay reports whether the refund may still move money by itself.
func (s RefundState) UnderWay() bool {
	return s == RefundOpened || s == RefundSending || s == RefundUnknown
}

// Initiator is who wanted a refund.
type Initiator string

// The initiators: a rejected payment gives back by itself, a shop asks.
const (
	ByJudge Initiator = "auto"
	ByShop  Initiator = "shop"
)

// RefundAccount is where the money of a virtual account goes back to. Bank is
// the PG's own code (v1.md §3.8).
type RefundAccount struct {
	Bank   string `json:"bank"`
	Number string `json:"number"`
	Holder string `json:"holder"`
	Tel    string `json:"tel,omitempty"` // of the holder, which SMARTRO asks for
}

// Refund is one wish to give money of one attempt back, written down before
// PortOne is told and never changed in what it asks within one generation.
type Refund struct {
	ID        RefundID
	PaymentID ID
	ImpUID    ImpUID
	Amount    money.Amount
	TaxFree   money.Amount
	VAT       money.Amount // unset: left to PortOne
	Lines     []LineBack   // of the order, that it gives back; may be empty
	Initiator Initiator
	AskedBy   string         // an API key's id, an operator's; empty: nobody but the server
	Reason    string         // people's words, without our token
	Account   *RefundAccount // for virtual accounts

	IdemKey  string // the caller's Idempotency-Key; "auto:<imp_uid>" for ByJudge
	IdemHash string // of the request that came with it

	// One generation: its token and checksum are stored before the call and sent
	// as they are.
	Generation int
	BegunAt    time.Time    // when the generation began
	Token      string       // stands first in the reason at PortOne
	Checksum   money.Amount // the cancellable amount when the generation began
	Sends      int          // how often this generation was sent

	State        RefundState
	Refusal      string     // PortOne's words when it answered code ≠ 0
	FaultCode    fault.Code // why it was rejected, or needs a human, or is to be reviewed
	Evidence     string     // what concluded it: a cancellation id, a balance
	UnknownSince time.Time
	DueAt        time.Time // when the worker looks again
	Fence        int64     // grows with each change; what a stale worker knows is refused
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// CancelOrder is what is sent to the gateway.
type CancelOrder struct {
	ImpUID   ImpUID
	Amount   money.Amount
	TaxFree  money.Amount
	VAT      money.Amount // unset: left to PortOne
	Checksum money.Amount
	Reason   string // token first
	Account  *RefundAccount
}

// Order returns what the refund's present generation sends.
func (r Refund) Order() CancelOrder {
	return CancelOrder{ImpUID: r.ImpUID, Amount: r.Amount, TaxFree: r.TaxFree, VAT: r.VAT, Checksum: r.Checksum, Reason: r.Token + " " + r.Reason, Account: r.Account}
}
