package engine

// Shelved puts a value on a shelf, another over it, and takes it back.
func Shelved[T any](over, v T) T {
	s := newShelf[T]()
	scratch := s.put("id", over, nil)
	s.put("id", v, scratch)
	return s.of("id")
}
