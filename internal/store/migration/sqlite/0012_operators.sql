-- +goose Up
-- Who works at the console: operators, and where they are logged in.

CREATE TABLE operators (
    id             TEXT NOT NULL PRIMARY KEY,
    version        INTEGER NOT NULL CHECK (version > 0),
    email          TEXT NOT NULL CHECK (email <> ''),
    name           TEXT NOT NULL,
    role           TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    refund_limit   INTEGER NOT NULL CHECK (refund_limit >= -1), -- -1: none
    password       TEXT NOT NULL,                              -- its hash
    password_until INTEGER NOT NULL,                            -- of a start password; 0: chosen by its owner
    totp           TEXT NOT NULL,                              -- sealed; empty: off
    totp_next      TEXT NOT NULL,                              -- sealed; not confirmed yet
    totp_step      INTEGER NOT NULL,                            -- the last one that was used
    disabled_at    INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX operators_email ON operators (email);

CREATE TABLE logins (
    id          TEXT NOT NULL PRIMARY KEY,
    operator_id TEXT NOT NULL REFERENCES operators (id),
    hash        TEXT NOT NULL, -- of the token, which is not kept
    address     TEXT NOT NULL,
    agent       TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    fresh_until INTEGER NOT NULL,
    ended_at    INTEGER NOT NULL,
    ended_why   TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX logins_hash ON logins (hash);

CREATE INDEX logins_open ON logins (operator_id, expires_at) WHERE ended_at = 0;
