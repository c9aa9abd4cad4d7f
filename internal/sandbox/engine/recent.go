package engine

import "sort"

// recentEvents is how many events the engine keeps in memory.
const recentEvents = 10_000

// kept is an event whose data may not be in writing yet.
type kept struct {
	Event
	unwritten Object // what Data will say once somebody reads it
}

// written puts the data into writing, once.
func (k *kept) written() Event {
	if k.unwritten == nil {
		return k.Event
	}
	raw, err := appendObject(nil, k.unwritten, plain)
	if err != nil {
		raw = appendText(nil, "unwritable: "+err.Error(), plain)
	}
	k.Data, k.unwritten = raw, nil
	return k.Event
}

// recent holds the newest events; the oldest makes room for the next.
type recent struct {
	ring  []kept
	first int // place of the oldest, once the ring is full
}

func (r *recent) add(ev kept) {
	if len(r.ring) < recentEvents {
		r.ring = append(r.ring, ev)
		return
	}
	r.ring[r.first] = ev
	r.first = (r.first + 1) % recentEvents
}

// at returns the i-th oldest event.
func (r *recent) at(i int) *kept { return &r.ring[(r.first+i)%len(r.ring)] }

// last returns the newest event, and whether there is one.
func (r *recent) last() (Event, bool) {
	if len(r.ring) == 0 {
		return Event{}, false
	}
	return r.at(len(r.ring) - 1).Event, true
}

// after returns the events with a number above seq, oldest first.
func (r *recent) after(seq uint64) []Event {
	from := sort.Search(len(r.ring), func(i int) bool { return r.at(i).Seq > seq })
	list := make([]Event, 0, len(r.ring)-from)
	for i := from; i < len(r.ring); i++ {
		list = append(list, r.at(i).written())
	}
	return list
}
