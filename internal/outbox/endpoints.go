package outbox

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
)

// The size of the work for endpoints.
const (
	perEndpoint = 8   // tries at one endpoint at a time, each of another payment
	spreadBatch = 100 // events spread in one transaction
)

// works is what is under way for endpoints in the background.
type works struct {
	group sync.WaitGroup

	mu       sync.Mutex // guards the rest
	busy     map[string]bool
	problems []error
}

// begin takes an endpoint unless somebody works for it.
func (w *works) begin(endpointID string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.busy[endpointID] {
		return false
	}
	if w.busy == nil {
		w.busy = map[string]bool{}
	}
	w.busy[endpointID] = true
	return true
}

func (w *works) end(endpointID string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.busy, endpointID)
	if err != nil {
		w.problems = append(w.problems, err)
	}
}

// taken returns what failed since it was last asked.
func (w *works) taken() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	err := errors.Join(w.problems...)
	w.problems = nil
	return err
}

// Dispatch begins what is due for endpoints and does not wait for it: each has a
// worker of its own, so that a slow one keeps nobody waiting. It returns how
// many events it spread; its error is the store's, also of earlier workers. Wait
// waits for the workers, whose context ctx is.
func (o *Outbox) Dispatch(ctx context.Context) (int, error) {
	spread, due, err := o.spreadDue(ctx)
	if err != nil {
		return spread, err
	}
	for _, endpointID := range due {
		if !o.works.begin(endpointID) {
			continue
		}
		o.works.group.Go(func() {
			_, err := o.runEndpoint(ctx, endpointID)
			if ctx.Err() != nil {
				err = nil // we are stopping, which is no failure
			}
			o.works.end(endpointID, err)
		})
	}
	return spread, o.works.taken()
}

// Wait waits for the workers that Dispatch began.
func (o *Outbox) Wait() { o.works.group.Wait() }

// runEndpoints spreads and delivers all that is due and waits for it.
func (o *Outbox) runEndpoints(ctx context.Context) (int, error) {
	_, due, err := o.spreadDue(ctx)
	if err != nil {
		return 0, err
	}
	tries := make([]int, len(due))
	places := make([]int, len(due))
	for i := range places {
		places[i] = i
	}
	err = each(places, func(i int) error {
		n, err := o.runEndpoint(ctx, due[i])
		tries[i] = n
		return err
	})
	total := 0
	for _, n := range tries {
		total += n
	}
	return total, err
}

// spreadDue makes the letters of events that have none yet, and names the
// endpoints that something is due for.
func (o *Outbox) spreadDue(ctx context.Context) (int, []string, error) {
	total := 0
	for {
		var unspread bool
		var due []string
		now := o.clock.Now()
		err := o.store.View(ctx, func(tx merchant.Tx) (err error) {
			unspread, due, err = tx.Letters().Due(ctx, now)
			return err
		})
		if err != nil || !unspread {
			return total, due, err
		}
		n := 0
		err = o.store.Update(ctx, func(tx merchant.Tx) (err error) {
			n, err = tx.Letters().Spread(ctx, now, spreadBatch)
			return err
		})
		total += n
		if err != nil {
			return total, nil, err
		}
		if n == 0 { // another server has them in its hands
			return total, due, nil
		}
	}
}

// runEndpoint delivers what is due for one endpoint, round by round.
func (o *Outbox) runEndpoint(ctx context.Context, endpointID string) (int, error) {
	total := 0
	for ctx.Err() == nil {
		due, to, err := o.claim(ctx, endpointID)
		if err != nil || len(due) == 0 {
			return total, err
		}
		total += len(due)
		err = each(due, func(l merchant.Letter) error { return o.send(ctx, l, to) })
		if err != nil {
			return total, err
		}
	}
	return total, ctx.Err()
}

// claim takes letters of an endpoint that is still told, with where they go.
func (o *Outbox) claim(ctx context.Context, endpointID string) ([]merchant.Letter, target, error) {
	var due []merchant.Letter
	var e merchant.Endpoint
	var secrets merchant.EndpointSecrets
	now := o.clock.Now()
	err := o.store.Update(ctx, func(tx merchant.Tx) (err error) {
		due = nil
		if e, err = tx.Endpoints().ByID(ctx, endpointID); err != nil || e.State != merchant.EndpointActive {
			return err
		}
		if secrets, err = tx.Endpoints().Secrets(ctx, endpointID); err != nil {
			return err
		}
		due, err = tx.Letters().Claim(ctx, endpointID, now, now.Add(lease), perEndpoint)
		return err
	})
	if err != nil || len(due) == 0 {
		return nil, target{}, err
	}
	to, err := o.targetOf(e, secrets)
	return due, to, err
}

// send makes one try at an endpoint and stores how it went, with what it means
// for the endpoint.
func (o *Outbox) send(ctx context.Context, l merchant.Letter, to target) error {
	answer := o.post(ctx, to, l.EventID, l.Body)
	if answer.Problem != "" && ctx.Err() != nil {
		return ctx.Err()
	}
	again, err := o.again(l.Delivery, answer, l.EndpointID)
	if err != nil {
		return err
	}
	disabled := ""
	err = o.record(ctx, func(ctx context.Context, tx merchant.Tx, now time.Time) error {
		disabled = ""
		if answer.Problem == "" {
			if err := tx.Letters().Delivered(ctx, l.EndpointID, l.EventID, l.Fence, now, answer); err != nil {
				return err
			}
			return tx.Endpoints().Serves(ctx, l.EndpointID)
		}
		if err := tx.Letters().Failed(ctx, l.EndpointID, l.EventID, l.Fence, now, again, answer); err != nil {
			return err
		}
		var err error
		disabled, err = fails(ctx, tx, l.EndpointID, answer.Status, now)
		return err
	})
	if err == nil && disabled != "" {
		o.log.Error("endpoint disabled", "endpoint_id", l.EndpointID, "reason", disabled)
	}
	return err
}

// fails notes a failure of an endpoint and disables one that is gone or has
// failed for as long as an event is tried. It returns why, or nothing.
func fails(ctx context.Context, tx merchant.Tx, endpointID string, status int, now time.Time) (string, error) {
	if err := tx.Endpoints().Fails(ctx, endpointID, now); err != nil {
		return "", err
	}
	e, err := tx.Endpoints().ByID(ctx, endpointID)
	if err != nil {
		return "", err
	}
	reason := ""
	switch {
	case status == http.StatusGone:
		reason = merchant.EndpointGone
	case now.Sub(e.FailingSince) >= patience:
		reason = merchant.EndpointFailing
	default:
		return "", nil
	}
	done, err := tx.Endpoints().Disable(ctx, endpointID, reason, now)
	if !done {
		reason = ""
	}
	return reason, err
}
