package merchant

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// OpenRequest is what the shop wants paid. Amounts are of one currency; Amount
// is the whole that the buyer pays, TaxFree the part of it without VAT.
type OpenRequest struct {
	OrderRef    payment.OrderRef           `json:"order_ref"`
	Amount      money.Amount               `json:"amount"`
	TaxFree     money.Amount               `json:"tax_free"`
	Name        string                     `json:"name"`
	PayMethod   string                     `json:"pay_method"` // empty: card
	PG          string                     `json:"pg"`         // empty: the default channel
	Buyer       payment.Buyer              `json:"buyer"`
	ReturnURL   string                     `json:"return_url"`
	Metadata    json.RawMessage            `json:"metadata"`
	Extra       map[string]json.RawMessage `json:"request_pay"`
	MerchantUID payment.MerchantUID        `json:"merchant_uid"` // empty: we make one
	ExpiresAt   time.Time                  `json:"-"`            // zero: after Config.TTL
	Lines       payment.Lines              `json:"-"`            // what Amount is made up of, if the shop told
}

// Opened is a payment that waits for its buyer.
type Opened struct {
	View  View
	Again bool   // the same terms were open already, and are answered again
	Token string // for the browser: reads and completes this payment alone
	// Request reaches IMP.request_pay as it is.
	Request json.RawMessage
}

// Open stores a payment for an order, tells PortOne its amount and answers what
// the browser needs. Opening again with the same terms answers the same payment;
// with other terms the older one is closed. A paid order is refused with the
// code order_already_paid.
func (s *Service) Open(ctx context.Context, req OpenRequest) (Opened, error) {
	p, err := s.newPayment(ctx, req)
	if err != nil {
		return Opened{}, err
	}
	if s.Record == RecordAfter {
		return s.openQuoted(ctx, req, p)
	}
	out, err := s.storeOpened(ctx, p, req.Lines)
	if err != nil {
		return Opened{}, err
	}
	p = out.View.Payment
	if !out.Again {
		s.Log.InfoContext(ctx, "payment opened", keyPayment, p.ID, keyUID, p.MerchantUID, "amount", p.Amount.String())
		s.preregister(ctx, p)
	}
	out.Token = s.Token(p.ID, p.Until().Add(TokenLife))
	out.Request, err = s.requestPay(p, out.Token)
	return out, err
}

// newPayment checks the request and makes the row that it asks for.
func (s *Service) newPayment(ctx context.Context, req OpenRequest) (payment.Payment, error) {
	channel, err := s.resolve(ctx, req.PG)
	if err != nil {
		return payment.Payment{}, err
	}
	if req.PayMethod == "" {
		req.PayMethod = "card"
	}
	if err := s.checkOpen(req, channel); err != nil {
		return payment.Payment{}, err
	}
	if !s.returnAllowed(req.ReturnURL) {
		return payment.Payment{}, fault.Field(fault.ReturnURLForeign, "return_url", "%.100s", req.ReturnURL)
	}
	now := s.Clock.Now()
	hash, err := hashOf(req)
	if err != nil {
		return payment.Payment{}, fault.Wrap(fault.BadRequest, err)
	}
	extra, err := json.Marshal(req.Extra)
	if err != nil {
		return payment.Payment{}, fault.Wrap(fault.BadRequest, err)
	}
	pid, err := s.newID("pay", now)
	if err != nil {
		return payment.Payment{}, err
	}
	uid := req.MerchantUID
	if uid == "" {
		made, err := id.MerchantUID(string(req.OrderRef), s.Entropy)
		if err != nil {
			return payment.Payment{}, err
		}
		uid = payment.MerchantUID(made)
	}
	none := money.Zero(req.Amount.Currency())
	if !req.TaxFree.IsSet() {
		req.TaxFree = none
	}
	p := payment.Payment{
		ID: payment.ID(pid), OrderRef: req.OrderRef, MerchantUID: uid, Amount: req.Amount, TaxFree: req.TaxFree,
		Store: s.Imp, Env: s.Env, Channel: channel, PayMethod: req.PayMethod, Name: req.Name, Buyer: req.Buyer,
		ReturnURL: req.ReturnURL, Metadata: req.Metadata, Extra: extra, TermsHash: hash,
		State: payment.Open, Captured: none, Returned: none, Version: 1, ExpiresAt: req.ExpiresAt, CreatedAt: now, UpdatedAt: now,
	}
	if p.ExpiresAt.IsZero() {
		p.ExpiresAt = now.Add(s.TTL)
	}
	p.CheckAt = payment.NextCheck(p, 0, now)
	return p, nil
}

