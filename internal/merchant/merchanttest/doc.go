// Package merchanttest has fakes for tests of the use cases and of what stands
// on them: a store in memory and a PortOne whose payments a test makes by hand.
//
// It refuses to be clever: the store keeps what its interface promises and
// nothing on a disk, and the gateway knows no PG. Its main invariant is that a
// fake keeps the promises of merchant's ports, so that what a test shows with it
// holds with the real ones.
package merchanttest
