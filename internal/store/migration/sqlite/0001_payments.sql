-- +goose Up
-- Text compares by byte here, as ids do on the other engine.
-- Times are microseconds since the epoch, UTC; 0 is no time. Money is minor
-- units. What can be empty is '' or 0, never NULL.

CREATE TABLE orders (
    order_ref  TEXT NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL CHECK (version > 0),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE payments (
    id           TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    order_ref    TEXT NOT NULL REFERENCES orders (order_ref),
    merchant_uid TEXT NOT NULL CHECK (merchant_uid <> ''),
    currency     TEXT NOT NULL CHECK (currency <> ''),
    amount       INTEGER NOT NULL CHECK (amount > 0),
    tax_free     INTEGER NOT NULL CHECK (tax_free >= 0 AND tax_free <= amount),
    store        TEXT NOT NULL,
    env          TEXT NOT NULL CHECK (env IN ('test', 'live')),
    pg_provider  TEXT NOT NULL,
    pg_mid       TEXT NOT NULL,
    pay_method   TEXT NOT NULL,
    name         TEXT NOT NULL,
    buyer        TEXT NOT NULL,
    return_url   TEXT NOT NULL,
    metadata     TEXT NOT NULL,
    extra        TEXT NOT NULL,
    terms_hash   TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('open', 'awaiting_deposit', 'failed', 'expired', 'closed', 'paid', 'partially_refunded', 'refunded')),
    bound        TEXT NOT NULL,
    captured     INTEGER NOT NULL CHECK (captured >= 0),
    returned     INTEGER NOT NULL CHECK (returned >= 0 AND returned <= captured),
    reason       TEXT NOT NULL,
    fail_reason  TEXT NOT NULL,
    account      TEXT NOT NULL,
    version      INTEGER NOT NULL CHECK (version >= 0),
    check_at     INTEGER NOT NULL,
    checks       INTEGER NOT NULL CHECK (checks >= 0),
    expires_at   INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    paid_at      INTEGER NOT NULL,
    closed_cause TEXT NOT NULL,
    -- Only an attempt that paid the whole amount holds an order's money.
    CHECK (state NOT IN ('paid', 'partially_refunded') OR (bound <> '' AND captured = amount))
) STRICT;

CREATE UNIQUE INDEX payments_merchant_uid ON payments (merchant_uid);
CREATE UNIQUE INDEX payments_holding ON payments (order_ref) WHERE state IN ('paid', 'partially_refunded');
CREATE UNIQUE INDEX payments_bound ON payments (bound) WHERE bound <> '';
CREATE INDEX payments_order ON payments (order_ref, created_at, id);
CREATE INDEX payments_newest ON payments (created_at, id);
CREATE INDEX payments_state_newest ON payments (state, created_at, id);
CREATE INDEX payments_check ON payments (check_at, id) WHERE check_at > 0;

-- +goose StatementBegin
CREATE TRIGGER payments_bound_once BEFORE UPDATE OF bound ON payments
    WHEN old.bound <> '' AND new.bound <> old.bound
BEGIN
    SELECT RAISE(ABORT, 'the attempt that paid is written once');
END;
-- +goose StatementEnd

CREATE TABLE attempts (
    imp_uid    TEXT NOT NULL PRIMARY KEY CHECK (imp_uid <> ''),
    payment_id TEXT NOT NULL REFERENCES payments (id),
    seen       TEXT NOT NULL,
    mark       TEXT NOT NULL CHECK (mark IN ('', 'bound', 'mismatch', 'duplicate', 'late', 'wrong_env', 'review', 'gone_already')),
    reason     TEXT NOT NULL,
    currency   TEXT NOT NULL,
    captured   INTEGER NOT NULL CHECK (captured >= 0),
    opened     INTEGER NOT NULL CHECK (opened <= captured),
    succeeded  INTEGER NOT NULL CHECK (succeeded >= 0 AND succeeded <= opened),
    external   INTEGER NOT NULL CHECK (external >= 0),
    closing    TEXT NOT NULL CHECK (closing IN ('', 'due', 'done', 'failed')),
    closing_at INTEGER NOT NULL,
    closings   INTEGER NOT NULL CHECK (closings >= 0),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- Also what a refund's key refers to: its attempt is of its payment.
CREATE UNIQUE INDEX attempts_payment ON attempts (payment_id, imp_uid);
CREATE INDEX attempts_closing ON attempts (closing_at, imp_uid) WHERE closing = 'due';

CREATE TABLE refunds (
    id            TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    payment_id    TEXT NOT NULL,
    imp_uid       TEXT NOT NULL,
    currency      TEXT NOT NULL CHECK (currency <> ''),
    amount        INTEGER NOT NULL CHECK (amount > 0),
    tax_free      INTEGER NOT NULL CHECK (tax_free >= 0 AND tax_free <= amount),
    initiator     TEXT NOT NULL CHECK (initiator IN ('auto', 'shop')),
    reason        TEXT NOT NULL,
    account       TEXT NOT NULL,
    idem_key      TEXT NOT NULL CHECK (idem_key <> ''),
    idem_hash     TEXT NOT NULL,
    generation    INTEGER NOT NULL CHECK (generation >= 0),
    token         TEXT NOT NULL,
    checksum      INTEGER NOT NULL CHECK (checksum >= 0),
    sends         INTEGER NOT NULL CHECK (sends >= 0),
    begun_at      INTEGER NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('opened', 'sending', 'unknown', 'succeeded', 'rejected', 'needs_human')),
    refusal       TEXT NOT NULL,
    fault_code    TEXT NOT NULL,
    evidence      TEXT NOT NULL,
    unknown_since INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    fence         INTEGER NOT NULL CHECK (fence >= 0),
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    FOREIGN KEY (payment_id, imp_uid) REFERENCES attempts (payment_id, imp_uid)
) STRICT;

CREATE UNIQUE INDEX refunds_idem_key ON refunds (idem_key);
CREATE UNIQUE INDEX refunds_under_way ON refunds (imp_uid) WHERE state IN ('opened', 'sending', 'unknown');
CREATE INDEX refunds_payment ON refunds (payment_id, created_at, id);
CREATE INDEX refunds_due ON refunds (due_at, id) WHERE state IN ('opened', 'sending', 'unknown');

CREATE TABLE payment_events (
    id         TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    payment_id TEXT NOT NULL REFERENCES payments (id),
    seq        INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    type       TEXT NOT NULL CHECK (type <> ''),
    actor      TEXT NOT NULL,
    imp_uid    TEXT NOT NULL,
    reason     TEXT NOT NULL,
    detail     TEXT NOT NULL,
    at         INTEGER NOT NULL
) STRICT;

CREATE INDEX payment_events_payment ON payment_events (payment_id, seq, id);

-- +goose StatementBegin
CREATE TRIGGER payment_events_unchanged BEFORE UPDATE ON payment_events
BEGIN
    SELECT RAISE(ABORT, 'the history of a payment only grows');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER payment_events_kept BEFORE DELETE ON payment_events
BEGIN
    SELECT RAISE(ABORT, 'the history of a payment only grows');
END;
-- +goose StatementEnd
