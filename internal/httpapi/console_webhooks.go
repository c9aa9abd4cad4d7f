package httpapi

import (
	"encoding/base64"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
)

// noteJSON is one of PortOne's webhooks as it came, and what became of it.
type noteJSON struct {
	ID          string              `json:"id"`
	ReceivedAt  time.Time           `json:"received_at"`
	ImpUID      payment.ImpUID      `json:"imp_uid"`
	MerchantUID payment.MerchantUID `json:"merchant_uid"`
	Status      string              `json:"status"` // what it claimed
	Source      string              `json:"source"`
	ContentType string              `json:"content_type"`
	State       string              `json:"state"` // waiting or done
	Outcome     string              `json:"outcome"`
	Tries       int                 `json:"tries"`
	NextAt      *time.Time          `json:"next_at"`
	Body        *string             `json:"body"`        // of one alone
	BodyBase64  *string             `json:"body_base64"` // when it is no text
}

func shapeNote(n merchant.Note) noteJSON {
	state := "waiting"
	if n.DueAt.IsZero() {
		state = "done"
	}
	return noteJSON{
		ID: n.ID, ReceivedAt: n.ReceivedAt.UTC(), ImpUID: n.ImpUID, MerchantUID: n.MerchantUID, Status: n.Status, Source: n.Source,
		ContentType: n.ContentType, State: state, Outcome: n.Outcome, Tries: n.Tries, NextAt: moment(n.DueAt),
	}
}

func shapeWholeNote(n merchant.Note) noteJSON {
	out := shapeNote(n)
	if text := string(n.Body); utf8.ValidString(text) {
		out.Body = &text
	} else {
		text = base64.StdEncoding.EncodeToString(n.Body)
		out.BodyBase64 = &text
	}
	return out
}

func (a *server) consoleNotes(w http.ResponseWriter, r *http.Request) error {
	q, err := query(r, "cursor", "limit")
	if err != nil {
		return err
	}
	p, err := page(q)
	if err != nil {
		return err
	}
	rows, err := a.reader().Notes(r.Context(), p)
	if err != nil {
		return err
	}
	place := func(n merchant.Note) (time.Time, string) { return n.ReceivedAt, n.ID }
	return problem.WriteJSON(w, http.StatusOK, listOf(rows, p, place, shapeNote))
}

// noteID returns the webhook that the path names.
func noteID(r *http.Request) (string, error) {
	value, ok := pathValue(r, "id")
	if !ok || !ownID.MatchString(value) {
		return "", fault.New(fault.NoteNotFound)
	}
	_, err := query(r)
	return value, err
}

func (a *server) consoleNote(w http.ResponseWriter, r *http.Request) error {
	which, err := noteID(r)
	if err != nil {
		return err
	}
	n, err := a.reader().Note(r.Context(), which)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, shapeWholeNote(n))
}

// consoleReplayNote answers 202: PortOne is asked at once, but not before the
// answer.
func (a *server) consoleReplayNote(w http.ResponseWriter, r *http.Request) error {
	which, err := noteID(r)
	if err != nil {
		return err
	}
	if err := decodeMaybe(w, r, func(*fields) {}); err != nil {
		return err
	}
	n, err := a.reader().ReplayNote(r.Context(), which)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusAccepted, shapeWholeNote(n))
}

// consoleSent lists what the shop was told, newest first.
func (a *server) consoleSent(w http.ResponseWriter, r *http.Request) error {
	q, err := query(r, "endpoint", "state", "cursor", "limit")
	if err != nil {
		return err
	}
	p, err := page(q)
	if err != nil {
		return err
	}
	of := merchant.EventQuery{EndpointID: q["endpoint"], Dead: q["state"] == "dead"}
	if q["state"] != "" && !of.Dead {
		return fault.Field(fault.BadQuery, "state", "dead, or left out")
	}
	if of.EndpointID != "" && !ownID.MatchString(of.EndpointID) {
		return fault.New(fault.EndpointNotFound)
	}
	out, err := a.eventPage(r.Context(), of, p)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}

func (a *server) consoleReplaySent(w http.ResponseWriter, r *http.Request) error {
	event, err := eventID(r)
	if err != nil {
		return err
	}
	endpoint := ""
	if err := decodeMaybe(w, r, func(f *fields) { endpoint = f.text("endpoint_id", 40) }); err != nil {
		return err
	}
	if endpoint != "" && !ownID.MatchString(endpoint) {
		return fault.New(fault.EndpointNotFound)
	}
	record, err := a.reader().ReplayEvent(r.Context(), event, endpoint)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusAccepted, shapeEvent(record))
}
