package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
)

func TestKeysRevoke_saysThatThereIsNoSuchKey(t *testing.T) {
	t.Parallel()
	c := keysRevokeCmd{ID: "key_none", database: database{Data: t.TempDir()}}
	err := c.Run(t.Context())
	if err == nil || exitCode(err) != 2 || !strings.Contains(err.Error(), "there is no key key_none") {
		t.Errorf("revoke of an unknown key: %v, want it said plainly", err)
	}
}

func TestKeyExpiry_readsSpansAndDays(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC) // noon in Korea
	for text, want := range map[string]time.Time{
		"365d": now.Add(merchant.KeyLife), "12h": now.Add(12 * time.Hour), "never": {},
		"2026-11-23": time.Date(2026, 11, 24, 0, 0, 0, 0, clock.KST), "2027-01-31": time.Date(2027, 2, 1, 0, 0, 0, 0, clock.KST),
	} {
		if got, err := keyExpiry(text, now); err != nil || !got.Equal(want) {
			t.Errorf("--expires %s: %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0d", "-1d", "d", "1y", "2026-11-22", "2026-13-01", "99999d", "tomorrow"} {
		if got, err := keyExpiry(text, now); err == nil || exitCode(err) != 2 {
			t.Errorf("--expires %q: %v, %v; want it refused", text, got, err)
		}
	}
}

// TestKeys_areMadeRotatedAndListed goes through the commands on one database.
func TestKeys_areMadeRotatedAndListed(t *testing.T) {
	t.Parallel()
	ring := keyring{
		database: database{Data: filepath.Join(t.TempDir(), "data")}, portone: portone{Imp: "imp00000000", PGCode: "html5_inicis.INIpayTest", Key: "k", Secret: "s", Base: "http://localhost:4200", Mode: "test"}, serverSettings: serverSettings{sealing: sealing{SecretKey: strings.Repeat("k", 48)}},
	}
	create := keysCreateCmd{Name: "desk", Scope: []string{"refund", "read"}, Expires: "90d", Allow: []string{"10.1.2.3/8"}, keyring: ring}
	if err := create.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	keys := func() []merchant.Key {
		t.Helper()
		db, err := ring.openStore(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		list, err := merchant.ListKeys(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	made := keys()
	if len(made) != 1 || scopeList(made[0].Scopes) != "read,refund" || made[0].Networks[0] != "10.0.0.0/8" || made[0].ExpiresAt.IsZero() {
		t.Fatalf("keys = %+v", made)
	}
	rotate := keysRotateCmd{ID: made[0].ID, Grace: "2h", Expires: "never", keyring: ring}
	if err := rotate.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := rotate.Run(t.Context()); err == nil || exitCode(err) != 2 {
		t.Errorf("rotating twice: %v, want it refused", err)
	}
	list := keys()
	if len(list) != 2 || list[1].Replaces != made[0].ID || !list[1].ExpiresAt.IsZero() || time.Until(list[0].ExpiresAt) > 2*time.Hour {
		t.Errorf("keys = %+v", list)
	}
	if line := lineOf(list[0], time.Now().Add(3*time.Hour)); line.State != "expired" {
		t.Errorf("after the grace time it is %s", line.State)
	}
}
