package engine

// Shelved puts a value on a shelf, another over it, and takes it back.
func Shelved[T any](over, v T) T {
	s := newShelf[T]()
	scratch := s.put("id", over, nil)
	s.put("id", v, scratch)
	return s.of("id")
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
