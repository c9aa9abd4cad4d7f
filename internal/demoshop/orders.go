package demoshop

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
)

const (
	mostOrders = 10_000
	mostNotes  = 100
)

// report is what the buyer's browser said last. It proves nothing; its error
// text is shown beside what the payment server says.
type report struct {
	PaymentID    string    `json:"payment_id"`
	ImpUID       string    `json:"imp_uid"`
	ErrorCode    string    `json:"error_code"`
	ErrorMessage string    `json:"error_msg"`
	At           time.Time `json:"at"`
}

// note is one line of what the shop's server did for an order.
type note struct {
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"`
	Detail string    `json:"detail"`
}

// order is the shop's own record. Payments holds the ids of its payments,
// oldest first; Seen is the payment server's latest word.
type order struct {
	Ref        string
	Key        string
	CreatedAt  time.Time
	Lines      []line
	Totals     totals
	Buyer      buyer
	Language   string
	Method     string
	Payments   []string
	Seen       orderAnswer
	seenAsk    uint64 // number of the question that Seen answers
	Report     *report
	Shipping   shipping
	AcceptedAt time.Time       // when the shop learnt that it is paid
	Holds      map[string]bool // what was answered to each question; true: the goods are held
	cancelling int             // how often the payment server is being asked to give the money back
	Notes      []note
}

func (o *order) note(at time.Time, kind, detail string) {
	if len(o.Notes) == mostNotes {
		o.Notes = slices.Delete(o.Notes, 1, 2) // how it began stays
	}
	o.Notes = append(o.Notes, note{at, kind, detail})
}

// orders keeps the newest orders in memory, and in a file if there is one.
type orders struct {
	logger *slog.Logger

	mu    sync.Mutex
	file  *ordersFile       // guarded by mu, which is held while it is written
	byRef map[string]*order // guarded by mu, as what it points to
	queue []string          // refs, oldest first; guarded by mu
	asked uint64            // questions put to the payment server; guarded by mu
}

// newOrders returns the orders of the file; an empty path keeps none.
func newOrders(path string, logger *slog.Logger) (*orders, error) {
	file, kept, err := openOrdersFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the orders: %w", err)
	}
	s := &orders{logger: logger, file: file, byRef: map[string]*order{}}
	for _, o := range kept {
		s.byRef[o.Ref] = &o
		s.queue = append(s.queue, o.Ref)
	}
	return s, nil
}

// add stores a new order and lets the oldest go when there are too many. An
// order that could not be stored is not there, and nobody may pay for it.
func (s *orders) add(o order) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, taken := s.byRef[o.Ref]; taken {
		return fault.New(fault.ServerBusy) // a number drawn twice: once in 10^12
	}
	if err := s.file.append(o); err != nil {
		return fault.Wrap(fault.StoreUnavailable, err)
	}
	s.byRef[o.Ref] = &o
	s.queue = append(s.queue, o.Ref)
	if len(s.queue) > mostOrders {
		s.file.forget(s.queue[0])
		delete(s.byRef, s.queue[0])
		s.queue = slices.Delete(s.queue, 0, 1)
	}
	return nil
}

// get returns a copy of an order.
func (s *orders) get(ref string) (order, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.byRef[ref]
	if !ok {
		return order{}, false
	}
	return o.clone(), true
}

// update changes an order under the lock and returns a copy; fn must not block.
// A change that could not be written is logged and stays in memory: what counts
// in it is the payment server's word, which can be asked for again.
func (s *orders) update(ref string, fn func(*order)) (order, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.byRef[ref]
	if !ok {
		return order{}, false
	}
	fn(o)
	if err := s.file.append(*o); err != nil {
		s.logger.Error("order changed but not written", "order_ref", ref, "err", err)
	}
	return o.clone(), true
}

// ask numbers a question to the payment server, before it is put.
func (s *orders) ask() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	return s.asked
}

func (o *order) clone() order {
	c := *o
	c.Payments = slices.Clone(o.Payments)
	c.Notes = slices.Clone(o.Notes)
	c.Lines = slices.Clone(o.Lines)
	return c
}

var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// newRef makes an order number that a person can read aloud: the day in Korea
// and 40 random bits.
func newRef(now time.Time, entropy io.Reader) (string, error) {
	var tail [5]byte
	if _, err := io.ReadFull(entropy, tail[:]); err != nil {
		return "", fmt.Errorf("read entropy: %w", err)
	}
	return now.In(clock.KST).Format("20060102") + "-" + crockford.EncodeToString(tail[:]), nil
}

// newKey makes the unguessable key of a result page.
func newKey(entropy io.Reader) (string, error) { return id.Secret(entropy) }

// same compares two texts in a time that depends on neither.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
