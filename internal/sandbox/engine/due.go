package engine

import (
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/clock"
)

// dueLayouts are the forms of vbank_due. Those without a time mean the end of
// that day, Korean time.
var dueLayouts = []struct {
	layout   string
	endOfDay bool
}{
	{"2006-01-02", true},
	{"20060102", true},
	{"2006-01-02 15:04:05", false},
	{"20060102150405", false},
	{"200601021504", false}, // the old manual's form
}

// parseDue reads vbank_due and reports whether it has one of the forms, or one
// of those that the PG takes.
func parseDue(text string, taken []string) (time.Time, bool) {
	for _, form := range dueLayouts {
		if taken != nil && !slices.Contains(taken, form.layout) {
			continue
		}
		day, err := time.ParseInLocation(form.layout, text, clock.KST)
		if err != nil {
			continue
		}
		if form.endOfDay {
			day = endOfDay(day)
		}
		return day, true
	}
	return time.Time{}, false
}

func endOfDay(t time.Time) time.Time {
	y, m, d := t.In(clock.KST).Date()
	return time.Date(y, m, d, 23, 59, 59, 0, clock.KST)
}

// checkDue decides when an account issued in this window would expire. Refusing
// a due time that is malformed or past is assumed.
func (s *start) checkDue(now time.Time) *problem {
	if !slices.Contains(s.provider.Methods(), "vbank") {
		return nil
	}
	if !s.p.has("vbank_due") {
		s.due = endOfDay(now.AddDate(0, 0, s.provider.DueDays)).Unix()
		return nil
	}
	due, ok := parseDue(s.p.text("vbank_due"), s.provider.DueForms)
	if (!ok || !due.After(now)) && s.method == "vbank" {
		return bad("가상계좌 입금기한(vbank_due)이 올바르지 않습니다.", "YYYY-MM-DD, YYYYMMDD, YYYY-MM-DD HH:mm:ss, YYYYMMDDHHmmss 가운데 하나이고 지금보다 뒤여야 합니다.")
	}
	if !ok {
		due = endOfDay(now.AddDate(0, 0, s.provider.DueDays))
	}
	s.due = due.Unix()
	return nil
}
