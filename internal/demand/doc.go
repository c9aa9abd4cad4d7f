// Package demand says what a PG must be told before its window opens, so that
// a payment which the window would refuse is refused when the shop opens it,
// with the field's name, and not in the buyer's face.
//
// It refuses to know more than PortOne publishes: a PG, a method or a parameter
// of which nothing is written is left to PortOne. It knows nothing of the
// sandbox's table of the same matter, which was written apart from it on
// purpose. Its main invariant is that it is never stricter than its sources:
// the sections of v1.md, PortOne V1's published facts, that stand at every rule.
package demand
