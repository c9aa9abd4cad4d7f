package simtest

import (
	"testing"

	"github.com/naru-pay/naru/internal/merchant"
)

// Mutant is one seeded bug, put between the use cases and what they stand on.
// The zero value is the system as it ships.
type Mutant struct {
	Name    string
	Gateway func(*World, Gateway) Gateway
	Store   func(*World, merchant.Store) merchant.Store
	Schema  []string // a guard of the database that is taken away
}

// Gateway is everything that the use cases ask of PortOne.
type Gateway interface {
	merchant.Gateway
}

func (m Mutant) gateway(w *World, g Gateway) Gateway {
	if m.Gateway == nil {
		return g
	}
	return m.Gateway(w, g)
}

func (m Mutant) store(w *World, s merchant.Store) merchant.Store {
	if m.Store == nil {
		return s
	}
	return m.Store(w, s)
}

func (m Mutant) prepare(t *testing.T, db *lair) {
	t.Helper()
	for _, words := range m.Schema {
		if err := db.exec(words); err != nil {
			t.Fatal(err)
		}
	}
}

// Mutants are all seeded bugs. Each must be killed: see TestMutants.
func Mutants() []Mutant { return append(portoneMutants(), storeMutants()...) }
