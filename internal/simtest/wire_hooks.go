package simtest

import (
	"context"
	"net/http"
	"time"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// takeHook takes the next webhook that PortOne wants to send, unless one is in
// hand.
func (w *World) takeHook() bool {
	if w.hook == nil {
		for _, d := range w.engine.ClaimDue(w.now(), 1) {
			w.hook = &d
		}
	}
	return w.hook != nil
}

// sendHook carries the webhook in hand to a server, as the sandbox's own sender
// does over a socket, or loses it.
func (w *World) sendHook() {
	d := *w.hook
	w.hook = nil
	name := "webhook " + d.Event + " " + d.ImpUID
	switch {
	case w.goes(w.rates.hookLost):
		w.note(name, "lost")
		w.reach("webhook lost")
		w.hookDone(d, engine.Attempt{Problem: "lost"})
		return
	case w.goes(w.rates.hookLate):
		wait := of(w.tape, 20*time.Second, 3*time.Minute, 20*time.Minute)
		w.note(name, "late by "+wait.String())
		w.reach("webhook late")
		w.hookDone(d, engine.Attempt{Code: http.StatusOK})
		w.sched.spawn(name+" late", w.now().Add(wait), func(ctx context.Context) { w.postHook(ctx, d) })
		return
	case w.goes(w.rates.hookTwice):
		w.note(name, "twice")
		w.reach("webhook twice")
		w.sched.spawn(name+" again", w.now().Add(of(w.tape, 0, time.Second, time.Minute)), func(ctx context.Context) { w.postHook(ctx, d) })
	}
	w.sched.spawn(name, w.now(), func(ctx context.Context) { w.hookDone(d, w.postHook(ctx, d)) })
}

func (w *World) hookDone(d engine.WebhookDelivery, a engine.Attempt) {
	if err := w.engine.RecordAttempt(context.Background(), d.ID, a); err != nil {
		w.violate("SANDBOX", "webhook %s not recorded: %v", d.ID, err)
	}
}

// postHook makes one try. An answer of 200 is a promise.
func (w *World) postHook(ctx context.Context, d engine.WebhookDelivery) engine.Attempt {
	before := w.now()
	got, err := w.choose().call(ctx, request(http.MethodPost, "/api/webhooks/portone", []byte(d.Body), "Content-Type", d.ContentType))
	if err != nil {
		return engine.Attempt{Problem: err.Error()}
	}
	if got.status == http.StatusOK {
		w.acks = append(w.acks, ack{kind: ackHook, imp: d.ImpUID, body: d.Body, at: before})
	}
	return engine.Attempt{Code: got.status, Response: string(got.body)}
}