// storeOpened stores p unless the order has a payment with the same terms open.
func (s *Service) storeOpened(ctx context.Context, p payment.Payment, lines payment.Lines) (Opened, error) {
	for range applyTries {
		var out Opened
		err := s.Store.Update(ctx, func(tx Tx) error {
			var err error
			out, err = s.storeOpenedOnce(ctx, tx, p, lines)
			return err
		})
		switch {
		case errors.Is(err, ErrStale):
			continue // an older payment of the order changed while it was closed
		case errors.Is(err, ErrExists):
			return Opened{}, fault.Field(fault.MerchantUIDTaken, "merchant_uid", "%s", p.MerchantUID)
		case err == nil && !out.Again:
			s.wakeUp() // accounts of closed payments may have to be closed
		}
		return out, err
	}
	return Opened{}, fault.New(fault.ServerBusy)
}

func (s *Service) storeOpenedOnce(ctx context.Context, tx Tx, p payment.Payment, lines payment.Lines) (Opened, error) {
	if err := tx.Orders().Lock(ctx, p.OrderRef, p.CreatedAt); err != nil {
		return Opened{}, err
	}
	older, err := tx.Payments().OfOrder(ctx, p.OrderRef)
	if err != nil {
		return Opened{}, err
	}
	for _, o := range older {
		if o.State.HoldsMoney() {
			return Opened{}, fault.Newf(fault.OrderAlreadyPaid, "payment %s", o.ID)
		}
	}
	for _, o := range older {
		if !o.State.Payable() || o.TermsHash != p.TermsHash || !o.Until().After(p.CreatedAt) {
			continue
		}
		if same, err := sameLines(ctx, tx, o.ID, lines); err != nil {
			return Opened{}, err
		} else if same {
			v, err := complete(ctx, tx, o)
			return Opened{View: v, Again: true}, err
		}
	}
	for _, o := range older {
		if err := s.supersede(ctx, tx, o, p.CreatedAt); err != nil {
			return Opened{}, err
		}
	}
	if err := tx.Payments().Insert(ctx, p); err != nil {
		return Opened{}, err
	}
	if lines.Told() {
		if err := tx.Lines().Insert(ctx, p.ID, lines); err != nil {
			return Opened{}, err
		}
	}
	note := payment.Event{Type: payment.NoteOpened, Detail: p.Amount.String(), At: p.CreatedAt}
	return Opened{View: View{Payment: p}}, s.record(ctx, tx, p, "shop", note)
}

func (s *Service) supersede(ctx context.Context, tx Tx, p payment.Payment, now time.Time) error {
	v, err := complete(ctx, tx, p)
	if err != nil {
		return err
	}
	end, ok := payment.Supersede(v.Payment, v.Attempts, now)
	if !ok {
		return nil
	}
	return s.storeEnd(ctx, tx, end, "shop", now)
}

// storeEnd stores a payment that stops waiting. PortOne is still asked about it
// now and then: late money must be found and given back.
func (s *Service) storeEnd(ctx context.Context, tx Tx, end payment.End, actor string, now time.Time) error {
	end.Payment.Version++
	end.Payment.UpdatedAt = now
	if err := tx.Payments().Save(ctx, end.Payment); err != nil {
		return err
	}
	for _, a := range end.Attempts {
		if err := tx.Attempts().Put(ctx, a); err != nil {
			return err
		}
	}
	if err := s.endHolds(ctx, tx, end.Payment, &end.Event, now); err != nil {
		return err
	}
	return s.record(ctx, tx, end.Payment, actor, end.Event)
}

// preregister tells PortOne the amount, so that a forged one is refused before
// the window opens. It is a convenience: without it the payment is judged all
// the same, so a failure is only noted.
func (s *Service) preregister(ctx context.Context, p payment.Payment) {
	if !s.Config.Register {
		return
	}
	err := s.Deps.Register.Preregister(ctx, p.MerchantUID, p.Amount)
	if err == nil {
		return
	}
	s.Log.Warn("amount not registered with PortOne", keyPayment, p.ID, keyUID, p.MerchantUID, keyError, err)
	note := payment.Event{Type: payment.NoteNotRegistered, Reason: fault.CodeOf(gatewayFault(err)), At: s.Clock.Now()}
	err = s.Store.Update(ctx, func(tx Tx) error { return s.record(ctx, tx, p, "shop", note) })
	if err != nil {
		s.Log.Warn("note not stored", keyPayment, p.ID, keyError, err)
	}
}
