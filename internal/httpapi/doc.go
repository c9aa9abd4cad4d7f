// Package httpapi is the payment server's HTTP surface: the shop's API, what
// the buyer's browser may call with its client token, and PortOne's webhook.
//
// It decodes, checks and encodes; it decides nothing about money and refuses to
// guess: an unknown field, a repeated one or a number with a fraction is an
// error that names it. Its main invariant is that no request of a stranger is
// answered with 500, and that a request that is refused has had no effect.
package httpapi
