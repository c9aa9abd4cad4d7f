package demoshop

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
)

// webhookTolerance is how far a webhook's time may be from ours, either way.
const webhookTolerance = 5 * time.Minute

// mostEvents is how many event ids are remembered, far more than a payment
// server may still repeat.
const mostEvents = 20_000

// event is what the payment server tells of a payment.
type event struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Data struct {
		OrderRef      string   `json:"order_ref"`
		ReleasedHolds []string `json:"released_holds"`
	} `json:"data"`
}

// parseSecret reads a Standard Webhooks secret, "whsec_" and base64.
func parseSecret(text string) ([]byte, error) {
	secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, "whsec_"))
	if err != nil {
		return nil, errors.New("the webhook secret is not whsec_ and base64")
	}
	if len(secret) < 16 {
		return nil, errors.New("the webhook secret is shorter than 16 bytes")
	}
	return secret, nil
}

// verify checks a webhook by the Standard Webhooks rules: its time is near, and
// one of its v1 signatures is ours over "id.time.body".
func verify(secret []byte, h http.Header, body []byte, now time.Time) error {
	id, stamp := h.Get("webhook-id"), h.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if id == "" || err != nil {
		return fault.New(signatureWrong)
	}
	if off := now.Sub(time.Unix(seconds, 0)); off > webhookTolerance || off < -webhookTolerance {
		return fault.New(signatureOld)
	}
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "%s.%s.", id, stamp)
	mac.Write(body)
	want := mac.Sum(nil)
	for signature := range strings.FieldsSeq(h.Get("webhook-signature")) {
		text, ok := strings.CutPrefix(signature, "v1,")
		if !ok {
			continue
		}
		if got, err := base64.StdEncoding.DecodeString(text); err == nil && hmac.Equal(got, want) {
			return nil
		}
	}
	return fault.New(signatureWrong)
}

// seenEvents remembers which events were taken, so that one repeated does
// nothing again.
type seenEvents struct {
	mu    sync.Mutex
	ids   map[string]bool // guarded by mu
	queue []string        // ids, oldest first; guarded by mu
}

func newSeenEvents() *seenEvents { return &seenEvents{ids: map[string]bool{}} }

func (s *seenEvents) known(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ids[id]
}

// first reports whether an event was not seen before, and remembers it.
func (s *seenEvents) first(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ids[id] {
		return false
	}
	s.ids[id] = true
	s.queue = append(s.queue, id)
	if len(s.queue) > mostEvents {
		delete(s.ids, s.queue[0])
		s.queue = slices.Delete(s.queue, 0, 1)
	}
	return true
}

// takeWebhook verifies an event of the payment server on its raw bytes and then
// asks the payment server how the order stands, so that events may come late or
// in any order. The event counts as taken only when that answer was stored. An
// order that this run does not know is acknowledged, so that it is not sent for
// ever.
func (s *Shop) takeWebhook(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	body, err := problem.ReadBody(w, r, mostBody)
	if err != nil {
		return err
	}
	if err := verify(s.webhookSecret, r.Header, body, s.clock.Now()); err != nil {
		return err
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil || e.ID == "" {
		return fault.New(fault.BadJSON)
	}
	if err := s.takeEvent(r.Context(), e); err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, map[string]bool{"received": true})
}

func (s *Shop) takeEvent(ctx context.Context, e event) error {
	ref := e.Data.OrderRef
	if _, ours := s.orders.get(ref); !ours {
		s.logger.Info("webhook of an order of another run", "event_id", e.ID)
		return nil
	}
	if held := e.Data.ReleasedHolds; len(held) > 0 {
		s.orders.update(ref, func(o *order) { o.release(held, s.clock.Now()) })
	}
	kind := "webhook_repeated"
	if !s.events.known(e.ID) {
		if _, err := s.look(ctx, ref); err != nil {
			return err
		}
		if s.events.first(e.ID) {
			kind = "webhook_received"
		}
	}
	s.orders.update(ref, func(o *order) { o.note(s.clock.Now(), kind, e.Type) })
	return nil
}
