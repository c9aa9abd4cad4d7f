package faults_test

import (
	"testing"
	"time"
)

// scene is one experiment: PortOne, a shop, a database and those who use it.
type scene struct {
	bank *portone
	shop *shop
	acks *ackLog
	dsn  string
	env  []string
	key  string
}

func newScene(t testing.TB, dsn string) *scene {
	t.Helper()
	s := &scene{bank: startPortOne(t), shop: openShop(t), acks: newAckLog(t), dsn: dsn}
	s.env = s.bank.settings(dsn, s.shop.url)
	s.key = key(t, s.env)
	return s
}

// heal runs one server by itself, with its clock further and further ahead so
// that leases and waits are over, until the verdict finds nothing, and returns
// what it compared last.
func (s *scene) heal(t testing.TB) world {
	t.Helper()
	var w world
	for _, ahead := range []time.Duration{5 * time.Minute, 20 * time.Minute, 2 * time.Hour, 6 * time.Hour, 30 * time.Hour} {
		healer := serve(t, s.env, "NARU_CLOCK_AHEAD="+ahead.String())
		quiet := soon(either(6*time.Second, 20*time.Second), func() bool {
			if !soonStill(s.shop) {
				return false
			}
			w = s.look(t)
			return len(w.verdict()) == 0
		})
		healer.stop()
		if quiet {
			break
		}
	}
	return w
}

// soonStill waits a moment and reports whether the shop heard nothing in it.
func soonStill(s *shop) bool {
	before := len(s.heard())
	_ = soon(300*time.Millisecond, func() bool { return len(s.heard()) != before })
	return len(s.heard()) == before
}

// look reads everything there is to compare.
func (s *scene) look(t testing.TB) world {
	t.Helper()
	acks, err := s.acks.read()
	if err != nil {
		t.Fatal(err)
	}
	return world{acks: acks, books: readBooks(t, s.dsn), ledger: s.bank.readLedger(t), heard: s.shop.heard()}
}

// count says how much a world holds, for the record.
func (w world) count() (paid, forged, refunds int) {
	for _, e := range w.books {
		if e.payment.Bound != "" {
			paid++
		}
		for _, r := range e.refunds {
			refunds++
			if r.ImpUID != e.payment.Bound {
				forged++
			}
		}
	}
	return paid, forged, refunds
}
