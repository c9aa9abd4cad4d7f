package payment

import (
	"cmp"
	"time"

	"github.com/naru-pay/naru/internal/money"
)

// Status is what PortOne says of an attempt, with V1's five meanings of four
// words told apart: ready is also "issued", cancelled is also "partly".
type Status string

// The statuses. Unknown is any word that this version does not know.
const (
	SeenReady         Status = "ready"
	SeenIssued        Status = "issued"
	SeenPaid          Status = "paid"
	SeenPartCancelled Status = "part_cancelled"
	SeenCancelled     Status = "cancelled"
	SeenFailed        Status = "failed"
	SeenUnknown       Status = "unknown"
)

// Statuses lists every status.
var Statuses = []Status{SeenReady, SeenIssued, SeenPaid, SeenPartCancelled, SeenCancelled, SeenFailed, SeenUnknown}

// ranks orders the statuses by time: an attempt never goes back to a lower one.
// A failure may still turn into money (v1.md §4.1), never the reverse.
var ranks = map[Status]int{
	SeenUnknown: 0, SeenReady: 1, SeenIssued: 2, SeenFailed: 3, SeenPaid: 4, SeenPartCancelled: 5, SeenCancelled: 6,
}

// Seen is one attempt as PortOne told it, normalised by the gateway's adapter:
// Captured is Amount when anything was ever paid, otherwise zero.
type Seen struct {
	ImpUID      ImpUID         `json:"imp_uid"`
	MerchantUID MerchantUID    `json:"merchant_uid"`
	Status      Status         `json:"status"`
	RawStatus   string         `json:"raw_status"`
	Amount      money.Amount   `json:"amount"`
	Captured    money.Amount   `json:"captured"`
	Cancelled   money.Amount   `json:"cancelled"`
	Store       string         `json:"store"`
	Env         Env            `json:"env"`
	Channel     Channel        `json:"channel"`
	PayMethod   string         `json:"pay_method"`
	Wallet      string         `json:"wallet,omitempty"` // emb_pg_provider
	PGTID       string         `json:"pg_tid,omitempty"`
	CardName    string         `json:"card_name,omitempty"`
	CardNumber  string         `json:"card_number,omitempty"` // first six and last four at most
	CardQuota   int            `json:"card_quota,omitempty"`
	Approval    string         `json:"approval,omitempty"` // apply_num
	ReceiptURL  string         `json:"receipt_url,omitempty"`
	FailReason  string         `json:"fail_reason,omitempty"`
	Account     *Account       `json:"account,omitempty"`
	History     []Cancellation `json:"history,omitempty"`
	PaidAt      time.Time      `json:"paid_at,omitzero"`
	ChangedAt   time.Time      `json:"changed_at,omitzero"` // the latest time that PortOne names
	Escrow      bool           `json:"escrow,omitempty"`

	// Only looked at, never stored.
	CustomData string    `json:"-"` // as the browser sent it, JSON
	StartedAt  time.Time `json:"-"` // when the window was opened
}

// Cancellation is one entry of PortOne's cancel_history.
type Cancellation struct {
	ID     string       `json:"id,omitempty"`
	Reason string       `json:"reason"`
	Amount money.Amount `json:"amount"`
	At     time.Time    `json:"at"`
}

// Balance returns what PortOne says can still be cancelled: the checksum.
func (s Seen) Balance() money.Amount {
	rest, err := s.Captured.Sub(s.Cancelled)
	if err != nil {
		return money.Zero(s.Captured.Currency())
	}
	return rest
}

// HasMoney reports whether money ever arrived.
func (s Seen) HasMoney() bool { return s.Captured.IsPositive() }

// Newer reports whether s may replace old: it is at least as far along in
// status, in what was cancelled and in time. A snapshot that fails it is stale
// and cannot undo anything. Money that arrived comes before all that: a deposit
// may cross with the closing of its account, which reads cancelled.
func (s Seen) Newer(old Seen) bool {
	if old.ImpUID == "" {
		return true
	}
	if s.HasMoney() != old.HasMoney() {
		return s.HasMoney()
	}
	if c := cmp.Compare(ranks[s.Status], ranks[old.Status]); c != 0 {
		return c > 0
	}
	return s.Cancelled.Minor() >= old.Cancelled.Minor() && !s.ChangedAt.Before(old.ChangedAt)
}

// Same reports whether s tells nothing that old did not.
func (s Seen) Same(old Seen) bool {
	return s.ImpUID == old.ImpUID && s.Status == old.Status && s.Amount == old.Amount && s.Captured == old.Captured &&
		s.Cancelled == old.Cancelled && s.ChangedAt.Equal(old.ChangedAt) && len(s.History) == len(old.History)
}

// Forgotten returns the snapshot without what tells who paid or how: money,
// states, ids and times stay, and of a cancellation's reason our own token, by
// which our refunds are known.
func (s Seen) Forgotten() Seen {
	s.Account, s.CardNumber, s.Approval, s.ReceiptURL, s.FailReason = nil, "", "", "", ""
	history := make([]Cancellation, 0, len(s.History))
	for _, c := range s.History {
		if hasToken(c.Reason) {
			c.Reason = c.Reason[:tokenLength]
		} else {
			c.Reason = ""
		}
		history = append(history, c)
	}
	if len(history) > 0 {
		s.History = history
	}
	return s
}
