package id

import (
	"encoding/binary"
	"io"
	"math/rand/v2"
)

// Seeded returns entropy that is the same for the same seed in every run, for a
// sandbox whose runs are compared; whoever knows the seed knows every id made
// from it. It is not for more than one goroutine at a time.
func Seeded(seed uint64) io.Reader {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return rand.NewChaCha8(key)
}
