// Package sandbox is a local PortOne: the engine with its REST API, its SDK and
// payment windows, its console and its webhooks, put together.
//
// It shares no payment logic with the server that it tests, moves no real
// money, and sends webhooks to this machine alone unless hosts are allowed by
// name. Its main invariant is that the zero Options work: a sandbox in memory
// with one seeded merchant.
package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/console"
	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/sandbox/hook"
	"github.com/naru-pay/naru/internal/sandbox/journal"
	"github.com/naru-pay/naru/internal/sandbox/restv1"
)

// Options are what a sandbox may be given; the zero value works.
type Options struct {
	Clock        clock.Clock  // nil: the machine's
	StandAt      time.Time    // the clock stands here until it is moved; zero: it runs
	Entropy      io.Reader    // nil: from Seed, else the machine's
	Seed         *uint64      // same seed, same clock, same requests one by one: same ids and log
	Logger       *slog.Logger // failures of the sandbox itself; nil discards them
	DataDir      string       // where sandbox.db lies; empty: nothing is kept
	Memory       bool         // keep nothing even if there is a DataDir
	ShopName     string       // of the seeded merchant
	ConsoleURL   string       // addresses, when they are known already; see SetAddresses
	RESTURL      string
	AllowHosts   []string      // hosts besides loopback that webhooks may reach
	ConsoleFiles fs.FS         // the console's built app; nil: the console answers 404
	SDKFile      []byte        // the built iamport.js; nil: its address answers 404
	Scenarios    []ScenarioSet // on from the start, in the place of earlier ones of their names
	SDKTypes     []byte        // its types, iamport.d.ts; nil: their address answers 404
}

// Sandbox is a running local PortOne. Serve Console and RESTV1, call Run for
// webhooks, and Close at the end.
type Sandbox struct {
	engine  *engine.Engine
	sender  *hook.Sender
	journal *journal.Journal // nil in memory
	console http.Handler
	rest    http.Handler
	lan     LAN
	moving  sync.Mutex // held by whoever moves the clock
	turns   *turns     // nil without a seed

	intercept atomic.Pointer[Intercept]
	done      chan struct{}
	once      sync.Once
}

// New puts a sandbox together, restoring an earlier state from DataDir.
func New(o Options) (*Sandbox, error) {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Entropy == nil {
		o.Entropy = id.System
		if o.Seed != nil {
			o.Entropy = id.Seeded(*o.Seed)
		}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Sandbox{done: make(chan struct{})}
	cfg := engine.Config{Clock: o.Clock, StandAt: o.StandAt, Entropy: o.Entropy, Seed: true, Name: o.ShopName}
	if o.DataDir != "" && !o.Memory {
		if err := s.openJournal(o.DataDir, &cfg); err != nil {
			return nil, err
		}
	}
	e, err := engine.New(cfg)
	if errors.Is(err, engine.ErrHistory) && s.journal != nil {
		err = s.journal.Unreadable(err)
	}
	if err != nil {
		return nil, errors.Join(err, s.closeJournal())
	}
	s.engine = e
	s.SetAddresses(o.ConsoleURL, o.RESTURL)
	if err := s.loadScenarios(o.Scenarios); err != nil {
		return nil, errors.Join(err, s.closeJournal())
	}
	hooks := hook.Options{Clock: e, Logger: o.Logger, AllowHosts: o.AllowHosts}
	if o.Seed != nil {
		s.turns = newTurns(e)
		hooks.OneByOne, hooks.Held, hooks.Free = true, s.turns.held, s.turns.free
	}
	s.sender = hook.New(e, hooks)
	e.SetAsker(s.sender.Ask)
	s.rest = restv1.New(e, restv1.Options{Logger: o.Logger})
	if s.console, err = s.consoleRoutes(o); err != nil {
		return nil, errors.Join(err, s.closeJournal())
	}
	if s.turns != nil {
		s.console, s.rest = s.turns.wrap(s.console, s.isMoving), s.turns.wrap(s.rest, s.isMoving)
	}
	return s, nil
}

func (s *Sandbox) openJournal(dir string, cfg *engine.Config) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the sandbox's folder: %w", err)
	}
	j, err := journal.Open(context.Background(), filepath.Join(dir, "sandbox.db"))
	if err != nil {
		return err
	}
	s.journal = j
	cfg.Journal, cfg.History = j, j.Events(context.Background())
	return nil
}

func (s *Sandbox) closeJournal() error {
	if s.journal == nil {
		return nil
	}
	return s.journal.Close()
}

