package portonev1

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"time"
)

// Status is the state of a payment. PortOne may add values: an unknown one is
// kept as it came, so a switch over Status needs a default that does nothing.
type Status string

// The documented states.
const (
	// StatusReady: the PG window was opened, or a virtual account was issued
	// and waits for its deposit. A payment whose buyer walked away stays ready.
	StatusReady Status = "ready"
	// StatusPaid: approved, or the deposit arrived.
	StatusPaid Status = "paid"
	// StatusCancelled: cancelled in whole or in part; compare CancelAmount
	// with Amount to tell which.
	StatusCancelled Status = "cancelled"
	// StatusFailed: declined, given up, or refused by the confirm process.
	StatusFailed Status = "failed"
	// StatusPending: PayPal only, not decided yet.
	StatusPending Status = "pending"
	// StatusAll asks ByStatus for every state; no payment has it.
	StatusAll Status = "all"
)

// Payment is PortOne's PaymentAnnotation. Texts that PortOne left out or sent
// as null are empty, times that never happened are the zero Time, in UTC
// otherwise. It holds personal data; logging it with slog shows only ids,
// state and amounts.
//
// ImpUID, MerchantUID, Status, Amount, CancelAmount and Currency are always
// there: an answer without one of them is an error.
type Payment struct {
	// ImpUID is PortOne's id of this attempt, "imp_" or "imps_" and digits.
	ImpUID string `v1:"imp_uid,required"`
	// MerchantUID is the shop's order number, at most 40 characters. Several
	// payments may share one, of which at most one was ever approved.
	MerchantUID string `v1:"merchant_uid,required"`
	// Status is the state; see its constants.
	Status Status `v1:"status,required"`
	// Amount is what was ordered, in major units of Currency. Cancelling does
	// not reduce it.
	Amount Decimal `v1:"amount,required"`
	// CancelAmount is the sum of all cancellations, in major units.
	CancelAmount Decimal `v1:"cancel_amount,required"`
	// Currency is an ISO 4217 code such as KRW.
	Currency string `v1:"currency,required"`
	// Sandbox is whether the channel was a test channel; nil if PortOne did
	// not say, which is not the same as false.
	Sandbox *bool `v1:"sandbox"`

	// PayMethod is card, trans, vbank, phone, point and others. It may differ
	// from what the shop asked for.
	PayMethod string `v1:"pay_method"`
	// Channel is pc or mobile for a payment window, api for a payment by card
	// data or billing key.
	Channel string `v1:"channel,lenient"`
	// PGProvider is PortOne's code of the payment gateway, html5_inicis for
	// example.
	PGProvider string `v1:"pg_provider"`
	// EmbPGProvider is the wallet used inside the gateway's window, kakaopay
	// for example.
	EmbPGProvider string `v1:"emb_pg_provider,lenient"`
	// PGTID is the gateway's id of the transaction.
	PGTID string `v1:"pg_tid"`
	// PGID is the shop's id at the gateway (MID).
	PGID string `v1:"pg_id"`
	// Escrow is whether the payment is held in escrow.
	Escrow bool `v1:"escrow,lenient"`
	// ApplyNum is the card company's approval number.
	ApplyNum string `v1:"apply_num,lenient"`

	// BankCode and BankName are the bank of a real-time transfer, the code by
	// the standard of the Korea Financial Telecommunications Institute (KFTC).
	BankCode string `v1:"bank_code,lenient"`
	BankName string `v1:"bank_name,lenient"`

	// CardCode and CardName are the card company, code by KFTC.
	CardCode string `v1:"card_code,lenient"`
	CardName string `v1:"card_name,lenient"`
	// CardIssuerCode to CardPublisherName are filled by a few gateways only.
	CardIssuerCode    string `v1:"card_issuer_code,lenient"`
	CardIssuerName    string `v1:"card_issuer_name,lenient"`
	CardPublisherCode string `v1:"card_publisher_code,lenient"`
	CardPublisherName string `v1:"card_publisher_name,lenient"`
	// CardQuota is the number of monthly instalments, 0 for a lump sum.
	CardQuota int `v1:"card_quota,lenient"`
	// CardNumber is masked by most gateways, but not by all: do not store it
	// unmasked.
	CardNumber string `v1:"card_number,lenient"`
	// CardType is 0 for a credit, 1 for a debit card, nil if the gateway does
	// not tell.
	CardType *int `v1:"card_type,lenient"`

	// VbankCode to VbankHolder are the virtual account to pay into, the code
	// by KFTC.
	VbankCode   string `v1:"vbank_code,lenient"`
	VbankName   string `v1:"vbank_name,lenient"`
	VbankNum    string `v1:"vbank_num"`
	VbankHolder string `v1:"vbank_holder,lenient"`
	// VbankDate is until when the deposit is awaited.
	VbankDate time.Time `v1:"vbank_date,lenient"`
	// VbankIssuedAt is when the account was issued.
	VbankIssuedAt time.Time `v1:"vbank_issued_at,lenient"`

	// Name is what was bought, at most 40 characters.
	Name string `v1:"name,lenient"`
	// BuyerName to BuyerPostcode are what the shop sent about the buyer.
	BuyerName     string `v1:"buyer_name,lenient"`
	BuyerEmail    string `v1:"buyer_email,lenient"`
	BuyerTel      string `v1:"buyer_tel,lenient"`
	BuyerAddr     string `v1:"buyer_addr,lenient"`
	BuyerPostcode string `v1:"buyer_postcode,lenient"`
	// CustomData is what the shop sent as custom_data, JSON in a string. The
	// buyer's browser can change it.
	CustomData string `v1:"custom_data,lenient"`
	// UserAgent is that of the device the payment was started on.
	UserAgent string `v1:"user_agent,lenient"`

	// StartedAt is when the window was opened.
	StartedAt time.Time `v1:"started_at"`
	// PaidAt is when the money was captured; it stays after a cancellation.
	PaidAt time.Time `v1:"paid_at"`
	// FailedAt and FailReason tell about a failed payment.
	FailedAt   time.Time `v1:"failed_at"`
	FailReason string    `v1:"fail_reason,lenient"`
	// CancelledAt and CancelReason tell about the latest cancellation.
	CancelledAt  time.Time `v1:"cancelled_at"`
	CancelReason string    `v1:"cancel_reason,lenient"`
	// CancelHistory lists every cancellation.
	CancelHistory []Cancellation `v1:"cancel_history"`
	// CancelReceiptURLs is deprecated by PortOne in favour of CancelHistory.
	CancelReceiptURLs []string `v1:"cancel_receipt_urls,lenient"`
	// DepositHistory lists deposits into a fixed virtual account without an
	// end (Hecto Financial only).
	DepositHistory []Deposit `v1:"deposit_history"`
	// ReceiptURL is the sales slip, if the gateway has one.
	ReceiptURL string `v1:"receipt_url,lenient"`
	// CashReceiptIssued is whether the window issued a cash receipt.
	CashReceiptIssued bool `v1:"cash_receipt_issued,lenient"`

	// CustomerUID is the shop's name of the billing key that was used.
	CustomerUID string `v1:"customer_uid"`
	// CustomerUIDUsage is issue, payment, payment.scheduled, or empty for an
	// ordinary payment.
	CustomerUIDUsage string `v1:"customer_uid_usage"`
	// Promotion is the card promotion that was applied, nil if none.
	Promotion *Promotion `v1:"promotion,lenient"`
	// Extension holds a gateway's extra fields, which PortOne sends on request
	// only.
	Extension json.RawMessage `v1:"extension"`

	// Raw is the payment as PortOne wrote it, with the fields that this
	// package does not know. Keep it, not the struct, where a payment is kept
	// as evidence.
	Raw json.RawMessage
}

