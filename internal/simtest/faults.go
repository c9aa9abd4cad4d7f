package simtest

import "time"

// rates says how often, of a thousand times, each thing goes wrong. They are
// drawn for each history, and most are zero in most: a history in which only
// webhooks are lost finds what one drowned in faults does not.
type rates struct {
	lostBefore, lostAfter, failing, refused, slow, late, twice, cut, stale int // a call to PortOne

	hookLost, hookTwice, hookLate, hookForged  int // a webhook of PortOne's
	storeAway, storeAgain, storeUnknown, pause int // a transaction

	crash, stall     int // a step of the history
	shopAway, shopNo int // a delivery to the shop: no answer, or after it was taken

	chaos time.Duration // how long things go wrong
	sweep time.Duration // how often PortOne's listing is read meanwhile
	short bool          // and never far back
}

// drawRates draws a swarm member.
func drawRates(t *Tape) rates {
	level := func(usual int) int { return usual * of(t, 0, 0, 0, 1, 2, 4, 8) / 2 }
	if t.chance(60) {
		return rates{chaos: 10 * time.Minute, sweep: 5 * time.Minute} // nothing goes wrong at all
	}
	return rates{
		lostBefore: level(30), lostAfter: level(40), failing: level(25), refused: level(15), slow: level(30), late: level(30),
		twice: level(20), cut: level(15), stale: level(30),
		hookLost: level(150), hookTwice: level(100), hookLate: level(100), hookForged: level(60),
		storeAway: level(8), storeAgain: level(15), storeUnknown: level(10), pause: level(40),
		crash: level(6), stall: level(10), shopAway: level(80), shopNo: level(40),
		chaos: time.Duration(of(t, 20, 5, 40, 90))*time.Minute + time.Duration(t.pick(30))*time.Minute,
		sweep: of(t, 25*time.Minute, 60*time.Minute, 12*time.Minute, 5*time.Minute),
		short: t.chance(800),
	}
}

// kinds is how many kinds of sweep there are.
func (r rates) kinds() int {
	if r.short {
		return 2
	}
	return 4
}

// goes reports whether something goes wrong now.
func (w *World) goes(permille int) bool { return w.noisy && w.tape.chance(permille) }
