// Package naruclient calls the payment server's API from a shop's server and
// reads the webhooks that the payment server sends: one method for each
// operation, one type for each thing, one constant for each code.
//
// Types and calls are made from api/openapi.yaml, so that none can be missing.
// It refuses to guess about money: a call is repeated by itself only when that
// cannot do anything twice, which is a read, or a call under an Idempotency-Key;
// a refund takes the caller's own key, which belongs in the shop's database
// before the call. Its main invariant is that a call returns either an answer of
// the server's or an error: an *Error with a code if the server refused.
//
// It needs nothing but the standard library, and nothing of the server.
package naruclient
