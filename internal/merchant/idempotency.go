package merchant

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/fault"
)

// The times of requests under an Idempotency-Key.
const (
	AnswersKept = 7 * 24 * time.Hour // how long an answer is given again
	wishHold    = 2 * time.Minute    // longer than any request runs: after it the one that had an effect is given up
)

// Wish is what a caller asks for under an Idempotency-Key.
type Wish struct {
	Key         string
	Fingerprint string // of method, address and body: the same wish has the same
	// Resumable: a request that finds again what it did before may be carried on
	// when its answer was lost.
	Resumable bool
}

// Reply is what a wish was answered with.
type Reply struct {
	Status int
	Body   []byte
}

// final reports whether the answer is the last word about its wish. What was
// refused had no effect, and 202 says that the outcome is still to come.
func (a Reply) final() bool {
	return a.Status >= http.StatusOK && a.Status < http.StatusMultipleChoices && a.Status != http.StatusAccepted
}

// IdemRow is what is stored of a wish that had an effect.
type IdemRow struct {
	Key         string
	Fingerprint string
	Fence       int64     // random: names the request that has it
	HeldUntil   time.Time // while its request runs
	Status      int       // of the answer; 0: an effect without an answer yet
	Answer      []byte
	Unreadable  bool // the answer was sealed with a key that is not at hand
	CreatedAt   time.Time
}

// Idempotency keeps wishes that had an effect.
type Idempotency interface {
	// Insert stores a new row; ErrExists when its key is taken.
	Insert(ctx context.Context, row IdemRow) error
	ByKey(ctx context.Context, key string) (IdemRow, error)
	// Save replaces a row without an answer whose stored Fence is the one given;
	// ErrStale when there is none.
	Save(ctx context.Context, row IdemRow, fence int64) error
	// Purge deletes up to limit rows that are older, and says how many.
	Purge(ctx context.Context, before time.Time, limit int) (int, error)
}

// Once carries a wish out once, however often and wherever it is sent (SAFETY
// B17), and reports whether the answer is a repetition. Its row is stored in the
// transaction of the first effect that do has through the service's store: there
// is no moment at which one is there without the other, so a crash leaves either
// nothing, or an effect that is known. Another body is refused with
// idempotency_key_mismatch, a wish that is under way with
// idempotency_key_in_progress. What do refuses is not kept.
func (s *Service) Once(ctx context.Context, w Wish, do func(context.Context) (Reply, error)) (Reply, bool, error) {
	leave, err := s.wishes.enter(w)
	if err != nil {
		return Reply{}, false, err
	}
	defer leave()
	c, err := s.newClaim(w)
	if err != nil {
		return Reply{}, false, err
	}
	kept, replay, err := s.recall(ctx, w, c)
	if err != nil || replay {
		return kept, replay, err
	}
	answer, err := do(context.WithValue(ctx, claimKey{}, c))
	// Who asked may have left: what was done and answered is kept all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	switch {
	case err == nil && answer.final():
		err = s.keepAnswer(ctx, c, answer)
	case c.begun:
		s.giveBack(ctx, c)
	}
	return answer, false, err
}

// claim is a wish while its request runs.
type claim struct {
	row    IdemRow
	stored bool  // by an earlier request, whose fence is from
	from   int64 // that fence
	begun  bool  // an effect is stored, and row with it
}

type claimKey struct{}

func claimOf(ctx context.Context) *claim {
	c, _ := ctx.Value(claimKey{}).(*claim)
	return c
}

func (s *Service) newClaim(w Wish) (*claim, error) {
	var random [8]byte
	if _, err := io.ReadFull(s.Entropy, random[:]); err != nil {
		return nil, fmt.Errorf("read entropy: %w", err)
	}
	now := s.Clock.Now()
	fence := int64(binary.BigEndian.Uint64(random[:])>>1) | 1
	return &claim{row: IdemRow{Key: w.Key, Fingerprint: w.Fingerprint, Fence: fence, HeldUntil: now.Add(wishHold), CreatedAt: now}}, nil
}

