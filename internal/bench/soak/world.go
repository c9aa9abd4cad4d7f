package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"time"

	"github.com/naru-pay/naru/internal/sandbox"
)

// world is a sandbox in memory behind two listeners, and a shop that takes its
// webhooks.
type world struct {
	box             *sandbox.Sandbox
	console, rest   *httptest.Server
	shop            *httptest.Server
	client          *http.Client
	token           atomic.Value // string
	stop            context.CancelFunc
	running         sync.WaitGroup
	orders          atomic.Int64 // payments that were tried
	answered, odd   atomic.Int64 // calls, and those of them that met a fault
	reading         sync.Mutex   // held by whoever reads the log
	mu              sync.Mutex   // guards everything below
	heard           map[string]int
	paid            map[string]bool // imp_uids that a buyer was told are paid
	dropped, copied map[string]int  // by imp_uid, from the log
	after           uint64          // last event of the log that was read
	cut             bool            // the log ran ahead of its reader
}

// faults are the scenarios of the load.
var faults = []string{
	`{"name":"drop","when":{"probability":0.02},"do":{"effect":"webhook_drop"}}`,
	`{"name":"double","when":{"probability":0.02},"do":{"effect":"webhook_duplicate","copies":1}}`,
	`{"name":"decline","when":{"probability":0.05},"do":{"effect":"decline","code":"3112","text":"한도초과"}}`,
	`{"name":"slow","when":{"probability":0.02},"do":{"effect":"rest_slow","ms":20}}`,
	`{"name":"error","when":{"probability":0.02},"do":{"effect":"rest_error"}}`,
	`{"name":"error after","when":{"probability":0.02},"do":{"effect":"rest_error","after":true}}`,
	`{"name":"cut","when":{"probability":0.01},"do":{"effect":"rest_cut"}}`,
	`{"name":"dead token","when":{"probability":0.001},"do":{"effect":"rest_unauthorized"}}`,
	`{"name":"page","when":{"probability":0.01},"do":{"effect":"rest_html"}}`,
}

// open starts a world in which these scenarios hold.
func open(ctx context.Context, faults []string) (*world, error) {
	w := &world{heard: map[string]int{}, paid: map[string]bool{}, dropped: map[string]int{}, copied: map[string]int{}}
	box, err := sandbox.New(sandbox.Options{Memory: true})
	if err != nil {
		return nil, err
	}
	w.box = box
	w.console, w.rest = httptest.NewServer(box.Console()), httptest.NewServer(box.RESTV1())
	w.shop = httptest.NewServer(http.HandlerFunc(w.hear))
	box.SetAddresses(w.console.URL, w.rest.URL)
	w.client = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	ctx, w.stop = context.WithCancel(ctx)
	w.running.Go(func() { _ = box.Run(ctx) })
	endpoint := fmt.Sprintf(`{"url":"%s/hook","content_type":"application/json"}`, w.shop.URL)
	settings := fmt.Sprintf(`{"live":%s,"test":%s}`, endpoint, endpoint)
	if _, err := w.control(ctx, http.MethodPut, "/merchants/"+box.Seeded().Imp+"/webhook", settings); err != nil {
		return nil, errors.Join(err, w.close())
	}
	for _, s := range faults {
		if _, err := w.control(ctx, http.MethodPost, "/scenarios", s); err != nil {
			return nil, errors.Join(err, w.close())
		}
	}
	return w, nil
}

func (w *world) close() error {
	w.stop()
	w.running.Wait()
	w.client.CloseIdleConnections()
	w.console.Close()
	w.rest.Close()
	w.shop.Close()
	return w.box.Close()
}

// hear is the shop's webhook handler.
func (w *world) hear(rw http.ResponseWriter, r *http.Request) {
	var told struct {
		ImpUID string `json:"imp_uid"`
		Status string `json:"status"`
	}
	if err := json.NewDecoder(r.Body).Decode(&told); err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	if told.Status == "paid" {
		w.mu.Lock()
		w.heard[told.ImpUID]++
		w.mu.Unlock()
	}
}

// control calls the control API, which no fault touches.
func (w *world) control(ctx context.Context, method, path, body string) ([]byte, error) {
	status, answer, err := w.call(ctx, method, w.console.URL+"/sandbox"+path, body, "")
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s %s: %d %.300s", method, path, status, answer)
	}
	return answer, err
}

func (w *world) call(ctx context.Context, method, url, body, token string) (status int, answer []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		return 0, nil, err
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := w.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err = io.ReadAll(resp.Body)
	return resp.StatusCode, answer, err
}
