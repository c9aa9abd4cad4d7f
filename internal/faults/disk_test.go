package faults_test

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/needs"
)

// smallDisk mounts a file system of so many bytes.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	linux(t)
	dir := t.TempDir()
	err := mountMemory(dir, "size="+size+",mode=0700")
	if errors.Is(err, syscall.EPERM) {
		needs.Skip(t, "the right to mount a file system in memory", "run the tests as root")
	}
	must(t, err)
	t.Cleanup(func() {
		if err := unmount(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// ballast fills a file system but for so many bytes.
func ballast(t *testing.T, dir string, but int) (drop func()) {
	t.Helper()
	path := filepath.Join(dir, "ballast")
	f, err := os.Create(path)
	must(t, err)
	n, err := io.Copy(f, endless{})
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk took %d bytes: %v", n, err)
	}
	must(t, f.Truncate(max(n-int64(but), 0)))
	must(t, f.Close())
	return func() { must(t, os.Remove(path)) }
}

// endless has a byte for everybody.
type endless struct{}

// Read fills p.
func (endless) Read(p []byte) (int, error) { return len(p), nil }

// The disk of the database fills up while payments are made, each time with
// another rest left on it, and is emptied again.
func TestDiskFull_onSQLite(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, either("12m", "48m"))
	scene := newScene(t, "sqlite:"+filepath.Join(disk, "naru.db"))
	one := serve(t, scene.env)
	crowd := gather(t, scene.bank, scene.acks, scene.key, 6, one)
	chance := rand.New(rand.NewPCG(3, 5))
	rounds, worst := either(2, 20), time.Duration(0)
	for range rounds {
		flows(t, crowd, []*server{one})
		drop := ballast(t, disk, chance.IntN(256<<10))
		before := crowd.refused.Load()
		within(t, time.Minute, "a full disk is told of", func() bool { return crowd.refused.Load() > before+20 }, one.out.String)
		if !one.running() {
			t.Fatalf("the server died of a full disk: %s", one.out)
		}
		drop()
		emptied := time.Now()
		flows(t, crowd, []*server{one})
		worst = max(worst, time.Since(emptied))
	}
	crowd.stop()
	one.stop()
	w := scene.heal(t)
	w.judge(t)
	paid, forged, refunds := w.count()
	t.Logf("E3 on SQLite: the disk was full %d times; %d acknowledgements, %d paid, %d refunds (%d of forged payments), %d answers missing; payments went on within %v",
		rounds, len(w.acks), paid, refunds, forged, crowd.refused.Load(), worst.Round(time.Millisecond))
	if worst > 10*time.Second {
		t.Errorf("payments went on %v after there was room again", worst)
	}
}
