package store

import (
	"errors"
	"fmt"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

// tx is one transaction of either engine.
type tx struct {
	q *sqlgen.Queries
	vault

	// failed is the first write or read that failed. PostgreSQL would refuse all
	// that follows; here it ends the transaction on both engines, so that a
	// function which ignores an error behaves alike.
	failed error
}

// run calls fn and returns why its transaction must not be committed.
func (t *tx) run(fn func(merchant.Tx) error) error {
	if err := fn(t); err != nil {
		return err
	}
	return t.failed
}

// done maps the error of a query, says what it was doing and remembers it. A
// row that is not there fails nothing.
func (t *tx) done(doing string, err error) error {
	if err == nil {
		return nil
	}
	err = during(doing, err)
	if t.failed == nil && !errors.Is(err, merchant.ErrNotFound) {
		t.failed = err
	}
	return err
}

// one is done for a change that must meet exactly one row; miss says what it
// means that it met none.
func (t *tx) one(doing string, rows int64, err, miss error) error {
	switch {
	case err != nil:
		return t.done(doing, err)
	case rows == 1:
		return nil
	case errors.Is(miss, merchant.ErrExists):
		return t.done(doing, miss)
	}
	return fmt.Errorf("%s: %w", doing, miss)
}

func (t *tx) Orders() merchant.Orders               { return orders{t} }
func (t *tx) Payments() merchant.Payments           { return payments{t} }
func (t *tx) Attempts() merchant.Attempts           { return attempts{t} }
func (t *tx) Refunds() merchant.Refunds             { return refunds{t} }
func (t *tx) Events() merchant.Events               { return events{t} }
func (t *tx) Outbox() merchant.Outbox               { return outbox{t} }
func (t *tx) Inbox() merchant.Inbox                 { return inbox{t} }
func (t *tx) Discrepancies() merchant.Discrepancies { return discrepancies{t} }
func (t *tx) Errands() merchant.Errands             { return errands{t} }
func (t *tx) Lines() merchant.Lines                 { return paymentLines{t} }
func (t *tx) Keys() merchant.Keys                   { return keys{t} }
func (t *tx) Idempotency() merchant.Idempotency     { return idempotency{t} }
func (t *tx) Channels() merchant.Channels           { return channels{t} }
func (t *tx) Holds() merchant.Holds                 { return holds{t} }
func (t *tx) Sweeps() merchant.Sweeps               { return sweeps{t} }
func (t *tx) People() merchant.People               { return people{t} }
func (t *tx) Audit() merchant.Audit                 { return audit{t} }
func (t *tx) Recoveries() merchant.Recoveries       { return recoveries{t} }
func (t *tx) Endpoints() merchant.Endpoints         { return endpoints{t} }
func (t *tx) Letters() merchant.Letters             { return letters{t} }
func (t *tx) Operators() merchant.Operators         { return operators{t} }
func (t *tx) Logins() merchant.Logins               { return logins{t} }
