-- +goose Up
-- What operations look at: indexes that keep the figures cheap, however many
-- payments there are, and the alerts to people.

CREATE INDEX discrepancies_open ON discrepancies (created_at, id) WHERE closed_at = 0;
CREATE INDEX outbox_dead ON outbox (created_at, event_id) WHERE due_at = 0 AND delivered_at = 0;

-- One row for each thing that people are told of, however many servers see it.
-- One with a due time is still to be told; 0 is told or given up.
CREATE TABLE alerts (
    kind       TEXT COLLATE "C" NOT NULL CHECK (kind <> ''),
    subject    TEXT COLLATE "C" NOT NULL CHECK (subject <> ''),
    payment_id TEXT COLLATE "C" NOT NULL,
    reason     TEXT NOT NULL,
    currency   TEXT NOT NULL,
    amount     BIGINT NOT NULL CHECK (amount >= 0),
    tries      BIGINT NOT NULL CHECK (tries >= 0),
    raised_at  BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    told_at    BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);

CREATE INDEX alerts_due ON alerts (due_at, kind, subject) WHERE due_at > 0;
CREATE INDEX alerts_told ON alerts (kind, told_at);

-- The row that is written to find out whether the database takes writes.
CREATE TABLE pulse (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
