package egress

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// ErrRefused marks what Policy denies.
var ErrRefused = errors.New("refused")

// mostURL is how long an address may be, in bytes.
const mostURL = 2000

// Policy says what may be reached. The zero Policy is that of play money without
// exceptions.
type Policy struct {
	Live  bool           // https on port 443 alone; otherwise http on port 80, too
	Allow []netip.Prefix // the operator's own word: any port, http too
}

// denied are the ranges that nobody outside can be in: what is private, local,
// reserved, for documentation or tests, and what carries another address inside
// that a router on the way would take out.
var denied = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"::/96",          // unspecified, loopback, IPv4-compatible
	"::ffff:0:0/96",  // IPv4-mapped
	"64:ff9b::/96",   // NAT64
	"64:ff9b:1::/48", // NAT64 of one's own
	"100::/64",       // discard
	"2001::/23",      // IETF's assignments: Teredo, ORCHID, tests
	"2001:db8::/32",  // documentation
	"2002::/16",      // 6to4
	"3fff::/20",      // documentation
	"5f00::/16",      // segment routing
	"fc00::/7",       // unique local
	"fe80::/10",      // link-local
	"fec0::/10",      // site-local, of old
	"ff00::/8",       // multicast
)

// globalUnicast is the one part of IPv6 that is given out to anybody.
var globalUnicast = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	var list []netip.Prefix
	for _, text := range texts {
		list = append(list, netip.MustParsePrefix(text))
	}
	return list
}

// ParseAllow reads a comma-separated list of CIDRs or single addresses.
func ParseAllow(list string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for text := range strings.SplitSeq(list, ",") {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			addr, bad := netip.ParseAddr(text)
			if bad != nil || addr.Zone() != "" {
				return nil, fmt.Errorf("%q is no CIDR such as 10.0.0.0/8", text)
			}
			prefix = netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen())
		}
		out = append(out, prefix.Masked())
	}
	return out, nil
}

// allowed reports whether the operator's word covers an address.
func (p Policy) allowed(addr netip.Addr) bool {
	return slices.ContainsFunc(p.Allow, func(within netip.Prefix) bool { return within.Contains(addr) })
}

// check says why an address may not be dialled; plain is without TLS.
func (p Policy) check(to netip.AddrPort, plain bool) error {
	addr := to.Addr()
	if p.allowed(addr.Unmap()) {
		return nil
	}
	inside := slices.ContainsFunc(denied, func(within netip.Prefix) bool { return within.Contains(addr) })
	if inside || !addr.IsValid() || addr.Zone() != "" || (addr.Is6() && !globalUnicast.Contains(addr)) {
		return fmt.Errorf("%w: %s is not a public address", ErrRefused, addr)
	}
	return p.checkPort(to.Port(), plain)
}

func (p Policy) checkPort(port uint16, plain bool) error {
	switch {
	case p.Live && plain:
		return fmt.Errorf("%w: with real money only https is used", ErrRefused)
	case port != 443 && (p.Live || port != 80):
		return fmt.Errorf("%w: port %d is not one of the web's", ErrRefused, port)
	}
	return nil
}

// Vet says why an address cannot be reached whatever its name resolves to. What
// only the operator's exceptions could make right passes if there are any, and
// is judged when it is dialled.
func (p Policy) Vet(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || len(address) > mostURL:
		return fmt.Errorf("%w: it is no web address", ErrRefused)
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "", u.Opaque != "":
		return fmt.Errorf("%w: it does not begin with https:// and a host", ErrRefused)
	case u.User != nil:
		return fmt.Errorf("%w: it has a user or password in it", ErrRefused)
	case u.Fragment != "":
		return fmt.Errorf("%w: it has a fragment", ErrRefused)
	}
	plain := u.Scheme == "http"
	port, err := portOf(u)
	if err != nil {
		return err
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil {
		return p.check(netip.AddrPortFrom(addr, port), plain)
	}
	if len(p.Allow) > 0 {
		return nil
	}
	if inner(u.Hostname()) {
		return fmt.Errorf("%w: %s is a name of an inner network", ErrRefused, u.Hostname())
	}
	return p.checkPort(port, plain)
}

func portOf(u *url.URL) (uint16, error) {
	text := u.Port()
	if text == "" {
		text = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		return 0, fmt.Errorf("%w: %s is no port", ErrRefused, text)
	}
	return uint16(port), nil
}

// inner reports a name that no public directory has.
func inner(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if !strings.Contains(host, ".") {
		return true
	}
	return slices.ContainsFunc([]string{".localhost", ".local", ".internal", ".home.arpa"}, func(end string) bool {
		return strings.HasSuffix(host, end)
	})
}
