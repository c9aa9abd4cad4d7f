package simtest

import (
	"context"
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"log/slog"
	"net/http"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/sandbox/restv1"
)

// dawn is when every history begins.
var dawn = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// Line is one thing that happened.
type Line struct {
	At   time.Duration // since the history began
	Who  string
	What string
}

func (l Line) String() string { return fmt.Sprintf("%12s  %-22s %s", l.At, l.Who, l.What) }

// World is one history: the servers, PortOne, the shop and everybody who acts.
type World struct {
	tape   *Tape
	sched  scheduler
	clock  *clock.Manual
	rates  rates
	mutant Mutant

	engine   *engine.Engine
	portone  http.Handler
	account  engine.Merchant
	store    merchant.Store // of all servers
	raw      Database       // the same, for those who look
	replicas []*replica
	key      string // of the shop's server
	begun    bool   // everybody is there
	noisy    bool   // faults may happen
	pgKey    string
	hook     *engine.WebhookDelivery // a webhook in hand

	monitor monitor
	ledger  ledger
	shop    shop
	acks    []ack
	reached map[string]int // what a history came across, for coverage
	lines   []Line
	hash    uint64
	broken  []Violation
	steps   int
}

// Violation is an invariant that did not hold.
type Violation struct {
	Invariant string // B1 … LV6
	Detail    string
}

func (v Violation) String() string { return v.Invariant + ": " + v.Detail }

// violate notes a broken invariant. The history goes on: what follows from it is
// worth seeing, too.
func (w *World) violate(invariant, format string, args ...any) {
	v := Violation{invariant, fmt.Sprintf(format, args...)}
	w.broken = append(w.broken, v)
	w.note("INVARIANT", v.String())
}

// note writes a line of the history.
func (w *World) note(who, what string) {
	l := Line{w.clock.Now().Sub(dawn), who, what}
	w.lines = append(w.lines, l)
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%x|%d|%s|%s", w.hash, l.At, l.Who, l.What)
	w.hash = h.Sum64()
}

// reach counts that a rare branch was taken.
func (w *World) reach(branch string) { w.reached[branch]++ }

// shopSecret signs the events to the shop.
var shopSecret = "whsec_" + base64.StdEncoding.EncodeToString([]byte("the simulated shop's own secret."))

// newWorld builds a history over an empty, migrated database.
func newWorld(tape *Tape, seed uint64, db Database, m Mutant) (*World, error) {
	w := &World{tape: tape, clock: clock.NewManual(dawn), raw: db, mutant: m, reached: map[string]int{}}
	w.store = db
	w.monitor.init()
	w.ledger.init()
	w.rates = drawRates(tape)
	e, err := engine.New(engine.Config{Clock: w.clock, Entropy: id.Seeded(seed), Seed: true})
	if err != nil {
		return nil, err
	}
	w.engine, w.portone = e, restv1.New(e, restv1.Options{Logger: slog.New(slog.DiscardHandler)})
	if err := w.signUp(); err != nil {
		return nil, err
	}
	w.pgKey = of(tape, "pg-key", "pg-key", "pg-key", "")
	for i := range 1 + tape.pick(3) {
		r := &replica{world: w, number: i}
		if i > 0 || tape.chance(300) {
			r.skew = of(tape, 0, time.Second, -time.Second, time.Minute, -time.Minute, time.Hour, -time.Hour)
		}
		w.replicas = append(w.replicas, r)
		if err := r.start(); err != nil {
			return nil, err
		}
	}
	secret, _, err := w.replicas[0].inc.service.CreateKey(context.Background(), merchant.KeyWish{Name: "shop", Scopes: merchant.Scopes})
	w.key = secret
	return w, err
}

// signUp sets the account at PortOne up: where it sends webhooks, and a channel
// for real money that the shop does not take.
func (w *World) signUp() error {
	ctx := context.Background()
	w.account = w.engine.Merchants()[0]
	kind := of(w.tape, engine.JSONBody, engine.FormBody)
	at := engine.WebhookEndpoint{URL: hookURL, ContentType: kind}
	settings := engine.NotifySettings{Webhook: engine.WebhookSettings{Live: at, Test: at}, Retry: w.tape.chance(300)}
	if _, err := w.engine.SetWebhook(ctx, w.account.Code, settings); err != nil {
		return err
	}
	_, err := w.engine.AddChannel(ctx, w.account.Code, engine.Channel{Name: "live", Provider: "html5_inicis", MID: liveMID, Mode: engine.Live})
	if err != nil {
		return err
	}
	err = w.engine.SetFaults(ctx, engine.Faults{AllowDoubleApproval: w.tape.chance(400)})
	w.account = w.engine.Merchants()[0]
	return err
}

// liveMID is a channel of the account that takes real money.
const liveMID = "SIMLIVE001"

// Addresses of a network that is not there.
const (
	serverURL  = "http://naru.test"
	portoneURL = "http://portone.test"
	shopURL    = "http://shop.test/hooks"
	hookURL    = serverURL + "/api/webhooks/portone"
)

// now is the world's time; servers may believe another one.
func (w *World) now() time.Time { return w.clock.Now() }
