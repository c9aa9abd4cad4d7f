package merchant

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// RecordMode says when a payment is stored.
type RecordMode string

// The two modes (DESIGN §6). Whatever Open does, what was opened in the other
// mode is confirmed all the same.
const (
	RecordBefore RecordMode = "before" // when it is opened
	RecordAfter  RecordMode = "after"  // when its money moves, or an account is issued for it
)

// openQuoted opens a payment without storing anything: what the order fixed
// leaves sealed, in custom_data and in the client token. That the order is not
// paid is looked at, and not held: two quotes of one order may both be paid, and
// then the second goes back.
func (s *Service) openQuoted(ctx context.Context, req OpenRequest, p payment.Payment) (Opened, error) {
	if req.MerchantUID != "" {
		return Opened{}, fault.Field(fault.BadField, "merchant_uid", "NARU_RECORD=after makes its own, which it knows again")
	}
	uid, err := id.MarkedUID(string(p.OrderRef), s.Entropy, func(body string) []byte { return s.mark(s.TokenKey, body) })
	if err != nil {
		return Opened{}, err
	}
	p.MerchantUID = payment.MerchantUID(uid)
	p.ID, p.Version, p.CheckAt = s.markedID(p.MerchantUID), 0, time.Time{}
	if err := s.orderUnpaid(ctx, p.OrderRef); err != nil {
		return Opened{}, err
	}
	out := Opened{View: View{Payment: p}}
	if out.Token, err = s.quotedToken(p); err != nil {
		return Opened{}, err
	}
	carrying := p
	if carrying.Extra, err = s.withQuote(req.Extra, p); err != nil {
		return Opened{}, err
	}
	if out.Request, err = s.requestPay(carrying, out.Token); err != nil {
		return Opened{}, err
	}
	if s.Config.Register {
		if err := s.Deps.Register.Preregister(ctx, p.MerchantUID, p.Amount); err != nil {
			s.Log.WarnContext(ctx, "amount not registered with PortOne", keyUID, p.MerchantUID, keyError, err)
		}
	}
	return out, nil
}

func (s *Service) orderUnpaid(ctx context.Context, ref payment.OrderRef) error {
	return s.Store.View(ctx, func(tx Tx) error {
		list, err := tx.Payments().OfOrder(ctx, ref)
		for _, o := range list {
			if o.State.HoldsMoney() {
				return fault.Newf(fault.OrderAlreadyPaid, "payment %s", o.ID)
			}
		}
		return err
	})
}

// withQuote puts the sealed quote beside the shop's own custom_data.
func (s *Service) withQuote(extra map[string]json.RawMessage, p payment.Payment) (json.RawMessage, error) {
	data := map[string]json.RawMessage{}
	if own := extra["custom_data"]; len(own) > 0 && string(own) != "null" {
		if json.Unmarshal(own, &data) != nil {
			return nil, fault.Field(fault.BadField, "request_pay.custom_data", "must be an object with NARU_RECORD=after")
		}
		if _, taken := data[quoteMember]; taken {
			return nil, fault.Field(fault.ParameterGuarded, "request_pay.custom_data."+quoteMember, "set by the server")
		}
	}
	sealed, err := s.seal(quoteOf(p), forCustomData)
	if err != nil {
		return nil, err
	}
	if data[quoteMember], err = json.Marshal(sealed); err != nil {
		return nil, err
	}
	all := map[string]json.RawMessage{}
	for name, value := range extra {
		all[name] = value
	}
	if all["custom_data"], err = json.Marshal(data); err != nil {
		return nil, err
	}
	return json.Marshal(all)
}

// tokenQuoted begins the client token of a payment that is not stored. It
// carries the quote itself, without what only the shop's server may read.
const tokenQuoted = "ct_q."

func (s *Service) quotedToken(p payment.Payment) (string, error) {
	p.Metadata, p.Buyer = nil, payment.Buyer{}
	sealed, err := s.seal(quoteOf(p), forToken)
	return tokenQuoted + sealed, err
}

// Claim is what a client token says: the payment that its holder may read and
// complete. Quoted is that payment as it was opened, if it may not be stored.
type Claim struct {
	PaymentID payment.ID
	Quoted    *payment.Payment
}

