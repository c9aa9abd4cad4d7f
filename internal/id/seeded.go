package id

import (
	"crypto/sha256"
	"encoding/binary"
	"io"
)

// Seeded returns entropy that is the same for the same seed in every run, for a
// sandbox whose runs are compared; whoever knows the seed knows every id made
// from it. It is not for more than one goroutine at a time.
func Seeded(seed uint64) io.Reader { return &seeded{seed: seed} }

// seeded is the digests of the seed with 0, 1, 2 … one after another.
type seeded struct {
	seed, block uint64
	left        []byte
}

// Read fills p and never fails.
func (s *seeded) Read(p []byte) (int, error) {
	for n := 0; n < len(p); {
		if len(s.left) == 0 {
			var text [16]byte
			binary.LittleEndian.PutUint64(text[:8], s.seed)
			binary.LittleEndian.PutUint64(text[8:], s.block)
			digest := sha256.Sum256(text[:])
			s.block++
			s.left = digest[:]
		}
		copied := copy(p[n:], s.left)
		s.left = s.left[copied:]
		n += copied
	}
	return len(p), nil
}
