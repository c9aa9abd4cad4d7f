package outbox

import "time"

// waits is how long after a failed try the next one comes; after the last,
// every day.
var waits = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// patience is how long after an event its delivery is given up.
const patience = 120 * time.Hour

// next returns when to try again after the tries-th try failed at now, or zero
// when the event is too old. Up to a tenth is added by chance, so that a shop
// that comes back is not met by everything at once.
func next(tries int, created, now time.Time, chance uint16) time.Time {
	if now.Sub(created) >= patience {
		return time.Time{}
	}
	wait := waits[min(max(tries, 1), len(waits))-1]
	wait += wait / 10 * time.Duration(chance) / (1 << 16)
	return now.Add(wait)
}
