package engine

import (
	"slices"
	"strings"
)

// tally counts payments by store and status as they change, so that a list of a
// hundred thousand need not be read to be counted.
type tally struct {
	statuses []uint8 // of each payment by its number, as in counts
	stores   map[string]*counts
}

// counted are the statuses in the order in which they are counted.
var counted = [...]Status{Ready, Paid, Cancelled, Failed, Pending}

// counts are by place in counted, from 1; any other status is counted as 0.
type counts [1 + len(counted)]int

func newTally() tally { return tally{stores: map[string]*counts{}} }

// note takes the status of the payment that began as the number-th. A payment
// never changes its store.
func (t *tally) note(number int, p Payment) {
	of := t.stores[p.Merchant]
	if of == nil {
		of = new(counts)
		t.stores[strings.Clone(p.Merchant)] = of
	}
	now := slices.Index(counted[:], p.Status) + 1
	if number == len(t.statuses) {
		t.statuses = append(t.statuses, uint8(now))
	} else {
		of[t.statuses[number]]--
		t.statuses[number] = uint8(now)
	}
	of[now]++
}

// CountPayments returns how many payments of an account and its sub-stores
// stand in each status.
func (e *Engine) CountPayments(account string) map[Status]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	sum := map[Status]int{}
	for store, of := range e.tally.stores {
		if !belongs(store, account) {
			continue
		}
		for i, status := range counted {
			if n := of[i+1]; n > 0 {
				sum[status] += n
			}
		}
	}
	return sum
}
