package engine

// tally counts payments by store and status as they change, so that a list of a
// hundred thousand need not be read to be counted.
type tally struct {
	status map[string]Status // by imp_uid
	counts map[string]map[Status]int
}

func newTally() tally {
	return tally{map[string]Status{}, map[string]map[Status]int{}}
}

// note takes a payment's new status. A payment never changes its store.
func (t tally) note(p Payment) {
	counts := t.counts[p.Merchant]
	if counts == nil {
		counts = map[Status]int{}
		t.counts[p.Merchant] = counts
	}
	if old, known := t.status[p.ImpUID]; known {
		counts[old]--
	}
	counts[p.Status]++
	t.status[p.ImpUID] = p.Status
}

// CountPayments returns how many payments of an account and its sub-stores
// stand in each status.
func (e *Engine) CountPayments(account string) map[Status]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	sum := map[Status]int{}
	for store, counts := range e.tally.counts {
		if !belongs(store, account) {
			continue
		}
		for status, n := range counts {
			sum[status] += n
		}
	}
	return sum
}
