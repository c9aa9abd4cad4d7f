package merchant

import (
	"context"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/id"
)

// The pace of what is looked for.
const (
	// liveBack is how far back a look reaches: a line that was stored late, or by
	// a server whose clock is behind, bears an earlier time.
	liveBack = 15 * time.Second
	liveMost = 5000 // lines of one look; what is more comes with the next
	liveHold = 256  // lines that wait for one listener

	liveMissed = 1000 // lines that one who comes back is told of
)

// Live tells listeners what is stored, by this server or any other on the same
// database: it looks at the history, so that nobody need be told. It looks only
// while somebody listens.
type Live struct {
	Books Books
	Now   func() time.Time

	looking   sync.Mutex // held by the one that looks
	mu        sync.Mutex // guards the rest
	listeners map[*Listener]bool
	seen      map[string]time.Time
	after     string
}

// Listener hears of changes until it is closed.
type Listener struct {
	live    *Live
	changes chan Change
	lost    bool
}

// Changes are those that were stored since the listener came, in about the order
// in which they were.
func (l *Listener) Changes() <-chan Change { return l.changes }

// Lost reports, once, whether changes were dropped because nobody took them: what
// is shown is then to be read again.
func (l *Listener) Lost() bool {
	l.live.mu.Lock()
	defer l.live.mu.Unlock()
	lost := l.lost
	l.lost = false
	return lost
}

// Close ends the listening.
func (l *Listener) Close() {
	l.live.mu.Lock()
	defer l.live.mu.Unlock()
	delete(l.live.listeners, l)
}

// Listen begins to hear of changes. The first of several that listen has the
// history looked at from now on.
func (l *Live) Listen() *Listener {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listeners == nil {
		l.listeners = map[*Listener]bool{}
	}
	if len(l.listeners) == 0 {
		l.seen, l.after = nil, ""
	}
	one := &Listener{live: l, changes: make(chan Change, liveHold)}
	l.listeners[one] = true
	return one
}

// Since lists what was stored after a line of the history, for a listener that
// comes back, and what was stored shortly before it: ids of one moment are in no
// order. ok is false when that is too long ago, or too much, to tell.
func (l *Live) Since(ctx context.Context, eventID string) (list []Change, ok bool, err error) {
	if l.Now().Sub(id.Time(eventID)) > time.Hour {
		return nil, false, nil
	}
	err = l.Books.Open(ctx, func(b OpenBooks) error {
		var err error
		list, err = b.EventsAfter(ctx, id.Edge("evt", id.Time(eventID).Add(-liveBack)), liveMissed)
		return err
	})
	return list, err == nil && len(list) < liveMissed, err
}

// Look tells the listeners what was stored since the last look. Listeners call it
// themselves: one looks for all.
func (l *Live) Look(ctx context.Context) error {
	if !l.looking.TryLock() {
		return nil
	}
	defer l.looking.Unlock()
	now := l.Now()
	edge := id.Edge("evt", now.Add(-liveBack))
	l.mu.Lock()
	first := l.seen == nil
	after := edge
	if l.after > after {
		after = l.after
	}
	l.mu.Unlock()
	var list []Change
	err := l.Books.Open(ctx, func(b OpenBooks) error {
		var err error
		list, err = b.EventsAfter(ctx, after, liveMost)
		return err
	})
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen == nil {
		l.seen = map[string]time.Time{}
	}
	l.after = ""
	if len(list) == liveMost { // a rush: the next look goes on behind it
		l.after = list[len(list)-1].ID
	}
	for _, c := range list {
		if _, known := l.seen[c.ID]; known {
			continue
		}
		l.seen[c.ID] = now
		if !first {
			l.tell(c)
		}
	}
	for old, at := range l.seen {
		if now.Sub(at) > 2*liveBack {
			delete(l.seen, old)
		}
	}
	return nil
}

// tell gives a change to every listener that has room for it.
func (l *Live) tell(c Change) {
	for one := range l.listeners {
		select {
		case one.changes <- c:
		default:
			one.lost = true
		}
	}
}
