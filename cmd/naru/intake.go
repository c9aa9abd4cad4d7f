package main

import (
	"net/netip"
	"regexp"
	"strings"

	"github.com/naru-pay/naru/internal/httpapi"
)

// networksOf reads CIDRs and single addresses, comma-separated.
func networksOf(name, list string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range strings.Split(list, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if addr, single := netip.ParseAddr(text); single == nil {
			prefix, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil {
			return nil, usage("%[1]s: %[2]q은(는) 10.0.0.0/8 같은 네트워크가 아닙니다 (%[1]s: %[2]q is not a network such as 10.0.0.0/8)", name, text)
		}
		if prefix.Bits() == 0 {
			return nil, usage("%[1]s에 모든 주소(%[2]s)를 넣으면 아무나 주소를 속일 수 있습니다 (%[1]s: %[2]s is everybody)", name, text)
		}
		out = append(out, prefix.Masked())
	}
	return out, nil
}

var webhookSegment = regexp.MustCompile(`^[0-9A-Za-z_-]{16,128}$`)

// proxies are the operator's own, in front of the server.
func (s serverSettings) proxies() ([]netip.Prefix, error) {
	return networksOf("NARU_TRUSTED_PROXIES", s.Proxies)
}

// intake says where webhooks may come from.
func (s serverSettings) intake() (httpapi.Intake, error) {
	in := httpapi.Intake{Path: s.WebhookPath}
	if in.Path != "" && !webhookSegment.MatchString(in.Path) {
		return in, usage("NARU_WEBHOOK_PATH는 영문자와 숫자 16~128자여야 합니다 (NARU_WEBHOOK_PATH must be 16 to 128 letters and digits)")
	}
	if s.WebhookFrom == "portone" {
		in.From = httpapi.PortOneWebhookSources
		return in, nil
	}
	var err error
	in.From, err = networksOf("NARU_WEBHOOK_FROM", s.WebhookFrom)
	return in, err
}

// hookAddress is what PortOne's console is told, with the secret segment's name
// in its stead.
func (s serverSettings) hookAddress() string {
	address := s.PublicURL + "/api/webhooks/portone"
	if s.WebhookPath != "" {
		address += "/<NARU_WEBHOOK_PATH>"
	}
	return address
}
