package main

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

func FuzzParseEnv(f *testing.F) {
	for _, seed := range []string{"A=1\nexport B='x=y'\n# c\n", "=", "A", "A=\"", "A='\"", "\xff=\x00", "export =x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		values, err := parseEnv(text)
		if err != nil {
			return
		}
		for name, value := range values {
			if name == "" || strings.ContainsAny(name, "= \t\n\"'") || strings.ContainsAny(value, "\n") {
				t.Errorf("parseEnv(%q) has %q = %q", text, name, value)
			}
		}
	})
}

func FuzzSettings(f *testing.F) {
	for _, seed := range []string{"10.0.0.0/8, ::1", "https://shop.example", "5y", "7:ab", "0.0.0.0/0", "postgres://u:p@h/d"} {
		f.Add(seed)
	}
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		if list, err := networksOf("X", text); err == nil {
			for _, p := range list {
				if p.Bits() <= 0 || p.Contains(netip.IPv4Unspecified()) && p.Contains(netip.MustParseAddr("255.255.255.255")) {
					t.Errorf("networksOf(%q) has %v, which is everybody", text, p)
				}
			}
		}
		if at, err := longAgo(text, now); err == nil && !at.Before(now) {
			t.Errorf("longAgo(%q) = %v", text, at)
		}
		if list, err := anchorsOf([]string{text}); err == nil && (len(list) != 1 || list[0].N < 0) {
			t.Errorf("anchorsOf(%q) = %v", text, list)
		}
		if list, err := origins(text); err == nil {
			for _, o := range list {
				if !strings.HasPrefix(o, "http") || strings.ContainsAny(o, ", ") {
					t.Errorf("origins(%q) has %q", text, o)
				}
			}
		}
		_ = redactDSN(text)
	})
}
