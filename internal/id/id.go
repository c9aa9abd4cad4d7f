// Package id makes identifiers: prefixed and sortable by time for our own rows,
// and the merchant_uid that PortOne and every PG accept.
//
// Time and entropy are passed in, so a simulation can replay them. It refuses
// to hand out an id when entropy fails; its main invariant is that an id made
// here has at least 70 bits that nobody can guess.
package id

import (
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"time"
)

// System is the operating system's entropy.
var System io.Reader = rand.Reader

// crockford is the alphabet of ULIDs: digits and letters that sort as numbers
// and are not mistaken for one another.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// New returns prefix_ followed by 26 characters, 10 of time in milliseconds
// and 16 random ones (80 bits): "pay_01JD…".
func New(prefix string, now time.Time, entropy io.Reader) (string, error) {
	random, err := letters(crockford, 16, entropy)
	if err != nil {
		return "", err
	}
	return Edge(prefix, now) + random, nil
}

// stampLength is how many characters of an id are its time.
const stampLength = 10

// Edge returns what every id of the prefix made at now or later, in whole
// milliseconds, sorts after, and every one made before sorts before.
func Edge(prefix string, now time.Time) string {
	var stamp [stampLength]byte
	ms := uint64(max(now.UnixMilli(), 0))
	for i := len(stamp) - 1; i >= 0; i-- {
		stamp[i] = crockford[ms&31]
		ms >>= 5
	}
	return prefix + "_" + string(stamp[:])
}

// Time returns when an id was made, in whole milliseconds; zero for what is no
// id.
func Time(id string) time.Time {
	_, rest, found := strings.Cut(id, "_")
	if !found || len(rest) < stampLength {
		return time.Time{}
	}
	var ms int64
	for _, c := range rest[:stampLength] {
		digit := strings.IndexRune(crockford, c)
		if digit < 0 {
			return time.Time{}
		}
		ms = ms<<5 | int64(digit)
	}
	return time.UnixMilli(ms).UTC()
}

// lower is base 32 in lower case, for ids that people read aloud.
const lower = "0123456789abcdefghjkmnpqrstvwxyz"

// The lengths of a merchant_uid: at least 26 and at most 32 characters, the
// most that the tightest PG takes, of which at least 16 are random (80 bits).
const (
	merchantUIDMost   = 32
	merchantUIDLeast  = 26
	merchantUIDRandom = 16
)

// MerchantUID returns a merchant_uid for an order: the letters and digits of
// orderRef as far as they fit, then random ones, 26 to 32 ASCII letters and
// digits in all.
func MerchantUID(orderRef string, entropy io.Reader) (string, error) {
	head := plain(orderRef)
	if most := merchantUIDMost - merchantUIDRandom; len(head) > most {
		head = head[:most]
	}
	tail, err := letters(lower, max(merchantUIDRandom, merchantUIDLeast-len(head)), entropy)
	if err != nil {
		return "", err
	}
	return head + tail, nil
}

// Secret returns 32 random bytes as 52 base-32 characters, for API keys.
func Secret(entropy io.Reader) (string, error) { return letters(lower, 52, entropy) }

// plain returns the ASCII letters and digits of s.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') {
			return r
		}
		return -1
	}, s)
}

// letters returns n random letters of a 32-letter alphabet.
func letters(alphabet string, n int, entropy io.Reader) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(entropy, b); err != nil {
		return "", fmt.Errorf("read entropy: %w", err)
	}
	for i := range b {
		b[i] = alphabet[b[i]&31]
	}
	return string(b), nil
}
