package simtest

import (
	"fmt"
	"slices"
)

// sometimes are the branches that a run must come across, and how often at least
// in ten thousand histories: a workload that never gets there proves nothing
// about them. The figures are a quarter of what was seen, or less.
var sometimes = map[string]int{
	"answer truncated":                    1000,
	"attempt bound":                       2000,
	"attempt duplicate":                   100,
	"attempt gone_already":                50,
	"attempt late":                        1000,
	"attempt mismatch":                    1000,
	"attempt review":                      30,
	"attempt wrong_env":                   500,
	"account closing done":                100,
	"browser closed":                      2000,
	"call answered 401":                   1000,
	"call answered 5xx":                   2000,
	"call arrives after its time-out":     500,
	"call duplicated":                     300,
	"call lost after":                     2000,
	"call lost before":                    2000,
	"call slow":                           2000,
	"cancelled at PortOne's console":      500,
	"commit of unknown outcome reported":  500,
	"commit of unknown outcome run again": 500,
	"crash":                               2000,
	"deposit":                             500,
	"deposit after its due time":          50,
	"deposit of less":                     20,
	"foreign imp_uid told":                100,
	"idempotency key of another request":  100,
	"money for a person: review":          30,
	"money for a person: wrong_env":       500,
	"paid and pays again":                 300,
	"payment closed":                      1000,
	"payment expired":                     1000,
	"payment paid":                        500,
	"payment partially_refunded":          500,
	"payment refunded":                    500,
	"PG approves late":                    300,
	"PG refuses cancels":                  300,
	"refund answered rejected":            10,
	"refund answered sending":             50,
	"refund answered succeeded":           500,
	"refund answered unknown":             50,
	"refund concluded by balance, for a person to review": 5,
	"refund for a person":                    100,
	"refund needs_human":                     100,
	"refund of a second generation":          10,
	"refund rejected":                        50,
	"refund succeeded":                       2000,
	"server stood still":                     2000,
	"shop away":                              500,
	"shop told twice":                        500,
	"shop's answer lost":                     200,
	"stale answer":                           1000,
	"store away":                             1000,
	"told twice":                             2000,
	"transaction run again after a conflict": 2000,
	"unknown refund taken up again":          200,
	"webhook forged":                         2000,
	"webhook late":                           200,
	"webhook lost":                           500,
	"webhook twice":                          200,
	"window refused":                         500,
}

// expectLeast is from how many expected occasions on their absence is no chance.
const expectLeast = 12

// TooWeak lists the branches that so many histories should have come across and
// did not.
func TooWeak(histories int, reached map[string]int) []string {
	var missing []string
	for branch, often := range sometimes {
		if expected := often * histories / 10_000; expected >= expectLeast && reached[branch]*4 < expected {
			missing = append(missing, fmt.Sprintf("%s: %d times, at least %d were expected", branch, reached[branch], expected/4))
		}
	}
	slices.Sort(missing)
	return missing
}