// MerchantUID is the key by which PortOne knows a payment that may not be
// stored; empty for any other.
func (c Claim) MerchantUID() payment.MerchantUID {
	if c.Quoted == nil {
		return ""
	}
	return c.Quoted.MerchantUID
}

// TokenClaim reads a client token; its error has the code client_token_invalid.
func (s *Service) TokenClaim(token string) (Claim, error) {
	sealed, found := strings.CutPrefix(token, tokenQuoted)
	if !found {
		pid, err := s.TokenPayment(token)
		return Claim{PaymentID: pid}, err
	}
	q, err := s.unseal(sealed, forToken)
	if err != nil {
		return Claim{}, fault.New(fault.TokenInvalid)
	}
	p := s.quoted(q)
	now := s.Clock.Now()
	if now.After(p.ExpiresAt.Add(TokenLife)) {
		return Claim{}, fault.New(fault.TokenInvalid)
	}
	if !now.Before(p.ExpiresAt) {
		p.State = payment.Expired
	}
	return Claim{PaymentID: p.ID, Quoted: &p}, nil
}

// quoteSlack is how far PortOne's clock may be from ours when a quote expires.
const quoteSlack = 5 * time.Minute

// inTime reports whether a sight's money moved while its quote was good. A
// deposit may come until its account is due, if the window was opened in time.
func inTime(seen payment.Seen, expires time.Time) bool {
	last := expires.Add(quoteSlack)
	if seen.Account != nil && !seen.StartedAt.IsZero() {
		due := seen.Account.DueAt
		return !seen.StartedAt.After(last) && (seen.PaidAt.IsZero() || due.IsZero() || !seen.PaidAt.After(due.Add(quoteSlack)))
	}
	at := seen.PaidAt
	if at.IsZero() {
		at = seen.ChangedAt
	}
	return !at.After(last)
}

// moves reports whether a sight is one for which a payment is stored: money
// came, or an account was issued that money may come to.
func moves(seen payment.Seen) bool { return seen.HasMoney() || seen.Status == payment.SeenIssued }

// recordable makes the payment that a sight of a marked merchant_uid belongs to:
// the one that its quote fixed, or, without a quote that counts, one whose terms
// nobody knows and whose money cannot stay.
func (s *Service) recordable(seen payment.Seen) payment.Payment {
	now := s.Clock.Now()
	q, wrong := s.readQuote(seen)
	if wrong == "" {
		p := s.quoted(q)
		if !inTime(seen, p.ExpiresAt) {
			p.State = payment.Expired
		}
		return p
	}
	none := money.Zero(seen.Amount.Currency())
	return payment.Payment{
		ID: s.markedID(seen.MerchantUID), OrderRef: payment.OrderRef("unquoted:" + string(seen.MerchantUID)), MerchantUID: seen.MerchantUID,
		Amount: seen.Amount, TaxFree: none, Store: s.Imp, Env: s.Env, Channel: seen.Channel, PayMethod: seen.PayMethod, Name: "견적 없는 결제",
		Extra: json.RawMessage(`{}`), TermsFault: wrong, State: payment.Open, Captured: none, Returned: none,
		CreatedAt: now, UpdatedAt: now, ExpiresAt: now.Add(s.TTL),
	}
}

// confirmQuoted confirms a payment that is not stored: its quote is read back
// with it. What comes of it is stored when money moved, and judged like any
// other; before that the view is made of the quote and has version 0. Its error
// has the code payment_not_found when PortOne knows nothing by which to tell.
func (s *Service) confirmQuoted(ctx context.Context, h Hint) (View, error) {
	if !s.Marked(h.MerchantUID) {
		return View{}, fault.New(fault.PaymentNotFound)
	}
	if !h.Listed && !s.unrecorded.allow(h.MerchantUID, s.Clock.Now()) {
		return View{}, fault.New(fault.TooManyRequests)
	}
	sights, err := s.look(ctx, payment.Payment{MerchantUID: h.MerchantUID}, h.ImpUID)
	var v View
	foreign := false
	for _, seen := range sights {
		if seen.MerchantUID != h.MerchantUID {
			foreign = true
			continue
		}
		after, failed := s.applyQuoted(ctx, seen, h.Actor)
		if failed == nil && (after.Payment.Version > 0 || v.Payment.Version == 0) {
			v = after
		}
		err = errors.Join(err, failed)
	}
	switch {
	case err != nil:
		return v, err
	case v.Payment.ID != "":
		return v, nil
	case foreign:
		return v, fault.New(fault.ForeignPayment)
	}
	return v, fault.New(fault.PaymentNotFound)
}

