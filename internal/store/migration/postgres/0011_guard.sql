-- +goose Up
-- What guards people and the server's own honesty: whom to find without reading
-- who they are, which keys have sealed anything, and what people did.

-- Blind indexes of buyers' phones and e-mails: HMACs, never the values.
CREATE TABLE buyer_index (
    ix         BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    payment_id TEXT COLLATE "C" NOT NULL REFERENCES payments (id),
    PRIMARY KEY (ix, created_at, payment_id)
);

-- The keys that boxes of this database were sealed with, by their versions.
CREATE TABLE seal_keys (
    version TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (version <> '')
);

-- Each row's hash is of the row before it and of itself.
CREATE TABLE audit_log (
    n       BIGINT NOT NULL PRIMARY KEY CHECK (n > 0),
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL CHECK (action <> ''),
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL,
    prev    TEXT NOT NULL,
    hash    TEXT NOT NULL
);

CREATE TRIGGER audit_log_kept BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change('what people did only grows');

-- The end of the log, which servers take one after another: numbers have no gaps.
CREATE TABLE audit_head (
    id   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    n    BIGINT NOT NULL CHECK (n >= 0),
    hash TEXT NOT NULL
);

INSERT INTO audit_head (id, n, hash) VALUES ('audit', 0, '');
