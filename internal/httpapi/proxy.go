package httpapi

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/fault"
)

// Intake is what the operator says about where webhooks may come from. It only
// keeps noise away: what a webhook says is never believed.
type Intake struct {
	// From are the networks that webhooks are taken from; none: any.
	From []netip.Prefix
	// Path is a last segment that PortOne's address for us ends with; empty: none.
	// Then the address without it does not exist.
	Path string
}

// PortOneWebhookSources are the addresses that V1's webhooks come from, as
// PortOne's documents name them.
var PortOneWebhookSources = []netip.Prefix{
	netip.MustParsePrefix("52.78.100.19/32"), netip.MustParsePrefix("52.78.48.223/32"), netip.MustParsePrefix("52.78.5.241/32"),
}

// webhookPath is where PortOne sends to.
const webhookPath = "/api/webhooks/portone"

// fromClient gives the request the address of who sent it, as far as the proxies
// that the operator trusts tell: each of them appends who it was called by to
// X-Forwarded-For, so the last address that is none of theirs is the client. What
// stands before it anybody can write. A peer that is not trusted is the client.
func (a *server) fromClient(r *http.Request) *http.Request {
	peer := address(r)
	if !a.trusts(peer) {
		return r
	}
	client := peer
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		addr, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break // a trusted proxy would not have written it
		}
		if client = addr.Unmap().WithZone(""); !a.trusts(client) {
			break
		}
	}
	if client == peer {
		return r
	}
	out := r.Clone(r.Context())
	out.RemoteAddr = net.JoinHostPort(client.String(), "0")
	return out
}

func (a *server) trusts(addr netip.Addr) bool { return within(addr, a.Proxies) }

func within(addr netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// admitted takes the secret segment off the webhooks' address and refuses, as if
// there were no such address, one that lacks it or comes from elsewhere.
func (a *server) admitted(r *http.Request) (*http.Request, error) {
	rest, found := strings.CutPrefix(r.URL.Path, webhookPath)
	if !found || (rest != "" && rest[0] != '/') {
		return r, nil
	}
	segment := strings.TrimPrefix(rest, "/")
	if subtle.ConstantTimeCompare([]byte(segment), []byte(a.Intake.Path)) != 1 {
		return r, fault.New(fault.RouteNotFound)
	}
	if len(a.Intake.From) > 0 && !within(address(r), a.Intake.From) {
		return r, fault.New(fault.RouteNotFound)
	}
	if segment == "" {
		return r, nil
	}
	out := r.Clone(r.Context())
	out.URL.Path, out.URL.RawPath = webhookPath, ""
	return out, nil
}
