package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"

	"golang.org/x/term"

	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/sandbox/lan"
)

// openToLAN are the beginnings of paths that a shop's pages need on a phone:
// the SDK, the windows, and nothing of console and control API.
var openToLAN = []string{"/v1/", "/js/", "/checkout/"}

// network is a sandbox's second pair of listeners, in the local network.
type network struct {
	consoleAt, restAt net.Listener
	consoleURL        string
	console           http.Handler
	passcode          string
}

// lanAddress is this machine's address for --lan; --listen names another way.
func (c *sandboxCmd) lanAddress() (netip.Addr, error) {
	if c.Host != defaultHost {
		return netip.Addr{}, usage("--lan은 이 컴퓨터의 주소를 스스로 찾습니다. --listen을 빼세요 (--lan finds this machine's address itself: leave --listen out)")
	}
	at, err := lan.Address()
	if errors.Is(err, lan.ErrNoAddress) {
		return at, usage("--lan: 휴대폰과 같은 네트워크에 연결하세요 (%w; connect to the network that the phone is in)", err)
	}
	return at, err
}

// openNetwork lets phones of the local network in, beside this machine, whose
// own way in needs no passcode.
func openNetwork(b *box, at netip.Addr) (*network, error) {
	n := &network{}
	var err error
	if n.passcode, err = lan.NewPasscode(id.System); err != nil {
		return nil, err
	}
	if n.console, err = lan.NewGuard(b.Console(), lan.Options{Passcode: n.passcode, Entropy: id.System, Open: openToLAN}); err != nil {
		return nil, err
	}
	if n.consoleAt, err = listenBeside(b.consoleAt, at, "--port"); err != nil {
		return nil, err
	}
	if n.restAt, err = listenBeside(b.restAt, at, "--api-port"); err != nil {
		return nil, errors.Join(err, n.consoleAt.Close())
	}
	n.consoleURL = "http://" + address(n.consoleAt)
	b.SetAddresses(n.consoleURL, "http://"+address(n.restAt))
	b.SetLAN(sandbox.LAN{ControlURL: b.consoleURL + "/sandbox", Passcode: n.passcode})
	return n, nil
}

// listenBeside listens at the port of another listener.
func listenBeside(l net.Listener, at netip.Addr, flag string) (net.Listener, error) {
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return nil, err
	}
	return listen(net.JoinHostPort(at.String(), port), flag)
}

func (n *network) tasks(b *box) []task {
	return []task{serving(n.consoleAt, n.console, streamWrites), serving(n.restAt, b.RESTV1(), longWrites)}
}

// announce prints what somebody with a phone in hand needs.
func (n *network) announce() {
	fmt.Printf(`
휴대폰 / phone           %s
SDK                      %s/v1/iamport.js
REST API V1              http://%s
암호 / passcode          %s  (콘솔과 제어 API에만 / for console and control API alone)

`, n.consoleURL, n.consoleURL, address(n.restAt), n.passcode)
	if at, err := netip.ParseAddrPort(n.consoleAt.Addr().String()); err == nil && !at.Addr().IsPrivate() {
		fmt.Printf("주의: 사설 주소가 아닙니다. 이 주소에 닿는 누구나 결제창과 REST API를 열 수 있습니다.\nCareful: this is no private address. Whoever reaches it can open windows and the REST API.\n\n")
	}
	if code, err := lan.QR(n.consoleURL, term.IsTerminal(int(os.Stdout.Fd()))); err == nil {
		fmt.Println(code)
	}
}