// Cancellation is one entry of a payment's cancel history.
type Cancellation struct {
	// PGTID is the gateway's id of the cancellation, sometimes of the payment.
	PGTID string `v1:"pg_tid"`
	// Amount was given back, in major units of the payment's currency.
	Amount Decimal `v1:"amount,required"`
	// CancelledAt is when.
	CancelledAt time.Time `v1:"cancelled_at"`
	// Reason is what the canceller wrote; a gateway may shorten it.
	Reason string `v1:"reason"`
	// CancellationID is PortOne's id of the cancellation.
	CancellationID string `v1:"cancellation_id"`
	// ReceiptURL is the cancellation's sales slip, if there is one.
	ReceiptURL string `v1:"receipt_url,lenient"`
}

// Deposit is one deposit into a fixed virtual account without an end.
type Deposit struct {
	// PGTID is the gateway's id of the deposit.
	PGTID string `v1:"pg_tid"`
	// Amount was paid in, in major units of the payment's currency.
	Amount Decimal `v1:"amount,required"`
	// DepositorName is who paid it in.
	DepositorName string `v1:"depositor_name,lenient"`
	// DepositedAt is when.
	DepositedAt time.Time `v1:"deposited_at"`
}

// Promotion is a card promotion that reduced what the card was charged.
type Promotion struct {
	// ID is "promotion-id-" and a UUID.
	ID string `v1:"id"`
	// Discount was taken off the amount, in major units; empty if not sent.
	Discount Decimal `v1:"discount"`
}

// UnmarshalJSON reads one PaymentAnnotation, strictly in what decides about
// money: see the package comment. The same rules hold for every Payment this
// package returns.
func (p *Payment) UnmarshalJSON(raw []byte) error {
	if !json.Valid(raw) {
		return malformed("payment: %w", errNotJSON)
	}
	if err := p.decode(raw); err != nil {
		return malformed("payment: %w", err)
	}
	return nil
}

// MarshalJSON writes Raw, so that a payment survives being stored as JSON. A
// Payment that was not read from PortOne has none and is an error.
func (p Payment) MarshalJSON() ([]byte, error) {
	if len(p.Raw) == 0 {
		return nil, errors.New("portonev1: payment has no Raw")
	}
	return p.Raw, nil
}

// LogValue shows ids, state and amounts, and nothing about the buyer.
func (p Payment) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("imp_uid", p.ImpUID),
		slog.String("merchant_uid", p.MerchantUID),
		slog.String("status", string(p.Status)),
		slog.String("amount", string(p.Amount)),
		slog.String("cancel_amount", string(p.CancelAmount)),
		slog.String("currency", p.Currency),
	)
}

// decode replaces p by the payment in raw, which must be valid JSON, or leaves
// it as it was.
func (p *Payment) decode(raw []byte) error {
	var read Payment
	if err := decodeObject(raw, &read); err != nil {
		return err
	}
	if sign, err := read.Amount.Sign(); err != nil || sign < 0 {
		return errors.New("field amount is negative")
	}
	if sign, err := read.CancelAmount.Sign(); err != nil || sign < 0 {
		return errors.New("field cancel_amount is negative")
	}
	read.Raw = bytes.Clone(raw)
	*p = read
	return nil
}
