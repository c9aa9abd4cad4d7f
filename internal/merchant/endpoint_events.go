package merchant

import (
	"context"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/payment"
)

// EventQuery narrows a list of events; the zero query is all of them.
type EventQuery struct {
	EndpointID string
	Dead       bool // what was given up
}

// ShopEvents lists the events that the shop is told of, newest first, each with
// its place in the list.
func (s *Service) ShopEvents(ctx context.Context, q EventQuery, page Page) ([]ShopRecord, []EventPlace, error) {
	if q.EndpointID != "" {
		if _, err := s.ReadEndpoint(ctx, q.EndpointID); err != nil {
			return nil, nil, err
		}
	}
	var records []ShopRecord
	var places []EventPlace
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		switch letters := tx.Letters(); {
		case q.Dead && q.EndpointID != "":
			places, err = letters.DeadOf(ctx, q.EndpointID, page)
		case q.Dead:
			places, err = letters.Dead(ctx, page)
		case q.EndpointID != "":
			places, err = letters.ListOf(ctx, q.EndpointID, page)
		default:
			places, err = letters.List(ctx, page)
		}
		records = nil
		for i, place := range places {
			if err != nil {
				return err
			}
			var record ShopRecord
			record, err = tx.Letters().Record(ctx, place.EventID)
			records = append(records, record)
			if place.At.IsZero() {
				places[i].At = record.Event.At
			}
		}
		return err
	})
	return records, places, err
}

// ShopEvent reads one; its error has the code event_not_found.
func (s *Service) ShopEvent(ctx context.Context, eventID string) (ShopRecord, error) {
	var record ShopRecord
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		record, err = tx.Letters().Record(ctx, eventID)
		return notFound(err, fault.EventNotFound)
	})
	return record, err
}

// ShopHistory is History with what the shop was told of each line.
func (s *Service) ShopHistory(ctx context.Context, pid payment.ID) ([]ShopRecord, error) {
	var list []ShopRecord
	err := s.Store.View(ctx, func(tx Tx) error {
		if _, err := tx.Payments().ByID(ctx, pid); err != nil {
			return notFound(err, fault.PaymentNotFound)
		}
		events, err := tx.Events().OfPayment(ctx, pid)
		if err != nil {
			return err
		}
		list = nil
		for _, e := range events {
			record := ShopRecord{Event: e}
			if e.Type.Outward() {
				told, err := tx.Letters().Record(ctx, e.ID)
				if err != nil && !errors.Is(err, ErrNotFound) { // none were kept before there was anybody to tell
					return err
				}
				record.Body, record.Letters = told.Body, told.Letters
			}
			list = append(list, record)
		}
		return nil
	})
	return list, err
}

// ReplayEvent tells an event again, at one endpoint or, where none is named, at
// all that want it. It is sent anew, whether or not it was delivered.
func (s *Service) ReplayEvent(ctx context.Context, eventID, endpointID string) (ShopRecord, error) {
	targets, err := s.targets(ctx, endpointID)
	if err != nil {
		return ShopRecord{}, err
	}
	now := s.Clock.Now()
	var record ShopRecord
	err = s.Store.Update(ctx, func(tx Tx) error {
		var err error
		if record, err = tx.Letters().Record(ctx, eventID); err != nil {
			return notFound(err, fault.EventNotFound)
		}
		for _, e := range targets {
			if e.ID != endpointID && !e.Wants(record.Event.Type) {
				continue
			}
			if err := tx.Letters().Replay(ctx, e.ID, eventID, now); err != nil {
				return err
			}
		}
		if record, err = tx.Letters().Record(ctx, eventID); err != nil {
			return err
		}
		return note(ctx, tx, now, AuditReplayed, eventID, endpointID)
	})
	if err == nil {
		s.wakeUp()
	}
	return record, err
}

// TellAgain tells the newest of what the shop was told of a payment again, at
// every endpoint that wants it; event_not_found when there was nothing to tell.
func (s *Service) TellAgain(ctx context.Context, pid payment.ID) (ShopRecord, error) {
	history, err := s.ShopHistory(ctx, pid)
	if err != nil {
		return ShopRecord{}, err
	}
	var newest payment.Event
	for _, record := range history {
		if e := record.Event; e.Type.Outward() && e.Version >= newest.Version {
			newest = e
		}
	}
	if newest.ID == "" {
		return ShopRecord{}, fault.New(fault.EventNotFound)
	}
	return s.ReplayEvent(ctx, newest.ID, "")
}

// targets are the endpoints that are to be told again.
func (s *Service) targets(ctx context.Context, endpointID string) ([]Endpoint, error) {
	if endpointID != "" {
		e, err := s.ReadEndpoint(ctx, endpointID)
		if err == nil && e.State == EndpointDisabled {
			err = fault.New(fault.EndpointOff)
		}
		return []Endpoint{e}, err
	}
	all, err := s.ListEndpoints(ctx)
	var on []Endpoint
	for _, e := range all {
		if e.State != EndpointDisabled {
			on = append(on, e)
		}
	}
	return on, err
}

// The most events of a range that one request looks at, and one transaction.
const (
	replayMost  = 50_000
	replayBatch = 500
)

// Replayed is how much of a range is told again.
type Replayed struct {
	Begun int
	Next  time.Time // where to go on; zero: all of the range was looked at
}

// ReplayEndpoint tells an endpoint again what happened from from to to (to is
// excluded): what it was never told of and, with everything, what it was, too.
// Each part of it is stored as it comes, so what an error leaves undone can be
// asked for again.
func (s *Service) ReplayEndpoint(ctx context.Context, endpointID string, from, to time.Time, everything bool) (Replayed, error) {
	targets, err := s.targets(ctx, endpointID)
	if err != nil {
		return Replayed{}, err
	}
	defer s.wakeUp()
	now := s.Clock.Now()
	err = s.Store.Update(ctx, func(tx Tx) error {
		return note(ctx, tx, now, AuditReplayed, endpointID, from.UTC().Format(time.RFC3339)+" to "+to.UTC().Format(time.RFC3339))
	})
	if err != nil {
		return Replayed{}, err
	}
	r := ReplayRange{After: id.Edge("evt", from), Below: id.Edge("evt", to), Everything: everything, Limit: replayBatch}
	var out Replayed
	for looked := 0; ; looked += replayBatch {
		if looked >= replayMost {
			out.Next = id.Time(r.After)
			return out, nil
		}
		var begun int
		var last string
		err := s.Store.Update(ctx, func(tx Tx) error {
			var err error
			begun, last, err = tx.Letters().ReplayBetween(ctx, targets[0], r, now)
			return err
		})
		out.Begun += begun
		if err != nil || last == "" {
			return out, err
		}
		r.After = last
	}
}
