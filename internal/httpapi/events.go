package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
)

// eventJSON is a line of a payment's history. What the shop is told of has a
// payload, as it is sent, and where it stands on its way.
type eventJSON struct {
	ID         string            `json:"id"`
	PaymentID  payment.ID        `json:"payment_id"`
	Version    int64             `json:"version"`
	Type       payment.EventType `json:"type"`
	Actor      string            `json:"actor"`
	ImpUID     *payment.ImpUID   `json:"imp_uid"`
	Reason     *fault.Code       `json:"reason"`
	Detail     string            `json:"detail"`
	CreatedAt  time.Time         `json:"created_at"`
	Payload    json.RawMessage   `json:"payload"`
	Deliveries []deliveryJSON    `json:"deliveries"`
}

// deliveryJSON is where an event stands on its way to one endpoint.
type deliveryJSON struct {
	EndpointID  string     `json:"endpoint_id"`
	State       string     `json:"state"` // waiting, delivered or dead
	Tries       int        `json:"tries"`
	Status      *int       `json:"status"`  // of the last answer
	Answer      *string    `json:"answer"`  // its first bytes
	Problem     *string    `json:"problem"` // why it was no yes
	NextAt      *time.Time `json:"next_at"`
	DeliveredAt *time.Time `json:"delivered_at"`
	DeadAt      *time.Time `json:"dead_at"`
}

func shapeEvent(r merchant.ShopRecord) eventJSON {
	e := r.Event
	out := eventJSON{
		ID: e.ID, PaymentID: e.PaymentID, Version: e.Version, Type: e.Type, Actor: e.Actor,
		ImpUID: optional(e.ImpUID), Reason: optional(e.Reason), Detail: e.Detail, CreatedAt: e.At.UTC(),
		Deliveries: make([]deliveryJSON, 0, len(r.Letters)),
	}
	if len(r.Body) > 0 {
		out.Payload = r.Body
	}
	for _, l := range r.Letters {
		out.Deliveries = append(out.Deliveries, shapeDelivery(l))
	}
	return out
}

func shapeDelivery(l merchant.Letter) deliveryJSON {
	state := "dead"
	switch {
	case !l.DeliveredAt.IsZero():
		state = "delivered"
	case !l.DueAt.IsZero():
		state = "waiting"
	}
	return deliveryJSON{
		EndpointID: l.EndpointID, State: state, Tries: l.Tries, Status: optional(l.Status), Answer: optional(l.Answer),
		Problem: optional(l.LastError), NextAt: moment(l.DueAt), DeliveredAt: moment(l.DeliveredAt), DeadAt: moment(l.DeadAt),
	}
}

// listEvents answers with one payment's whole history, or with a page of what
// the shop is told of.
func (a *server) listEvents(w http.ResponseWriter, r *http.Request) error {
	q, err := query(r, "payment_id", "endpoint_id", "delivery", "cursor", "limit")
	if err != nil {
		return err
	}
	if pid, told := q["payment_id"]; told {
		return a.paymentHistory(w, r, q, pid)
	}
	p, err := page(q)
	if err != nil {
		return err
	}
	of := merchant.EventQuery{EndpointID: q["endpoint_id"], Dead: q["delivery"] == "dead"}
	if q["delivery"] != "" && !of.Dead {
		return fault.Field(fault.BadQuery, "delivery", "dead")
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

// eventPage reads a page of what the shop is told of.
func (a *server) eventPage(ctx context.Context, of merchant.EventQuery, p merchant.Page) (list[eventJSON], error) {
	records, places, err := a.Service.ShopEvents(ctx, of, p)
	if err != nil {
		return list[eventJSON]{}, err
	}
	rows := make([]placed, len(records))
	for i := range records {
		rows[i] = placed{records[i], places[i]}
	}
	place := func(row placed) (time.Time, string) { return row.place.At, row.place.EventID }
	return listOf(rows, p, place, func(row placed) eventJSON { return shapeEvent(row.ShopRecord) }), nil
}

// placed is an event with its place in a list.
type placed struct {
	merchant.ShopRecord
	place merchant.EventPlace
}

func (a *server) paymentHistory(w http.ResponseWriter, r *http.Request, q map[string]string, pid string) error {
	if len(q) > 1 {
		return fault.Field(fault.BadQuery, "payment_id", "a payment's history is whole: it stands alone")
	}
	if !ownID.MatchString(pid) {
		return fault.New(fault.PaymentNotFound)
	}
	history, err := a.Service.ShopHistory(r.Context(), payment.ID(pid))
	if err != nil {
		return err
	}
	out := list[eventJSON]{Data: make([]eventJSON, 0, len(history))}
	for _, record := range history {
		out.Data = append(out.Data, shapeEvent(record))
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}

// eventID returns the event that the path names.
func eventID(r *http.Request) (string, error) {
	value, ok := pathValue(r, "id")
	if !ok || !ownID.MatchString(value) {
		return "", fault.New(fault.EventNotFound)
	}
	_, err := query(r)
	return value, err
}

func (a *server) readEvent(w http.ResponseWriter, r *http.Request) error {
	event, err := eventID(r)
	if err != nil {
		return err
	}
	record, err := a.Service.ShopEvent(r.Context(), event)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, shapeEvent(record))
}

// replayEvent answers 202: the event is told again at once, but not before the
// answer.
func (a *server) replayEvent(w http.ResponseWriter, r *http.Request) error {
	event, err := eventID(r)
	if err != nil {
		return err
	}
	endpoint := ""
	err = decodeMaybe(w, r, func(f *fields) { endpoint = f.text("endpoint_id", 40) })
	if err != nil {
		return err
	}
	if endpoint != "" && !ownID.MatchString(endpoint) {
		return fault.New(fault.EndpointNotFound)
	}
	record, err := a.Service.ReplayEvent(r.Context(), event, endpoint)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusAccepted, shapeEvent(record))
}