// applyQuoted judges one sight of a payment that is not stored, and has it
// stored first when money moved.
func (s *Service) applyQuoted(ctx context.Context, seen payment.Seen, actor string) (View, error) {
	p := s.recordable(seen)
	if !moves(seen) {
		if p.TermsFault != "" {
			return View{}, nil // nobody's terms, and nothing happened
		}
		verdict := payment.Judge(payment.Case{Payment: p, Seen: seen}, s.Clock.Now())
		v := View{Payment: verdict.Payment}
		if verdict.Attempt != nil {
			v.Attempts = []payment.Attempt{*verdict.Attempt}
		}
		return v, nil
	}
	pid, err := s.recordQuoted(ctx, p, actor)
	if err != nil {
		return View{}, err
	}
	return s.apply(ctx, pid, seen, actor)
}

// recordQuoted stores a payment that was opened without being stored, unless
// somebody was faster, and returns its id.
func (s *Service) recordQuoted(ctx context.Context, p payment.Payment, actor string) (payment.ID, error) {
	if !p.Amount.IsPositive() {
		return "", fault.Newf(fault.GatewayUnusable, "%s has no amount", p.MerchantUID)
	}
	now := s.Clock.Now()
	p.Version, p.UpdatedAt = 1, now
	p.CheckAt = payment.NextCheck(p, 0, now)
	for range applyTries {
		err := s.Store.Update(ctx, func(tx Tx) error {
			if err := tx.Orders().Lock(ctx, p.OrderRef, now); err != nil {
				return err
			}
			if err := tx.Payments().Insert(ctx, p); err != nil {
				return err
			}
			note := payment.Event{Type: payment.NoteOpened, Reason: p.TermsFault, Detail: p.Amount.String() + ", recorded after", At: now}
			return s.record(ctx, tx, p, actor, note)
		})
		if err == nil {
			s.Log.InfoContext(ctx, "payment recorded from its quote", keyPayment, p.ID, keyUID, p.MerchantUID, "amount", p.Amount.String(), keyReason, p.TermsFault)
			s.wakeUp()
			return p.ID, nil
		}
		if !errors.Is(err, ErrExists) {
			return "", err
		}
		pid, err := s.idOf(ctx, p.MerchantUID)
		if !errors.Is(err, ErrNotFound) {
			return pid, err
		}
	}
	return "", fault.New(fault.ServerBusy)
}

// idOf returns the id of the stored payment of a merchant_uid; ErrNotFound when
// there is none.
func (s *Service) idOf(ctx context.Context, uid payment.MerchantUID) (payment.ID, error) {
	var pid payment.ID
	err := s.Store.View(ctx, func(tx Tx) error {
		p, err := tx.Payments().ByMerchantUID(ctx, uid)
		pid = p.ID
		return err
	})
	return pid, err
}

// The readings of PortOne that strangers may cause about what is not stored, in
// so much time: about one payment, and about all.
const (
	readingsTime = 10 * time.Second
	readingsOne  = 5
	readingsAll  = 500
)

// readings counts them. The zero value is ready.
type readings struct {
	mu    sync.Mutex // guards the rest
	began time.Time
	all   int
	one   map[payment.MerchantUID]int
}

func (r *readings) allow(uid payment.MerchantUID, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if passed := now.Sub(r.began); passed < 0 || passed >= readingsTime {
		r.began, r.all, r.one = now, 0, map[payment.MerchantUID]int{}
	}
	if r.all >= readingsAll || r.one[uid] >= readingsOne {
		return false
	}
	r.all++
	r.one[uid]++
	return true
}
