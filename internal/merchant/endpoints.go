package merchant

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// The limits of endpoints.
const (
	mostEndpoints  = 20
	secretBytes    = 32             // of a secret that signs
	rotationPeriod = 24 * time.Hour // how long the secret before signs, too
)

// EndpointTest is the type of the event that tries an endpoint and tells of
// nothing.
const EndpointTest payment.EventType = "endpoint.test"

// EndpointTypes are the events that an endpoint may ask for.
var EndpointTypes = []payment.EventType{
	payment.EventAwaitingDeposit, payment.EventPaid, payment.EventFailed, payment.EventRejected, payment.EventExpired,
	payment.EventClosed, payment.EventPartlyRefunded, payment.EventRefunded,
}

// EndpointWish is what the shop says about an endpoint; nil leaves a value as it
// is, or at nothing.
type EndpointWish struct {
	URL         *string
	Description *string
	Types       *[]payment.EventType // none: all
}

func (w EndpointWish) apply(e *Endpoint) {
	if w.URL != nil {
		e.URL = *w.URL
	}
	if w.Description != nil {
		e.Description = *w.Description
	}
	if w.Types != nil {
		e.Types = *w.Types
	}
}

// CreateEndpoint adds an endpoint. Its secret is in the answer and is never
// shown again.
func (s *Service) CreateEndpoint(ctx context.Context, w EndpointWish) (Endpoint, EndpointSecrets, error) {
	now := s.Clock.Now()
	e := Endpoint{State: EndpointActive, Version: 1, CreatedAt: now, UpdatedAt: now}
	w.apply(&e)
	if err := s.Shop.Vet(e.URL); err != nil {
		return Endpoint{}, EndpointSecrets{}, err
	}
	var err error
	if e.ID, err = s.newID("wep", now); err != nil {
		return Endpoint{}, EndpointSecrets{}, err
	}
	var secrets EndpointSecrets
	if secrets.Current, err = s.newSigningSecret(); err != nil {
		return Endpoint{}, EndpointSecrets{}, err
	}
	err = s.Store.Update(ctx, func(tx Tx) error {
		list, err := tx.Endpoints().List(ctx)
		if err != nil {
			return err
		}
		if len(list) >= mostEndpoints {
			return fault.Newf(fault.EndpointLimit, "at most %d", mostEndpoints)
		}
		if err := tx.Endpoints().Insert(ctx, e); err != nil {
			return err
		}
		if err := tx.Endpoints().PutSecrets(ctx, e.ID, secrets); err != nil {
			return err
		}
		return note(ctx, tx, now, AuditSetting, e.ID, "endpoint made")
	})
	return e, secrets, err
}

func (s *Service) newSigningSecret() (string, error) {
	random := make([]byte, secretBytes)
	if _, err := io.ReadFull(s.Entropy, random); err != nil {
		return "", fmt.Errorf("read entropy: %w", err)
	}
	return "whsec_" + base64.StdEncoding.EncodeToString(random), nil
}

// configured is the endpoint of the configuration; its error has the code
// webhook_endpoint_not_found when there is none.
func (s *Service) configured() (Endpoint, error) {
	if !s.TellShop {
		return Endpoint{}, fault.New(fault.EndpointNotFound)
	}
	return Endpoint{ID: ConfiguredEndpoint, URL: s.ShopURL, State: EndpointActive, Version: 1}, nil
}

// ListEndpoints lists the endpoints, that of the configuration first.
func (s *Service) ListEndpoints(ctx context.Context) ([]Endpoint, error) {
	var list []Endpoint
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		list, err = tx.Endpoints().List(ctx)
		return err
	})
	if own, none := s.configured(); none == nil {
		list = append([]Endpoint{own}, list...)
	}
	return list, err
}

// ReadEndpoint reads one; its error has the code webhook_endpoint_not_found.
func (s *Service) ReadEndpoint(ctx context.Context, id string) (Endpoint, error) {
	if id == ConfiguredEndpoint {
		return s.configured()
	}
	var e Endpoint
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		e, err = standing(ctx, tx, id)
		return err
	})
	return e, err
}

// standing reads an endpoint that is not deleted.
func standing(ctx context.Context, tx Tx, id string) (Endpoint, error) {
	e, err := tx.Endpoints().ByID(ctx, id)
	if err == nil && e.State == EndpointDeleted {
		err = ErrNotFound
	}
	return e, notFound(err, fault.EndpointNotFound)
}

// changeEndpoint changes one that the shop added.
func (s *Service) changeEndpoint(ctx context.Context, id, what string, change func(Tx, *Endpoint) error) (Endpoint, error) {
	if id == ConfiguredEndpoint {
		if _, err := s.configured(); err != nil {
			return Endpoint{}, err
		}
		return Endpoint{}, fault.New(fault.EndpointConfigured)
	}
	var e Endpoint
	now := s.Clock.Now()
	err := s.Store.Update(ctx, func(tx Tx) error {
		var err error
		if e, err = standing(ctx, tx, id); err != nil {
			return err
		}
		if err := change(tx, &e); err != nil {
			return err
		}
		e.UpdatedAt = now
		if err := tx.Endpoints().Save(ctx, e); err != nil {
			return err
		}
		e.Version++
		return note(ctx, tx, now, AuditSetting, id, "endpoint "+what)
	})
	if errors.Is(err, ErrStale) {
		err = fault.Wrap(fault.EndpointChanged, err)
	}
	return e, err
}

