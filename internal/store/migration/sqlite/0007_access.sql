-- +goose Up
-- What a key may do, for how long and from where. Keys that were there before
-- may do everything, for ever and from anywhere, as they could.
ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT 'open read refund admin';
ALTER TABLE api_keys ADD COLUMN networks TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE api_keys ADD COLUMN last_used_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE api_keys ADD COLUMN replaces TEXT NOT NULL DEFAULT '';

-- One row for each request with an Idempotency-Key that had an effect, stored
-- in the transaction of that effect. Status 0 is an effect without an answer.
CREATE TABLE idempotency_keys (
    idem_key    TEXT NOT NULL PRIMARY KEY CHECK (idem_key <> ''),
    fingerprint TEXT NOT NULL CHECK (fingerprint <> ''),
    fence       INTEGER NOT NULL CHECK (fence > 0),
    held_until  INTEGER NOT NULL,
    status      INTEGER NOT NULL,
    answer      BLOB NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX idempotency_keys_oldest ON idempotency_keys (created_at, idem_key);

-- When money came, for lists by that time.
CREATE INDEX payments_paid_newest ON payments (paid_at, id) WHERE paid_at > 0;
