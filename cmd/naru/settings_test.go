package main

import (
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/payment"
)

func TestEnv_mustBeSaidForPortOneItself(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		mode, base string
		want       payment.Env
		problem    string
	}{
		{"", "http://localhost:4201", payment.Test, ""},
		{"", "http://127.0.0.1:4201", payment.Test, ""},
		{"", "http://[::1]:4201", payment.Test, ""},
		{"", "https://api.iamport.kr", "", "PORTONE_MODE is not set"},
		{"", "https://localhost.evil.example", "", "PORTONE_MODE is not set"},
		{"live", "https://api.iamport.kr", payment.Live, ""},
		{"test", "https://api.iamport.kr", payment.Test, ""},
		{"live", "http://localhost:4201", "", "contradicts"},
		{"LIVE", "https://api.iamport.kr", "", "say live or test"},
	} {
		got, err := portone{Mode: tt.mode, Base: tt.base}.env()
		if got != tt.want || (err == nil) != (tt.problem == "") || (err != nil && !strings.Contains(err.Error(), tt.problem)) {
			t.Errorf("mode %q at %s = %q, %v; want %q, %q", tt.mode, tt.base, got, err, tt.want, tt.problem)
		}
		if err != nil && exitCode(err) != 2 {
			t.Errorf("mode %q at %s: exit code %d, want 2", tt.mode, tt.base, exitCode(err))
		}
	}
}

func TestMerchantConfig_namesWhatIsMissing(t *testing.T) {
	t.Parallel()
	good := portone{Imp: "imp12345678", PGCode: "html5_inicis.INIpayTest", Key: "k", Secret: "s", Base: "http://localhost:4201"}
	settings := serverSettings{sealing: sealing{SecretKey: strings.Repeat("k", 32)}, ShopOrigins: "http://localhost:3000, https://shop.example"}
	if c, err := merchantConfig(good, settings); err != nil || len(c.ShopOrigins) != 2 || c.Default.MID != "INIpayTest" {
		t.Errorf("good settings: %+v, %v", c, err)
	}
	for name, spoil := range map[string]func(*portone, *serverSettings){
		"PORTONE_IMP":              func(p *portone, _ *serverSettings) { p.Imp = "" },
		"PORTONE_PG_CODE":          func(p *portone, _ *serverSettings) { p.PGCode = "" },
		"PORTONE_API_KEY":          func(p *portone, _ *serverSettings) { p.Key = "" },
		"PORTONE_API_SECRET":       func(p *portone, _ *serverSettings) { p.Secret = "" },
		"PORTONE_MODE":             func(p *portone, _ *serverSettings) { p.Base = "https://api.iamport.kr" },
		"NARU_SECRET_KEY":          func(_ *portone, s *serverSettings) { s.SecretKey = "short" },
		"NARU_SHOP_ORIGINS":        func(_ *portone, s *serverSettings) { s.ShopOrigins = "localhost" },
		"NARU_SHOP_WEBHOOK_SECRET": func(_ *portone, s *serverSettings) { s.ShopWebhook = "http://localhost/hook" },
	} {
		p, s := good, settings
		spoil(&p, &s)
		if _, err := merchantConfig(p, s); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without a good %s: err = %v, want it named", name, err)
		}
	}
}

func TestRedactDSN_hidesThePassword(t *testing.T) {
	t.Parallel()
	for dsn, want := range map[string]string{
		"postgres://naru:s3cret@db1,db2/naru": "postgres://***@db1,db2/naru",
		"postgres://db1/naru":                 "postgres://db1/naru",
		"sqlite:naru-data/naru.db":            "sqlite:naru-data/naru.db",
	} {
		if got := redactDSN(dsn); got != want {
			t.Errorf("redactDSN(%q) = %q, want %q", dsn, got, want)
		}
	}
}

func TestDSN_refusesADatabaseItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"mysql://naru:s3cret@db/naru", "postgress://naru:s3cret@db/naru", "db.example:5432/naru"} {
		got, err := database{Data: t.TempDir(), URL: url}.dsn()
		if err == nil || exitCode(err) != 2 || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %q, %v; want it refused, without its password", url, got, err)
		}
	}
	for _, url := range []string{"postgres://db/naru", "postgresql://db/naru"} {
		if got, err := (database{URL: url}).dsn(); got != url || err != nil {
			t.Errorf("%s: %q, %v", url, got, err)
		}
	}
}
