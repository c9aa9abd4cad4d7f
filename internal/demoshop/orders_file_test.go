package demoshop_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/demoshop"
)

// reopen is the same shop after a restart, on the same file.
func (b *bench) reopen(path string) {
	b.t.Helper()
	o := options(b.server.URL)
	o.Clock, o.OrdersFile = b.clock, path
	shop, err := demoshop.New(o)
	if err != nil {
		b.t.Fatalf("New on %s: %v", path, err)
	}
	b.shop = shop
}

func TestOrdersFile_keepsOrdersOverARestart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	path := filepath.Join(t.TempDir(), "orders.jsonl")
	b.reopen(path)
	paid, open := b.place(), b.place()
	b.server.set(paid.OrderRef, "paid")
	b.show(paid)

	b.reopen(path)
	b.reopen(path) // reading it twice changes nothing
	if s := b.show(open); s.Order.State != "unpaid" {
		t.Errorf("the open order after a restart: %+v", s.Order)
	}
	if status, body := b.post(open.path("/complete"), `{"payment_id":"`+open.Payment.ID+`"}`); status != http.StatusOK {
		t.Errorf("complete after a restart: got %d %s, want its payment known", status, body)
	}
	b.show(paid)
	if _, trace := b.get(paid.path("/trace")); strings.Count(trace, "order_accepted") != 1 {
		t.Errorf("the goods were made ready again after a restart: %s", trace)
	}
}

func TestOrdersFile_leavesOutALineThatWasCutOff(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	path := filepath.Join(t.TempDir(), "orders.jsonl")
	b.reopen(path)
	p := b.place()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(text, `{"Ref":"20261124-XXXX`...), 0o600); err != nil {
		t.Fatal(err)
	}
	b.reopen(path)
	b.show(p)
	if again, err := os.ReadFile(path); err != nil || strings.Contains(string(again), "XXXX") || strings.Count(string(again), "\n") != 2 {
		t.Errorf("the file after a restart and one look: %v %s, want one line and its change", err, again)
	}
}

func TestOrdersFile_isOnlyForItsOwner(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	path := filepath.Join(t.TempDir(), "orders.jsonl")
	b.reopen(path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v, want mode 0600: the keys of all result pages are in it", info, err)
	}
}
