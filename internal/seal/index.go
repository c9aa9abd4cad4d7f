package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// Index returns the blind index of a value of one kind ("phone", "email") under
// the key that seals: 63 bits of an HMAC, which tell nobody without the key
// whether two databases know the same person. The value is to be normalised
// first.
func (r *Keyring) Index(kind, value string) int64 { return r.current.index(kind, value) }

// Indexes returns the blind index under each key, the one that seals first: what
// to look for while not all rows are sealed anew.
func (r *Keyring) Indexes(kind, value string) []int64 {
	out := make([]int64, 0, len(r.order))
	for _, k := range r.order {
		out = append(out, k.index(kind, value))
	}
	return out
}

func (k *key) index(kind, value string) int64 {
	mac := hmac.New(sha256.New, k.blind)
	mac.Write([]byte(kind))
	mac.Write([]byte{0})
	mac.Write([]byte(value))
	return int64(binary.BigEndian.Uint64(mac.Sum(nil)) >> 1)
}
