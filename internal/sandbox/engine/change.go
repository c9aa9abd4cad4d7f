package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
)

// change is a new value of one thing; apply stores it. The same apply serves a
// command and the replay of the journal.
type change interface {
	kind() string
	apply(e *Engine)
}

func (Merchant) kind() string { return "merchant" }

func (m Merchant) apply(e *Engine) {
	if m.isStore() {
		m.applyStore(e)
		return
	}
	if old, ok := e.merchants[m.Code]; ok {
		delete(e.byKey, old.APIKey)
	} else {
		e.codes = append(e.codes, m.Code)
	}
	e.merchants[m.Code] = m
	e.byKey[m.APIKey] = m.Code
	m.settleStores(e)
}

func (Payment) kind() string { return "payment" }

func (p Payment) apply(e *Engine) {
	number, known := e.payments.number(p.ImpUID)
	if !known {
		number = e.payments.size()
		key := orderName(p.Merchant, p.MerchantUID)
		e.scratch = e.byOrder.put(key, append(e.byOrder.of(key), p.ImpUID), e.scratch)
		e.orders = max(e.orders, p.Order)
	}
	if p.VbankNum != "" && !slices.Contains(e.accounts[p.VbankNum], p.ImpUID) {
		e.accounts[p.VbankNum] = append(e.accounts[p.VbankNum], p.ImpUID)
		e.issued = append(e.issued, p.ImpUID)
	}
	e.tally.note(number, p)
	e.scratch = e.payments.put(p.ImpUID, p, e.scratch)
}

func (session) kind() string { return "window" }

// apply keeps of an answered window no more than its page still shows: there is
// one for each payment.
func (s session) apply(e *Engine) {
	if !s.Done {
		e.windows[s.Secret] = s
		return
	}
	delete(e.windows, s.Secret)
	e.scratch = e.spent.put(s.Secret, spentWindow{s.ImpUID, s.Origin, s.Language, s.WindowKind, s.Delivery}, e.scratch)
}

// spentWindow is a window that was answered.
type spentWindow struct {
	ImpUID   string
	Origin   string
	Language string
	Kind     Kind
	Delivery Delivery
}

// session returns the window that it was, as far as the payment still tells.
func (w spentWindow) session(secret string, p Payment) session {
	return session{
		Secret: secret, Merchant: p.Merchant, ImpUID: p.ImpUID, MerchantUID: p.MerchantUID, Method: p.PayMethod, Device: Device(p.Channel),
		WindowKind: w.Kind, Delivery: w.Delivery, Origin: w.Origin, Language: w.Language, Done: true,
	}
}

func (Prepared) kind() string { return "prepared" }

func (p Prepared) apply(e *Engine) { e.prepared[orderKey{p.Merchant, p.MerchantUID}] = p }

func (Token) kind() string { return "token" }

func (k Token) apply(e *Engine) {
	if old, ok := e.tokens[k.Merchant]; ok {
		delete(e.tokenOwner, old.Value)
	}
	e.tokens[k.Merchant] = k
	e.tokenOwner[k.Value] = k.Merchant
}

func (WebhookDelivery) kind() string { return "delivery" }

func (d WebhookDelivery) apply(e *Engine) {
	e.scratch = e.deliveries.put(d.ID, d, e.scratch)
	switch d.State {
	case Due:
		e.waiting.put(d.ID, moment{d.DueAt, d.Number})
	default:
		e.waiting.drop(d.ID)
	}
	if d.After != "" && d.State == Due {
		e.mishaps.after[d.ID] = d.After
	} else {
		delete(e.mishaps.after, d.ID)
	}
	if d.yields() {
		e.mishaps.yielding[d.ID] = true
	} else {
		delete(e.mishaps.yielding, d.ID)
	}
}

// encodeState writes the changes into the last event, whose append makes them
// durable together.
func (t *tx) encodeState() error {
	state := make([]StateChange, len(t.changes))
	for i, c := range t.changes {
		raw, err := json.Marshal(c)
		if err != nil {
			return fmt.Errorf("write %s for the journal: %w", c.kind(), err)
		}
		state[i] = StateChange{Kind: c.kind(), Value: raw}
	}
	t.events[len(t.events)-1].State = state
	return nil
}

