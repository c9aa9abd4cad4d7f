package engine

import "github.com/naru-pay/naru/internal/money"

// Status is a payment's, in PortOne's words.
type Status string

// The statuses. A payment that was given back only in part is Cancelled too;
// Amount − CancelAmount is what remains. Pending is 페이팔's alone.
const (
	Ready     Status = "ready"
	Paid      Status = "paid"
	Cancelled Status = "cancelled"
	Failed    Status = "failed"
	Pending   Status = "pending"
)

// Payment is one transaction: every field of PortOne's PaymentAnnotation, and
// what the sandbox must remember beside them. Times are UNIX seconds, 0 for
// never; an empty text is null on the wire.
type Payment struct {
	ImpUID        string `json:"imp_uid"`
	MerchantUID   string `json:"merchant_uid"`
	Merchant      string `json:"merchant"` // code of the account
	PayMethod     string `json:"pay_method"`
	Channel       string `json:"channel"` // pc, mobile, api
	PGProvider    string `json:"pg_provider"`
	EmbPGProvider string `json:"emb_pg_provider"` // wallet used inside a PG's window
	PGTID         string `json:"pg_tid"`
	PGID          string `json:"pg_id"` // MID
	Sandbox       bool   `json:"sandbox"`
	Escrow        bool   `json:"escrow"`
	ApplyNum      string `json:"apply_num"`

	BankCode   string `json:"bank_code"`
	BankName   string `json:"bank_name"`
	CardCode   string `json:"card_code"`
	CardName   string `json:"card_name"`
	CardQuota  int    `json:"card_quota"`
	CardNumber string `json:"card_number"` // masked
	CardType   *int   `json:"card_type"`   // 0 credit, 1 check

	VbankCode     string `json:"vbank_code"`
	VbankName     string `json:"vbank_name"`
	VbankNum      string `json:"vbank_num"`
	VbankHolder   string `json:"vbank_holder"`
	VbankDate     int64  `json:"vbank_date"` // when the account expires
	VbankIssuedAt int64  `json:"vbank_issued_at"`

	Fixed *FixedAccount `json:"fixed,omitempty"` // of a fixed account; nil for others

	Name          string       `json:"name"`
	Amount        money.Amount `json:"-"`
	CancelAmount  money.Amount `json:"-"`
	TaxFree       money.Amount `json:"-"` // unset when the shop sent none
	VAT           money.Amount `json:"-"` // unset when the shop sent none
	CancelTaxFree money.Amount `json:"-"`

	BuyerName     string `json:"buyer_name"`
	BuyerEmail    string `json:"buyer_email"`
	BuyerTel      string `json:"buyer_tel"`
	BuyerAddr     string `json:"buyer_addr"`
	BuyerPostcode string `json:"buyer_postcode"`
	CustomData    string `json:"custom_data"` // JSON text
	UserAgent     string `json:"user_agent"`

	Status      Status `json:"status"`
	StartedAt   int64  `json:"started_at"`
	PaidAt      int64  `json:"paid_at"`
	FailedAt    int64  `json:"failed_at"`
	CancelledAt int64  `json:"cancelled_at"`
	UpdatedAt   int64  `json:"updated_at"` // last change of status

	FailReason        string         `json:"fail_reason"`
	CancelReason      string         `json:"cancel_reason"`
	ReceiptURL        string         `json:"receipt_url"`
	CancelHistory     []Cancellation `json:"cancel_history"`
	CashReceiptIssued bool           `json:"cash_receipt_issued"`
	CustomerUID       string         `json:"customer_uid"`
	CustomerUIDUsage  string         `json:"customer_uid_usage"`
	ChargesToo        bool           `json:"charges_too,omitempty"` // its window stored a key and charged the amount

	ChannelKey  string   `json:"channel_key"`
	NoticeURLs  []string `json:"notice_urls"`            // replace the console's webhook address
	UsedWebhook bool     `json:"used_webhook"`           // a webhook was due for it once
	PGCancelled bool     `json:"pg_cancelled,omitempty"` // at the PG, which does not tell PortOne
	Order       uint64   `json:"order"`                  // running number; tells apart what began in the same second
}

// Cancellation is one entry of cancel_history.
type Cancellation struct {
	ID          string       `json:"cancellation_id"`
	PGTID       string       `json:"pg_tid"`
	Amount      money.Amount `json:"-"`
	TaxFree     money.Amount `json:"-"`
	CancelledAt int64        `json:"cancelled_at"`
	Reason      string       `json:"reason"`
	ReceiptURL  string       `json:"receipt_url"`
}