// Engine returns the state machine, for tests that look inside.
func (s *Sandbox) Engine() *engine.Engine { return s.engine }

// Console returns the console's origin: its app at /, the SDK, the payment
// windows, and the control API under /sandbox.
func (s *Sandbox) Console() http.Handler { return s.console }

// RESTV1 returns the REST API: the paths of api.iamport.kr at the root.
func (s *Sandbox) RESTV1() http.Handler { return s.rest }

// SetAddresses tells where Console and RESTV1 are reached, once their
// listeners are bound.
func (s *Sandbox) SetAddresses(consoleURL, restURL string) {
	s.engine.SetAddresses(strings.TrimRight(consoleURL, "/"), strings.TrimRight(restURL, "/"))
}

// Intercept tells where PortOne's own host names are served on this machine.
type Intercept = console.Intercept

// SetIntercept tells the control API and the ready file of who serves PortOne's
// own host names with this sandbox.
func (s *Sandbox) SetIntercept(i Intercept) { s.intercept.Store(&i) }

// Run delivers webhooks until ctx ends; open streams of the console end with
// it.
func (s *Sandbox) Run(ctx context.Context) error {
	defer s.stop()
	if s.turns != nil {
		s.turns.sends.Store(true)
		defer s.turns.sends.Store(false)
	}
	return s.sender.Run(ctx)
}

// RunDue delivers every webhook that is due by the sandbox's clock and returns
// how many it sent, for tests that do not Run.
func (s *Sandbox) RunDue(ctx context.Context) int { return s.sender.RunDue(ctx, s.engine.Now()) }

func (s *Sandbox) stop() { s.once.Do(func() { close(s.done) }) }

// Close ends streams and closes the journal.
func (s *Sandbox) Close() error {
	s.stop()
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	return errors.Join(s.engine.Flush(ctx), s.closeJournal())
}

// closeTimeout bounds the last write.
const closeTimeout = 5 * time.Second

// Seeded is the merchant that a fresh sandbox starts with.
type Seeded struct {
	Imp       string
	APIKey    string
	APISecret string
	Channels  []engine.Channel
}

// Seeded returns the first merchant with its keys and channels as they are now.
func (s *Sandbox) Seeded() Seeded {
	m := s.engine.Merchants()[0]
	return Seeded{Imp: m.Code, APIKey: m.APIKey, APISecret: m.APISecret, Channels: m.Channels}
}

// LAN is how this machine reaches the control API of a sandbox whose addresses
// are those of a local network, and what strangers there must know.
type LAN struct{ ControlURL, Passcode string }

// SetLAN tells the ready file of it; call it before Ready.
func (s *Sandbox) SetLAN(l LAN) { s.lan = l }

// readyChannel is a channel of the ready file.
type readyChannel struct {
	PG         string `json:"pg"`
	MID        string `json:"mid"`
	ChannelKey string `json:"channel_key"`
}

// Ready returns the content of the ready file: the addresses, which must have
// been set, and the seeded merchant.
func (s *Sandbox) Ready() ([]byte, error) {
	consoleURL, restURL := s.engine.Addresses()
	control := consoleURL + "/sandbox"
	if s.lan.ControlURL != "" {
		control = s.lan.ControlURL
	}
	seeded := s.Seeded()
	channels := make([]readyChannel, len(seeded.Channels))
	for i, c := range seeded.Channels {
		channels[i] = readyChannel{c.Provider, c.MID, c.Key}
	}
	return json.MarshalIndent(struct {
		Console   string         `json:"console"`
		SDK       string         `json:"sdk"`
		APIV1     string         `json:"api_v1"`
		Control   string         `json:"control"`
		Imp       string         `json:"imp"`
		APIKey    string         `json:"api_key"`
		APISecret string         `json:"api_secret"`
		Channels  []readyChannel `json:"channels"`
		Passcode  string         `json:"passcode,omitempty"` // with --lan: of console and control API over the network
		Intercept *Intercept     `json:"intercept,omitempty"`
	}{
		consoleURL, consoleURL + "/v1/iamport.js", restURL, control,
		seeded.Imp, seeded.APIKey, seeded.APISecret, channels, s.lan.Passcode, s.intercept.Load(),
	}, "", "  ")
}

// control returns the control API under its prefix.
func (s *Sandbox) control(o Options) http.Handler {
	return http.StripPrefix("/sandbox", console.New(s.engine, console.Options{
		Logger: o.Logger, Memory: s.journal == nil, Done: s.done, Move: s.MoveClock, Reaches: s.sender.Reaches,
		Intercept: s.intercept.Load,
	}))
}