// decoders read each kind of change back.
var decoders = map[string]func(json.RawMessage) (change, error){
	"merchant":        decode[Merchant],
	"payment":         decode[Payment],
	"window":          decode[session],
	"prepared":        decode[Prepared],
	"token":           decode[Token],
	"delivery":        decode[WebhookDelivery],
	"faults":          decode[Faults],
	"billing_key":     decode[BillingKey],
	"schedule":        decode[Schedule],
	"clock":           decode[turn],
	"receipt":         decode[Receipt],
	"escrow":          decode[Escrow],
	"barcode":         decode[barcode],
	"payco_order":     decode[PaycoOrder],
	"benepia":         decode[benepiaUse],
	"delivery_report": decode[DeliveryReport],
	"partner_sales":   decode[partnerSales],

	"certification":        decode[Certification],
	"certification_window": decode[certificationWindow],
	"naver_order":          decode[ProductOrder],
	"naver_review":         decode[Review],
	"naver_mark":           decode[naverMark],
	"quick_member":         decode[QuickMember],
	"quick_prepared":       decode[QuickPrepared],
	"quick_pin":            decode[quickPin],

	"scenario": decode[Scenario],
	"deed":     decode[deed],
}

func decode[T change](raw json.RawMessage) (change, error) {
	var v T
	err := json.Unmarshal(raw, &v)
	return v, err
}

// Errors of a history that makes no state. ErrUnknownState is what a newer
// program's looks like.
var (
	ErrHistory      = errors.New("the history makes no state")
	ErrUnknownState = fmt.Errorf("%w: an unknown kind of state", ErrHistory)
)

// replay applies an earlier run's events. It fails on a gap in the numbers: a
// ledger with a hole is worse than none.
func (e *Engine) replay(history iter.Seq2[Event, error]) error {
	for ev, err := range history {
		if err != nil {
			return fmt.Errorf("%w: %w", ErrHistory, err)
		}
		if ev.Seq != e.seq+1 {
			return fmt.Errorf("%w: it jumps from event %d to %d", ErrHistory, e.seq, ev.Seq)
		}
		for _, s := range ev.State {
			read, ok := decoders[s.Kind]
			if !ok {
				return fmt.Errorf("%w %.40q in event %d", ErrUnknownState, s.Kind, ev.Seq)
			}
			c, err := read(s.Value)
			if err != nil {
				return fmt.Errorf("%w: read %s of event %d: %w", ErrHistory, s.Kind, ev.Seq, err)
			}
			c.apply(e)
		}
		e.keep(ev)
	}
	return nil
}

// paymentJSON is a Payment with its amounts as minor units.
type paymentJSON struct {
	paymentFields
	CurrencyCode       string `json:"currency"`
	AmountMinor        int64  `json:"amount"`
	CancelMinor        int64  `json:"cancel_amount"`
	TaxFreeMinor       *int64 `json:"tax_free"`
	VATMinor           *int64 `json:"vat_amount,omitempty"`
	CancelTaxFreeMinor int64  `json:"cancel_tax_free"`
	// History shadows cancel_history, whose amounts need the same care.
	History []cancellationJSON `json:"cancel_history"`
}

// paymentFields is Payment without its methods.
type paymentFields Payment

type cancellationJSON struct {
	cancellationFields
	AmountMinor  int64 `json:"amount"`
	TaxFreeMinor int64 `json:"tax_free"`
}

type cancellationFields Cancellation

// MarshalJSON writes the payment for the journal.
func (p Payment) MarshalJSON() ([]byte, error) {
	out := paymentJSON{
		paymentFields: paymentFields(p), CurrencyCode: string(p.Amount.Currency()),
		AmountMinor: p.Amount.Minor(), CancelMinor: p.CancelAmount.Minor(), CancelTaxFreeMinor: p.CancelTaxFree.Minor(),
	}
	if p.TaxFree.IsSet() {
		minor := p.TaxFree.Minor()
		out.TaxFreeMinor = &minor
	}
	if p.VAT.IsSet() {
		minor := p.VAT.Minor()
		out.VATMinor = &minor
	}
	for _, c := range p.CancelHistory {
		out.History = append(out.History, cancellationJSON{cancellationFields(c), c.Amount.Minor(), c.TaxFree.Minor()})
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads a payment of the journal.
func (p *Payment) UnmarshalJSON(raw []byte) error {
	var in paymentJSON
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	*p = Payment(in.paymentFields)
	of := amountsIn(in.CurrencyCode)
	p.Amount, p.CancelAmount, p.CancelTaxFree = of(in.AmountMinor), of(in.CancelMinor), of(in.CancelTaxFreeMinor)
	if in.TaxFreeMinor != nil {
		p.TaxFree = of(*in.TaxFreeMinor)
	}
	if in.VATMinor != nil {
		p.VAT = of(*in.VATMinor)
	}
	p.CancelHistory = slices.Grow(p.CancelHistory[:0], len(in.History))
	for _, c := range in.History {
		entry := Cancellation(c.cancellationFields)
		entry.Amount, entry.TaxFree = of(c.AmountMinor), of(c.TaxFreeMinor)
		p.CancelHistory = append(p.CancelHistory, entry)
	}
	return nil
}
