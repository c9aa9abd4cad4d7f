package faults_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// hold opens connections that say nothing, or too little to be a request, until
// the server has enough of each; it returns the longest time that it took, and
// how many were not let go at all.
func hold(t *testing.T, at string, n int, begin string, drip byte, patience time.Duration) (longest time.Duration, kept int) {
	t.Helper()
	var group sync.WaitGroup
	var mu sync.Mutex // guards the results
	for range n {
		group.Go(func() {
			conn, err := net.Dial("tcp", strings.TrimPrefix(at, "http://"))
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = conn.Close() }()
			begun := time.Now()
			_, _ = io.WriteString(conn, begin)
			gone := trickle(conn, drip, patience)
			mu.Lock()
			defer mu.Unlock()
			longest = max(longest, time.Since(begun))
			if !gone {
				kept++
			}
		})
	}
	group.Wait()
	return longest, kept
}

// trickle sends a byte each second, or none where drip is 0, and reports
// whether the other side ended the connection in time.
func trickle(conn net.Conn, drip byte, most time.Duration) bool {
	_ = conn.SetReadDeadline(time.Now().Add(most))
	ended := make(chan struct{})
	if drip != 0 {
		again := time.NewTicker(time.Second)
		defer again.Stop()
		go func() {
			for {
				select {
				case <-ended:
					return
				case <-again.C:
					_, _ = conn.Write([]byte{drip})
				}
			}
		}()
	}
	_, err := io.Copy(io.Discard, conn)
	close(ended)
	return !errors.Is(err, os.ErrDeadlineExceeded)
}

// Thousands of callers who are slow, or send far too much, while a shop goes on
// selling.
func TestSlowAndHuge(t *testing.T) {
	t.Parallel()
	linux(t)
	scene := newScene(t, "sqlite:"+filepath.Join(t.TempDir(), "naru.db"))
	one := serve(t, scene.env)
	crowd := gather(t, scene.bank, scene.acks, scene.key, 2, one)
	flows(t, crowd, []*server{one})
	before := one.memory()
	var group sync.WaitGroup
	n := either(100, 1200)
	for _, slow := range []struct {
		name, begin string
		drip        byte
		most        time.Duration
	}{
		{"silent", "", 0, 7 * time.Second},
		{"slow headers", "POST /api/payments HTTP/1.1\r\nHost: x\r\n", 'a', 7 * time.Second},
		{"slow bodies", "POST /api/webhooks/portone HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{", 'a', 13 * time.Second},
	} {
		group.Go(func() {
			longest, kept := hold(t, one.url, n, slow.begin, slow.drip, 20*time.Second)
			t.Logf("E10: %d connections (%s) let go within %v", n, slow.name, longest.Round(time.Millisecond))
			if longest > slow.most+3*time.Second || kept > 0 {
				t.Errorf("%s: the last of %d was let go after %v, %d not at all; want %v", slow.name, n, longest, kept, slow.most)
			}
		})
	}
	group.Go(func() { sendTooMuch(t, scene, one) })
	group.Wait()
	flows(t, crowd, []*server{one})
	crowd.stop()
	if more := one.memory() - before; more > 100<<20 {
		t.Errorf("memory grew by %d MB, want at most 100", more>>20)
	}
	if refused := crowd.refused.Load(); refused > 0 {
		t.Errorf("%d honest requests failed meanwhile", refused)
	}
	t.Logf("E10: %d MB before, %d MB at most; %d orders meanwhile, no honest request failed", before>>20, one.memory()>>20, crowd.done.Load())
	one.stop()
	scene.heal(t).judge(t)
}

// sendTooMuch sends bodies that nobody honest would.
func sendTooMuch(t *testing.T, s *scene, one *server) {
	t.Helper()
	var bomb bytes.Buffer
	packed := gzip.NewWriter(&bomb)
	_, _ = io.CopyN(packed, endless{}, 50<<20)
	_ = packed.Close()
	fields := "{" + strings.TrimSuffix(strings.Repeat(`"a":1,`, 1_000_000), ",") + "}"
	for _, body := range []struct {
		name, path, encoding string
		length               int64
		text                 io.Reader
		want                 []int
	}{
		{"100 MB", "/api/payments", "", 100 << 20, io.LimitReader(endless{}, 100<<20), []int{413}},
		{"100 MB of unknown length", "/api/payments", "", -1, io.LimitReader(endless{}, 100<<20), []int{413}},
		{"a million fields", "/api/payments", "", int64(len(fields)), strings.NewReader(fields), []int{413}},
		{"a long webhook", "/api/webhooks/portone", "", 65 << 10, io.LimitReader(endless{}, 65<<10), []int{413}},
		{"a gzip bomb", "/api/payments", "gzip", int64(bomb.Len()), &bomb, []int{400, 415}},
		{"deep nesting", "/api/payments", "", 200_000, strings.NewReader(strings.Repeat("[", 200_000)), []int{400}},
	} {
		r, err := http.NewRequest("POST", one.url+body.path, body.text)
		must(t, err)
		r.ContentLength = body.length
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+s.key)
		if body.encoding != "" {
			r.Header.Set("Content-Encoding", body.encoding)
		}
		status, err := statusOf(r)
		if cut := errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE); cut && body.want[0] == 413 {
			continue // it hung up on us while we were still talking
		}
		if err != nil || !slices.Contains(body.want, status) {
			t.Errorf("%s: %d, %v; want one of %v", body.name, status, err, body.want)
		}
	}
}

