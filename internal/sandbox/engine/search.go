package engine

import (
	"iter"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/money"
)

// PaymentSearch is what 결제 내역 조회 asks for: every member that is set must
// fit. The zero value asks for all payments of an account.
type PaymentSearch struct {
	Status    Status
	Text      string // beginning of a value of In
	In        string // one of SearchFields; empty: any of them
	Requested bool   // From and To mean the request, not the time of the present status
	From, To  int64  // UNIX seconds, To is not included; 0: no bound
	Provider  string // pg_provider
	Method    string // pay_method
	Kind      PaymentKind
	Mode      Mode
	Tier      string // code of a sub-store; empty: all of the account
	Least     string // amount in whole major units; empty: no bound
	Most      string
}

// PaymentKind is the console's 결제유형.
type PaymentKind string

// The kinds: Regular payments belong to a stored card.
const (
	Single  PaymentKind = "single"
	Regular PaymentKind = "regular"
)

// Kind tells whether the payment belongs to a stored card.
func (p Payment) Kind() PaymentKind {
	if p.CustomerUIDUsage != "" {
		return Regular
	}
	return Single
}

// searchField is a value that a search looks at.
type searchField struct {
	name string
	of   func(*Payment) string
}

// searchFields are those of PortOne's own console that a payment here has.
var searchFields = []searchField{
	{"imp_uid", func(p *Payment) string { return p.ImpUID }},
	{"merchant_uid", func(p *Payment) string { return p.MerchantUID }},
	{"name", func(p *Payment) string { return p.Name }},
	{"apply_num", func(p *Payment) string { return p.ApplyNum }},
	{"buyer_name", func(p *Payment) string { return p.BuyerName }},
	{"buyer_tel", func(p *Payment) string { return p.BuyerTel }},
	{"buyer_email", func(p *Payment) string { return p.BuyerEmail }},
	{"buyer_addr", func(p *Payment) string { return p.BuyerAddr }},
	{"buyer_postcode", func(p *Payment) string { return p.BuyerPostcode }},
	{"pg_tid", func(p *Payment) string { return p.PGTID }},
	{"card_number", func(p *Payment) string { return p.CardNumber }},
	{"card_name", func(p *Payment) string { return p.CardName }},
	{"pg_id", func(p *Payment) string { return p.PGID }},
	{"vbank_num", func(p *Payment) string { return p.VbankNum }},
	{"vbank_name", func(p *Payment) string { return p.VbankName }},
	{"customer_uid", func(p *Payment) string { return p.CustomerUID }},
	{"cancel_reason", func(p *Payment) string { return p.CancelReason }},
}

// SearchFields names the values that PaymentSearch.In may hold.
func SearchFields() []string {
	names := make([]string, len(searchFields))
	for i, f := range searchFields {
		names[i] = f.name
	}
	return names
}

// FitsBesidesStatus reports whether a payment is asked for by everything but
// the status, as the counts of the status tabs need it.
func (s PaymentSearch) FitsBesidesStatus(p *Payment) bool {
	if s.Provider != "" && p.PGProvider != s.Provider || s.Method != "" && p.PayMethod != s.Method ||
		s.Kind != "" && p.Kind() != s.Kind || s.Mode != "" && (p.Sandbox != (s.Mode == Test)) {
		return false
	}
	if _, tier := AccountOf(p.Merchant); s.Tier != "" && s.Tier != tier {
		return false
	}
	if s.From != 0 || s.To != 0 {
		at := p.StartedAt
		if !s.Requested {
			at = p.statusAt()
		}
		if at < s.From || s.To != 0 && at >= s.To {
			return false
		}
	}
	return s.inRange(p.Amount) && s.hasText(p)
}

// texts are those that stand in every payment that fits.
func (s PaymentSearch) texts() []string {
	return slices.DeleteFunc([]string{s.Text, s.Provider, s.Method}, func(text string) bool { return text == "" })
}

// inRange compares an amount with the bounds, read in its own currency.
func (s PaymentSearch) inRange(a money.Amount) bool {
	if s.Least != "" {
		if least, err := money.ParseMajor(s.Least, a.Currency()); err != nil || over(least, a) {
			return false
		}
	}
	if s.Most != "" {
		if most, err := money.ParseMajor(s.Most, a.Currency()); err != nil || over(a, most) {
			return false
		}
	}
	return true
}

func (s PaymentSearch) hasText(p *Payment) bool {
	if s.Text == "" {
		return true
	}
	return slices.ContainsFunc(searchFields, func(f searchField) bool {
		return (s.In == "" || s.In == f.name) && strings.HasPrefix(f.of(p), s.Text)
	})
}

// scanChunk is how many payments are read at a time: buyers and shops are
// served in between, however many there are.
const scanChunk = 256

// Scan returns the payments of an account and its sub-stores that fit a search besides its
// status, newest first, each as it was when it was reached. Those that begin
// meanwhile are left out. A payment is lent: it is another one in the next
// round.
func (e *Engine) Scan(merchant string, s PaymentSearch) iter.Seq[*Payment] {
	return func(yield func(*Payment) bool) {
		chunk, texts := make([]Payment, 0, scanChunk), s.texts()
		for end := e.begun(); end > 0; {
			chunk, end = e.readBack(chunk[:0], merchant, texts, end)
			for i := range chunk {
				if s.FitsBesidesStatus(&chunk[i]) && !yield(&chunk[i]) {
					return
				}
			}
		}
	}
}

// begun is how many payments there are, of all accounts.
func (e *Engine) begun() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.payments.size()
}

// readBack appends an account's payments among the scanChunk that began before
// the one at end, but those that texts do not stand in, newest first, and
// returns where to go on.
func (e *Engine) readBack(into []Payment, merchant string, texts []string, end int) ([]Payment, int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	begin := max(0, end-scanChunk)
	for n := end - 1; n >= begin; n-- {
		if !e.payments.mayHold(n, texts) {
			continue
		}
		if p := e.payments.at(n); belongs(p.Merchant, merchant) {
			into = append(into, p)
		}
	}
	return into, begin
}
