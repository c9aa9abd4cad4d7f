package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// LeastSecret is the fewest characters of a secret that keys are made of.
const LeastSecret = 32

// ErrShort says that a secret is too short to make keys of.
var ErrShort = errors.New("a secret key needs at least 32 characters")

// Version names a key without telling anything of it: the first four bytes of a
// hash that is derived from it, in hex. It stands in each box.
type Version string

// versionBytes is the length of a version in a box.
const versionBytes = 4

// key is what one secret gives: a cipher for boxes and a key for blind indexes.
type key struct {
	version Version
	raw     [versionBytes]byte
	block   cipher.Block // AES-256 of the key-encryption key
	mask    [aes.BlockSize]byte
	blind   []byte
}

func newKey(secret Secret) (*key, error) {
	if len(secret.Reveal()) < LeastSecret {
		return nil, ErrShort
	}
	kek, err := derive(secret, "naru seal 1")
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(kek)
	if err != nil {
		return nil, err
	}
	k := &key{block: block, mask: cmacMask(block)}
	if k.blind, err = derive(secret, "naru blind index 1"); err != nil {
		return nil, err
	}
	name, err := derive(secret, "naru key version 1")
	if err != nil {
		return nil, err
	}
	copy(k.raw[:], name)
	k.version = Version(hex.EncodeToString(k.raw[:]))
	return k, nil
}

// derive makes an independent 32-byte key for one purpose (HKDF, RFC 5869). The
// secret has the entropy already, so that nothing stretches it.
func derive(secret Secret, purpose string) ([]byte, error) {
	out, err := hkdf.Key(sha256.New, []byte(secret.Reveal()), nil, purpose, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive %q: %w", purpose, err)
	}
	return out, nil
}

// Weak reports whether a secret is one that somebody else could have, too: too
// short, of few different characters, or with the words of an example. Play
// money may be guarded by such a one; real money may not.
func Weak(secret Secret) bool {
	s := strings.ToLower(secret.Reveal())
	if len(s) < LeastSecret {
		return true
	}
	runes := []rune(s)
	slices.Sort(runes)
	if len(slices.Compact(runes)) < 8 {
		return true
	}
	return slices.ContainsFunc(examples, func(word string) bool { return strings.Contains(s, word) })
}

// examples are words that stand in samples and defaults, never in random text
// of any length that matters.
var examples = []string{"changeme", "change-me", "change_me", "password", "secretkey", "secret-key", "secret_key", "example", "0123456789abcdef", "1234567890", "abcdefghij", "deadbeef", "placeholder", "your-secret", "yoursecret"}
