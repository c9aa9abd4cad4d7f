package engine

// Shelved puts a value on a shelf, another over it, and takes it back.
func Shelved[T any](over, v T) T {
	s := newShelf[T]()
	scratch := s.put("id", over, nil)
	s.put("id", v, scratch)
	return s.of("id")
}

// Book is a book whose names share the hashes of hash.
type Book struct{ of *book }

// NewBook returns an empty one.
func NewBook(hash func(string) uint64) Book {
	b := newBook()
	b.hash = hash
	return Book{b}
}

// Put keeps a text.
func (b Book) Put(name, text string) { b.of.put(name, []byte(text)) }

// Find returns a text by its name.
func (b Book) Find(name string) (text string, ok bool) {
	n, ok := b.of.find(name)
	if ok {
		text = b.of.text(n)
	}
	return text, ok
}

// At returns the text of a number.
func (b Book) At(n int) string { return b.of.text(n) }

// Written is the room that is taken and the room that the newest texts need.
func (b Book) Written() (taken, needed int) {
	for _, p := range b.of.pages {
		if p.writing != nil {
			taken += p.writing.Len()
		}
	}
	for _, at := range b.of.places {
		needed += b.of.passage(at).size
	}
	return taken, needed
}

// Agenda is an agenda of numbers.
type Agenda struct{ of agenda[int] }

// NewAgenda returns one on which nothing is.
func NewAgenda() *Agenda { return &Agenda{newAgenda[int]()} }

// Put writes when a key is due.
func (a *Agenda) Put(key, at, number int) { a.of.put(key, moment{int64(at), number}) }

// Drop forgets a key.
func (a *Agenda) Drop(key int) { a.of.drop(key) }

// Due returns what is due.
func (a *Agenda) Due(at, most int, fits func(int) bool) []int { return a.of.due(int64(at), most, fits) }

// Kept is how many lines are kept.
func (a *Agenda) Kept() int { return len(a.of.heap) }

// EndedKeys are the customer_uids of deleted keys in the order of it.
func (e *Engine) EndedKeys() []string {
	var uids []string
	for _, k := range e.endedKeys {
		uids = append(uids, k.CustomerUID)
	}
	return uids
}
