// Package operator decides about the people who work at the console: what each
// role may do, which password will do, and whether a one-time code is right.
//
// It refuses to hash, to store and to read a clock. Its main invariant is that a
// role which may do something may do all that a lesser role may.
package operator

import "slices"

// Role is what somebody may do at the console.
type Role string

// The roles, the least first.
const (
	Viewer   Role = "viewer"   // looks
	Operator Role = "operator" // and gives money back, up to a limit
	Admin    Role = "admin"    // and sets everything
)

// Roles are all of them, the least first.
var Roles = []Role{Viewer, Operator, Admin}

// Known reports whether r is a role.
func (r Role) Known() bool { return slices.Contains(Roles, r) }

// May reports whether r may do what needs a role.
func (r Role) May(need Role) bool {
	have, wanted := slices.Index(Roles, r), slices.Index(Roles, need)
	return have >= 0 && wanted >= 0 && have >= wanted
}

// NoLimit stands where money may go back without a limit.
const NoLimit int64 = -1

// UsualLimit is how much somebody of a new role may give back of one payment, in
// won, unless it is said otherwise; NoLimit for none.
func (r Role) UsualLimit() int64 {
	switch r {
	case Operator:
		return 100_000
	case Admin:
		return 1_000_000
	}
	return 0
}

// Above reports whether giving back spent won of one payment is above a limit.
// Money of another currency is above any.
func Above(limit, spent int64, won bool) bool {
	return limit != NoLimit && (!won || spent > limit)
}
