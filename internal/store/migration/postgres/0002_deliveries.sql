-- +goose Up
-- What the shop is to be told, what PortOne told us, and what does not match.

-- A delivery with a due time is still to be made; 0 is delivered or given up.
CREATE TABLE outbox (
    event_id     TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (event_id <> ''),
    payment_id   TEXT COLLATE "C" NOT NULL REFERENCES payments (id),
    version      BIGINT NOT NULL,
    type         TEXT NOT NULL,
    body         BYTEA NOT NULL,
    tries        BIGINT NOT NULL CHECK (tries >= 0),
    fence        BIGINT NOT NULL CHECK (fence >= 0),
    due_at       BIGINT NOT NULL,
    delivered_at BIGINT NOT NULL,
    last_error   TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    CHECK (delivered_at = 0 OR due_at = 0)
);

CREATE UNIQUE INDEX outbox_version ON outbox (payment_id, version);
CREATE INDEX outbox_due ON outbox (due_at, event_id) WHERE due_at > 0;

-- A webhook's words are kept as they came and are never believed.
CREATE TABLE inbound_webhooks (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    imp_uid      TEXT COLLATE "C" NOT NULL,
    merchant_uid TEXT COLLATE "C" NOT NULL,
    status       TEXT NOT NULL,
    content_type TEXT NOT NULL,
    body         BYTEA NOT NULL,
    source       TEXT NOT NULL,
    received_at  BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    tries        BIGINT NOT NULL CHECK (tries >= 0),
    outcome      TEXT NOT NULL
);

CREATE INDEX inbound_webhooks_newest ON inbound_webhooks (received_at, id);
CREATE INDEX inbound_webhooks_due ON inbound_webhooks (due_at, id) WHERE due_at > 0;

-- A discrepancy may be about money that belongs to no payment of ours, so its
-- payment_id refers to nothing.
CREATE TABLE discrepancies (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    payment_id TEXT COLLATE "C" NOT NULL,
    imp_uid    TEXT COLLATE "C" NOT NULL,
    reason     TEXT NOT NULL,
    detail     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at  BIGINT NOT NULL
);

CREATE UNIQUE INDEX discrepancies_same ON discrepancies (payment_id, imp_uid, reason);
CREATE INDEX discrepancies_newest ON discrepancies (created_at, id);
CREATE INDEX discrepancies_payment_newest ON discrepancies (payment_id, created_at, id);
