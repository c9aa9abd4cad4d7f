package hook_test

import (
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/hook"
)

func TestReaches_thisMachineAndAllowedHostsAlone(t *testing.T) {
	t.Parallel()
	s := hook.New(nil, hook.Options{AllowHosts: []string{"shop.test"}})
	for address, want := range map[string]bool{
		"http://localhost:4100/hook": true, "http://127.0.0.1/": true, "http://[::1]:1/": true, "http://shop.localhost/": true,
		"https://shop.test/hook": true, "https://192.0.2.1/": false, "https://other.invalid/": false, "http://10.0.0.1:80": false, ":": false,
	} {
		if got := s.Reaches(t.Context(), address); got != want {
			t.Errorf("Reaches(%s) = %t, want %t", address, got, want)
		}
	}
}
