package sandbox

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// patience is how long a request waits for the webhooks of the one before it, in
// real time. A request that a shop makes while it handles a webhook waits so
// long for nothing: it cannot be told from another.
const patience = 200 * time.Millisecond

// turns lets requests and webhooks take turns in a sandbox with a seed: a
// webhook goes out when the request that brought it about has been answered and
// recorded, and the next request comes after it. Without that the log of one
// list of requests would depend on who is quicker.
type turns struct {
	engine *engine.Engine
	busy   atomic.Int32  // requests under way
	free   chan struct{} // receives when there is none any more
	sends  atomic.Bool   // somebody sends webhooks in the background
}

func newTurns(e *engine.Engine) *turns { return &turns{engine: e, free: make(chan struct{}, 1)} }

// held reports whether webhooks have to wait: a request is under way that does
// not itself wait for one.
func (t *turns) held() bool { return t.busy.Load() > 0 && !t.engine.AwaitsWebhook() }

// wrap lets requests through in turn. moving reports whether a move of the
// clock is under way: then only those come that its webhooks have caused.
func (t *turns) wrap(next http.Handler, moving func() bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/events") { // a stream never ends
			next.ServeHTTP(w, r)
			return
		}
		if t.sends.Load() && !moving() {
			t.settle(r.Context())
		}
		t.busy.Add(1)
		defer t.leave()
		next.ServeHTTP(w, r)
	})
}

func (t *turns) leave() {
	if t.busy.Add(-1) > 0 {
		return
	}
	select {
	case t.free <- struct{}{}:
	default:
	}
}

// settle waits until what is due was tried, or patience ends.
func (t *turns) settle(ctx context.Context) {
	if !t.engine.Owes(t.engine.Now()) {
		return
	}
	woken, stop := t.engine.SubscribeCommands()
	defer stop()
	over := time.NewTimer(patience)
	defer over.Stop()
	for t.engine.Owes(t.engine.Now()) {
		select {
		case <-woken:
		case <-over.C:
			return
		case <-ctx.Done():
			return
		}
	}
}
