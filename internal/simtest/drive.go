package simtest

import (
	"context"
	"testing/synctest"
	"time"
)

// The phases after things stop going wrong, counted from then: when nothing may
// be left undecided, and when everything is judged. PortOne's listing is read
// hourly beyond the last minutes, by servers whose clocks are up to an hour off,
// and here not every minute: what only it tells is known after two hours and a
// half.
const (
	settledAfter = 150 * time.Minute
	overAfter    = 160 * time.Minute
	slackening   = 45 * time.Minute // of the last deeds, before they are judged
	overAtLast   = 30 * time.Hour   // for what waits for a shop that was away
	stepsMost    = 60_000
)

// dueTimes is when the next row of each duty is due, by the duty's name; zero:
// none is.
type dueTimes map[string]time.Time

// Run lives the history through and judges it.
func (w *World) run(due func() (dueTimes, error)) {
	w.begun, w.noisy = true, true
	w.plan()
	d := &driver{World: w, due: due, idle: map[string]time.Duration{}, rest: map[string]time.Time{}}
	d.until(dawn.Add(w.rates.chaos))
	healed := w.heal(d)
	d.until(healed.Add(settledAfter))
	w.judgeSettled()
	d.until(healed.Add(overAfter))
	for w.now().Before(healed.Add(overAtLast)) && (d.undelivered() || w.sched.alive() > 0) {
		d.until(w.now().Add(slackening))
	}
	w.judgeEnd()
	w.pokeAll(d)
	w.finish()
}

// heal ends all faults and starts every server that is down.
func (w *World) heal(d *driver) time.Time {
	w.noisy = false
	d.swept, d.sweep = false, w.now()
	w.note("world", "heals")
	for _, r := range w.replicas {
		if r.inc == nil {
			w.must(r.start())
		}
	}
	return w.now()
}

func (w *World) must(err error) {
	if err != nil {
		w.violate("HARNESS", "%v", err)
	}
}

// finish ends all servers and lets every goroutine run out.
func (w *World) finish() {
	w.noisy = false
	for _, r := range w.replicas {
		if r.inc != nil {
			r.crash()
		}
	}
	over := false
	for range 10_000 {
		ready, next := w.sched.standing(w.now())
		switch {
		case len(ready) > 0:
			w.sched.release(ready[0])
		case !next.IsZero():
			w.clock.Advance(next.Sub(w.now()))
		case over && w.sched.alive() == 0:
			return
		default:
			over = true
			<-time.NewTimer(2 * time.Minute).C // a client of a dead server that still means to try again
			synctest.Wait()
		}
	}
	w.violate("HARNESS", "%d threads never end", w.sched.alive())
}

// driver decides, by the tape, what happens next.
type driver struct {
	*World
	due  func() (dueTimes, error)
	seen dueTimes
	at   int // commits when seen was read

	idle  map[string]time.Duration // how long an unproductive duty rests
	rest  map[string]time.Time     // and until when
	sweep time.Time                // PortOne's listing is not read before
	swept bool                     // it is being read
}

// option is one thing that may happen next.
type option func()

// until lets things happen until a time.
func (d *driver) until(end time.Time) {
	for d.now().Before(end) {
		if d.steps++; d.steps > stepsMost {
			d.violate("HARNESS", "the history does not come to rest by %s", d.now().Sub(dawn))
			d.clock.Advance(end.Sub(d.now()))
			return
		}
		d.maybeCrash()
		options, next := d.options()
		if len(options) == 0 {
			if next.IsZero() || next.After(end) {
				next = end
			}
			d.clock.Advance(max(next.Sub(d.now()), time.Millisecond))
			continue
		}
		options[d.tape.pick(len(options))]()
		d.clock.Advance(3 * time.Millisecond)
	}
}

// options lists what may happen now, and when the next thing may.
func (d *driver) options() ([]option, time.Time) {
	ready, next := d.sched.standing(d.now())
	var list []option
	for _, p := range ready {
		list = append(list, func() { d.sched.release(p) })
	}
	sooner := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	if d.takeHook() {
		list = append(list, d.sendHook)
	} else if next, ok := d.engine.NextWebhook(); ok && next.At.After(d.now()) {
		sooner(next.At)
	}
	if step, ok := d.engine.NextStep(); ok && step.What != "webhook" {
		if step.At.After(d.now()) {
			sooner(step.At)
		} else {
			list = append(list, func() { _, err := d.engine.RunDue(context.Background()); d.must(err) })
		}
	}
	duties, at := d.duties()
	sooner(at)
	return append(list, duties...), next
}

