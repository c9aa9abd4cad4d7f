package engine

import (
	"cmp"
	"slices"
)

// Sorting is the order of a list: -started (default), started, -paid, paid,
// -updated, updated. The minus means newest first.
type Sorting string

// Valid reports whether the order exists; the empty one is the default.
func (s Sorting) Valid() bool {
	return s == "" || slices.Contains([]Sorting{"-started", "started", "-paid", "paid", "-updated", "updated"}, s)
}

// PaymentByImpUID returns one payment of an account; an empty account is any.
func (e *Engine) PaymentByImpUID(merchant, impUID string) (Payment, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p, ok := e.payments.get(impUID)
	if !ok || merchant != "" && p.Merchant != merchant {
		return Payment{}, refuse(Missing, textNoPayment)
	}
	return p, nil
}

// Payments returns those of the given ids and merchant_uids that exist, and
// how many do not; of several with one merchant_uid it takes the newest.
func (e *Engine) Payments(merchant string, impUIDs, merchantUIDs []string) (found []Payment, missing int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	seen := map[string]bool{}
	take := func(id string) {
		p, ok := e.payments.get(id)
		if !ok || p.Merchant != merchant {
			missing++
			return
		}
		if !seen[id] {
			seen[id] = true
			found = append(found, p)
		}
	}
	for _, id := range impUIDs {
		take(id)
	}
	for _, uid := range merchantUIDs {
		ids := e.ofOrder(merchant, uid)
		if len(ids) == 0 {
			missing++
			continue
		}
		take(ids[len(ids)-1])
	}
	return found, missing
}

// orderName is the name under which the payments of a merchant_uid are kept; no
// merchant's code has a NUL.
func orderName(merchant, merchantUID string) string { return merchant + "\x00" + merchantUID }

// ofOrder returns the imp_uids of a merchant_uid in the order of their start.
func (e *Engine) ofOrder(merchant, merchantUID string) []string {
	return e.byOrder.of(orderName(merchant, merchantUID))
}

// FindAll returns the payments of a merchant_uid, all or of one status.
func (e *Engine) FindAll(merchant, merchantUID string, status Status, order Sorting) []Payment {
	e.mu.Lock()
	defer e.mu.Unlock()
	var list []Payment
	for _, id := range e.ofOrder(merchant, merchantUID) {
		if p := e.payments.of(id); status == "" || p.Status == status {
			list = append(list, p)
		}
	}
	sortPayments(list, order)
	return list
}

// StatusQuery asks for the payments of an account by time; the time compared is
// that of the status that each payment has now: start, approval, cancel or
// failure.
type StatusQuery struct {
	Status   Status // empty: all
	From, To int64  // UNIX seconds, both included
	Order    Sorting
}

// ByStatus returns the payments that a query asks for.
func (e *Engine) ByStatus(merchant string, q StatusQuery) []Payment {
	e.mu.Lock()
	defer e.mu.Unlock()
	var list []Payment
	for p := range e.payments.all() {
		if p.Merchant != merchant || q.Status != "" && p.Status != q.Status {
			continue
		}
		if at := p.statusAt(); at >= q.From && at <= q.To {
			list = append(list, p)
		}
	}
	sortPayments(list, q.Order)
	return list
}

// All returns every payment of an account and its sub-stores, newest first.
func (e *Engine) All(merchant string) []Payment {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := []Payment{}
	for p := range e.payments.newest() {
		if belongs(p.Merchant, merchant) {
			list = append(list, p)
		}
	}
	return list
}

// statusAt is when the payment came to the status that it has.
func (p Payment) statusAt() int64 {
	switch p.Status {
	case Paid:
		return p.PaidAt
	case Cancelled:
		return p.CancelledAt
	case Failed:
		return p.FailedAt
	}
	return p.StartedAt
}

// sortPayments orders a list; what is equal keeps the order of its start.
func sortPayments(list []Payment, order Sorting) {
	key := map[Sorting]func(Payment) int64{
		"paid": func(p Payment) int64 { return p.PaidAt }, "updated": func(p Payment) int64 { return p.UpdatedAt },
	}
	descending := order == "" || order[0] == '-'
	name := order
	if order != "" && descending {
		name = order[1:]
	}
	by, ok := key[name]
	if !ok {
		by = func(p Payment) int64 { return p.StartedAt }
	}
	slices.SortStableFunc(list, func(a, b Payment) int {
		c := cmp.Or(cmp.Compare(by(a), by(b)), cmp.Compare(a.Order, b.Order))
		if descending {
			return -c
		}
		return c
	})
}
