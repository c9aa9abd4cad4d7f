package egress_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/naru-pay/naru/internal/egress"
)

// ranges are all that nobody outside may have us reach: first and last address
// of each.
var ranges = map[string][]string{
	"this network":           {"0.0.0.0", "0.255.255.255"},
	"private 10":             {"10.0.0.0", "10.255.255.255"},
	"carrier-grade NAT":      {"100.64.0.0", "100.127.255.255"},
	"loopback":               {"127.0.0.1", "127.255.255.255"},
	"link-local, metadata":   {"169.254.0.1", "169.254.169.254", "169.254.255.255"},
	"private 172.16":         {"172.16.0.0", "172.31.255.255"},
	"IETF assignments":       {"192.0.0.0", "192.0.0.255"},
	"documentation 1":        {"192.0.2.0", "192.0.2.255"},
	"6to4 relays":            {"192.88.99.0", "192.88.99.255"},
	"private 192.168":        {"192.168.0.0", "192.168.255.255"},
	"benchmarks":             {"198.18.0.0", "198.19.255.255"},
	"documentation 2":        {"198.51.100.0", "198.51.100.255"},
	"documentation 3":        {"203.0.113.0", "203.0.113.255"},
	"multicast":              {"224.0.0.1", "239.255.255.255"},
	"reserved, broadcast":    {"240.0.0.0", "255.255.255.255"},
	"IPv6 unspecified":       {"::"},
	"IPv6 loopback":          {"::1"},
	"IPv4-compatible":        {"::127.0.0.1", "::8.8.8.8"},
	"IPv4-mapped":            {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"},
	"NAT64":                  {"64:ff9b::7f00:1", "64:ff9b::808:808"},
	"NAT64 of one's own":     {"64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"},
	"discard":                {"100::1", "100::ffff:ffff:ffff:ffff"},
	"Teredo":                 {"2001::1", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff"},
	"IPv6 benchmarks":        {"2001:2::1"},
	"ORCHID":                 {"2001:10::1", "2001:20::1"},
	"IPv6 documentation":     {"2001:db8::1", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"},
	"6to4":                   {"2002:7f00:1::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	"IPv6 documentation new": {"3fff::1", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"},
	"segment routing":        {"5f00::1", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	"not given out":          {"4000::1", "8000::1", "e000::1"},
	"unique local":           {"fc00::1", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	"IPv6 link-local":        {"fe80::1", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	"site-local":             {"fec0::1", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	"IPv6 multicast":         {"ff02::1", "ff0e::1"},
}

// book is a resolver that a test writes; it may change its mind.
type book struct {
	answers map[string][][]string // one after another, the last for good
	asked   atomic.Int32
}

func (b *book) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	list := b.answers[host]
	if len(list) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	n := int(b.asked.Add(1)) - 1
	var out []netip.Addr
	for _, text := range list[min(n, len(list)-1)] {
		out = append(out, netip.MustParseAddr(text))
	}
	return out, nil
}

// resolves is a book with one name.
func resolves(name string, answers ...[]string) *book {
	return &book{answers: map[string][][]string{name: answers}}
}

func get(t *testing.T, client *http.Client, address string) (string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return fmt.Sprintf("%d %s", resp.StatusCode, text), err
}

func TestClient_reachesNoAddressOfADeniedRange(t *testing.T) {
	t.Parallel()
	for name, addrs := range ranges {
		for _, addr := range addrs {
			t.Run(name+" "+addr, func(t *testing.T) {
				t.Parallel()
				for _, live := range []bool{true, false} {
					policy := egress.Policy{Live: live}
					byName := egress.Client(policy, resolves("shop.example", []string{addr}), 1)
					if _, err := get(t, byName, "https://shop.example/hook"); !errors.Is(err, egress.ErrRefused) {
						t.Errorf("live %v: a name for %s: %v, want it refused", live, addr, err)
					}
					literal := "https://" + net.JoinHostPort(addr, "443") + "/hook"
					if _, err := get(t, byName, literal); !errors.Is(err, egress.ErrRefused) {
						t.Errorf("live %v: %s: %v, want it refused", live, literal, err)
					}
					if err := policy.Vet(literal); !errors.Is(err, egress.ErrRefused) {
						t.Errorf("live %v: Vet(%s) = %v, want it refused", live, literal, err)
					}
					for _, network := range []string{"tcp4", "tcp6"} {
						if err := egress.Control(policy, false, network, net.JoinHostPort(addr, "443")); !errors.Is(err, egress.ErrRefused) {
							t.Errorf("live %v: dialling %s: %v, want it refused", live, addr, err)
						}
					}
				}
			})
		}
	}
}

func TestControl_letsPublicAddressesBe(t *testing.T) {
	t.Parallel()
	// The neighbours of the denied ranges, too.
	for _, addr := range []string{
		"1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255",
		"169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.88.100.0", "192.167.255.255",
		"192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255",
		"2001:200::1", "2001:db7:ffff::1", "2001:db9::1", "2003::1", "2400::1", "2606:4700::1111", "3ffe::1",
	} {
		if err := egress.Control(egress.Policy{Live: true}, false, "tcp6", net.JoinHostPort(addr, "443")); err != nil {
			t.Errorf("%s: %v, want it dialled", addr, err)
		}
	}
}

func TestControl_knowsThePortsOfTheWeb(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		live, plain bool
		port        string
		ok          bool
	}{
		{true, false, "443", true},
		{true, false, "80", false},
		{true, false, "8443", false},
		{true, true, "443", false},
		{true, true, "80", false},
		{false, false, "443", true},
		{false, true, "80", true},
		{false, true, "443", true},
		{false, true, "8080", false},
		{false, false, "22", false},
	} {
		err := egress.Control(egress.Policy{Live: c.live}, c.plain, "tcp4", "8.8.8.8:"+c.port)
		if (err == nil) != c.ok {
			t.Errorf("live %v, without TLS %v, port %s: %v", c.live, c.plain, c.port, err)
		}
	}
	if err := egress.Control(egress.Policy{}, false, "udp4", "8.8.8.8:443"); err == nil {
		t.Error("a datagram was let out")
	}
}

// inside is a server on this machine, which nobody outside may have us reach.
func inside(t *testing.T) (*httptest.Server, *atomic.Int32, string) {
	t.Helper()
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		_, _ = io.WriteString(w, "inside")
	}))
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return server, &calls, u.Port()
}

func TestClient_isNotFooledByANameThatChangesItsMind(t *testing.T) {
	t.Parallel()
	_, calls, port := inside(t)
	names := resolves("rebind.example", []string{"93.184.216.34"}, []string{"127.0.0.1"})
	if _, err := names.LookupNetIP(t.Context(), "ip", "rebind.example"); err != nil { // the look that somebody took before
		t.Fatal(err)
	}
	client := egress.Client(egress.Policy{}, names, 1)
	if _, err := get(t, client, "http://rebind.example:"+port+"/"); !errors.Is(err, egress.ErrRefused) {
		t.Errorf("after the name moved inside: %v, want it refused", err)
	}
	mixed := resolves("mixed.example", []string{"93.184.216.34", "127.0.0.1"}, []string{"127.0.0.1", "93.184.216.34"})
	client = egress.Client(egress.Policy{}, mixed, 1)
	for range 2 {
		if _, err := get(t, client, "http://mixed.example/"); !errors.Is(err, egress.ErrRefused) {
			t.Errorf("a name with an address inside and one outside: %v, want it refused", err)
		}
	}
	if n := calls.Load(); n != 0 {
		t.Errorf("the server inside was reached %d times", n)
	}
}

func TestClient_takesTheOperatorsWord(t *testing.T) {
	t.Parallel()
	_, calls, port := inside(t)
	allow, err := egress.ParseAllow(" 127.0.0.0/8, ::1 ")
	if err != nil {
		t.Fatal(err)
	}
	policy := egress.Policy{Live: true, Allow: allow}
	client := egress.Client(policy, resolves("shop.internal", []string{"::ffff:127.0.0.1"}), 1)
	for _, address := range []string{"http://shop.internal:" + port + "/", "http://127.0.0.1:" + port + "/"} {
		if err := policy.Vet(address); err != nil {
			t.Errorf("Vet(%s) = %v", address, err)
		}
		if got, err := get(t, client, address); err != nil || got != "200 inside" {
			t.Errorf("%s: %q, %v", address, got, err)
		}
	}
	if calls.Load() != 2 {
		t.Errorf("reached %d times, want 2", calls.Load())
	}
	other := egress.Client(policy, resolves("db.internal", []string{"10.0.0.5"}), 1)
	if _, err := get(t, other, "http://db.internal/"); !errors.Is(err, egress.ErrRefused) {
		t.Errorf("an address that the operator did not name: %v", err)
	}
}

func TestClient_followsNoRedirectAndNoProxy(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	server, calls, _ := inside(t)
	redirecting := httptest.NewServer(http.RedirectHandler(server.URL, http.StatusTemporaryRedirect))
	t.Cleanup(redirecting.Close)
	allow, err := egress.ParseAllow("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	client := egress.Client(egress.Policy{Allow: allow}, nil, 1)
	if got, err := get(t, client, redirecting.URL); err != nil || !strings.HasPrefix(got, "307") {
		t.Errorf("a redirect: %q, %v", got, err)
	}
	if calls.Load() != 0 {
		t.Error("the redirect was followed")
	}
}

func TestVet_judgesTheForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		address string
		live    bool
		ok      bool
	}{
		{"https://shop.example/hook?x=1", true, true},
		{"https://shop.example:443/hook", true, true},
		{"https://8.8.8.8/hook", true, true},
		{"http://shop.example/hook", false, true},
		{"http://shop.example/hook", true, false},
		{"https://shop.example:8443/hook", true, false},
		{"http://shop.example:3000/hook", false, false},
		{"https://user:pass@shop.example/", true, false},
		{"https://user@shop.example/", true, false},
		{"https://shop.example/#part", true, false},
		{"https:///hook", true, false},
		{"https:shop.example", true, false},
		{"ftp://shop.example/", false, false},
		{"file:///etc/passwd", false, false},
		{"shop.example", false, false},
		{"", false, false},
		{"https://shop.example:0/", true, false},
		{"https://shop.example:99999/", true, false},
		{"http://localhost/", false, false},
		{"http://localhost./", false, false},
		{"http://LOCALHOST/", false, false},
		{"http://a.localhost/", false, false},
		{"http://metadata.google.internal/", false, false},
		{"http://printer.local/", false, false},
		{"http://intranet/", false, false},
		{"http://2130706433/", false, false},
		{"https://shop.example/" + strings.Repeat("a", 2000), true, false},
		{"https://sh op.example/", true, false},
	} {
		err := egress.Policy{Live: c.live}.Vet(c.address)
		if (err == nil) != c.ok || (err != nil && !errors.Is(err, egress.ErrRefused)) {
			t.Errorf("Vet(%q), live %v: %v, want ok %v", c.address, c.live, err, c.ok)
		}
	}
}

func TestParseAllow_refusesWhatIsNoCIDR(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"10.0.0.0/33", "shop", "10.0.0.0/8;127.0.0.1", "fe80::1%eth0"} {
		if list, err := egress.ParseAllow(text); err == nil {
			t.Errorf("ParseAllow(%q) = %v", text, list)
		}
	}
	list, err := egress.ParseAllow("")
	if err != nil || list != nil {
		t.Errorf("nothing: %v, %v", list, err)
	}
}
