package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
)

// groupMost is how many functions share one commit at most.
const groupMost = 64

// errFled answers a function that ended its goroutine (runtime.Goexit, as
// testing's FailNow does), which here is the writer's.
var errFled = errors.New("the function of an Update ended its goroutine")

// job is one function that waits for the writer. The writer owns err and panics
// until it closes done.
type job struct {
	ctx    context.Context // asked only whether it ended before fn begins
	fn     func(merchant.Tx) error
	err    error
	panics *panicked
	done   chan struct{}
}

// panicked is a panic on its way from the writer to the caller who caused it.
type panicked struct {
	value any
	stack []byte
}

// Error gives the panic's value and where it happened.
func (p *panicked) Error() string { return fmt.Sprintf("%v\n\nin the writer:\n%s", p.value, p.stack) }

// carefulFor is for how many groups, after a function failed that had written,
// each function gets a savepoint.
const carefulFor = 32

// writer is the only one who writes to a SQLite file in this process. Whatever
// waits, up to groupMost functions, runs in one transaction and is answered
// after the one commit. A function that fails after it wrote takes nobody with
// it: the group runs again with a savepoint around each, and so do the next
// few. While nobody fails there are none, for they are two statements of seven.
type writer struct {
	conn     *liteConn
	stored   func(int) // told how many functions a commit held
	queue    chan *job
	stop     chan struct{}
	finished chan struct{}

	// Of the loop alone.
	careful int // groups that still get savepoints
	group   []*job
	running *job // whose fn is being called
}

func newWriter(conn *liteConn, stored func(int)) *writer {
	w := &writer{
		conn: conn, stored: stored, queue: make(chan *job, groupMost),
		stop: make(chan struct{}), finished: make(chan struct{}),
	}
	go w.loop()
	return w
}

// update hands fn to the writer and waits for its commit, however long it
// takes: the caller's context ends only the wait for a beginning.
func (w *writer) update(ctx context.Context, fn func(merchant.Tx) error) error {
	j := &job{ctx: ctx, fn: fn, done: make(chan struct{})}
	select {
	case <-w.stop:
		return errClosed
	default:
	}
	select {
	case w.queue <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.stop:
		return errClosed
	}
	select {
	case <-j.done:
	case <-w.finished:
		select {
		case <-j.done:
		default:
			return errClosed // it came after the last group
		}
	}
	if j.panics != nil {
		panic(j.panics)
	}
	return j.err
}

// loop runs groups until the writer is closed, and after a function has ended
// the goroutine in a new one.
func (w *writer) loop() {
	defer w.survive()
	if len(w.group) > 0 {
		w.commit()
	}
	for {
		select {
		case j := <-w.queue:
			w.gather(j)
		case <-w.stop:
			w.gather()
		}
		if len(w.group) == 0 {
			close(w.finished)
			return
		}
		w.commit()
	}
}

// gather adds to the group what waits. Those who were answered a moment ago
// may be about to come again, so it lets them run once before it looks.
func (w *writer) gather(first ...*job) {
	w.group = append(w.group, first...)
	runtime.Gosched()
	for len(w.group) < groupMost {
		select {
		case j := <-w.queue:
			w.group = append(w.group, j)
		default:
			return
		}
	}
}

// survive answers a function that ended the writer's goroutine, and has a new
// one go on with the rest of its group.
func (w *writer) survive() {
	fled := w.running
	if fled == nil {
		return
	}
	w.running = nil
	_ = w.conn.do("ROLLBACK")
	for i, j := range w.group {
		if j == fled {
			w.group = append(w.group[:i:i], w.group[i+1:]...)
			break
		}
	}
	fled.err = errFled
	close(fled.done)
	go w.loop()
}

// commit runs the group and answers it. A group whose commit fails runs again,
// one by one, so that nobody fails for another's sake.
func (w *writer) commit() {
	err := w.attempt(w.group)
	if err != nil && !errors.As(err, new(*beginError)) {
		err = nil
		for len(w.group) > 0 && err == nil {
			one := w.group[:1]
			if failed := w.attempt(one); failed != nil {
				one[0].err = failed
			}
			w.answer(one)
			w.group = w.group[1:]
		}
	}
	if err != nil {
		for _, j := range w.group {
			j.err = err
		}
	}
	w.answer(w.group)
	w.group = w.group[:0]
}

func (w *writer) answer(group []*job) {
	for _, j := range group {
		close(j.done)
	}
}

// beginError says that no transaction could begin: another process holds the
// file for longer than busy_timeout, or it is gone. Nothing ran.
type beginError struct{ error }

// Unwrap returns the driver's error.
func (e *beginError) Unwrap() error { return e.error }

// attempt runs the functions in one transaction and commits it. Its error is
// that of the transaction; those of the functions are in the jobs.
func (w *writer) attempt(group []*job) error {
	if err := w.begin(); err != nil {
		return err
	}
	if w.careful == 0 && !w.together(group) {
		_ = w.conn.do("ROLLBACK") // SQLite may have done it already
		if len(group) == 1 {
			return nil
		}
		w.careful = carefulFor
		if err := w.begin(); err != nil {
			return err
		}
	}
	if w.careful > 0 {
		w.careful--
		if err := w.apart(group); err != nil {
			_ = w.conn.do("ROLLBACK")
			return unavailable("run within the group", err)
		}
	}
	if err := w.conn.do("COMMIT"); err != nil {
		_ = w.conn.do("ROLLBACK")
		return unavailable("commit", err)
	}
	w.stored(len(group))
	return nil
}

func (w *writer) begin() error {
	if err := w.conn.do("BEGIN IMMEDIATE"); err != nil {
		return &beginError{fault.Wrap(fault.StoreUnavailable, fmt.Errorf("begin: %w", err))}
	}
	return nil
}

// together runs the jobs as they come. It stops, and answers false, where one
// fails that has asked SQLite for anything: what it wrote must not be stored.
func (w *writer) together(group []*job) bool {
	for _, j := range group {
		w.conn.asked = false
		w.run(j)
		if j.err != nil && w.conn.asked {
			return false
		}
	}
	return true
}

// apart runs each job within a savepoint. Its error means that the transaction
// is lost, not that a job failed.
func (w *writer) apart(group []*job) error {
	for _, j := range group {
		if err := w.conn.do("SAVEPOINT fn"); err != nil {
			return err
		}
		if w.run(j); j.err != nil {
			if err := w.conn.do("ROLLBACK TO fn"); err != nil {
				return errors.Join(err, j.err)
			}
		}
		if err := w.conn.do("RELEASE fn"); err != nil {
			return err
		}
	}
	return nil
}

// unavailable is the answer when the transaction itself failed.
func unavailable(doing string, err error) error {
	return fault.Wrap(fault.StoreUnavailable, fmt.Errorf("%s: %w", doing, err))
}

// run calls the job's function unless its caller has gone.
func (w *writer) run(j *job) {
	j.panics = nil
	if j.err = j.ctx.Err(); j.err == nil {
		j.err = w.call(j)
	}
}

// call runs the function; a panic is kept for its caller.
func (w *writer) call(j *job) (err error) {
	w.running = j
	defer func() {
		if v := recover(); v != nil {
			j.panics = &panicked{v, debug.Stack()}
			err = j.panics
			w.running = nil
		}
	}()
	err = (&tx{q: w.conn.q}).run(j.fn)
	w.running = nil
	return err
}

// close runs what waits and ends the loop.
func (w *writer) close() error {
	close(w.stop)
	<-w.finished
	return w.conn.close()
}