// duties lists the due work of every server that is not at it already.
func (d *driver) duties() (list []option, next time.Time) {
	if d.seen == nil || d.at != d.monitor.commits {
		var err error
		d.at = d.monitor.commits
		if d.seen, err = d.due(); err != nil {
			d.violate("HARNESS", "%v", err)
		}
	}
	sweep := d.sweepAt()
	for _, r := range d.replicas {
		if r.inc == nil {
			continue
		}
		for _, duty := range r.inc.duties {
			at, any := d.seen[duty.Name]
			if !any || r.inc.busy[duty.Name] {
				continue
			}
			at = at.Add(-r.skew)
			if duty.Name == "sweeps" && at.Before(sweep) {
				at = sweep
			}
			if rest := d.rest[duty.Name]; at.Before(rest) {
				at = rest
			}
			if at.After(d.now()) {
				if next.IsZero() || at.Before(next) {
					next = at
				}
				continue
			}
			list = append(list, func() { d.runDuty(r.inc, duty.Name, duty.Run) })
		}
	}
	return list, next
}

// sweepAt spaces the readings of PortOne's listing out: a server reads it every
// minute, and of that most histories would consist. It returns when the next
// reading may begin; one that has begun goes on until no server, whatever its
// clock says, has anything to read.
func (d *driver) sweepAt() time.Time {
	first, any := d.firstSweep()
	if !any || d.now().Before(d.sweep) {
		return d.sweep
	}
	switch waits := first.After(d.now()); {
	case !d.swept && !waits:
		d.swept = true
	case d.swept && waits:
		d.swept = false
		d.sweep = d.now().Add(d.rates.sweep)
		if !d.noisy {
			d.sweep = d.now().Add(30 * time.Minute)
		}
	}
	return d.sweep
}

// firstSweep is when a server that is up first believes that a sweep is due.
func (d *driver) firstSweep() (first time.Time, any bool) {
	due, any := d.seen["sweeps"]
	if !any {
		return first, false
	}
	any = false
	for _, r := range d.replicas {
		if at := due.Add(-r.skew); r.inc != nil && (!any || at.Before(first)) {
			first, any = at, true
		}
	}
	return first, any
}

func (d *driver) runDuty(inc *incarnation, name string, run func(context.Context) (int, error)) {
	inc.busy[name] = true
	d.sched.spawn(inc.label+" "+name, d.now(), func(ctx context.Context) {
		threadOf(ctx).many = name == "sweeps"
		commits := d.monitor.commits
		n, _ := run(context.WithValue(inc.bind(ctx), onceKey{}, &once{}))
		delete(inc.busy, name)
		if n > 0 || d.monitor.commits-commits > 1 {
			delete(d.idle, name)
			return
		}
		d.idle[name] = min(max(2*d.idle[name], time.Second), 5*time.Minute)
		d.rest[name] = d.now().Add(d.idle[name])
	})
}

// bind ends a context with its server.
func (inc *incarnation) bind(ctx context.Context) context.Context {
	return bound{Context: ctx, server: inc.alive}
}

// bound is a thread's context that ends with a server.
type bound struct {
	context.Context
	server context.Context
}

func (b bound) Done() <-chan struct{} { return b.server.Done() }
func (b bound) Err() error            { return b.server.Err() }

// maybeCrash ends a server, or has one come back.
func (d *driver) maybeCrash() {
	if !d.goes(d.rates.crash) {
		return
	}
	r := d.choose()
	if r.inc == nil {
		return
	}
	d.note(r.inc.label, "crashes")
	d.reach("crash")
	r.crash()
	synctest.Wait() // whoever waited for the dead server's token has noticed
	wait := of(d.tape, time.Second, 30*time.Second, 5*time.Minute)
	d.sched.spawn("init", d.now().Add(wait), func(context.Context) {
		if r.inc == nil {
			d.must(r.start())
			d.note(r.inc.label, "starts")
		}
	})
}

// undelivered reports whether the shop is still to be told of anything.
func (d *driver) undelivered() bool {
	_, any := d.seen["shop"]
	return any
}
