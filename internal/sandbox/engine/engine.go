package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/clock"
)

// Config is what an Engine stands on. Clock and Entropy must be given; the rest
// may be zero: no journal, no history, an empty state.
type Config struct {
	Clock   clock.Clock
	Entropy io.Reader
	StandAt time.Time               // the clock stands here, or where History ended if that is later; zero: it runs, or stays as History left it
	Journal Journal                 // keeps the events; nil keeps the newest in memory alone
	History iter.Seq2[Event, error] // events of an earlier run, replayed before anything else
	Seed    bool                    // make the seeded merchant when there is none
	Name    string                  // shop name of the seeded merchant
}

// Journal makes events durable. Append is called once a commit, in order, and
// the command is answered only after it returned nil.
type Journal interface {
	Append(ctx context.Context, events []Event) error
}

// Engine is the state of the local PortOne. Its methods may be called by many
// goroutines; every error they return besides those documented is a
// *fault.Error.
type Engine struct {
	clock   *clock.Turned
	entropy io.Reader
	journal Journal
	asker   func(context.Context, Question) Attempt // see SetAsker

	mu           sync.Mutex // guards everything below; held over the local journal, never over a network
	merchants    map[string]Merchant
	byKey        map[string]string   // REST API Key → merchant code
	codes        []string            // merchant codes in the order of their making
	stores       map[string][]string // merchant code → codes of its sub-stores in the order of their making
	payments     shelf[Payment]
	tally        tally
	byOrder      shelf[[]string]     // imp_uids in the order of their start, see ofOrder
	accounts     map[string][]string // imp_uids by the number of their account
	issued       []string            // imp_uids with an account, in the order of its issue
	windows      map[string]session  // open, by secret
	spent        shelf[spentWindow]  // answered, by secret
	confirming   map[string]bool     // windows whose shop is being asked now
	prepared     map[orderKey]Prepared
	keys         map[customerKey]BillingKey
	endedKeys    []BillingKey // deleted, in the order of it
	schedules    map[orderKey]Schedule
	scheduleKeys []orderKey  // in the order of their making
	charges      []dueCharge // schedules that wait, the next first
	receipts     map[receiptKey]Receipt
	receiptKeys  []receiptKey              // in the order of their making
	escrows      map[string]Escrow         // by imp_uid
	barcodes     map[string]barcode        // by imp_uid
	paycoOrders  map[string]PaycoOrder     // by imp_uid
	benepia      map[string][]string       // imp_uids by the id of the account
	reports      map[string]DeliveryReport // by imp_uid
	partners     map[string]partnerSales   // by imp_uid
	tokens       map[string]Token          // by merchant code
	tokenOwner   map[string]string         // token → merchant code
	deliveries   shelf[WebhookDelivery]
	waiting      agenda[string] // deliveries that are due
	faults       Faults

	certifications certifications
	naver          naverState
	quick          quickState

	mishaps mishaps

	orders  uint64
	console string
	rest    string

	scratch  []byte // where an event is written before it gets room of its own size
	seq      uint64
	recent   recent
	unsaved  []Event                  // records of the log that wait for the next commit
	watchers map[chan struct{}]bool   // true: also of what is only recorded
	told     map[string]chan struct{} // delivery id → closed after its first attempt
	claimed  map[string]bool          // deliveries that somebody is sending now
	tries    int                      // attempts at webhooks and scheduled charges since the start
}

// orderKey is a merchant_uid of one account.
type orderKey struct{ merchant, merchantUID string }

