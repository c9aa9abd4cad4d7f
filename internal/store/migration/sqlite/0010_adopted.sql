-- +goose Up
-- Where a payment came from: '' was opened here, 'imported' was paid before this
-- house knew of it, so there are no terms to judge it by.
ALTER TABLE payments ADD COLUMN origin TEXT NOT NULL DEFAULT '';

-- A database that was put back from a copy has forgotten what happened since.
-- One row for each time; while any has no end, no refund is sent.
CREATE TABLE recoveries (
    id       TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    reason   TEXT NOT NULL,
    since_at INTEGER NOT NULL CHECK (since_at > 0),
    began_at INTEGER NOT NULL CHECK (began_at > 0),
    ended_at INTEGER NOT NULL CHECK (ended_at >= 0)
) STRICT;

CREATE INDEX recoveries_open ON recoveries (began_at, id) WHERE ended_at = 0;
