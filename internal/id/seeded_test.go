package id_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/naru-pay/naru/internal/id"
)

func TestSeeded_repeatsItselfForOneSeedAlone(t *testing.T) {
	t.Parallel()
	read := func(seed uint64) []byte {
		out := make([]byte, 100)
		r := id.Seeded(seed)
		for _, part := range [][]byte{out[:1], out[1:40], out[40:]} { // ids are read in pieces
			if _, err := io.ReadFull(r, part); err != nil {
				t.Fatal(err)
			}
		}
		return out
	}
	if !bytes.Equal(read(7), read(7)) {
		t.Error("one seed gave two sequences")
	}
	if bytes.Equal(read(7), read(8)) {
		t.Error("two seeds gave one sequence")
	}
}
