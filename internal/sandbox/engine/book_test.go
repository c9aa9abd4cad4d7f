package engine_test

import (
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// A book says what a map and a list say, whatever is written over what, also
// where names share a hash, and gives the room of old texts back.
func TestBook_keepsTheNewestTextOfEachName(t *testing.T) {
	t.Parallel()
	seed := maphash.MakeSeed()
	for name, hash := range map[string]func(string) uint64{
		"hashes of their own": func(name string) uint64 { return maphash.String(seed, name) },
		"few hashes":          func(name string) uint64 { return uint64(len(name)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(3, 4))
			b, texts, names, quotes := engine.NewBook(hash), map[string]string{}, []string{}, map[string]string{}
			for i := range 20_000 {
				name := fmt.Sprint("imp_", r.IntN(400))
				text := strings.Repeat(fmt.Sprint(i), r.IntN(60))
				if r.IntN(2_000) == 0 {
					text = strings.Repeat("긴", 30_000)
				}
				if _, known := texts[name]; !known {
					names = append(names, name)
				}
				texts[name] = text
				b.Put(name, text)
				if i%100 == 0 {
					quotes[text], _ = b.Find(name)
				}
			}
			for i, name := range names {
				if got, ok := b.Find(name); !ok || got != texts[name] || b.At(i) != texts[name] {
					t.Fatalf("%s is %.20q and %.20q, want %.20q", name, got, b.At(i), texts[name])
				}
			}
			for want, got := range quotes {
				if got != want {
					t.Fatalf("a text that was taken became %.20q, want %.20q", got, want)
				}
			}
			if _, ok := b.Find("imp_400"); ok {
				t.Error("a name that was never written is found")
			}
			const page = 32 << 10
			if taken, needed := b.Written(); taken > needed*4/3+2*page {
				t.Errorf("%d bytes are taken, %d needed", taken, needed)
			}
		})
	}
}
