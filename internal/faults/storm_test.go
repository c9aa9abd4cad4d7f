package faults_test

import (
	"math/rand/v2"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/store/pgtest"
)

// storm kills and freezes servers at random, and restarts those that died.
type storm struct {
	t       testing.TB
	servers []*server
	chance  *rand.Rand

	kills, freezes int
	longest        time.Duration // from a kill until the server answers again
}

// rage goes on until there were so many kills.
func (s *storm) rage(kills int) {
	for s.kills < kills {
		victim := s.servers[s.chance.IntN(len(s.servers))]
		s.pause(50, 400)
		if s.chance.IntN(6) == 0 {
			s.freeze(victim)
			continue
		}
		victim.kill()
		s.kills++
		died := time.Now()
		victim.start(s.t)
		victim.ready(s.t)
		s.longest = max(s.longest, time.Since(died))
	}
}

// freeze makes a zombie: a process that believes no time has gone by. Half of
// them are killed in their sleep.
func (s *storm) freeze(victim *server) {
	victim.signal(syscall.SIGSTOP)
	s.freezes++
	s.pause(100, either(600, 3000))
	if s.chance.IntN(2) == 0 {
		victim.kill()
		s.kills++
		victim.start(s.t)
		victim.ready(s.t)
		return
	}
	victim.signal(syscall.SIGCONT)
}

func (s *storm) pause(least, most int) {
	<-time.After(time.Duration(least+s.chance.IntN(most-least)) * time.Millisecond)
}

// strike runs the experiment: clients at work, servers dying under them.
func strike(t *testing.T, dsn string, clocks []string, kills, clients int) {
	t.Helper()
	linux(t)
	scene := newScene(t, dsn)
	var servers []*server
	for _, ahead := range clocks {
		servers = append(servers, serve(t, scene.env, "NARU_CLOCK_AHEAD="+ahead))
	}
	crowd := gather(t, scene.bank, scene.acks, scene.key, clients, servers...)
	storm := &storm{t: t, servers: servers, chance: rand.New(rand.NewPCG(uint64(kills), uint64(len(servers))))}
	begun := time.Now()
	storm.rage(kills)
	lasted := time.Since(begun)
	crowd.stop()
	for _, s := range servers {
		s.stop()
	}
	w := scene.heal(t)
	w.judge(t)
	paid, forged, refunds := w.count()
	t.Logf("E1 on %d servers: %d kills, %d freezes in %v; %d acknowledgements, %d paid, %d refunds (%d of forged payments), %d answers missing; back within %v",
		len(servers), storm.kills, storm.freezes, lasted.Round(time.Second), len(w.acks), paid, refunds, forged, crowd.refused.Load(), storm.longest.Round(time.Millisecond))
	if paid < kills/4 || refunds == 0 {
		t.Errorf("%d payments and %d refunds: the load was too small to prove anything", paid, refunds)
	}
}

// Three servers share one PostgreSQL; their clocks disagree by minutes.
func TestStorm_onPostgreSQL(t *testing.T) {
	t.Parallel()
	strike(t, pgtest.DSN(t), []string{"0s", "2m", "-3m"}, either(12, 400), 8)
}

func TestStorm_onSQLite(t *testing.T) {
	t.Parallel()
	strike(t, "sqlite:"+filepath.Join(t.TempDir(), "naru.db"), []string{"0s"}, either(8, 160), 6)
}