// New returns an engine in the state that cfg.History leads to. It fails when
// clock or entropy is missing, when the history cannot be read, or when entropy
// runs out.
func New(cfg Config) (*Engine, error) {
	if cfg.Clock == nil || cfg.Entropy == nil {
		return nil, errors.New("a sandbox engine needs a clock and entropy")
	}
	e := &Engine{
		clock: clock.NewTurned(cfg.Clock), entropy: cfg.Entropy,
		merchants: map[string]Merchant{}, byKey: map[string]string{},
		payments: newShelf[Payment](), tally: newTally(), byOrder: newShelf[[]string](),
		accounts: map[string][]string{}, windows: map[string]session{}, spent: newShelf[spentWindow](), confirming: map[string]bool{}, prepared: map[orderKey]Prepared{},
		keys: map[customerKey]BillingKey{}, schedules: map[orderKey]Schedule{}, tokens: map[string]Token{}, tokenOwner: map[string]string{},
		deliveries: newShelf[WebhookDelivery](), waiting: newAgenda[string](), mishaps: newMishaps(), watchers: map[chan struct{}]bool{},
		told: map[string]chan struct{}{}, claimed: map[string]bool{},
	}
	if cfg.History != nil {
		if err := e.replay(cfg.History); err != nil {
			return nil, err
		}
	}
	e.journal = cfg.Journal
	if !cfg.StandAt.IsZero() {
		if err := e.stand(context.Background(), cfg.StandAt); err != nil {
			return nil, err
		}
	}
	if cfg.Seed && len(e.codes) == 0 {
		if err := e.seed(context.Background(), cfg.Name); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Now returns the engine's time.
func (e *Engine) Now() time.Time { return e.clock.Now() }

// SetAddresses tells where the console (with SDK and windows) and the REST API
// can be reached, without a trailing slash.
func (e *Engine) SetAddresses(console, rest string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.console, e.rest = console, rest
}

// Addresses returns what SetAddresses was told.
func (e *Engine) Addresses() (console, rest string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.console, e.rest
}

// tx is one command: what it changes and what is told about it. Nothing of it
// is seen before it commits.
type tx struct {
	e       *Engine
	now     time.Time
	changes []change
	events  []Event
	resent  bool // webhooks of this command are sent again by hand
}

// unix is the time of the command as PortOne writes it.
func (t *tx) unix() int64 { return t.now.Unix() }

// put stores a new value; the last put of a command's values are what remains.
func (t *tx) put(c change) { t.changes = append(t.changes, c) }

// tell adds an event to the log.
func (t *tx) tell(kind, merchant, impUID string, data any) error {
	raw, err := appendValue(t.e.scratch[:0], data, plain)
	if err != nil {
		return fmt.Errorf("write event %s: %w", kind, err)
	}
	account, _ := AccountOf(merchant)
	if cap(raw) <= scratchMost {
		t.e.scratch = raw
	}
	t.events = append(t.events, Event{At: t.now, Kind: kind, Merchant: account, ImpUID: impUID, Data: json.RawMessage(bytes.Clone(raw))})
	return nil
}

// scratchMost is the longest buffer, in bytes, that is kept for the next event.
const scratchMost = 64 << 10

// do runs a command under the lock and commits what it put and told. When fn
// or the journal fails, nothing has changed.
func (e *Engine) do(ctx context.Context, fn func(t *tx) error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	t := &tx{e: e, now: e.clock.Now()}
	if err := fn(t); err != nil {
		return err
	}
	return e.commit(ctx, t)
}

// commit numbers the events, makes them durable, applies the changes and wakes
// the watchers. A commit is never abandoned half-way because its caller left:
// memory and disk would then tell different stories.
func (e *Engine) commit(ctx context.Context, t *tx) error {
	if len(t.changes) == 0 && len(t.events) == 0 {
		return nil
	}
	if len(t.events) == 0 {
		if err := t.tell("state", "", "", nil); err != nil {
			return err
		}
	}
	for i := range t.events {
		t.events[i].Seq = e.seq + uint64(i) + 1
	}
	if e.journal != nil {
		if err := t.encodeState(); err != nil {
			return err
		}
		if err := e.journal.Append(context.WithoutCancel(ctx), append(e.unsaved, t.events...)); err != nil {
			return fmt.Errorf("append to the journal: %w", err)
		}
		e.unsaved = nil
	}
	for _, c := range t.changes {
		c.apply(e)
	}
	e.keep(t.events...)
	e.wake(false)
	return nil
}
