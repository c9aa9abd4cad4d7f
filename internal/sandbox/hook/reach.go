package hook

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"
)

// lookupTimeout is how long a name may take to be resolved.
const lookupTimeout = time.Second

// Reaches reports whether a webhook to an address would be sent: its host is
// allowed by name, or is this machine. A name that cannot be resolved now is
// not reached.
func (s *Sender) Reaches(ctx context.Context, address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := u.Hostname()
	if slices.Contains(s.allow, host) || host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback()
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	found, err := net.DefaultResolver.LookupIPAddr(ctx, host)
	return err == nil && slices.ContainsFunc(found, func(a net.IPAddr) bool { return a.IP.IsLoopback() })
}
