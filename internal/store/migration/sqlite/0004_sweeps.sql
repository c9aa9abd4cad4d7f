-- +goose Up
-- Where each sweep of PortOne's listing stands, so that any server goes on where
-- another one stopped. Times are microseconds since the epoch.

CREATE TABLE sweeps (
    store     TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind <> ''),
    due_at    INTEGER NOT NULL,
    fence     INTEGER NOT NULL CHECK (fence >= 0),
    tries     INTEGER NOT NULL CHECK (tries >= 0),
    problem   TEXT NOT NULL,
    began_at  INTEGER NOT NULL,
    from_at   INTEGER NOT NULL,
    to_at     INTEGER NOT NULL CHECK (to_at >= from_at),
    cursor_at INTEGER NOT NULL CHECK (cursor_at >= from_at AND cursor_at <= to_at),
    span      INTEGER NOT NULL CHECK (span >= 0),
    round     INTEGER NOT NULL CHECK (round >= 0),
    ours      INTEGER NOT NULL CHECK (ours >= 0),
    outside   INTEGER NOT NULL CHECK (outside >= 0),
    found     INTEGER NOT NULL CHECK (found >= 0),
    digest    TEXT NOT NULL,
    previous  TEXT NOT NULL,
    done_at   INTEGER NOT NULL,
    PRIMARY KEY (store, kind)
) STRICT;