// ChangeEndpoint changes what the shop says about an endpoint. What is on its
// way goes to the new address.
func (s *Service) ChangeEndpoint(ctx context.Context, id string, w EndpointWish) (Endpoint, error) {
	if w.URL != nil {
		if err := s.Shop.Vet(*w.URL); err != nil {
			return Endpoint{}, err
		}
	}
	return s.changeEndpoint(ctx, id, "changed", func(_ Tx, e *Endpoint) error {
		w.apply(e)
		return nil
	})
}

// PauseEndpoint holds back what happens from now on, until ResumeEndpoint.
func (s *Service) PauseEndpoint(ctx context.Context, id string) (Endpoint, error) {
	return s.changeEndpoint(ctx, id, "paused", func(_ Tx, e *Endpoint) error {
		if e.State == EndpointDisabled {
			return fault.New(fault.EndpointOff)
		}
		e.State = EndpointPaused
		return nil
	})
}

// ResumeEndpoint tells a paused endpoint what was held back, in order, and a
// disabled one what happens from now on. Its five days begin anew.
func (s *Service) ResumeEndpoint(ctx context.Context, id string) (Endpoint, error) {
	now := s.Clock.Now()
	e, err := s.changeEndpoint(ctx, id, "resumed", func(tx Tx, e *Endpoint) error {
		if e.State == EndpointActive {
			return nil
		}
		e.State, e.Reason, e.FailingSince = EndpointActive, "", time.Time{}
		return tx.Letters().Hasten(ctx, id, now)
	})
	if err == nil {
		s.wakeUp()
	}
	return e, err
}

// DeleteEndpoint ends an endpoint; what was on its way to it is given up.
func (s *Service) DeleteEndpoint(ctx context.Context, id string) error {
	now := s.Clock.Now()
	_, err := s.changeEndpoint(ctx, id, "deleted", func(tx Tx, e *Endpoint) error {
		e.State = EndpointDeleted
		if err := tx.Letters().Bury(ctx, id, now); err != nil {
			return err
		}
		return tx.Endpoints().PutSecrets(ctx, id, EndpointSecrets{})
	})
	return err
}

// RotateEndpoint makes a new secret, which is in the answer and is never shown
// again. For 24 hours the one before signs, too; of two rotations within that
// time the older secret ends at once.
func (s *Service) RotateEndpoint(ctx context.Context, id string) (Endpoint, EndpointSecrets, error) {
	fresh, err := s.newSigningSecret()
	if err != nil {
		return Endpoint{}, EndpointSecrets{}, err
	}
	secrets := EndpointSecrets{Current: fresh, Until: s.Clock.Now().Add(rotationPeriod)}
	e, err := s.changeEndpoint(ctx, id, "secret rotated", func(tx Tx, e *Endpoint) error {
		before, err := tx.Endpoints().Secrets(ctx, id)
		if err != nil {
			return err
		}
		secrets.Previous, e.Rotating = before.Current, secrets.Until
		return tx.Endpoints().PutSecrets(ctx, id, secrets)
	})
	return e, secrets, err
}

// EndpointTrial is how a test event went.
type EndpointTrial struct {
	EventID string
	Answer  ShopReply
	Took    time.Duration
}

// TryEndpoint tells an endpoint an event of the type endpoint.test, now and
// once, whatever its state, and returns what it answered.
func (s *Service) TryEndpoint(ctx context.Context, id string) (EndpointTrial, error) {
	e, err := s.ReadEndpoint(ctx, id)
	if err != nil {
		return EndpointTrial{}, err
	}
	var secrets EndpointSecrets
	if id != ConfiguredEndpoint {
		err = s.Store.View(ctx, func(tx Tx) error {
			secrets, err = tx.Endpoints().Secrets(ctx, id)
			return err
		})
	}
	now := s.Clock.Now()
	var out EndpointTrial
	if err == nil {
		out.EventID, err = s.newID("evt", now)
	}
	if err != nil {
		return EndpointTrial{}, err
	}
	body, err := json.Marshal(testEvent{
		ID: out.EventID, Type: EndpointTest, CreatedAt: now, Test: s.Env == payment.Test, Data: testEventData{EndpointID: id},
	})
	if err != nil {
		return EndpointTrial{}, err
	}
	out.Answer, out.Took = s.Shop.Try(ctx, e, secrets, out.EventID, body)
	return out, nil
}

// testEvent is ShopEvent without a payment.
type testEvent struct {
	ID        string            `json:"id"`
	Type      payment.EventType `json:"type"`
	CreatedAt time.Time         `json:"created_at"`
	Test      bool              `json:"test"`
	Data      testEventData     `json:"data"`
}

type testEventData struct {
	EndpointID string `json:"endpoint_id"`
}
