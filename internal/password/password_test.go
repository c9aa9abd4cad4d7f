package password_test

import (
	"context"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/password"
)

const word = "correct horse battery staple"

func TestHash_namesItsCostAndIsCheckedByIt(t *testing.T) {
	t.Parallel()
	h := password.New(id.System, 1)
	hash, err := h.Hash(t.Context(), word)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=65536,t=3,p=1$") || strings.Contains(hash, word) {
		t.Errorf("hash = %s", hash)
	}
	right, stale, err := h.Check(t.Context(), hash, word)
	if err != nil || !right || stale {
		t.Errorf("the password: right %v, stale %v, %v", right, stale, err)
	}
	if right, _, err := h.Check(t.Context(), hash, word+" "); err != nil || right {
		t.Errorf("another password: right %v, %v", right, err)
	}
}

func TestHash_isSaltedAndStaleWhenItWasCheap(t *testing.T) {
	t.Parallel()
	quick, usual := password.NewQuick(id.System), password.New(id.System, 1)
	a, errA := quick.Hash(t.Context(), word)
	b, errB := quick.Hash(t.Context(), word)
	if errA != nil || errB != nil || a == b {
		t.Fatalf("two hashes of one password: %s, %s (%v, %v)", a, b, errA, errB)
	}
	right, stale, err := usual.Check(t.Context(), a, word)
	if err != nil || !right || !stale {
		t.Errorf("a cheap hash: right %v, stale %v, %v", right, stale, err)
	}
}

func TestCheck_takesNoPasswordForNobodyAndNoOtherForm(t *testing.T) {
	t.Parallel()
	h := password.NewQuick(id.System)
	if right, _, err := h.Check(t.Context(), "", ""); err != nil || right {
		t.Errorf("nobody's password: right %v, %v", right, err)
	}
	hash, err := h.Hash(t.Context(), word)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"plain text": word, "another algorithm": strings.Replace(hash, "argon2id", "argon2i", 1), "another version": strings.Replace(hash, "v=19", "v=16", 1),
		"all memory": strings.Replace(hash, "m=64", "m=4294967295", 1), "no pass": strings.Replace(hash, "t=1", "t=0", 1), "cut": hash[:len(hash)-4],
	} {
		if right, _, err := h.Check(t.Context(), bad, word); err == nil || right {
			t.Errorf("%s: right %v, %v", name, right, err)
		}
	}
}

func TestCheck_doesNotWaitForEver(t *testing.T) {
	t.Parallel()
	ctx, end := context.WithCancel(t.Context())
	end()
	h := password.New(id.System, 1)
	busy := make(chan error, 64)
	for range cap(busy) {
		go func() {
			_, _, err := h.Check(ctx, "", word)
			busy <- err
		}()
	}
	for range cap(busy) {
		if err := <-busy; err != nil && fault.CodeOf(err) != fault.ServerBusy && ctx.Err() == nil {
			t.Error(err)
		}
	}
}
