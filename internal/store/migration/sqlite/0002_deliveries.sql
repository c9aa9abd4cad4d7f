-- +goose Up
-- What the shop is to be told, what PortOne told us, and what does not match.

-- A delivery with a due time is still to be made; 0 is delivered or given up.
CREATE TABLE outbox (
    event_id     TEXT NOT NULL PRIMARY KEY CHECK (event_id <> ''),
    payment_id   TEXT NOT NULL REFERENCES payments (id),
    version      INTEGER NOT NULL,
    type         TEXT NOT NULL,
    body         BLOB NOT NULL,
    tries        INTEGER NOT NULL CHECK (tries >= 0),
    fence        INTEGER NOT NULL CHECK (fence >= 0),
    due_at       INTEGER NOT NULL,
    delivered_at INTEGER NOT NULL,
    last_error   TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    CHECK (delivered_at = 0 OR due_at = 0)
) STRICT;

CREATE UNIQUE INDEX outbox_version ON outbox (payment_id, version);
CREATE INDEX outbox_due ON outbox (due_at, event_id) WHERE due_at > 0;

-- A webhook's words are kept as they came and are never believed.
CREATE TABLE inbound_webhooks (
    id           TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    imp_uid      TEXT NOT NULL,
    merchant_uid TEXT NOT NULL,
    status       TEXT NOT NULL,
    content_type TEXT NOT NULL,
    body         BLOB NOT NULL,
    source       TEXT NOT NULL,
    received_at  INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    tries        INTEGER NOT NULL CHECK (tries >= 0),
    outcome      TEXT NOT NULL
) STRICT;

CREATE INDEX inbound_webhooks_newest ON inbound_webhooks (received_at, id);
CREATE INDEX inbound_webhooks_due ON inbound_webhooks (due_at, id) WHERE due_at > 0;

-- A discrepancy may be about money that belongs to no payment of ours, so its
-- payment_id refers to nothing.
CREATE TABLE discrepancies (
    id         TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    payment_id TEXT NOT NULL,
    imp_uid    TEXT NOT NULL,
    reason     TEXT NOT NULL,
    detail     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at  INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX discrepancies_same ON discrepancies (payment_id, imp_uid, reason);
CREATE INDEX discrepancies_newest ON discrepancies (created_at, id);
CREATE INDEX discrepancies_payment_newest ON discrepancies (payment_id, created_at, id);
