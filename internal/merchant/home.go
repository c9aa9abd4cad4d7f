package merchant

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/money"
)

// The extent of what the first page shows.
const (
	HomeDays = 30

	homeMost     = 10_000 // of what is counted one by one
	homeFailures = 8      // reasons that are told apart
	usualMoney   = money.Currency("KRW")
)

// Home is what the console's first page shows: the money of one currency by
// Korean days, and what waits for a person.
type Home struct {
	Currency money.Currency
	Others   []money.Currency // in which money moved, too
	Days     []HomeDay        // HomeDays of them, oldest first; the last is today

	Waiting   Count // what awaits deposits
	Troubles  int64 // discrepancies that are open
	Notes     Backlog
	Endpoints []EndpointHealth
	Failures  []Failure // most frequent first
	OtherFail int64     // payments that failed for other reasons
	Median    int64     // seconds from window to paid; -1: nothing was paid
	Buckets   []Bucket
}

// HomeDay is one Korean day.
type HomeDay struct {
	Date     string // 2026-11-23
	Paid     Count
	Refunded Count
	Failed   int64
}

// EndpointHealth is what waits at one address of the shop's, and what was given
// up there.
type EndpointHealth struct {
	Endpoint
	Pending, Dead int64
}

// Bucket is how many payments took longer than the bucket before, and up to Upto
// seconds; 0 is any time.
type Bucket struct{ Upto, Many int64 }

// bounds are the buckets' ends in seconds.
var bounds = []int64{10, 30, 60, 120, 300, 600, 1800, 3600, 86400, 0}

const nineHours = 9 * time.Hour

// koreanDay returns the number of the day on which a moment is in Korea, and
// dateOf its name.
func koreanDay(at time.Time) int64 { return at.Add(nineHours).Unix() / 86400 }

func dateOf(day int64) string { return time.Unix(day*86400, 0).UTC().Format(time.DateOnly) }

// Home reads the first page, in a currency or, when none is named, in that in
// which money moved most often.
func (r *Reader) Home(ctx context.Context, currency money.Currency) (Home, error) {
	now := r.Service.Clock.Now()
	today := koreanDay(now)
	from := time.Unix((today-HomeDays+1)*86400, 0).Add(-nineHours).UTC()
	endpoints, err := r.Service.ListEndpoints(ctx)
	if err != nil {
		return Home{}, err
	}
	var h Home
	err = r.Books.Open(ctx, func(b OpenBooks) error {
		h = Home{}
		yesterday := time.Unix((today-1)*86400, 0).Add(-nineHours).UTC()
		past := r.Past
		if past == nil {
			past = &PastDays{}
		}
		over, err := past.before(ctx, b, from, yesterday, now)
		if err != nil {
			return err
		}
		late, err := sumDays(ctx, b, yesterday, time.Unix((today+1)*86400, 0).Add(-nineHours))
		if err != nil {
			return err
		}
		failed := maps.Clone(over.failed)
		maps.Copy(failed, late.failed)
		sums := slices.Concat(over.days, late.days)
		h.choose(sums, currency)
		h.fill(sums, failed, today)
		h.took(slices.Concat(over.took, late.took))
		if err := h.failures(ctx, b, from); err != nil {
			return err
		}
		return h.waits(ctx, b, endpoints)
	})
	return h, err
}

// choose picks the currency of the figures.
func (h *Home) choose(sums []DaySum, asked money.Currency) {
	often := map[money.Currency]int64{}
	for _, s := range sums {
		often[s.Paid.Amount.Currency()] += s.Paid.Many + s.Refunded.Many
	}
	known := slices.SortedFunc(maps.Keys(often), func(a, b money.Currency) int {
		return cmp.Or(cmp.Compare(often[b], often[a]), cmp.Compare(a, b))
	})
	h.Currency = asked
	if asked == "" {
		h.Currency = usualMoney
		if len(known) > 0 {
			h.Currency = known[0]
		}
	}
	h.Others = slices.DeleteFunc(known, func(c money.Currency) bool { return c == h.Currency })
}

func (h *Home) fill(sums []DaySum, failed map[int64]int64, today int64) {
	by := map[int64]DaySum{}
	for _, s := range sums {
		if s.Paid.Amount.Currency() == h.Currency {
			by[s.Day] = s
		}
	}
	none := Count{Amount: money.Zero(h.Currency)}
	for day := today - HomeDays + 1; day <= today; day++ {
		row := HomeDay{Date: dateOf(day), Paid: none, Refunded: none, Failed: failed[day]}
		if s, moved := by[day]; moved {
			row.Paid, row.Refunded = s.Paid, s.Refunded
		}
		h.Days = append(h.Days, row)
	}
}

func (h *Home) failures(ctx context.Context, b OpenBooks, from time.Time) error {
	all, err := b.Failures(ctx, from, homeMost)
	h.Failures = all[:min(len(all), homeFailures)]
	for _, f := range all[len(h.Failures):] {
		h.OtherFail += f.Many
	}
	return err
}

func (h *Home) took(list []Took) {
	slices.SortFunc(list, func(a, b Took) int { return cmp.Compare(a.Seconds, b.Seconds) })
	var total, seen int64
	for _, bound := range bounds {
		h.Buckets = append(h.Buckets, Bucket{Upto: bound})
	}
	for _, t := range list {
		total += t.Many
		place := slices.IndexFunc(bounds, func(bound int64) bool { return bound == 0 || t.Seconds <= bound })
		h.Buckets[place].Many += t.Many
	}
	h.Median = -1
	for _, t := range list {
		if seen += t.Many; h.Median < 0 && 2*seen >= total {
			h.Median = t.Seconds
		}
	}
}

func (h *Home) waits(ctx context.Context, b OpenBooks, endpoints []Endpoint) error {
	waiting, err := b.Waiting(ctx, homeMost)
	if err != nil {
		return err
	}
	h.Waiting = Count{Amount: money.Zero(h.Currency)}
	for _, w := range waiting {
		if w.Amount.Currency() == h.Currency {
			h.Waiting = w
		}
	}
	if h.Troubles, err = b.Troubles(ctx, homeMost); err != nil {
		return err
	}
	if h.Notes, err = b.PendingNotes(ctx, homeMost); err != nil {
		return err
	}
	for _, e := range endpoints {
		health := EndpointHealth{Endpoint: e}
		if health.Pending, health.Dead, err = b.EndpointBacklog(ctx, e.ID, homeMost); err != nil {
			return err
		}
		h.Endpoints = append(h.Endpoints, health)
	}
	return nil
}
