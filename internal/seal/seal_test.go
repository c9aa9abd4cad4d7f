package seal_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/seal"
)

var (
	first  = seal.NewSecret("k7Qw2mZx9rTb4nVc8sLp1dHg6fJy3aEu")
	second = seal.NewSecret("P0oI9uY8tR7eW6qA5sD4fG3hJ2kL1zXc")
)

func ring(t testing.TB, current seal.Secret, earlier ...seal.Secret) *seal.Keyring {
	t.Helper()
	r, err := seal.NewKeyring(rand.Reader, current, earlier...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func box(t testing.TB, r *seal.Keyring, field, row, plain string) []byte {
	t.Helper()
	b, err := r.Seal(field, row, []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestOpen_returnsWhatWasSealed(t *testing.T) {
	t.Parallel()
	r := ring(t, first)
	for _, plain := range []string{"", "x", "whsec_bm90IHJlYWw=", strings.Repeat("가", 70_000)} {
		got, err := r.Open("endpoints.secret", "hep_1", box(t, r, "endpoints.secret", "hep_1", plain))
		if err != nil || string(got) != plain {
			t.Errorf("Open(Seal(%d bytes)) = %d bytes, error %v", len(plain), len(got), err)
		}
	}
}

func TestOpen_refusesTheBoxOfAnotherPlace(t *testing.T) {
	t.Parallel()
	r := ring(t, first)
	b := box(t, r, "ab", "c", "secret")
	for _, place := range [][2]string{{"ab", "d"}, {"a", "bc"}, {"abc", ""}, {"", "abc"}, {"AB", "c"}} {
		if got, err := r.Open(place[0], place[1], b); !errors.Is(err, seal.ErrBroken) || got != nil {
			t.Errorf("Open(%q, %q) = %q, error %v; want ErrBroken", place[0], place[1], got, err)
		}
	}
}

func TestOpen_refusesABoxThatWasChangedAnywhere(t *testing.T) {
	t.Parallel()
	r := ring(t, first)
	whole := box(t, r, "f", "r", "010-1234-5678")
	for i := range whole {
		changed := bytes.Clone(whole)
		changed[i] ^= 1
		if got, err := r.Open("f", "r", changed); err == nil || got != nil {
			t.Errorf("a bit of byte %d changed: Open = %q", i, got)
		}
	}
	for n := range whole {
		if got, err := r.Open("f", "r", whole[:n]); err == nil || got != nil {
			t.Errorf("cut to %d bytes: Open = %q", n, got)
		}
	}
}

func TestSeal_neverMakesTheSameBoxTwice(t *testing.T) {
	t.Parallel()
	r := ring(t, first)
	seen := map[string]bool{}
	for range 1000 {
		b := box(t, r, "f", "r", "same")
		if nonce := string(b[5:29]); seen[nonce] {
			t.Fatal("a nonce came twice")
		} else {
			seen[nonce] = true
		}
		if bytes.Contains(b, []byte("same")) {
			t.Fatal("the box shows what is in it")
		}
	}
}

func TestSeal_failsWithItsEntropy(t *testing.T) {
	t.Parallel()
	r, err := seal.NewKeyring(iotest.ErrReader(errors.New("no entropy")), first)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := r.Seal("f", "r", []byte("x")); err == nil || b != nil {
		t.Errorf("Seal without entropy = %x, error %v", b, err)
	}
}

// TestSeal_isXAES256GCM compares with the vectors of C2SP, made of keys that no
// secret gives.
func TestSeal_isXAES256GCM(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		key          byte
		data, sealed string
	}{
		{1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
		{3, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"},
	} {
		got, err := seal.Published(bytes.Repeat([]byte{v.key}, 32), []byte("ABCDEFGHIJKLMNOPQRSTUVWX"), []byte("XAES-256-GCM"), []byte(v.data))
		if err != nil || hex.EncodeToString(got) != v.sealed {
			t.Errorf("key %d: %x, error %v; want %s", v.key, got, err, v.sealed)
		}
	}
}

func TestKeyring_opensWithEarlierKeysAndSealsWithTheNewest(t *testing.T) {
	t.Parallel()
	old, next, both := ring(t, first), ring(t, second), ring(t, second, first, seal.Secret{})
	b := box(t, old, "f", "r", "plain")
	if _, err := next.Open("f", "r", b); !errors.Is(err, seal.ErrUnknownKey) {
		t.Errorf("without the old key: %v, want ErrUnknownKey", err)
	}
	if got, err := both.Open("f", "r", b); err != nil || string(got) != "plain" {
		t.Errorf("with both keys: %q, %v", got, err)
	}
	if both.Current(b) || !old.Current(b) {
		t.Error("a box of the old key passes for one of the new")
	}
	anew := box(t, both, "f", "r", "plain")
	if got, err := next.Open("f", "r", anew); err != nil || string(got) != "plain" || !both.Current(anew) {
		t.Errorf("the new key alone: %q, %v", got, err)
	}
	if diff := cmp.Diff([]seal.Version{next.Version(), old.Version()}, both.Versions()); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
	if same := ring(t, first, first); len(same.Versions()) != 1 {
		t.Errorf("the same key twice makes the versions %v", same.Versions())
	}
}

func TestKeyring_refusesShortSecrets(t *testing.T) {
	t.Parallel()
	for _, secrets := range [][]seal.Secret{{{}}, {seal.NewSecret(first.Reveal()[:31])}, {first, seal.NewSecret("short")}} {
		if _, err := seal.NewKeyring(rand.Reader, secrets[0], secrets[1:]...); !errors.Is(err, seal.ErrShort) {
			t.Errorf("secrets of %d characters: %v, want ErrShort", len(secrets[len(secrets)-1].Reveal()), err)
		}
	}
}

func TestWeak_knowsWhatAnyoneCouldName(t *testing.T) {
	t.Parallel()
	for _, weak := range []string{"", first.Reveal()[:31], "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abababababababababababababababababababab", "please-CHANGEME-before-you-go-live-0000", "0123456789abcdef0123456789abcdef"} {
		if !seal.Weak(seal.NewSecret(weak)) {
			t.Errorf("Weak(%q) = false", weak)
		}
	}
	for _, strong := range []string{first.Reveal(), second.Reveal(), "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"} {
		if seal.Weak(seal.NewSecret(strong)) {
			t.Errorf("Weak(%q) = true", strong)
		}
	}
}

func TestText_ofBeforeThereWasAKeyStaysReadable(t *testing.T) {
	t.Parallel()
	r := ring(t, first)
	for _, plain := range []string{"", `{"name":"홍길동"}`, "sealed"} {
		got, err := r.OpenText("f", "r", plain)
		if err != nil || got != plain || r.CurrentText(plain) {
			t.Errorf("OpenText(%q) = %q, error %v", plain, got, err)
		}
	}
	text, err := r.SealText("f", "r", "홍길동")
	if err != nil || !seal.IsText(text) || !r.CurrentText(text) {
		t.Fatalf("SealText = %q, error %v", text, err)
	}
	if got, err := r.OpenText("f", "r", text); err != nil || got != "홍길동" {
		t.Errorf("OpenText = %q, error %v", got, err)
	}
	for _, broken := range []string{text + "A", text[:len(text)-1], "sealed:", "sealed:!", text + "\n"} {
		if got, err := r.OpenText("f", "r", broken); !errors.Is(err, seal.ErrBroken) || got != "" {
			t.Errorf("OpenText(%q) = %q, error %v; want ErrBroken", broken, got, err)
		}
	}
}

func TestIndex_tellsKindsValuesAndKeysApart(t *testing.T) {
	t.Parallel()
	r, both := ring(t, first), ring(t, second, first)
	phone := r.Index("phone", "01012345678")
	if phone < 0 || phone != r.Index("phone", "01012345678") {
		t.Errorf("Index = %d, then %d", phone, r.Index("phone", "01012345678"))
	}
	for name, other := range map[string]int64{
		"another value": r.Index("phone", "01012345679"), "another kind": r.Index("email", "01012345678"),
		"another cut": r.Index("phone0", "1012345678"), "another key": both.Index("phone", "01012345678"),
	} {
		if other == phone {
			t.Errorf("%s has the same index", name)
		}
	}
	if diff := cmp.Diff([]int64{both.Index("phone", "01012345678"), phone}, both.Indexes("phone", "01012345678")); diff != "" {
		t.Errorf("indexes under each key (-want +got):\n%s", diff)
	}
}

func TestSecret_isNeverPrinted(t *testing.T) {
	t.Parallel()
	secret := seal.NewSecret("canary-of-a-secret")
	held := struct {
		Secret seal.Secret
		Of     map[seal.Secret]seal.Secret
		within seal.Secret
	}{secret, map[seal.Secret]seal.Secret{secret: secret}, secret}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s"} {
		fmt.Fprintf(&out, verb+" "+verb+" "+verb+"\n", secret, held, &held)
	}
	fmt.Fprintln(&out, secret, held, errors.New(secret.String()))
	text, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("said", "secret", secret, "held", held, slog.Group("in", "it", secret))
	}
	for _, part := range []string{"canary", hex.EncodeToString([]byte("canary")), "CANARY"} {
		if strings.Contains(strings.ToLower(out.String()), strings.ToLower(part)) {
			t.Errorf("%q was printed:\n%s", part, out.String())
		}
	}
	if !strings.Contains(out.String(), "***") || secret.Reveal() != "canary-of-a-secret" {
		t.Errorf("the secret is %q, and printed as:\n%s", secret.Reveal(), out.String())
	}
}

// counting is an entropy that every process of a fuzzing run shares.
type counting struct{ n byte }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}

func FuzzOpen(f *testing.F) {
	r, err := seal.NewKeyring(&counting{}, first, second)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte{}, "sealed:")
	whole := box(f, r, "f", "r", "plain")
	text, err := r.SealText("f", "r", "plain")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole, text)
	f.Add(whole[:30], text[:12])
	f.Fuzz(func(t *testing.T, b []byte, text string) {
		if plain, err := r.Open("f", "r", b); err == nil && !bytes.Equal(b, whole) {
			t.Errorf("Open(%x) = %q: a forged box", b, plain)
		}
		plain, err := r.OpenText("f", "r", text)
		if err == nil && seal.IsText(text) && plain != "plain" {
			t.Errorf("OpenText(%q) = %q: a forged box", text, plain)
		}
		if !seal.IsText(text) && (err != nil || plain != text) {
			t.Errorf("OpenText(%q) = %q, error %v: plain text was changed", text, plain, err)
		}
	})
}

func ExampleKeyring() {
	r, err := seal.NewKeyring(rand.Reader, first)
	if err != nil {
		fmt.Println(err)
		return
	}
	box, err := r.Seal("webhook_endpoints.secret", "hep_1", []byte("whsec_…"))
	if err != nil {
		fmt.Println(err)
		return
	}
	plain, err := r.Open("webhook_endpoints.secret", "hep_1", box)
	fmt.Println(string(plain), err)
	// Output: whsec_… <nil>
}
