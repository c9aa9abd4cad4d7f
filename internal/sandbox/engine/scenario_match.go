package engine

import (
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Who tries a payment, as When.By names it.
const (
	inAWindow  = "window"
	overAPI    = "api"
	onSchedule = "schedule"
)

// occasion is one moment at which something may go wrong.
type occasion struct {
	on                    string // OnWindow …
	merchant, merchantUID string
	impUID                string // for the log
	amount                Decimal
	pg, mid               string
	method                string
	card                  string // last four digits, where they are known
	by                    string
	event                 string
	verb, path            string // of a REST call
}

// occasionOf is an occasion of a payment.
func occasionOf(on string, p Payment) occasion {
	return occasion{
		on: on, merchant: p.Merchant, merchantUID: p.MerchantUID, impUID: p.ImpUID, amount: DecimalOf(p.Amount),
		pg: p.PGProvider, mid: p.PGID, method: p.PayMethod,
	}
}

// fits reports whether a scenario means this occasion. It does not count.
func (w When) fits(o occasion) bool {
	return (w.Merchant == "" || belongs(o.merchant, w.Merchant)) &&
		(w.MerchantUID == "" || glob(w.MerchantUID, o.merchantUID)) &&
		(w.Amount == "" || w.Amount == o.amount) &&
		(w.PG == "" || w.PG == o.pg || w.PG == o.pg+"."+o.mid) &&
		(w.PayMethod == "" || w.PayMethod == o.method) &&
		(w.CardEnds == "" || o.card != "" && strings.HasSuffix(o.card, w.CardEnds)) &&
		(w.By == "" || w.By == o.by) &&
		(w.Event == "" || w.Event == o.event) &&
		(w.Operation == "" || operationFits(w.Operation, o.verb, o.path))
}

// glob reports whether text fits a pattern in which * stands for any letters
// and ? for one.
func glob(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	star, mark := -1, 0 // the last * seen, and where the text stood then
	i, j := 0, 0
	for j < len(t) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == t[j]):
			i, j = i+1, j+1
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(string(p[i:]), "*") == ""
}

// operationFits compares "POST /payments/{imp_uid}" with a call: {name} and *
// stand for one segment of the path, ** at its end for all that follow.
func operationFits(pattern, verb, path string) bool {
	method, form, _ := strings.Cut(pattern, " ")
	if method != "*" && method != verb {
		return false
	}
	want, got := strings.Split(form, "/"), strings.Split(path, "/")
	for i, segment := range want {
		switch {
		case segment == "**" && i == len(want)-1:
			return true
		case i >= len(got):
			return false
		case segment == "*" && got[i] != "", strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") && got[i] != "":
		case segment != got[i]:
			return false
		}
	}
	return len(want) == len(got)
}

// strike asks the scenarios, in their order, what goes wrong on an occasion.
// The first that fits and whose count and chance say so is applied, and no
// other. Of several effects some may not be possible here: able says which are,
// nil means all. What was not applied is counted, and told, only where a
// scenario waits for its nth occasion: all else would be a commit for nothing.
func (t *tx) strike(o occasion, able func(effect string) bool) (Scenario, bool, error) {
	var struck Scenario
	found := false
	for _, s := range t.e.mishaps.scenarios {
		s = t.scenarioNow(s)
		effect, _ := EffectByName(s.Do.Effect)
		if s.Gone || s.Off || s.spent() || !on(effect, o.on) || able != nil && !able(s.Do.Effect) || !s.When.fits(o) {
			continue
		}
		s.Seen++
		hit := !found && (s.When.Nth == 0 || s.Seen == s.When.Nth)
		if hit && s.When.Probability != "" {
			var err error
			if hit, err = t.e.chance(s.When.Probability); err != nil {
				return Scenario{}, false, err
			}
		}
		if !hit && s.When.Nth == 0 {
			continue
		}
		if hit {
			s.Hits++
			struck, found = s, true
		}
		t.put(s)
		if err := t.tellScenario(s, o, hit); err != nil {
			return Scenario{}, false, err
		}
	}
	return struck, found, nil
}

func on(effect Effect, occasion string) bool {
	for _, o := range effect.On {
		if o == occasion {
			return true
		}
	}
	return false
}

func (t *tx) tellScenario(s Scenario, o occasion, hit bool) error {
	kind := "scenario.seen"
	if hit {
		kind = "scenario.applied"
	}
	return t.tell(kind, o.merchant, o.impUID, Object{
		{"id", s.ID},
		{"name", s.Name},
		{"effect", s.Do.Effect},
		{"on", o.on},
		{"merchant_uid", textOrNull(o.merchantUID)},
		{"seen", s.Seen},
		{"applied", s.Hits},
	})
}

// chance draws whether something of a probability happens.
func (e *Engine) chance(probability Decimal) (bool, error) {
	var b [4]byte
	if _, err := io.ReadFull(e.entropy, b[:]); err != nil {
		return false, fmt.Errorf("read entropy: %w", err)
	}
	of, _ := billionths(probability)
	return uint64(binary.LittleEndian.Uint32(b[:]))*billion < of<<32, nil
}

const billion = 1_000_000_000

// billionths reads a number of 0 to 1 with at most nine decimals.
func billionths(d Decimal) (n uint64, ok bool) {
	whole, fraction, _ := strings.Cut(string(d), ".")
	if len(fraction) > 9 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+(fraction + "000000000")[:9], 10, 63)
	return n, err == nil && n <= billion
}
