-- +goose Up
-- What operations look at: indexes that keep the figures cheap, however many
-- payments there are, and the alerts to people.

CREATE INDEX discrepancies_open ON discrepancies (created_at, id) WHERE closed_at = 0;
CREATE INDEX outbox_dead ON outbox (created_at, event_id) WHERE due_at = 0 AND delivered_at = 0;

-- One row for each thing that people are told of, however many servers see it.
-- One with a due time is still to be told; 0 is told or given up.
CREATE TABLE alerts (
    kind       TEXT NOT NULL CHECK (kind <> ''),
    subject    TEXT NOT NULL CHECK (subject <> ''),
    payment_id TEXT NOT NULL,
    reason     TEXT NOT NULL,
    currency   TEXT NOT NULL,
    amount     INTEGER NOT NULL CHECK (amount >= 0),
    tries      INTEGER NOT NULL CHECK (tries >= 0),
    raised_at  INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    told_at    INTEGER NOT NULL,
    PRIMARY KEY (kind, subject)
) STRICT;

CREATE INDEX alerts_due ON alerts (due_at, kind, subject) WHERE due_at > 0;
CREATE INDEX alerts_told ON alerts (kind, told_at);

-- The row that is written to find out whether the database takes writes.
CREATE TABLE pulse (
    id TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
