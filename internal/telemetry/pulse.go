package telemetry

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// Pulse knows which of the server's loops are alive, and which fail again and
// again. The zero Pulse is ready.
type Pulse struct {
	mu    sync.Mutex // guards beats
	beats map[string]beat
}

// beat is the last sign of life of one loop.
type beat struct {
	at      time.Time // when it last began or ended a round
	failing time.Time // since when each round has failed; zero: the last did not
}

// Begun notes that a loop begins a round.
func (p *Pulse) Begun(loop string, at time.Time) { p.note(loop, func(b *beat) { b.at = at }) }

// Ended notes that a loop ended a round.
func (p *Pulse) Ended(loop string, err error, at time.Time) {
	p.note(loop, func(b *beat) {
		b.at = at
		switch {
		case err == nil:
			b.failing = time.Time{}
		case b.failing.IsZero():
			b.failing = at
		}
	})
}

func (p *Pulse) note(loop string, change func(*beat)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.beats == nil {
		p.beats = map[string]beat{}
	}
	b := p.beats[loop]
	change(&b)
	p.beats[loop] = b
}

// Silent lists the loops that gave no sign of life since.
func (p *Pulse) Silent(since time.Time) []string {
	return p.those(func(b beat) bool { return b.at.Before(since) })
}

// Failing lists the loops whose every round has failed since then or longer.
func (p *Pulse) Failing(since time.Time) []string {
	return p.those(func(b beat) bool { return !b.failing.IsZero() && !b.failing.After(since) })
}

func (p *Pulse) those(are func(beat) bool) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []string
	for _, loop := range slices.Sorted(maps.Keys(p.beats)) {
		if are(p.beats[loop]) {
			list = append(list, loop)
		}
	}
	return list
}
