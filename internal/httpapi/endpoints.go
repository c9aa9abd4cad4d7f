package httpapi

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
)

// The most that an endpoint is described with.
const (
	mostEndpointURL  = 2000
	mostEndpointText = 200
)

// endpointJSON is an endpoint without its secret.
type endpointJSON struct {
	ID            string                 `json:"id"`
	URL           string                 `json:"url"`
	Description   string                 `json:"description"`
	Events        []payment.EventType    `json:"events"` // none: all
	State         merchant.EndpointState `json:"state"`
	Reason        *string                `json:"reason"`
	Configured    bool                   `json:"configured"`
	FailingSince  *time.Time             `json:"failing_since"`
	DisabledAt    *time.Time             `json:"disabled_at"`
	RotatingUntil *time.Time             `json:"rotating_until"`
	CreatedAt     *time.Time             `json:"created_at"`
	UpdatedAt     *time.Time             `json:"updated_at"`
}

// shownEndpoint is an endpoint with the secret that is shown this once.
type shownEndpoint struct {
	Endpoint endpointJSON `json:"endpoint"`
	Secret   string       `json:"secret"`
}

func (a *server) shapeEndpoint(e merchant.Endpoint) endpointJSON {
	out := endpointJSON{
		ID: e.ID, URL: e.URL, Description: e.Description, Events: e.Types, State: e.State, Reason: optional(e.Reason),
		Configured: e.ID == merchant.ConfiguredEndpoint, FailingSince: moment(e.FailingSince), DisabledAt: moment(e.DisabledAt),
		CreatedAt: moment(e.CreatedAt), UpdatedAt: moment(e.UpdatedAt),
	}
	if out.Events == nil {
		out.Events = []payment.EventType{}
	}
	if a.Clock.Now().Before(e.Rotating) {
		out.RotatingUntil = moment(e.Rotating)
	}
	return out
}

// endpointID returns the endpoint that the path names.
func endpointID(r *http.Request) (string, error) {
	value, ok := pathValue(r, "id")
	if !ok || !ownID.MatchString(value) {
		return "", fault.New(fault.EndpointNotFound)
	}
	_, err := query(r)
	return value, err
}

// decodeMaybe is decode for a request whose body may be left out.
func decodeMaybe(w http.ResponseWriter, r *http.Request, read func(*fields)) error {
	if r.ContentLength == 0 {
		f := newFields(nil)
		read(f)
		return f.done()
	}
	return decode(w, r, read)
}

// nothing reads a body that says nothing.
func nothing(*fields) {}

func readEndpointWish(f *fields) merchant.EndpointWish {
	w := merchant.EndpointWish{
		URL: f.textIfTold("url", mostEndpointURL), Description: f.textIfTold("description", mostEndpointText),
	}
	v, told := f.take("events")
	if !told {
		return w
	}
	values, ok := v.([]any)
	if !ok || len(values) > len(merchant.EndpointTypes) {
		f.reject(fault.BadField, "events", "not a list of types of events")
		return w
	}
	types := []payment.EventType{}
	for _, v := range values {
		name, _ := v.(string)
		if kind := payment.EventType(name); !slices.Contains(merchant.EndpointTypes, kind) || slices.Contains(types, kind) {
			f.reject(fault.BadField, "events", "each once, of %s", typeNames())
			return w
		}
		types = append(types, payment.EventType(name))
	}
	w.Types = &types
	return w
}

func typeNames() string {
	var names []string
	for _, t := range merchant.EndpointTypes {
		names = append(names, string(t))
	}
	return strings.Join(names, ", ")
}

// textIfTold is text that is told from one that is not there.
func (f *fields) textIfTold(name string, most int) *string {
	if _, told := f.take(name); !told {
		return nil
	}
	s := f.text(name, most)
	return &s
}

func (a *server) createEndpoint(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	var wish merchant.EndpointWish
	err := decode(w, r, func(f *fields) {
		wish = readEndpointWish(f)
		if wish.URL == nil || *wish.URL == "" {
			f.reject(fault.MissingField, "url", "where the shop is told")
		}
	})
	if err != nil {
		return err
	}
	e, secrets, err := a.Service.CreateEndpoint(r.Context(), wish)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusCreated, shownEndpoint{a.shapeEndpoint(e), secrets.Current})
}

