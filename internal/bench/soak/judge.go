package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"
)

// settle waits until no webhook is due any more and lets idle connections go.
func (w *world) settle(ctx context.Context) error {
	for w.box.Engine().Owes(w.box.Now()) {
		if err := wait(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
	w.readLog()
	w.client.CloseIdleConnections()
	return wait(ctx, time.Second) // both ends of a connection need a moment to see that it is closed
}

// footprint is what the process holds.
type footprint struct {
	goroutines, files int
	heap              int64 // bytes in use
}

func (w *world) footprint() footprint {
	runtime.GC()
	runtime.GC() // what finalizers let go of
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	files, _ := os.ReadDir("/proc/self/fd") // none where the system has no such folder: equal before and after
	return footprint{runtime.NumGoroutine(), len(files), int64(m.HeapAlloc)}
}

// What may differ.
const (
	strayMost  = 5    // goroutines, open files
	growthMost = 1.10 // of what is stored
)

// judge compares the process with its start, what it holds with what the same
// payments weigh where nothing goes wrong, and the webhooks with what the faults
// asked for.
func (h held) judge(stored int64, p plan) error {
	errs := h.wrong
	if d := h.end.goroutines - h.start.goroutines; d > strayMost || d < -strayMost {
		errs = append(errs, fmt.Errorf("%d goroutines at the start, %d after %v of rest", h.start.goroutines, h.end.goroutines, p.idle))
	}
	if d := h.end.files - h.start.files; d > strayMost || d < -strayMost {
		errs = append(errs, fmt.Errorf("%d open files at the start, %d after %v of rest", h.start.files, h.end.files, p.idle))
	}
	grew, payments := h.end.heap-h.start.heap, h.after-h.before
	if float64(grew) > float64(stored)*growthMost {
		errs = append(errs, fmt.Errorf("memory grew by %d bytes with %d payments more, which weigh %d where nothing goes wrong", grew, payments, stored))
	}
	fmt.Printf("%v of load: %d payments, %d calls of which %d met a fault, %d webhooks (%d dropped, %d doubled on demand)\n",
		p.length, payments, h.answered, h.odd, h.told, h.dropped, h.copied)
	fmt.Printf("goroutines %d -> %d, open files %d -> %d, memory +%.1f MB for %.1f MB stored (%d bytes a payment)\n",
		h.start.goroutines, h.end.goroutines, h.start.files, h.end.files, float64(grew)/1e6, float64(stored)/1e6, stored/payments)
	return errors.Join(errs...)
}

// webhooks counts those that came more or less often than asked for.
func (w *world) webhooks() (wrong []error, told int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut {
		wrong = append(wrong, errors.New("the log ran ahead of its reader, so webhooks cannot be judged"))
	}
	lost, doubled := 0, 0
	for id := range w.paid {
		heard, want := w.heard[id], 1-w.dropped[id]+w.copied[id]
		told += heard
		lost += max(0, want-heard)
		doubled += max(0, heard-want)
	}
	for id, n := range w.heard {
		if !w.paid[id] {
			doubled += n // told of a payment that no buyer made
		}
	}
	if lost+doubled > 0 {
		wrong = append(wrong, fmt.Errorf("%d webhooks lost and %d too many, beyond those asked for", lost, doubled))
	}
	if len(w.dropped) == 0 || len(w.copied) == 0 {
		wrong = append(wrong, errors.New("the faults never met a webhook"))
	}
	return wrong, told
}
