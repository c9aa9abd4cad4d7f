// Package demoshop is the demo shop's own little server: a merchant's backend
// as we would write it, that serves the storefront, keeps the orders and speaks
// to the payment server over its HTTP API alone.
//
// It refuses to believe the browser about money: prices come from its own list,
// and an order's state from the payment server's answer. A callback, a redirect
// or a webhook whose signature holds only makes it ask. Its main invariant is
// that nothing is made ready for sending unless that answer said that the order
// is paid, and then once.
//
// It keeps the newest ten thousand orders, in memory and in one file: it is a
// demo, and the payment server keeps what matters.
package demoshop
