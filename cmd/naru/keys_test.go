package main

import (
	"strings"
	"testing"
)

func TestKeysRevoke_saysThatThereIsNoSuchKey(t *testing.T) {
	t.Parallel()
	c := keysRevokeCmd{ID: "key_none", keyring: keyring{
		database:       database{Data: t.TempDir()},
		portone:        portone{Imp: "imp00000000", PGCode: "html5_inicis.INIpayTest", Key: "1", Secret: "2", Base: "http://localhost:4201"},
		serverSettings: serverSettings{SecretKey: strings.Repeat("k", 32)},
	}}
	err := c.Run(t.Context())
	if err == nil || exitCode(err) != 2 || !strings.Contains(err.Error(), "there is no key key_none") {
		t.Errorf("revoke of an unknown key: %v, want it said plainly", err)
	}
}
