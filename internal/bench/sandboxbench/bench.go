package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"
)

// bench is the sandbox, filled, with a baseline for each kind of request.
type bench struct {
	plan
	dir     string
	box     *process
	at      ready
	token   string
	ids     []string // imp_uids of what is stored
	fresh   int64    // resident bytes before anything was stored
	full    int64    // resident bytes after
	starts  []float64
	rows    []*row
	prefix  int
	readLen int
}

// row is one kind of request, at the sandbox and at its baseline.
type row struct {
	name            string
	bare            *process
	ours, base      func() (request, func([]byte) error)
	rate, cpu       [2]series // ours, bare: requests a second, CPU microseconds a request
	oursAre, bareAt string
}

// series are the figures of one row, one for each run.
type series []float64

func (s series) median() float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

func (s series) String() string {
	return fmt.Sprintf("%.0f [%.0f..%.0f]", s.median(), slices.Min(s), slices.Max(s))
}

// startsMeasured is how often the start is timed; the median counts.
const startsMeasured = 5

// prepare builds the binary, times its start, fills one sandbox and starts the
// baselines.
func prepare(ctx context.Context, dir string, p plan) (b *bench, err error) {
	b = &bench{plan: p, dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.close())
		}
	}()
	binary := filepath.Join(dir, "naru")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "github.com/naru-pay/naru/cmd/naru").CombinedOutput(); err != nil {
		return b, fmt.Errorf("build: %w: %s", err, out)
	}
	for i := range startsMeasured {
		if err := b.start(ctx, binary, i); err != nil {
			return b, err
		}
		b.starts = append(b.starts, float64(b.box.started.Microseconds())/1000)
		if i+1 < startsMeasured {
			if err := b.box.close(); err != nil {
				return b, err
			}
		}
	}
	if err := b.fill(ctx); err != nil {
		return b, err
	}
	return b, b.baselines(ctx)
}

func (b *bench) start(ctx context.Context, binary string, i int) (err error) {
	file := filepath.Join(b.dir, fmt.Sprintf("ready-%d.json", i))
	b.box, b.at, err = launch(ctx, file, "/banks/004", binary, "sandbox", "--memory", "--port", "0", "--ready-file", file)
	return err
}

// fill stores the payments and asks for a token.
func (b *bench) fill(ctx context.Context) (err error) {
	if b.fresh, err = b.box.resident(); err != nil {
		return err
	}
	if _, err := hammer(ctx, b.clients, fillMost, int64(b.payments), pay(b.at.Control, "stored"), paid); err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	if b.full, err = b.box.resident(); err != nil {
		return err
	}
	var answer struct {
		Response struct {
			AccessToken string `json:"access_token"`
		} `json:"response"`
	}
	body := fmt.Sprintf(`{"imp_key":%q,"imp_secret":%q}`, b.at.APIKey, b.at.APISecret)
	resp, err := http.Post(b.at.APIV1+"/users/getToken", "application/json", bytes.NewReader([]byte(body)))
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return err
	}
	b.token = answer.Response.AccessToken
	return b.list(ctx)
}

// paid checks the answer of a made payment.
func paid(body []byte) error {
	if !bytes.Contains(body, []byte(`"success":true`)) {
		return fmt.Errorf("not paid: %.200s", body)
	}
	return nil
}

// charged checks the answer of a charge without a window.
func charged(body []byte) error {
	if !bytes.Contains(body, []byte(`"status":"paid"`)) {
		return fmt.Errorf("not charged: %.200s", body)
	}
	return nil
}

// listMost is how many different payments are read.
const listMost = 1000

