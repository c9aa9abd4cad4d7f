// Package store keeps what the merchant's use cases must not forget, in SQLite
// or in PostgreSQL, through one set of queries.
//
// It refuses to decide anything about payments and to call anybody but the
// database; what may never happen to money stands in the schema as constraints,
// so that no caller can store it. Its main invariant is that an Update which
// returned nil is on the disk, whole, and that one which returned an error left
// nothing behind, unless the error says that the outcome is unknown.
//
// An Update may run its function again: after a conflict, after a commit that
// failed, and after one whose outcome never arrived. That is safe because every
// write here is a compare-and-set or guarded by a unique key: if the first run
// was stored after all, the second finds its own work and is told ErrStale or
// ErrExists, and the caller looks again.
package store
