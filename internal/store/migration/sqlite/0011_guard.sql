-- +goose Up
-- What guards people and the server's own honesty: whom to find without reading
-- who they are, which keys have sealed anything, and what people did.

-- Blind indexes of buyers' phones and e-mails: HMACs, never the values.
CREATE TABLE buyer_index (
    ix         INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    PRIMARY KEY (ix, created_at, payment_id)
) STRICT, WITHOUT ROWID;

-- The keys that boxes of this database were sealed with, by their versions.
CREATE TABLE seal_keys (
    version TEXT NOT NULL PRIMARY KEY CHECK (version <> '')
) STRICT;

-- Each row's hash is of the row before it and of itself.
CREATE TABLE audit_log (
    n       INTEGER NOT NULL PRIMARY KEY CHECK (n > 0),
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL CHECK (action <> ''),
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL,
    prev    TEXT NOT NULL,
    hash    TEXT NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER audit_log_unchanged BEFORE UPDATE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'what people did only grows');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_log_kept BEFORE DELETE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'what people did only grows');
END;
-- +goose StatementEnd

-- The end of the log, which servers take one after another: numbers have no gaps.
CREATE TABLE audit_head (
    id   TEXT NOT NULL PRIMARY KEY,
    n    INTEGER NOT NULL CHECK (n >= 0),
    hash TEXT NOT NULL
) STRICT;

INSERT INTO audit_head (id, n, hash) VALUES ('audit', 0, '');
