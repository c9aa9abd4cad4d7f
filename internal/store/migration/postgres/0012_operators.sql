-- +goose Up
-- Who works at the console: operators, and where they are logged in.

CREATE TABLE operators (
    id             TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    version        BIGINT NOT NULL CHECK (version > 0),
    email          TEXT COLLATE "C" NOT NULL CHECK (email <> ''),
    name           TEXT NOT NULL,
    role           TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    refund_limit   BIGINT NOT NULL CHECK (refund_limit >= -1), -- -1: none
    password       TEXT NOT NULL,                              -- its hash
    password_until BIGINT NOT NULL,                            -- of a start password; 0: chosen by its owner
    totp           TEXT NOT NULL,                              -- sealed; empty: off
    totp_next      TEXT NOT NULL,                              -- sealed; not confirmed yet
    totp_step      BIGINT NOT NULL,                            -- the last one that was used
    disabled_at    BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL
);

CREATE UNIQUE INDEX operators_email ON operators (email);

CREATE TABLE logins (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    operator_id TEXT COLLATE "C" NOT NULL REFERENCES operators (id),
    hash        TEXT COLLATE "C" NOT NULL, -- of the token, which is not kept
    address     TEXT NOT NULL,
    agent       TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    fresh_until BIGINT NOT NULL,
    ended_at    BIGINT NOT NULL,
    ended_why   TEXT NOT NULL
);

CREATE UNIQUE INDEX logins_hash ON logins (hash);

CREATE INDEX logins_open ON logins (operator_id, expires_at) WHERE ended_at = 0;
