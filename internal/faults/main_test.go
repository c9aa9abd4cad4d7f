package faults_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/naru-pay/naru/internal/store/pgtest"
)

// long is whether `make faults` runs the experiments.
var long = os.Getenv("NARU_FAULTS") == "long"

// binary is the built naru.
var binary string

func TestMain(m *testing.M) {
	flag.Parse()
	if !long {
		// Short forms mostly wait: for leases, for limits, for a standby.
		_ = flag.Set("test.parallel", "4")
	}
	dir, err := os.MkdirTemp("", "naru-faults-")
	if err == nil {
		binary = filepath.Join(dir, "naru")
		var out []byte
		if out, err = exec.Command("go", "build", "-trimpath", "-o", binary, "github.com/naru-pay/naru/cmd/naru").CombinedOutput(); err != nil {
			err = fmt.Errorf("build naru: %w\n%s", err, out)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	pgtest.Main(after{m, func() { _ = os.RemoveAll(dir) }})
}

// after runs tests and cleans up behind them.
type after struct {
	m     *testing.M
	clean func()
}

// Run runs them.
func (a after) Run() int {
	defer a.clean()
	return a.m.Run()
}

// either returns how much of something a run takes.
func either[T any](short, longer T) T {
	if long {
		return longer
	}
	return short
}
