package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseEnv(t *testing.T) {
	t.Parallel()
	got, err := parseEnv("# comment\n\nA=1\n export B = two words \nC=\"quoted = yes\"\nD='x'\nE=\nF=a#b\n")
	want := map[string]string{"A": "1", "B": "two words", "C": "quoted = yes", "D": "x", "E": "", "F": "a#b"}
	if err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("parseEnv = %v, %v; want %v", got, err, want)
	}
	for _, bad := range []string{"A", "=1", "A B=1", "'A'=1"} {
		if got, err := parseEnv("OK=1\n" + bad); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("parseEnv(%q) = %v, %v; want line 2 refused", bad, got, err)
		}
	}
}

func TestLoadEnv_theEnvironmentWinsAndSecretsComeFromFiles(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, ".env")
	if err := os.WriteFile(file, []byte("PORTONE_IMP=imp1\nPORTONE_PG_CODE=kakaopay\nPORTONE_API_SECRET_FILE="+secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"PORTONE_PG_CODE", "PORTONE_API_SECRET", "PORTONE_API_SECRET_FILE"} {
		t.Setenv(name, "") // have the test's end put back what was there
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PORTONE_IMP", "imp2")
	if err := loadEnv(file); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"PORTONE_IMP": "imp2", "PORTONE_PG_CODE": "kakaopay", "PORTONE_API_SECRET": "s3cret"} {
		if got := os.Getenv(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if err := loadEnv(filepath.Join(dir, "none")); err != nil {
		t.Errorf("a missing .env: %v", err)
	}
}
