// Package pgrule says what PGs ask of a refund and will not give back: their
// codes of banks, until when they cancel, what they cancel in part, and what
// they must be told. People are told of it before they ask, as advice.
//
// It refuses to refuse: what a contract allows is the PG's to say, so that only
// a bank which a PG has no code for is an error. It knows nothing of the
// sandbox's table of the same matter, which was written apart from it on
// purpose. Its main invariant is that every rule names its section of v1.md,
// PortOne V1's published facts.
package pgrule
