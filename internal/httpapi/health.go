package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/naru-pay/naru/api"
	"github.com/naru-pay/naru/internal/problem"
)

// readyWait is how long the store has to answer before it counts as away.
const readyWait = 2 * time.Second

type healthJSON struct {
	OK      bool   `json:"ok"`
	Version string `json:"version"`
}

// health says that the program serves; it asks nobody.
func (a *server) health(w http.ResponseWriter, _ *http.Request) error {
	return problem.WriteJSON(w, http.StatusOK, healthJSON{OK: true, Version: a.Version})
}

type readyJSON struct {
	OK       bool         `json:"ok"`
	Store    string       `json:"store"` // ok or away
	Channels channelsJSON `json:"channels"`
}

// channelsJSON tells how many of PortOne's channels are known and how old that
// knowledge is; without any the default channel alone serves.
type channelsJSON struct {
	Known  int        `json:"known"`
	ReadAt *time.Time `json:"read_at"`
}

// ready says whether payments can be taken: the store must answer. PortOne need
// not, since what is due waits for it.
func (a *server) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), readyWait)
	defer cancel()
	var err error
	if a.Ping != nil {
		err = a.Ping(ctx)
	}
	out := readyJSON{OK: true, Store: "ok"}
	if err == nil {
		known, at, listErr := a.Service.Channels(ctx)
		out.Channels, err = channelsJSON{Known: len(known), ReadAt: moment(at)}, listErr
	}
	if err != nil {
		a.Log.WarnContext(r.Context(), "store does not answer", "err", err)
		return problem.WriteJSON(w, http.StatusServiceUnavailable, readyJSON{Store: "away"})
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}

// describe serves the description of this API.
func (a *server) describe(w http.ResponseWriter, _ *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write(api.OpenAPI())
	return nil
}
