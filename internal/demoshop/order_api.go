package demoshop

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
)

func (o order) has(paymentID string) bool { return slices.Contains(o.Payments, paymentID) }

// opened notes a payment that was opened, or answered again: it is the one that
// counts until the payment server says more.
func (o *order) opened(ask uint64, p paymentState, now time.Time) {
	if ask >= o.seenAsk {
		o.seenAsk, o.Seen = ask, orderAnswer{State: "unpaid", Payment: &p, Payments: append([]paymentState{p}, o.Seen.Payments...)}
	}
	if o.has(p.ID) {
		o.note(now, "payment_reused", p.ID)
		return
	}
	o.Payments = append(o.Payments, p.ID)
	o.note(now, "payment_opened", p.ID)
}

func (o *order) reported(said report) {
	o.Report = &said
	detail := said.ImpUID
	if said.ErrorMessage != "" || said.ErrorCode != "" {
		detail = strings.TrimSpace(said.ErrorCode + " " + said.ErrorMessage)
	}
	o.note(said.At, "browser_reported", detail)
}

// mine finds the order of the address, for whoever holds its key.
func (s *Shop) mine(r *http.Request) (order, error) {
	q, err := query(r, "key")
	if err != nil {
		return order{}, err
	}
	o, ok := s.orders.get(chi.URLParam(r, "ref"))
	if !same(q["key"], o.Key) || !ok {
		return order{}, fault.New(fault.OrderNotFound)
	}
	return o, nil
}

// look asks the payment server how the order stands and stores its answer.
func (s *Shop) look(ctx context.Context, ref string) (order, error) {
	ask := s.orders.ask()
	seen, err := s.server.order(ctx, ref)
	if refused, ok := errors.AsType[*refusal](err); ok && refused.Code == fault.OrderNotFound {
		seen, err = orderAnswer{State: "unpaid"}, nil // no payment was opened for it yet
	}
	if err != nil {
		return order{}, err
	}
	o, ok := s.orders.learn(ref, ask, seen, s.clock.Now())
	if !ok {
		return order{}, fault.New(fault.OrderNotFound)
	}
	s.giveBackShort(ctx, o)
	return o, nil
}

// answerOrder answers with the order as the payment server sees it now, or with
// what it said last, marked as stale.
func (s *Shop) answerOrder(w http.ResponseWriter, r *http.Request, ref string) error {
	o, err := s.look(r.Context(), ref)
	if err == nil {
		return problem.WriteJSON(w, http.StatusOK, map[string]any{"order": s.view(o)})
	}
	if fault.CodeOf(err) != serverAway {
		return err
	}
	s.logger.Warn("order answered from memory", "order_ref", ref, "err", err)
	o, ok := s.orders.get(ref)
	if !ok {
		return fault.New(fault.OrderNotFound)
	}
	v := s.view(o)
	v.Stale = true
	return problem.WriteJSON(w, http.StatusOK, map[string]any{"order": v})
}

func (s *Shop) showOrder(w http.ResponseWriter, r *http.Request) error {
	o, err := s.mine(r)
	if err != nil {
		return err
	}
	return s.answerOrder(w, r, o.Ref)
}

const (
	lookupsPerOrder = 10
	lookupsPerHost  = 60
)

// lookup finds an order by its number and the buyer's phone number. It answers
// the same for an unknown number and for a wrong phone, in the same time.
func (s *Shop) lookup(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	var in struct {
		OrderRef string `json:"order_ref"`
		Tel      string `json:"tel"`
	}
	if err := decode(w, r, &in); err != nil {
		return err
	}
	ref := strings.ToUpper(strings.TrimSpace(in.OrderRef))
	digits, ok := telDigits(in.Tel)
	if !ok || len(ref) > mostShort {
		return fault.New(lookupNotFound)
	}
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	now := s.clock.Now()
	if !s.limits.allow("host "+host, lookupsPerHost, now) || !s.limits.allow("order "+ref, lookupsPerOrder, now) {
		return fault.New(fault.TooManyRequests)
	}
	o, known := s.orders.get(ref)
	want, _ := telDigits(o.Buyer.Tel)
	if !same(digits, want) || !known {
		return fault.New(lookupNotFound)
	}
	return problem.WriteJSON(w, http.StatusOK, map[string]string{"order_ref": o.Ref, "key": o.Key})
}

// trace shows a developer what the servers did for an order.
func (s *Shop) trace(w http.ResponseWriter, r *http.Request) error {
	o, err := s.mine(r)
	if err != nil {
		return err
	}
	payments := make([]json.RawMessage, 0, len(o.Payments))
	events := []json.RawMessage{}
	for _, paymentID := range o.Payments {
		p, err := s.server.payment(r.Context(), paymentID)
		if err != nil {
			return err
		}
		history, err := s.server.history(r.Context(), paymentID)
		if err != nil {
			return err
		}
		payments, events = append(payments, p), append(events, history...)
	}
	o, _ = s.orders.get(o.Ref)
	return problem.WriteJSON(w, http.StatusOK, map[string]any{
		"order_ref": o.Ref, "shop": o.Notes, "payments": payments, "events": events,
	})
}

// developer tells the drawer where the other servers' pages are.
func (s *Shop) developer(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, map[string]string{"payment_server": s.serverURL, "sandbox_console": s.console})
}
