package id_test

import (
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/id"
)

func sum(body string) []byte { b := sha256.Sum256([]byte(body)); return b[:] }

func TestMarkedUID_isKnownAgainAndNothingElseIs(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, ref := range []string{"", "A-1", "주문-2026", strings.Repeat("Long9", 20)} {
		for range 50 {
			uid, err := id.MarkedUID(ref, id.System, sum)
			if err != nil || len(uid) < 26 || len(uid) > 32 || seen[uid] {
				t.Fatalf("MarkedUID(%q) = %q, %v", ref, uid, err)
			}
			seen[uid] = true
			body, mark, ok := id.SplitMark(uid)
			if !ok || body+mark != uid || !id.SameMark(mark, sum(body)) {
				t.Fatalf("%q is not known again", uid)
			}
			for i := range uid {
				other := uid[:i] + "z" + uid[i+1:]
				if uid[i] == 'z' {
					other = uid[:i] + "y" + uid[i+1:]
				}
				if body, mark, ok := id.SplitMark(other); ok && id.SameMark(mark, sum(body)) {
					t.Fatalf("%q passes for %q", other, uid)
				}
			}
		}
	}
	for _, bad := range []string{"", "short", strings.Repeat("a", 33), "with-a-hyphen-and-26-letters", strings.Repeat("가", 10)} {
		if _, _, ok := id.SplitMark(bad); ok {
			t.Errorf("SplitMark(%q) takes it", bad)
		}
	}
	if id.SameMark("", sum("x")) || id.SameMark(id.Letters(sum("x"))[:7], sum("x")) {
		t.Error("a shorter mark passes")
	}
}

func TestMarkedUID_failsWithoutEntropy(t *testing.T) {
	t.Parallel()
	if uid, err := id.MarkedUID("A-1", strings.NewReader("short"), sum); err == nil {
		t.Errorf("made %q without entropy", uid)
	}
}

func TestDerived_hasTheFormOfAnId(t *testing.T) {
	t.Parallel()
	a, b := id.Derived("pay", sum("a")), id.Derived("pay", sum("b"))
	if a == b || len(a) != len("pay_")+26 || a != id.Derived("pay", sum("a")) {
		t.Errorf("%q, %q", a, b)
	}
}
