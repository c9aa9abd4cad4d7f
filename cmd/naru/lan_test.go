package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/sandbox/lan"
)

// networked is a sandbox with its two pairs of listeners, served.
func networked(t *testing.T) (*box, *network) {
	t.Helper()
	b, err := openSandbox(sandbox.Options{Memory: true}, sandboxAddresses{console: "127.0.0.1:0", rest: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	// A second address of this machine, as the one in the network is.
	n, err := openNetwork(b, netip.MustParseAddr("127.0.0.2"))
	if err != nil {
		t.Skipf("no second address to listen at: %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	tasks := append(b.tasks(), n.tasks(b)...)
	for _, run := range tasks {
		go func() { _ = run(ctx); done <- struct{}{} }()
	}
	t.Cleanup(func() {
		stop()
		for range tasks {
			<-done
		}
	})
	answers.Log(t, b.consoleURL+"/sandbox")
	return b, n
}

// status asks at a listener, with the passcode unless it is empty.
func status(t *testing.T, l net.Listener, path, passcode string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("http://%s%s", l.Addr(), path), nil)
	if err != nil {
		t.Fatal(err)
	}
	if passcode != "" {
		request.Header.Set(lan.Header, passcode)
	}
	res, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

func TestNetwork_asksForThePasscodeBeforeConsoleAndControlAlone(t *testing.T) {
	t.Parallel()
	b, n := networked(t)
	for _, c := range []struct {
		name     string
		at       net.Listener
		path     string
		passcode string
		want     int
	}{
		{"control over the network", n.consoleAt, "/sandbox/merchants", "", 401},
		{"console over the network", n.consoleAt, "/", "", 401},
		{"control with the passcode", n.consoleAt, "/sandbox/merchants", n.passcode, 200},
		{"the SDK", n.consoleAt, "/v1/iamport.js", "", 200},
		{"the old SDK", n.consoleAt, "/js/iamport.payment-1.2.0.js", "", 200},
		{"a window that never was", n.consoleAt, "/checkout/w/0", "", 404},
		{"REST", n.restAt, "/banks", "", 401}, // PortOne's own: there is no token
		{"control on this machine", b.consoleAt, "/sandbox/merchants", "", 200},
		{"console on this machine", b.consoleAt, "/", "", 200},
	} {
		if got := status(t, c.at, c.path, c.passcode); got != c.want {
			t.Errorf("%s answers %d, want %d", c.name, got, c.want)
		}
	}
}

func TestNetwork_tellsTheReadyFileBothWays(t *testing.T) {
	t.Parallel()
	b, n := networked(t)
	raw, err := b.Ready()
	if err != nil {
		t.Fatal(err)
	}
	var ready struct{ Console, SDK, Control, Passcode string }
	if err := json.Unmarshal(raw, &ready); err != nil {
		t.Fatal(err)
	}
	if ready.Console != n.consoleURL || ready.SDK != n.consoleURL+"/v1/iamport.js" || ready.Control != b.consoleURL+"/sandbox" || ready.Passcode != n.passcode {
		t.Errorf("the ready file is %s", raw)
	}
}

func TestLan_findsItsAddressItself(t *testing.T) {
	t.Parallel()
	c := sandboxCmd{Host: "0.0.0.0", Lan: true}
	if _, err := c.lanAddress(); exitCode(err) != 2 {
		t.Errorf("--listen with --lan: %v", err)
	}
}
