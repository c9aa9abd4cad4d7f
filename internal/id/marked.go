package id

import "io"

// The parts of a marked merchant_uid: with 14 random letters (70 bits) and 8 of
// a mark (40 bits) it has at most as many characters as any other.
const (
	markLetters  = 8
	markedRandom = 14
)

// MarkedUID returns a merchant_uid that ends in a mark, by which its maker knows
// it again without having kept it: the letters and digits of orderRef as far as
// they fit, random ones, and what mark makes of all before it.
func MarkedUID(orderRef string, entropy io.Reader, mark func(body string) []byte) (string, error) {
	head := plain(orderRef)
	if most := merchantUIDMost - markedRandom - markLetters; len(head) > most {
		head = head[:most]
	}
	random, err := letters(lower, max(markedRandom, merchantUIDLeast-markLetters-len(head)), entropy)
	if err != nil {
		return "", err
	}
	return head + random + Letters(mark(head + random))[:markLetters], nil
}

// SplitMark returns what a mark was made of, and the mark; ok is false for what
// is no marked merchant_uid by its form.
func SplitMark(uid string) (body, mark string, ok bool) {
	if len(uid) < merchantUIDLeast || len(uid) > merchantUIDMost || plain(uid) != uid {
		return "", "", false
	}
	at := len(uid) - markLetters
	return uid[:at], uid[at:], true
}

// SameMark reports whether mark is the one that was made of sum. It takes as
// long for every mark.
func SameMark(mark string, sum []byte) bool {
	want := Letters(sum)[:markLetters]
	differs := len(mark) ^ len(want)
	for i := range min(len(mark), len(want)) {
		differs |= int(mark[i] ^ want[i])
	}
	return differs == 0
}

// Letters writes bytes as letters and digits of base 32, five bits each.
func Letters(b []byte) string {
	out := make([]byte, len(b))
	for i := range b {
		out[i] = lower[b[i]&31]
	}
	return string(out)
}

// Derived returns an id of the form that New gives, made of at least 26 bytes of
// a keyed hash instead of time and chance.
func Derived(prefix string, sum []byte) string {
	out := make([]byte, 26)
	for i := range out {
		out[i] = crockford[sum[i]&31]
	}
	return prefix + "_" + string(out)
}