// recall finds what became of the wish before, and lets the claim take over what
// was left behind.
func (s *Service) recall(ctx context.Context, w Wish, c *claim) (Reply, bool, error) {
	var row IdemRow
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		row, err = tx.Idempotency().ByKey(ctx, w.Key)
		return err
	})
	switch {
	case errors.Is(err, ErrNotFound):
		return Reply{}, false, nil
	case err != nil:
		return Reply{}, false, err
	case row.Fingerprint != w.Fingerprint:
		return Reply{}, false, fault.New(fault.IdempotencyMismatch)
	case row.Status != 0 && !row.Unreadable:
		return Reply{Status: row.Status, Body: row.Answer}, true, nil
	case row.Status == 0 && row.HeldUntil.After(s.Clock.Now()):
		return Reply{}, false, fault.New(fault.IdempotencyRunning)
	case !w.Resumable:
		return Reply{}, false, fault.New(fault.IdempotencyLost)
	case row.Status != 0: // the stored answer stays, for who has its key
		c.begun = true
		return Reply{}, false, nil
	}
	c.row.CreatedAt, c.stored, c.from = row.CreatedAt, true, row.Fence
	return Reply{}, false, nil
}

// begin stores the claim's row in the transaction of an effect, unless it is
// stored. Another request that was faster makes it fail, and the effect with it.
func (c *claim) begin(ctx context.Context, tx Tx) error {
	if c.begun {
		return nil
	}
	row, err := tx.Idempotency().ByKey(ctx, c.row.Key)
	switch {
	case errors.Is(err, ErrNotFound) && !c.stored:
		err = tx.Idempotency().Insert(ctx, c.row)
	case err != nil:
	case row.Fence == c.row.Fence:
		return nil // a commit of ours whose outcome was unknown
	case c.stored && row.Fence == c.from:
		err = tx.Idempotency().Save(ctx, c.row, c.from)
	default:
		err = ErrExists
	}
	if errors.Is(err, ErrExists) || errors.Is(err, ErrStale) || errors.Is(err, ErrNotFound) {
		return fault.New(fault.IdempotencyRunning)
	}
	return err
}

// keepAnswer stores the answer. An effect that is done is answered even when
// that fails; then a repetition finds no answer.
func (s *Service) keepAnswer(ctx context.Context, c *claim, answer Reply) error {
	done := c.row
	done.Status, done.Answer, done.HeldUntil = answer.Status, answer.Body, time.Time{}
	err := s.Store.Update(ctx, func(tx Tx) error {
		if err := c.begin(ctx, tx); err != nil {
			return err
		}
		return tx.Idempotency().Save(ctx, done, c.row.Fence)
	})
	if err != nil && c.begun {
		s.Log.Warn("answer not kept", keyError, err)
		return nil
	}
	return err
}

// giveBack lets the next request with the key carry on at once.
func (s *Service) giveBack(ctx context.Context, c *claim) {
	free := c.row
	free.HeldUntil = time.Time{}
	err := s.Store.Update(ctx, func(tx Tx) error { return tx.Idempotency().Save(ctx, free, c.row.Fence) })
	if err != nil {
		s.Log.Warn("idempotency key held until its time is over", keyError, err)
	}
}

// wishes are those that run in this program: a second one is refused before it
// does any work.
type wishes struct {
	mu      sync.Mutex        // guards running
	running map[string]string // fingerprints by key
}

func (r *wishes) enter(w Wish) (leave func(), err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if fingerprint, taken := r.running[w.Key]; taken {
		if fingerprint != w.Fingerprint {
			return nil, fault.New(fault.IdempotencyMismatch)
		}
		return nil, fault.New(fault.IdempotencyRunning)
	}
	if r.running == nil {
		r.running = map[string]string{}
	}
	r.running[w.Key] = w.Fingerprint
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.running, w.Key)
	}, nil
}

// purging is how much of the old is deleted at a time, and how often.
const (
	purgeBatch = 500
	purgeEvery = time.Hour
)

// runPurge deletes answers whose time is over.
func (s *Service) runPurge(ctx context.Context) (int, error) {
	now := s.Clock.Now()
	if !s.purge.due(now) {
		return 0, nil
	}
	n := 0
	err := s.Store.Update(ctx, func(tx Tx) error {
		var err error
		n, err = tx.Idempotency().Purge(ctx, now.Add(-AnswersKept), purgeBatch)
		return err
	})
	if err == nil && n < purgeBatch {
		s.purge.next(now.Add(purgeEvery))
	}
	return n, err
}

// alarm is when something is next to be done.
type alarm struct {
	mu sync.Mutex // guards at
	at time.Time
}

func (a *alarm) due(now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return !a.at.After(now)
}

func (a *alarm) next(at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.at = at
}
