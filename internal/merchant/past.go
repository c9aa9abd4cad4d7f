package merchant

import (
	"context"
	"sync"
	"time"
)

// pastLife is how long the sums of days that are over are taken as read: hardly
// anything moves on them any more.
const pastLife = time.Minute

// PastDays remembers the sums of the days before yesterday, so that the first page
// adds up two days and not thirty whenever somebody looks. The zero value
// remembers nothing yet; it is safe for concurrent use.
type PastDays struct {
	mu   sync.Mutex
	from time.Time
	at   time.Time
	sums daySums
}

// daySums is what the days of a span add up to.
type daySums struct {
	days   []DaySum
	failed map[int64]int64
	took   []Took
}

// before returns the sums of the days from from on and before until.
func (p *PastDays) before(ctx context.Context, b OpenBooks, from, until, now time.Time) (daySums, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.from.Equal(from) && now.Sub(p.at) < pastLife && !now.Before(p.at) {
		return p.sums, nil
	}
	sums, err := sumDays(ctx, b, from, until)
	if err == nil {
		p.from, p.at, p.sums = from, now, sums
	}
	return sums, err
}

func sumDays(ctx context.Context, b OpenBooks, from, until time.Time) (daySums, error) {
	var s daySums
	var err error
	if s.days, err = b.Days(ctx, from, until); err != nil {
		return s, err
	}
	if s.failed, err = b.FailedDays(ctx, from, until); err != nil {
		return s, err
	}
	s.took, err = b.Took(ctx, from, until)
	return s, err
}
