package password

import "io"

// NewQuick returns a hasher whose hashes cost next to nothing, for tests of what
// stands on it.
func NewQuick(entropy io.Reader) *Hasher { return newWith(entropy, 64, cost{64, 1, 1}) }
