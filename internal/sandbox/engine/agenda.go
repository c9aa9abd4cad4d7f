package engine

import (
	"cmp"
	"container/heap"
)

// agenda is what waits for its time, the next first; of one time the lower
// number goes first. It holds keys alone, so that many may wait. Use newAgenda.
type agenda[K comparable] struct {
	lines   map[K]entry[K] // the one that counts of each key
	heap    heapOf[K]      // of these, and of some that do not count any more
	written uint64
}

// moment is when something is due, in UNIX microseconds, and its number.
type moment struct {
	at     int64
	number int
}

type entry[K comparable] struct {
	moment
	key     K
	written uint64 // tells it from earlier lines of the key
}

func newAgenda[K comparable]() agenda[K] { return agenda[K]{lines: map[K]entry[K]{}} }

// put writes when a key is due, instead of an earlier word about it.
func (a *agenda[K]) put(key K, m moment) {
	if old, known := a.lines[key]; known && old.moment == m {
		return
	}
	a.written++
	a.lines[key] = entry[K]{m, key, a.written}
	heap.Push(&a.heap, a.lines[key])
	a.tidy()
}

// drop forgets a key.
func (a *agenda[K]) drop(key K) {
	delete(a.lines, key)
	a.tidy()
}

// tidy keeps the heap from growing with lines that do not count.
func (a *agenda[K]) tidy() {
	if len(a.heap) <= 64 || len(a.heap) <= 2*len(a.lines) {
		return
	}
	a.heap = a.heap[:0]
	for _, l := range a.lines {
		a.heap = append(a.heap, l)
	}
	heap.Init(&a.heap)
}

// first returns what is due next.
func (a *agenda[K]) first() (key K, m moment, ok bool) {
	for len(a.heap) > 0 {
		if next := a.heap[0]; a.lines[next.key].written == next.written {
			return next.key, next.moment, true
		}
		heap.Pop(&a.heap)
	}
	return key, m, false
}

// due returns up to most keys that are due at a time and that fit, in their
// order. They stay on the agenda.
func (a *agenda[K]) due(at int64, most int, fits func(K) bool) []K {
	var keys []K
	var passed []entry[K]
	for len(keys) < most {
		key, m, ok := a.first()
		if !ok || m.at > at {
			break
		}
		passed = append(passed, a.heap[0])
		heap.Pop(&a.heap)
		if fits(key) {
			keys = append(keys, key)
		}
	}
	for _, l := range passed {
		heap.Push(&a.heap, l)
	}
	return keys
}

type heapOf[K comparable] []entry[K]

func (s heapOf[K]) Len() int      { return len(s) }
func (s heapOf[K]) Swap(i, j int) { s[i], s[j] = s[j], s[i] }

func (s heapOf[K]) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(s[i].at, s[j].at), cmp.Compare(s[i].number, s[j].number)) < 0
}

// Push is heap.Push's.
func (s *heapOf[K]) Push(x any) { *s = append(*s, x.(entry[K])) }

// Pop is heap.Pop's.
func (s *heapOf[K]) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}
