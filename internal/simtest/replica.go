package simtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/gateway/gatewayv1"
	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/outbox"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/portonev1"
)

// replica is one machine that runs a payment server. Its process may die and be
// started again; its clock may be wrong.
type replica struct {
	world  *World
	number int
	skew   time.Duration
	inc    *incarnation // nil: it is down
	lives  int
}

func (r *replica) name() string { return fmt.Sprintf("naru-%d.%d", r.number+1, r.lives) }

// incarnation is one process of a payment server. When it is dead nothing that
// it does reaches anybody: each of its seams fails, and it unwinds unseen.
type incarnation struct {
	*replica
	label   string
	dead    bool
	quit    context.CancelFunc
	alive   context.Context
	service *merchant.Service
	shop    *outbox.Outbox
	handler http.Handler
	duties  []merchant.Duty
	busy    map[string]bool // duties that run now
	login   *thread         // whoever fetches PortOne's token
}

// errGone is what a dead server's work ends with.
var errGone = errors.New("this server has crashed")

type skewed struct {
	clock.Clock
	by time.Duration
}

func (s skewed) Now() time.Time { return s.Clock.Now().Add(s.by) }

// start begins a new process.
func (r *replica) start() error {
	w := r.world
	r.lives++
	inc := &incarnation{replica: r, label: r.name(), busy: map[string]bool{}}
	inc.login = &thread{id: -1 - r.number, name: inc.label + " login"}
	inc.alive, inc.quit = context.WithCancel(context.Background())
	client, err := portonev1.New(portonev1.Config{
		Key: w.account.APIKey, Secret: w.account.APISecret, BaseURL: portoneURL, IncludeSandbox: true,
		HTTPClient: &http.Client{Transport: portoneWire{inc}},
	})
	if err != nil {
		return err
	}
	gateway := gatewayv1.New(client, w.account.Code, w.pgKey)
	entropy := id.Seeded(uint64(r.number)<<32 | uint64(r.lives)<<16 | uint64(w.tape.pick(1<<15)))
	own := skewed{w.clock, r.skew}
	log := slog.New(slog.DiscardHandler)
	store := &wiredStore{inc: inc, next: w.mutant.store(w, w.store)}
	inc.service, err = merchant.New(merchant.Config{
		Imp: w.account.Code, Env: payment.Test, Default: payment.Channel{Provider: "html5_inicis", MID: "INIpayTest"},
		SDKURL: "http://sdk.test/iamport.js", PublicURL: serverURL, TokenKey: bytes.Repeat([]byte("k"), 32),
		Register: w.rates.chaos%(2*time.Minute) == 0, TellShop: true,
	}, merchant.Deps{
		Store: store, Gateway: w.mutant.gateway(w, gateway), Register: gateway, Lister: gateway, Listing: gateway,
		Clock: own, Entropy: entropy, Log: log,
	})
	if err != nil {
		return err
	}
	inc.shop, err = outbox.New(outbox.Config{URL: shopURL, Secret: shopSecret, Entropy: entropy, Transport: shopWire{inc}}, store, own, log)
	if err != nil {
		return err
	}
	inc.handler = httpapi.New(httpapi.Deps{Service: inc.service, Log: log, Clock: own, AskWait: time.Hour})
	inc.duties = append(inc.service.Duties(), merchant.Duty{Name: "shop", Run: inc.shop.RunConfigured})
	r.inc = inc
	return nil
}

// crash ends the process at once: what it was doing is never finished.
func (r *replica) crash() {
	r.inc.dead = true
	r.inc.quit()
	r.inc = nil
}

// answer is what came back over HTTP.
type answer struct {
	status int
	body   []byte
	header http.Header
}

// errRefused is a connection that nobody takes, or that breaks.
var errRefused = errors.New("connection refused")

// call sends a request to a replica, in the caller's own thread. A server that
// dies meanwhile answers nothing.
func (r *replica) call(ctx context.Context, req *http.Request) (answer, error) {
	inc := r.inc
	if inc == nil {
		return answer{}, errRefused
	}
	var a recorder
	inc.handler.ServeHTTP(&a, req.WithContext(inc.bind(ctx)))
	if inc.dead {
		return answer{}, errRefused
	}
	return answer{a.code, a.body.Bytes(), a.header}, nil
}

// request writes one from outside.
func request(method, path string, body []byte, header ...string) *http.Request {
	req, err := http.NewRequest(method, serverURL+path, bytes.NewReader(body))
	if err != nil {
		panic(err) // the address is the simulation's own
	}
	req.RequestURI, req.RemoteAddr = path, "192.0.2.1:4000"
	if len(body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return req
}

// recorder is an http.ResponseWriter in memory.
type recorder struct {
	code   int
	header http.Header
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header {
	if r.header == nil {
		r.header = http.Header{}
	}
	return r.header
}

func (r *recorder) WriteHeader(code int) {
	if r.code == 0 {
		r.code = code
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}

func (r *recorder) response(req *http.Request) *http.Response {
	r.WriteHeader(http.StatusOK)
	return &http.Response{
		StatusCode: r.code, Status: http.StatusText(r.code), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: r.Header(),
		Body: io.NopCloser(bytes.NewReader(r.body.Bytes())), ContentLength: int64(r.body.Len()), Request: req,
	}
}

// choose picks a replica, which may be down.
func (w *World) choose() *replica { return w.replicas[w.tape.pick(len(w.replicas))] }
