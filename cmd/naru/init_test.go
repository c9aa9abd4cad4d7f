package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// answered is naru init with nothing left to ask.
func answered(t *testing.T) *initCmd {
	t.Helper()
	dir := t.TempDir()
	return &initCmd{
		Out: filepath.Join(dir, ".env"), database: database{Data: filepath.Join(dir, "elsewhere")},
		portone: portone{
			Imp: "imp00000000", PGCode: "html5_inicis.INIpayTest", Key: "1", Secret: "2",
			Base: "http://localhost:4201", SDK: "http://localhost:4200/v1/iamport.js",
		},
		ShopWebhook: "-", ShopOrigins: "http://localhost:3000", Server: "http://localhost:4100",
	}
}

func TestInit_writesDownTheDatabaseThatHasTheKey(t *testing.T) {
	t.Parallel()
	c := answered(t)
	if err := c.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(c.Out)
	if err != nil {
		t.Fatal(err)
	}
	got, err := parseEnv(string(text))
	if err != nil || got["NARU_DATA"] != c.Data || got["DATABASE_URL"] != "" {
		t.Errorf("NARU_DATA=%q DATABASE_URL=%q, %v; want %q and none", got["NARU_DATA"], got["DATABASE_URL"], err, c.Data)
	}
	c.URL = "postgres://localhost/naru"
	settings, err := c.settings()
	if err != nil || lookup(settings, "DATABASE_URL") != c.URL || lookup(settings, "NARU_DATA") != "" {
		t.Errorf("settings = %v, %v; want DATABASE_URL alone", settings, err)
	}
}

func TestInit_refusesAnswersThatStandInTheWrongPlace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		spoil func(*initCmd)
	}{
		{"--portone-imp", func(c *initCmd) { c.Imp = "html5_inicis.INIpayTest" }},
		{"--portone-imp", func(c *initCmd) { c.Imp = "imp" }},
		{"--portone-pg-code", func(c *initCmd) { c.PGCode = "imp00000000" }},
		{"--shop-webhook-url", func(c *initCmd) { c.ShopWebhook = "localhost:3000/webhooks" }},
	} {
		c := answered(t)
		tt.spoil(c)
		err := c.Run(t.Context())
		if err == nil || exitCode(err) != 2 || !strings.Contains(err.Error(), tt.name) {
			t.Errorf("%s: %v, want it named and refused", tt.name, err)
		}
		if _, err := os.Stat(c.Out); err == nil {
			t.Errorf("%s: .env was written all the same", tt.name)
		}
	}
}

func TestInit_takesNothingFromTheFileItWritesOver(t *testing.T) {
	t.Chdir(t.TempDir())
	const typo = "PORTONE_IMP=imp1\nPORTONE_PG_CODE=kakaopay\nPORTONE_API_KEY=1\nPORTONE_API_SECRET=2\nNARU_SHOP_WEBHOOK_URL=-\n"
	for line := range strings.Lines(typo) {
		name, _, _ := strings.Cut(line, "=")
		t.Setenv(name, "") // have the test's end put back what was there
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(".env", []byte(typo), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := run([]string{"init", "--force", "--portone-api-base", "http://localhost:4201"}); code != 2 {
		t.Errorf("exit code %d, want 2: there is nobody to ask, and the old answers are no answers", code)
	}
	if text, err := os.ReadFile(".env"); err != nil || string(text) != typo {
		t.Errorf(".env is now %q, %v; want it untouched", text, err)
	}
}
