package simtest

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"testing/synctest"
	"time"
)

// thread is one line of work: a buyer, a duty of a server, a webhook on its way.
// Goroutines that it starts itself share it and are told apart by where they
// stand.
type thread struct {
	id   int
	name string

	many bool // it works by several goroutines
}

// parked is a goroutine that stands at a seam and waits for its turn.
type parked struct {
	thread *thread
	label  string
	ready  time.Time
	seq    int
	wake   chan struct{}
}

// scheduler lets one goroutine run at a time. Between two seams nobody else
// moves, and at a seam the tape decides who goes on: synctest only proves that
// everybody stands still.
type scheduler struct {
	mu     sync.Mutex // guards all below
	parks  []*parked
	events int // parks and ends so far
	live   int // threads that have not ended
	nextID int
	seq    int
}

type threadKey struct{}

// threadOf returns the thread that a context belongs to.
func threadOf(ctx context.Context) *thread {
	t, _ := ctx.Value(threadKey{}).(*thread)
	return t
}

// spawn starts a thread, which stands still at once.
func (s *scheduler) spawn(name string, ready time.Time, run func(context.Context)) *thread {
	s.mu.Lock()
	s.nextID++
	s.live++
	t := &thread{id: s.nextID, name: name}
	s.mu.Unlock()
	ctx := context.WithValue(context.Background(), threadKey{}, t)
	begun := make(chan struct{})
	go func() {
		s.pauseAs(t, "begins", ready, begun)
		run(ctx)
		s.mu.Lock()
		s.live--
		s.events++
		s.mu.Unlock()
	}()
	<-begun
	return t
}

// pause stands still until the tape lets the goroutine go on, not before ready.
func (s *scheduler) pause(t *thread, label string, ready time.Time) { s.pauseAs(t, label, ready, nil) }

func (s *scheduler) pauseAs(t *thread, label string, ready time.Time, begun chan<- struct{}) {
	p := &parked{thread: t, label: label, ready: ready, wake: make(chan struct{})}
	s.mu.Lock()
	s.seq++
	p.seq = s.seq
	s.events++
	s.parks = append(s.parks, p)
	s.mu.Unlock()
	if begun != nil {
		close(begun)
	}
	<-p.wake
}

// backoff is longer than the client of PortOne ever waits between two tries, and
// divides none of its time-outs.
const backoff = 5500 * time.Millisecond

// release lets one goroutine run until it, or one that it waits for, stands at a
// seam again. One that sleeps, as PortOne's client does before it tries again,
// is given the time to wake up: that time is the process's own and no clock of
// the simulation shows it.
func (s *scheduler) release(p *parked) {
	s.mu.Lock()
	s.parks = slices.DeleteFunc(s.parks, func(o *parked) bool { return o == p })
	before := s.events
	s.mu.Unlock()
	close(p.wake)
	synctest.Wait()
	if !s.moved(before) {
		<-time.NewTimer(backoff).C
		synctest.Wait()
	}
}

func (s *scheduler) moved(before int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.events != before
}

// standing returns who may go on now, in an order that does not depend on who
// arrived first, and when the next may.
func (s *scheduler) standing(now time.Time) (ready []*parked, next time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.parks {
		switch {
		case !p.ready.After(now):
			ready = append(ready, p)
		case next.IsZero() || p.ready.Before(next):
			next = p.ready
		}
	}
	slices.SortFunc(ready, func(a, b *parked) int {
		return cmp.Or(cmp.Compare(a.thread.id, b.thread.id), cmp.Compare(a.label, b.label), cmp.Compare(a.seq, b.seq))
	})
	return ready, next
}

func (s *scheduler) alive() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.live
}
