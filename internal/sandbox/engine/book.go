package engine

import (
	"encoding/binary"
	"hash/maphash"
	"strings"
)

// pageSize is the room of a page in bytes: enough that pages are few, so little
// that one which a log entry still quotes does not matter.
const pageSize = 32 << 10

// book keeps texts by name, numbered from 0 in the order in which the names
// came. No text has a pointer of its own: to the collector, a hundred thousand
// payments are some thousand pages that it need not look into.
type book struct {
	hash    func(name string) uint64
	numbers map[uint64]uint32 // by the hash of a name
	twins   map[string]uint32 // of names whose hash another name had before
	places  []spot            // by number
	pages   []page
	spare   []uint32 // pages that hold nothing
	open    uint32   // the page that is written on
}

// spot is where the newest text of a number stands.
type spot struct{ page, at uint32 }

// page is a run of passages. What is written stays: texts that were taken from
// it are parts of it.
type page struct {
	writing *strings.Builder
	dead    int // bytes of passages that newer ones replace
}

func newBook() *book {
	seed := maphash.MakeSeed()
	return &book{
		hash:    func(name string) uint64 { return maphash.String(seed, name) },
		numbers: map[uint64]uint32{},
	}
}

// find returns the number of a name, and whether it has one.
func (b *book) find(name string) (int, bool) {
	n, ok := b.numbers[b.hash(name)]
	if ok && b.passage(b.places[n]).name != name {
		n, ok = b.twins[name]
	}
	return int(n), ok
}

// text returns the newest text of a number.
func (b *book) text(n int) string { return b.passage(b.places[n]).text }

// put keeps a text under a name.
func (b *book) put(name string, text []byte) {
	n, known := b.find(name)
	if !known {
		n = b.number(name)
	}
	old, full := b.places[n], b.open
	if known {
		b.pages[old.page].dead += b.passage(old).size
	}
	b.places[n] = b.write(n, name, text)
	if known {
		b.tidy(old.page)
	}
	b.tidy(full)
}

// number gives a name the next number.
func (b *book) number(name string) int {
	n := uint32(len(b.places))
	b.places = append(b.places, spot{})
	if hash := b.hash(name); !b.taken(hash) {
		b.numbers[hash] = n
	} else {
		if b.twins == nil {
			b.twins = map[string]uint32{}
		}
		b.twins[strings.Clone(name)] = n
	}
	return int(n)
}

func (b *book) taken(hash uint64) bool {
	_, taken := b.numbers[hash]
	return taken
}

// passage is one text as it stands on a page.
type passage struct {
	number     int
	name, text string
	size       int // of all of it, in bytes
}

func (b *book) passage(p spot) passage { return readPassage(b.pages[p.page].writing.String()[p.at:]) }

func readPassage(s string) passage {
	whole := len(s)
	e := passage{number: int(readUint(&s))}
	e.name, e.text = readText(&s), readText(&s)
	e.size = whole - len(s)
	return e
}

// write puts a passage on the open page, or on a new one that has room for it.
func (b *book) write(n int, name string, text []byte) spot {
	most := 3*binary.MaxVarintLen64 + len(name) + len(text)
	if len(b.pages) == 0 || most > b.pages[b.open].writing.Cap()-b.pages[b.open].writing.Len() {
		b.turn(max(most, pageSize))
	}
	w := b.pages[b.open].writing
	at := w.Len()
	var length [binary.MaxVarintLen64]byte
	w.Write(binary.AppendUvarint(length[:0], uint64(n)))
	w.Write(binary.AppendUvarint(length[:0], uint64(len(name))))
	w.WriteString(name)
	w.Write(binary.AppendUvarint(length[:0], uint64(len(text))))
	w.Write(text)
	return spot{b.open, uint32(at)}
}

// turn opens an empty page.
func (b *book) turn(size int) {
	fresh := page{writing: &strings.Builder{}}
	fresh.writing.Grow(size)
	if last := len(b.spare) - 1; last >= 0 {
		b.open, b.spare = b.spare[last], b.spare[:last]
		b.pages[b.open] = fresh
		return
	}
	b.open = uint32(len(b.pages))
	b.pages = append(b.pages, fresh)
}

// tidy gives a full page up once a quarter of it is dead, and writes the rest
// anew: no more than three bytes for each that died.
func (b *book) tidy(number uint32) {
	old := b.pages[number]
	if number == b.open || old.writing == nil || old.dead*4 < old.writing.Len() {
		return
	}
	s := old.writing.String()
	for at := 0; at < len(s); {
		e := readPassage(s[at:])
		if (b.places[e.number] == spot{number, uint32(at)}) {
			b.places[e.number] = b.write(e.number, e.name, []byte(e.text))
		}
		at += e.size
	}
	b.pages[number] = page{}
	b.spare = append(b.spare, number)
}