func (a *server) listEndpoints(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	all, err := a.Service.ListEndpoints(r.Context())
	if err != nil {
		return err
	}
	out := list[endpointJSON]{Data: make([]endpointJSON, 0, len(all))}
	for _, e := range all {
		out.Data = append(out.Data, a.shapeEndpoint(e))
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}

func (a *server) readEndpoint(w http.ResponseWriter, r *http.Request) error {
	endpoint, err := endpointID(r)
	if err != nil {
		return err
	}
	e, err := a.Service.ReadEndpoint(r.Context(), endpoint)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, a.shapeEndpoint(e))
}

func (a *server) changeEndpoint(w http.ResponseWriter, r *http.Request) error {
	endpoint, err := endpointID(r)
	if err != nil {
		return err
	}
	var wish merchant.EndpointWish
	if err := decode(w, r, func(f *fields) { wish = readEndpointWish(f) }); err != nil {
		return err
	}
	e, err := a.Service.ChangeEndpoint(r.Context(), endpoint, wish)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, a.shapeEndpoint(e))
}

func (a *server) deleteEndpoint(w http.ResponseWriter, r *http.Request) error {
	endpoint, err := endpointID(r)
	if err == nil {
		err = decodeMaybe(w, r, nothing)
	}
	if err != nil {
		return err
	}
	if err := a.Service.DeleteEndpoint(r.Context(), endpoint); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// endpointDeed answers with the endpoint after something was done to it.
func endpointDeed(deed func(*merchant.Service, context.Context, string) (merchant.Endpoint, error)) operation {
	return func(a *server, w http.ResponseWriter, r *http.Request) error {
		endpoint, err := endpointID(r)
		if err == nil {
			err = decodeMaybe(w, r, nothing)
		}
		if err != nil {
			return err
		}
		e, err := deed(a.Service, r.Context(), endpoint)
		if err != nil {
			return err
		}
		return problem.WriteJSON(w, http.StatusOK, a.shapeEndpoint(e))
	}
}

func (a *server) rotateEndpoint(w http.ResponseWriter, r *http.Request) error {
	endpoint, err := endpointID(r)
	if err == nil {
		err = decodeMaybe(w, r, nothing)
	}
	if err != nil {
		return err
	}
	e, secrets, err := a.Service.RotateEndpoint(r.Context(), endpoint)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, shownEndpoint{a.shapeEndpoint(e), secrets.Current})
}

// trialJSON is how a test event went.
type trialJSON struct {
	EventID   string  `json:"event_id"`
	Delivered bool    `json:"delivered"`
	Status    *int    `json:"status"`
	Answer    *string `json:"answer"`
	Problem   *string `json:"problem"`
	TookMS    int64   `json:"took_ms"`
}

// tryEndpoint answers 200 whatever the endpoint answered: that is what was asked.
func (a *server) tryEndpoint(w http.ResponseWriter, r *http.Request) error {
	endpoint, err := endpointID(r)
	if err == nil {
		err = decodeMaybe(w, r, nothing)
	}
	if err != nil {
		return err
	}
	t, err := a.Service.TryEndpoint(r.Context(), endpoint)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, trialJSON{
		EventID: t.EventID, Delivered: t.Answer.Problem == "", Status: optional(t.Answer.Status), Answer: optional(t.Answer.Body),
		Problem: optional(t.Answer.Problem), TookMS: t.Took.Milliseconds(),
	})
}

type replayedJSON struct {
	Queued   int        `json:"queued"`
	NextFrom *time.Time `json:"next_from"`
}

func (a *server) replayEndpoint(w http.ResponseWriter, r *http.Request) error {
	endpoint, err := endpointID(r)
	if err != nil {
		return err
	}
	var from, to time.Time
	var everything bool
	err = decode(w, r, func(f *fields) {
		from, to, everything = f.moment("from"), f.moment("to"), f.truth("include_delivered")
		if to.IsZero() {
			to = a.Clock.Now().Add(time.Millisecond) // ids know no less
		}
		switch {
		case from.IsZero():
			f.reject(fault.MissingField, "from", "since when")
		case !from.Before(to):
			f.reject(fault.BadField, "to", "not after from")
		}
	})
	if err != nil {
		return err
	}
	done, err := a.Service.ReplayEndpoint(r.Context(), endpoint, from, to, everything)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusAccepted, replayedJSON{done.Begun, moment(done.Next)})
}

// truth takes true or false; false if absent.
func (f *fields) truth(name string) bool {
	v, told := f.take(name)
	if !told {
		return false
	}
	yes, ok := v.(bool)
	if !ok {
		f.reject(fault.BadField, name, "neither true nor false")
	}
	return yes
}
