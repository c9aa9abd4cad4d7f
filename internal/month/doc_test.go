// Package month lives a month of a busy shop through: orders, refunds, virtual
// accounts, lost and forged webhooks, PortOne away, on a clock that is turned,
// with the production server and the real sandbox in one process.
//
// It refuses to know what the server decided: the sandbox's own ledger is the
// truth that everything is compared with. Its main invariant is that at the end
// every won is explained, on every day and by every way to pay.
package month_test
