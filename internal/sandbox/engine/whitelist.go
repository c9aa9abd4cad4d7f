package engine

import (
	"context"
	"net/netip"
	"slices"
	"strings"
)

// whitelistMost is how many entries a whitelist may have (assumed).
const whitelistMost = 100

// SetIPWhitelist saves from where an account's REST API may be called:
// addresses such as 1.1.1.1 and blocks such as 1.1.1.0/24. None means from
// everywhere. An address is kept as the block of itself alone, as the console
// shows it.
func (e *Engine) SetIPWhitelist(ctx context.Context, code string, list []string) (Merchant, error) {
	if len(list) > whitelistMost {
		return Merchant{}, refuse(Malformed, "화이트리스트는 100건까지 등록할 수 있습니다.")
	}
	blocks := []string{}
	for _, text := range list {
		block, err := parseBlock(text)
		if err != nil {
			return Merchant{}, refuse(Malformed, "화이트리스트는 1.1.1.1/32 또는 1.1.1.0/24와 같은 CIDR 형식입니다: "+cut(text, 50))
		}
		if text := block.String(); !slices.Contains(blocks, text) {
			blocks = append(blocks, text)
		}
	}
	return e.changeMerchant(ctx, code, "merchant.whitelist_saved", func(_ *tx, m *Merchant) error {
		m.IPWhitelist = blocks
		return nil
	})
}

// parseBlock reads an address or a block.
func parseBlock(text string) (netip.Prefix, error) {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, "/") {
		address, err := netip.ParseAddr(text)
		if err != nil {
			return netip.Prefix{}, err
		}
		address = address.Unmap().WithZone("")
		return netip.PrefixFrom(address, address.BitLen()), nil
	}
	block, err := netip.ParsePrefix(text)
	return block.Masked(), err
}

// AllowsIP reports whether an account lets in REST calls from an address; one
// that cannot be read is let in nowhere but where there is no whitelist.
func (e *Engine) AllowsIP(account, address string) bool {
	e.mu.Lock()
	list := e.merchants[account].IPWhitelist
	e.mu.Unlock()
	if len(list) == 0 {
		return true
	}
	caller, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	caller = caller.Unmap().WithZone("")
	return slices.ContainsFunc(list, func(text string) bool {
		block, err := netip.ParsePrefix(text)
		return err == nil && block.Contains(caller)
	})
}
