package demand

import (
	"fmt"
	"strings"
)

// Rules is how many rules there are.
var Rules = len(rules)

// Broken returns the index of the first rule that the request breaks, or -1.
func Broken(r Request) int {
	for i, one := range rules {
		if one.concerns(r) && !one.met(r) {
			return i
		}
	}
	return -1
}

// Lines are the rules as lines of a table.
func Lines() []string {
	var lines []string
	for _, one := range rules {
		providers := quoted(one.providers)
		if one.providers == nil {
			providers = "all"
		}
		if len(one.except) > 0 {
			providers += " but " + quoted(one.except)
		}
		var when []string
		if len(one.methods) > 0 {
			when = append(when, quoted(one.methods))
		}
		if one.whenTold != "" {
			when = append(when, one.whenTold)
		}
		lines = append(lines, fmt.Sprintf("| `%s` | %s | %s | `%s`: %s |", one.field, providers, strings.Join(when, ", "), one.code, one.detail))
	}
	return lines
}

// Types are the parameters with their types, as lines of a table.
func Types() []string {
	var lines []string
	for _, name := range names() {
		lines = append(lines, fmt.Sprintf("| `%s` | %s |", name, params[name]))
	}
	return lines
}

func quoted(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return "`" + strings.Join(words, "`, `") + "`"
}

// Unasked tells where nobody is asked before an approval.
func Unasked() string {
	return quoted(neverAsk) + "; gift cards (" + quoted(giftCards) + ") at " + quoted(danal) + "."
}
