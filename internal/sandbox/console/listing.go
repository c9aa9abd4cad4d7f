package console

import (
	"net/http"
	"net/url"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// everything is the state that narrows a list to nothing.
const everything = "all"

// listing is one page of a list of an account's, narrowed to a state, with how
// many there are of each.
type listing struct {
	query       url.Values
	store       string // code of the account
	state       string
	counts      map[string]int // none: the list knows no states
	page, limit int
	total       int
	list        []any
}

// listing reads what a list is asked for with: page, limit, state where the
// list knows states, and the names besides.
func (s *server) listing(r *http.Request, states []string, names ...string) (*listing, error) {
	allowed := append([]string{"page", "limit"}, names...)
	if states != nil {
		allowed = append(allowed, "state")
	}
	q, err := query(r, allowed...)
	if err != nil {
		return nil, err
	}
	l := &listing{query: q, state: everything, list: []any{}}
	if l.page, l.limit, err = paging(q); err != nil {
		return nil, err
	}
	m, err := s.engine.MerchantByCode(path(r, "imp"))
	if err != nil {
		return nil, err
	}
	l.store = m.Code
	if states == nil {
		return l, nil
	}
	l.counts = map[string]int{everything: 0}
	for _, state := range states {
		l.counts[state] = 0
	}
	if state := q.Get("state"); state != "" {
		l.state = state
	}
	if _, known := l.counts[l.state]; !known {
		return nil, fault.Field(fault.BadQuery, "state", "not a state of this list")
	}
	return l, nil
}

// add counts an entry, and keeps its record where it stands on the page.
func (l *listing) add(state string, record func() any) {
	if l.counts != nil {
		l.counts[everything]++
		l.counts[state]++
	}
	if l.state != everything && l.state != state {
		return
	}
	if l.total++; l.total > (l.page-1)*l.limit && l.total <= l.page*l.limit {
		l.list = append(l.list, record())
	}
}

// answer is the page.
func (l *listing) answer() engine.Object {
	o := engine.Object{{Name: "total", Value: l.total}}
	if l.counts != nil {
		o = append(o, engine.Field{Name: "counts", Value: l.counts})
	}
	return append(o, engine.Field{Name: "list", Value: l.list})
}

// paging reads page and limit of a query.
func paging(q url.Values) (page, limit int, err error) {
	if page, err = number(q, "page", 1, pageMost); err != nil {
		return 0, 0, err
	}
	if limit, err = number(q, "limit", pageLimit, limitMost); err != nil {
		return 0, 0, err
	}
	if page < 1 || limit < 1 {
		return 0, 0, fault.Field(fault.BadQuery, "page", "page and limit begin at 1")
	}
	return page, limit, nil
}
