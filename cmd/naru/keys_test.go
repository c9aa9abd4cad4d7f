package main

import (
	"strings"
	"testing"
)

func TestKeysRevoke_saysThatThereIsNoSuchKey(t *testing.T) {
	t.Parallel()
	c := keysRevokeCmd{ID: "key_none", database: database{Data: t.TempDir()}}
	err := c.Run(t.Context())
	if err == nil || exitCode(err) != 2 || !strings.Contains(err.Error(), "there is no key key_none") {
		t.Errorf("revoke of an unknown key: %v, want it said plainly", err)
	}
}