// list learns imp_uids, page by page.
func (b *bench) list(ctx context.Context) error {
	for page := 1; len(b.ids) < min(listMost, b.payments); page++ {
		_, err := hammer(ctx, 1, fillMost, 1, get(func(int64) string {
			return fmt.Sprintf("%s/payments/status/paid?limit=100&page=%d&include_sandbox=true", b.at.APIV1, page)
		}, b.token), func(body []byte) error {
			var answer struct {
				Response struct {
					List []struct {
						ImpUID string `json:"imp_uid"`
					} `json:"list"`
				} `json:"response"`
			}
			err := json.Unmarshal(body, &answer)
			if err == nil && len(answer.Response.List) == 0 {
				err = errors.New("an empty page")
			}
			for _, p := range answer.Response.List {
				b.ids = append(b.ids, p.ImpUID)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("list payments: %w", err)
		}
	}
	return nil
}

// baselines starts a bare server for each kind of request, with an answer of
// the sandbox's.
func (b *bench) baselines(ctx context.Context) error {
	one := func(n int64) string {
		return b.at.APIV1 + "/payments/" + b.ids[rand.IntN(len(b.ids))] + "?include_sandbox=true"
	}
	read := &row{name: "read", oursAre: b.at.APIV1}
	read.ours = func() (request, func([]byte) error) { return get(one, b.token), b.asLong }
	read.base = func() (request, func([]byte) error) {
		return get(func(int64) string { return read.bareAt + "/payments/imp_000000000000?include_sandbox=true" }, b.token), b.asLong
	}
	charge := &row{name: "charge"}
	charge.ours = func() (request, func([]byte) error) {
		b.prefix++
		return onetime(b.at.APIV1, fmt.Sprint("charged-", b.prefix), b.token), charged
	}
	charge.base = func() (request, func([]byte) error) { return onetime(charge.bareAt, "charged", b.token), charged }
	buy := &row{name: "buy"}
	buy.ours = func() (request, func([]byte) error) {
		b.prefix++
		return pay(b.at.Control, fmt.Sprint("made-", b.prefix)), paid
	}
	buy.base = func() (request, func([]byte) error) { return pay(buy.bareAt, "made"), paid }
	b.rows = []*row{read, charge, buy}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for _, r := range b.rows {
		ask, _ := r.ours()
		file, err := b.can(ctx, r.name, ask)
		if err != nil {
			return err
		}
		var at ready
		if r.bare, at, err = launch(ctx, file+".ready", "/", self, "-bare", file); err != nil {
			return err
		}
		r.bareAt = at.APIV1
	}
	return nil
}

// can keeps an answer of the sandbox's in a file.
func (b *bench) can(ctx context.Context, name string, ask request) (string, error) {
	r, err := ask(ctx, 1)
	if err != nil {
		return "", err
	}
	c := caller(1)
	defer c.CloseIdleConnections()
	resp, err := c.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	if name == "read" {
		b.readLen = len(body)
	}
	raw, err := json.Marshal(canned{Header: http.Header{"Content-Type": resp.Header["Content-Type"]}, Body: body})
	if err != nil {
		return "", err
	}
	file := filepath.Join(b.dir, name+".json")
	return file, os.WriteFile(file, raw, 0o600)
}

// asLong checks that a payment was answered: merchant_uids differ by a few
// digits.
func (b *bench) asLong(body []byte) error {
	if d := len(body) - b.readLen; d < -100 || d > 100 {
		return fmt.Errorf("an answer of %d bytes, not about %d: %.200s", len(body), b.readLen, body)
	}
	return nil
}

// compare measures each row at the sandbox and at its baseline in turns.
func (b *bench) compare(ctx context.Context) error {
	for range b.runs {
		for _, r := range b.rows {
			for i, side := range []struct {
				ask func() (request, func([]byte) error)
				of  *process
			}{{r.ours, b.box}, {r.base, r.bare}} {
				ask, check := side.ask()
				before, err := side.of.cpu()
				if err != nil {
					return err
				}
				begun := time.Now()
				n, err := hammer(ctx, b.clients, b.length, 1<<40, ask, check)
				if err != nil {
					return fmt.Errorf("%s: %w", r.name, err)
				}
				took := time.Since(begun)
				after, err := side.of.cpu()
				if err != nil {
					return err
				}
				r.rate[i] = append(r.rate[i], float64(n)/took.Seconds())
				r.cpu[i] = append(r.cpu[i], float64((after-before).Microseconds())/float64(max(n, 1)))
			}
		}
	}
	return nil
}

func (b *bench) report(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nrow\tsandbox/s\tbare/s\tsandbox CPU µs\tbare CPU µs\trate ratio\tCPU ratio")
	for _, r := range b.rows {
		fmt.Fprintf(t, "%s\t%v\t%v\t%v\t%v\t%.2f\t%.2f\n", r.name, r.rate[0], r.rate[1], r.cpu[0], r.cpu[1],
			r.rate[0].median()/r.rate[1].median(), r.cpu[0].median()/max(r.cpu[1].median(), 1))
	}
	fmt.Fprintf(t, "\nstart to first answer, ms\t%v\n", series(b.starts))
	fmt.Fprintf(t, "resident when new, MB\t%.1f\n", float64(b.fresh)/1e6)
	fmt.Fprintf(t, "resident with %d payments, MB\t%.1f\n", b.payments, float64(b.full)/1e6)
	fmt.Fprintf(t, "bytes a stored payment\t%.0f\n", float64(b.full-b.fresh)/float64(b.payments))
	return t.Flush()
}

func (b *bench) close() error {
	var errs []error
	for _, r := range b.rows {
		if r.bare != nil {
			errs = append(errs, r.bare.close())
		}
	}
	if b.box != nil {
		errs = append(errs, b.box.close())
	}
	return errors.Join(errs...)
}
