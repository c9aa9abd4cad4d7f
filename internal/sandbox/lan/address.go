package lan

import (
	"errors"
	"net"
	"net/netip"
)

// ErrNoAddress is returned on a machine that is in no network.
var ErrNoAddress = errors.New("this machine has no address in a network")

// Address returns this machine's IPv4 address in its local network: that of the
// interface by which it would leave for elsewhere if that is a private one,
// otherwise the first private address there is. A machine without any gets the
// address that it has; whether it is private is the caller's to look at. Nothing
// is sent.
func Address() (netip.Addr, error) {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return netip.Addr{}, err
	}
	// Opening a UDP socket asks the routing table and sends nothing; the address
	// is one that is kept for documents.
	if c, err := net.Dial("udp4", "198.51.100.1:9"); err == nil {
		defer func() { _ = c.Close() }()
		if at, ok := c.LocalAddr().(*net.UDPAddr); ok {
			addrs = append([]net.Addr{&net.IPNet{IP: at.IP, Mask: net.CIDRMask(32, 32)}}, addrs...)
		}
	}
	return firstOf(addrs)
}

// firstOf returns the first private IPv4 address of interfaces, else the first
// that another machine could reach.
func firstOf(addrs []net.Addr) (netip.Addr, error) {
	var other netip.Addr
	for _, addr := range addrs {
		prefix, err := netip.ParsePrefix(addr.String())
		if err != nil {
			continue
		}
		ip := prefix.Addr().Unmap()
		switch {
		case ip.Is4() && ip.IsPrivate():
			return ip, nil
		case ip.Is4() && ip.IsGlobalUnicast() && !other.IsValid():
			other = ip
		}
	}
	if !other.IsValid() {
		return other, ErrNoAddress
	}
	return other, nil
}
