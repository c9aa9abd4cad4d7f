package merchant_test

import (
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
)

func FuzzTokenPayment(f *testing.F) {
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	s := &merchant.Service{Config: merchant.Config{TokenKey: make([]byte, 32)}, Deps: merchant.Deps{Clock: clock.NewManual(now)}}
	good := s.Token("pay_1", now.Add(time.Hour))
	for _, seed := range []string{good, good + "A", good[3:], "ct_", "ct_..", "ct_pay_1.zzzzzzzzzzzzzzzzzzz.x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		pid, err := s.TokenPayment(token)
		if (err == nil) != (token == good) || (err != nil && fault.CodeOf(err) != fault.TokenInvalid) {
			t.Errorf("TokenPayment(%q) = %q, %v", token, pid, err)
		}
	})
}
