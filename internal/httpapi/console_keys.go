package httpapi

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/problem"
)

// The most that a key is described with.
const (
	mostKeyName  = 60
	mostNetworks = 20
	mostKeyDays  = 3650
	mostGrace    = 720 // hours
)

const day = 24 * time.Hour

// keyJSON is a key without anything secret.
type keyJSON struct {
	ID         string           `json:"id"`
	Name       string           `json:"name"`
	Mode       string           `json:"mode"`
	Tail       string           `json:"tail"`
	State      string           `json:"state"` // active, expired or revoked
	Scopes     []merchant.Scope `json:"scopes"`
	Allow      []string         `json:"allow"`
	CreatedAt  time.Time        `json:"created_at"`
	ExpiresAt  *time.Time       `json:"expires_at"`
	LastUsedAt *time.Time       `json:"last_used_at"`
	RevokedAt  *time.Time       `json:"revoked_at"`
	Replaces   *string          `json:"replaces"`
}

// shownKey is a key with the secret that is shown this once.
type shownKey struct {
	Key    keyJSON `json:"key"`
	Secret string  `json:"secret"`
}

func (a *server) shapeKey(k merchant.Key) keyJSON {
	out := keyJSON{
		ID: k.ID, Name: k.Name, Mode: string(k.Env), Tail: k.Tail, State: "active", Scopes: k.Scopes, Allow: k.Networks, CreatedAt: k.CreatedAt.UTC(),
		ExpiresAt: moment(k.ExpiresAt), LastUsedAt: moment(k.LastUsedAt), RevokedAt: moment(k.RevokedAt), Replaces: optional(k.Replaces),
	}
	switch {
	case !k.RevokedAt.IsZero():
		out.State = "revoked"
	case !k.Active(a.Clock.Now()):
		out.State = "expired"
	}
	if out.Scopes == nil {
		out.Scopes = []merchant.Scope{}
	}
	if out.Allow == nil {
		out.Allow = []string{}
	}
	return out
}

// consoleKeys lists the newest first, as people look for them.
func (a *server) consoleKeys(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	all, err := merchant.ListKeys(r.Context(), a.Service.Store)
	if err != nil {
		return err
	}
	slices.Reverse(all)
	out := list[keyJSON]{Data: make([]keyJSON, 0, len(all))}
	for _, k := range all {
		out.Data = append(out.Data, a.shapeKey(k))
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}

// texts takes a list of at most most short texts; nil if absent.
func (f *fields) texts(name string, most int) []string {
	v, told := f.take(name)
	if !told {
		return nil
	}
	values, ok := v.([]any)
	if !ok || len(values) > most {
		f.reject(fault.BadField, name, "not a list of at most %d texts", most)
		return nil
	}
	var out []string
	for _, v := range values {
		s, ok := v.(string)
		if !ok || !plain(s) || s == "" {
			f.reject(fault.BadField, name, "not a list of texts")
			return nil
		}
		out = append(out, s)
	}
	return out
}

// lifeOf takes how long a new key works: a year unless it is told.
func (f *fields) lifeOf(now time.Time) time.Time {
	days, told := f.integer("expires_in_days", 0, mostKeyDays)
	switch {
	case !told:
		return now.Add(merchant.KeyLife)
	case days == 0:
		return time.Time{}
	}
	return now.Add(time.Duration(days) * day)
}

func (a *server) consoleCreateKey(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	var wish merchant.KeyWish
	err := decode(w, r, func(f *fields) {
		wish.Name, wish.Networks, wish.ExpiresAt = f.text("name", mostKeyName), f.texts("allow", mostNetworks), f.lifeOf(a.Clock.Now())
		for _, scope := range f.texts("scopes", len(merchant.Scopes)) {
			wish.Scopes = append(wish.Scopes, merchant.Scope(scope))
		}
		if wish.Name == "" {
			f.reject(fault.MissingField, "name", "what the key is for")
		}
		if len(wish.Scopes) == 0 {
			f.reject(fault.MissingField, "scopes", "what it may do: %v", merchant.Scopes)
		}
	})
	if err != nil {
		return err
	}
	secret, k, err := a.Service.CreateKey(r.Context(), wish)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusCreated, shownKey{a.shapeKey(k), secret})
}

// noKeyThere turns the store's ErrNotFound into a coded error.
func noKeyThere(err error) error {
	if errors.Is(err, merchant.ErrNotFound) {
		return fault.New(fault.KeyNotFound)
	}
	return err
}

func (a *server) consoleRevokeKey(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "key", fault.KeyNotFound)
	if err != nil {
		return err
	}
	if err := saysNothing(w, r); err != nil {
		return err
	}
	if err := merchant.RevokeKey(r.Context(), a.Service.Store, id, a.Clock.Now()); err != nil {
		return noKeyThere(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *server) consoleRotateKey(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "key", fault.KeyNotFound)
	if err != nil {
		return err
	}
	if _, err := query(r); err != nil {
		return err
	}
	how := merchant.Rotation{Grace: merchant.KeyGrace}
	err = decodeMaybe(w, r, func(f *fields) {
		how.ExpiresAt = f.lifeOf(a.Clock.Now())
		if hours, told := f.integer("grace_hours", 0, mostGrace); told {
			how.Grace = time.Duration(hours) * time.Hour
		}
	})
	if err != nil {
		return err
	}
	secret, k, err := a.Service.RotateKey(r.Context(), id, how)
	if err != nil {
		return noKeyThere(err)
	}
	return problem.WriteJSON(w, http.StatusCreated, shownKey{a.shapeKey(k), secret})
}

// auditJSON is a line of the audit log.
type auditJSON struct {
	N         int64                `json:"n"`
	At        time.Time            `json:"at"`
	Actor     string               `json:"actor"`      // an id, or "cli:" and a user of the machine
	ActorName *string              `json:"actor_name"` // an operator's
	Action    merchant.AuditAction `json:"action"`
	Subject   string               `json:"subject"`
	Detail    string               `json:"detail"`
	Hash      string               `json:"hash"`
}

func shapeAudit(e merchant.AuditEntry) auditJSON {
	actor, name, _ := strings.Cut(e.Actor, " ")
	return auditJSON{
		N: e.N, At: e.At.UTC(), Actor: actor, ActorName: optional(name), Action: e.Action, Subject: e.Subject, Detail: e.Detail, Hash: e.Hash,
	}
}

// consoleAudit is newest first. Its lines have numbers without gaps, so that the
// cursor is one.
func (a *server) consoleAudit(w http.ResponseWriter, r *http.Request) error {
	q, err := query(r, "cursor", "limit")
	if err != nil {
		return err
	}
	var before int64
	if text := q["cursor"]; text != "" {
		if before, err = strconv.ParseInt(text, 10, 64); err != nil || before < 1 || text[0] == '+' {
			return fault.Field(fault.BadQuery, "cursor", "not a next_cursor of this list")
		}
	}
	p, err := page(map[string]string{"limit": q["limit"]})
	if err != nil {
		return err
	}
	lines, err := merchant.AuditBefore(r.Context(), a.Service.Store, before, p.Limit-1)
	if err != nil {
		return err
	}
	out := list[auditJSON]{Data: make([]auditJSON, 0, len(lines))}
	for _, e := range lines {
		out.Data = append(out.Data, shapeAudit(e))
	}
	if n := len(lines); n > 0 && lines[n-1].N > 1 {
		next := strconv.FormatInt(lines[n-1].N, 10)
		out.Next = &next
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}
