package console

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// How many things a page holds unless limit says otherwise.
const (
	pageLimit = 20
	limitMost = 200
	pageMost  = 1 << 30
)

// searchNames are the filters of 결제 내역 조회, in a query.
var searchNames = []string{
	"status", "q", "in", "basis", "from", "to", "provider", "method", "kind", "mode", "tier", "min", "max",
}

// search reads the filters of a query.
func search(q url.Values) (engine.PaymentSearch, error) {
	s := engine.PaymentSearch{
		Text: q.Get("q"), In: q.Get("in"), Requested: q.Get("basis") == "requested",
		Provider: q.Get("provider"), Method: q.Get("method"), Tier: q.Get("tier"), Least: q.Get("min"), Most: q.Get("max"),
	}
	words := []struct {
		name  string
		known []string
		into  func(string)
	}{
		{"status", []string{"all", "ready", "paid", "failed", "cancelled", "pending"}, func(v string) { s.Status = engine.Status(v) }},
		{"in", append(engine.SearchFields(), "all"), func(v string) { s.In = v }},
		{"basis", []string{"status", "requested"}, func(string) {}},
		{"kind", []string{"all", string(engine.Single), string(engine.Regular)}, func(v string) { s.Kind = engine.PaymentKind(v) }},
		{"mode", []string{"all", string(engine.Test), string(engine.Live)}, func(v string) { s.Mode = engine.Mode(v) }},
	}
	for _, w := range words {
		value := q.Get(w.name)
		if value != "" && !slices.Contains(w.known, value) {
			return s, fault.Field(fault.BadQuery, w.name, "one of %s", strings.Join(w.known, ", "))
		}
		if value == "all" {
			value = ""
		}
		w.into(value)
	}
	for name, text := range map[string]string{"min": s.Least, "max": s.Most} {
		if strings.Trim(text, "0123456789") != "" || len(text) > 12 {
			return s, fault.Field(fault.BadQuery, name, "a whole amount of major units, such as 59000")
		}
	}
	return s, period(q, &s)
}

// period reads from and to: days in Korea, both included.
func period(q url.Values, s *engine.PaymentSearch) error {
	for name, into := range map[string]*int64{"from": &s.From, "to": &s.To} {
		if q.Get(name) == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, q.Get(name), clock.KST)
		if err != nil {
			return fault.Field(fault.BadQuery, name, "a day in Korea such as 2026-11-23")
		}
		if name == "to" {
			day = day.AddDate(0, 0, 1)
		}
		*into = day.Unix()
	}
	return nil
}

// fillFromTally answers a list that no filter but the status narrows: what is
// counted already is not counted again, and nothing after the page is read.
func (s *server) fillFromTally(l *listing, wanted engine.PaymentSearch) {
	skip, total := (l.page-1)*l.limit, 0
	for status, n := range s.engine.CountPayments(l.store) {
		l.counts[everything] += n
		l.counts[string(status)] += n
		if l.state == everything || l.state == string(status) {
			total += n
		}
	}
	if l.total = total; skip >= total {
		return
	}
	for p := range s.engine.Scan(l.store, wanted) {
		switch {
		case wanted.Status != "" && p.Status != wanted.Status:
		case skip > 0:
			skip--
		default:
			l.list = append(l.list, record(*p))
		}
		if len(l.list) == l.limit {
			return
		}
	}
}

func (s *server) payments(_ http.ResponseWriter, r *http.Request) (any, error) {
	l, err := s.listing(r, nil, searchNames...)
	if err != nil {
		return nil, err
	}
	wanted, err := search(l.query)
	if err != nil {
		return nil, err
	}
	l.counts = map[string]int{everything: 0, "ready": 0, "paid": 0, "failed": 0, "cancelled": 0, "pending": 0}
	l.state = cmp.Or(string(wanted.Status), everything)
	// Which time counts means something only with a period.
	if wanted == (engine.PaymentSearch{Status: wanted.Status, Requested: wanted.Requested}) {
		s.fillFromTally(l, wanted)
		return l.answer(), nil
	}
	for p := range s.engine.Scan(l.store, wanted) {
		l.add(string(p.Status), func() any { return record(*p) })
	}
	return l.answer(), nil
}