func statusOf(r *http.Request) (int, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return 0, err
	}
	_ = resp.Body.Close()
	return resp.StatusCode, nil
}

// hostile is a shop's endpoint at its worst; it behaves in turn as each of its
// ways until it is good again, and then takes what it is told.
type hostile struct {
	*shop
	good    atomic.Bool
	calls   atomic.Int64
	ways    [5]atomic.Int64
	flooded atomic.Int64 // bytes of an endless answer that somebody took
	most    atomic.Int64 // of one answer
	longest atomic.Int64 // nanoseconds that a caller waited
	strayed atomic.Int64 // calls at the address of a redirect
}

func (h *hostile) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/elsewhere" {
		h.strayed.Add(1)
	}
	if h.good.Load() {
		h.shop.ServeHTTP(w, r)
		return
	}
	way := int(h.calls.Add(1)) % len(h.ways)
	h.ways[way].Add(1)
	switch way {
	case 0:
		h.waitForever(r)
	case 1:
		h.talkForever(w)
	case 2:
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	case 3:
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_, _ = conn.Write([]byte{22, 3, 1, 0, 5, 1, 0, 0, 1, 0}) // a beginning of TLS
			_ = conn.Close()
		}
	case 4:
		w.Header().Set("X-Long", strings.Repeat("a", 2<<20))
		w.WriteHeader(http.StatusOK)
	}
}

func (h *hostile) waitForever(r *http.Request) {
	begun := time.Now()
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
	longer(&h.longest, int64(time.Since(begun)))
}

func (h *hostile) talkForever(w http.ResponseWriter) {
	w.WriteHeader(http.StatusInternalServerError)
	n, _ := io.Copy(w, io.LimitReader(endless{}, 10<<30))
	h.flooded.Add(n)
	longer(&h.most, n)
}

// longer keeps the greater of two.
func longer(v *atomic.Int64, n int64) {
	for old := v.Load(); n > old && !v.CompareAndSwap(old, n); old = v.Load() {
	}
}

// The shop sells on while its own endpoint does its worst to the server.
func TestHostileShop(t *testing.T) {
	t.Parallel()
	linux(t)
	scene := &scene{bank: startPortOne(t), shop: openShop(t), acks: newAckLog(t), dsn: "sqlite:" + filepath.Join(t.TempDir(), "naru.db")}
	bad := &hostile{shop: scene.shop}
	server := &http.Server{Handler: bad, ReadHeaderTimeout: time.Minute}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	scene.env = scene.bank.settings(scene.dsn, fmt.Sprintf("http://%s/hook", l.Addr()))
	scene.key = key(t, scene.env)
	one := serve(t, scene.env)
	crowd := gather(t, scene.bank, scene.acks, scene.key, 3, one)
	waited := func() bool { return bad.longest.Load() > 0 && bad.calls.Load() > int64(either(20, 150)) }
	within(t, 3*time.Minute, "every bad way is tried", waited, one.out.String)
	crowd.stop()
	bad.good.Store(true)
	memory := one.memory()
	one.stop()
	if longest := time.Duration(bad.longest.Load()); longest > 17*time.Second {
		t.Errorf("the server waited %v for an answer, want at most 15 s", longest)
	}
	if most := bad.most.Load(); most > 8<<20 { // what the two ends' buffers hold
		t.Errorf("an endless answer was taken to %d bytes", most)
	}
	if bad.strayed.Load() > 0 {
		t.Errorf("a redirect was followed %d times", bad.strayed.Load())
	}
	if refused := crowd.refused.Load(); refused > 0 || memory > 300<<20 {
		t.Errorf("%d honest requests failed, %d MB at most: the shop's endpoint is not isolated", refused, memory>>20)
	}
	w := scene.heal(t)
	w.judge(t)
	t.Logf("E11: %d hostile answers; waited %v at most, took %d kB of 10 GB at most, followed no redirect; %d orders meanwhile, %d MB at most, %d events told once it was good",
		bad.calls.Load(), time.Duration(bad.longest.Load()).Round(time.Millisecond), bad.most.Load()>>10, crowd.done.Load(), memory>>20, len(w.heard))
}
