package faults_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/naru-pay/naru/internal/store/pgtest"
)

// fall is one way in which a primary goes.
type fall struct {
	name string
	down func(*testing.T, *pgtest.Cluster)
}

// falls take turns.
var falls = []fall{
	{"killed", func(_ *testing.T, c *pgtest.Cluster) { c.Primary.Crash() }},
	{"frozen, replaced and thawed", func(t *testing.T, c *pgtest.Cluster) {
		old := c.Primary
		old.Freeze()
		must(t, c.Promote())
		old.Thaw() // it believes that it is still the primary, and clients are still connected
		<-time.After(500 * time.Millisecond)
		old.Crash()
	}},
	{"killed with a tail that only it had", func(t *testing.T, c *pgtest.Cluster) {
		must(t, c.Detach())
		// Commits now wait for a standby that is not there. Those whose wait is cut
		// short become visible, and the fail-over forgets them.
		cut := cutShort(t, c.Primary.URL(), either(time.Second, 2*time.Second))
		t.Logf("E5: %d commits became visible that no standby had", cut)
		if cut == 0 {
			t.Error("no commit was cut short: the trap was not set")
		}
		c.Primary.Crash()
	}},
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// cutShort cancels every wait for the standby for a while and returns how many
// there were.
func cutShort(t *testing.T, url string, d time.Duration) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	soon(d, func() bool {
		var now int
		err := conn.QueryRow(t.Context(), "SELECT COUNT(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'").Scan(&now)
		must(t, err)
		n += now
		return false
	})
	return n
}

// Three servers share a PostgreSQL whose primary goes again and again; the
// standby, which has every commit that was acknowledged, takes its place.
func TestFailOver(t *testing.T) {
	t.Parallel()
	linux(t)
	cluster := pgtest.StartCluster(t)
	scene := newScene(t, cluster.DSN())
	servers := []*server{serve(t, scene.env), serve(t, scene.env), serve(t, scene.env)}
	crowd := gather(t, scene.bank, scene.acks, scene.key, 8, servers...)
	var worst time.Duration
	rounds := either(len(falls), 12)
	for i := range rounds {
		flows(t, crowd, servers)
		fall := falls[i%len(falls)]
		begun, primary := time.Now(), cluster.Primary
		fall.down(t, cluster)
		if cluster.Primary == primary {
			must(t, cluster.Promote())
		}
		must(t, cluster.Rebuild())
		must(t, cluster.Follows(time.Minute))
		flows(t, crowd, servers)
		gap := time.Since(begun)
		worst = max(worst, gap)
		t.Logf("E4: the primary was %s; payments were opened again after %v", fall.name, gap.Round(10*time.Millisecond))
	}
	crowd.stop()
	for _, s := range servers {
		s.stop()
	}
	w := scene.heal(t)
	w.judge(t)
	paid, forged, refunds := w.count()
	t.Logf("E4 on 3 servers: %d fail-overs; %d acknowledgements, %d paid, %d refunds (%d of forged payments), %d answers missing; writes stood still for %v at most",
		rounds, len(w.acks), paid, refunds, forged, crowd.refused.Load(), worst.Round(10*time.Millisecond))
}

// flows waits until payments are being opened.
func flows(t *testing.T, c *crowd, servers []*server) {
	t.Helper()
	from := c.opened.Load()
	within(t, time.Minute, "payments are opened", func() bool { return c.opened.Load() >= from+5 }, func() string { return servers[0].out.String() })
}
