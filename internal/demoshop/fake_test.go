package demoshop_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// fakeServer is a payment server that remembers what it was asked and says of
// each order what the test told it.
type fakeServer struct {
	*httptest.Server
	mu     sync.Mutex
	calls  []call
	states map[string]string // order_ref → state of its payment; guarded by mu
	refuse map[string]string // "METHOD /path" → problem body with status 409; guarded by mu
	down   bool              // guarded by mu
	opens  int               // guarded by mu
}

type call struct {
	method, path, auth, idempotency string
	body                            map[string]any
}

func newFakeServer(t *testing.T) *fakeServer {
	t.Helper()
	f := &fakeServer{states: map[string]string{}, refuse: map[string]string{}}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	return f
}

func (f *fakeServer) serve(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	text, _ := io.ReadAll(r.Body)
	c := call{method: r.Method, path: r.URL.Path, auth: r.Header.Get("Authorization"), idempotency: r.Header.Get("Idempotency-Key")}
	_ = json.Unmarshal(text, &c.body)
	f.calls = append(f.calls, c)
	if f.down {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	if body, ok := f.refuse[r.Method+" "+r.URL.Path]; ok {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, body)
		return
	}
	f.answer(w, r, c.body)
}

// answer speaks for payments named pay_<n>_<order_ref>.
func (f *fakeServer) answer(w http.ResponseWriter, r *http.Request, body map[string]any) {
	path := r.URL.Path
	switch {
	case r.Method == http.MethodPost && path == "/api/payments":
		f.opens++
		ref, _ := body["order_ref"].(string)
		if f.states[ref] == "" {
			f.states[ref] = "open"
		}
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `{"payment":%s,"client_token":"ct_1","checkout":{"imp":"imp00000000","sdk_url":"x","request":{"pg":"html5_inicis.INIpayTest","amount":59000}}}`,
			f.payment(fmt.Sprintf("pay_%d_%s", f.opens, ref), ref))
	case strings.HasPrefix(path, "/api/orders/"):
		ref := strings.TrimPrefix(path, "/api/orders/")
		state, known := f.states[ref]
		if !known {
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"code":"order_not_found","message_ko":"없음","message_en":"none"}`)
			return
		}
		fmt.Fprintf(w, `{"order_ref":%q,"state":%q,"payment":%s,"payments":[]}`, ref, orderState(state), f.payment("pay_1_"+ref, ref))
	case path == "/api/events":
		_, _ = io.WriteString(w, `{"data":[{"kind":"opened"}],"next_cursor":null}`)
	case strings.HasSuffix(path, "/cancel"):
		_, _ = io.WriteString(w, `{"refund":{},"payment":{}}`)
	default:
		_, _ = io.WriteString(w, `{"id":"pay","state":"open"}`)
	}
}

func orderState(state string) string {
	if state == "open" || state == "failed" || state == "closed" {
		return "unpaid"
	}
	return state
}

func (f *fakeServer) payment(id, ref string) string {
	state, cancellable := f.states[ref], 0
	if state == "paid" {
		cancellable = 59000
	}
	return fmt.Sprintf(`{"id":%q,"merchant_uid":"muid1","state":%q,"name":"기모 맨투맨 (M)","amount":59000,"currency":"KRW","version":3,"cancellable":%d,"refunds":[],"surprise":1}`,
		id, state, cancellable)
}

func (f *fakeServer) set(ref, state string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.states[ref] = state
}

func (f *fakeServer) fall() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down = true
}

func (f *fakeServer) refuses(what, problem string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refuse[what] = problem
}

// asked returns the calls of a method whose path begins so.
func (f *fakeServer) asked(method, prefix string) []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []call
	for _, c := range f.calls {
		if c.method == method && strings.HasPrefix(c.path, prefix) {
			found = append(found, c)
		}
	}
	return found
}
