-- +goose Up
-- What the shop said before an attempt was approved, so that the hold that it
-- made is told released once. Times are microseconds since the epoch.

CREATE TABLE holds (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    payment_id TEXT COLLATE "C" NOT NULL REFERENCES payments (id),
    imp_uid    TEXT COLLATE "C" NOT NULL CHECK (imp_uid <> ''),
    late       BIGINT NOT NULL CHECK (late IN (0, 1)),
    state      TEXT NOT NULL CHECK (state IN ('asked', 'held', 'refused', 'released', 'taken')),
    reason     TEXT NOT NULL,
    asked_at   BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX holds_attempt ON holds (payment_id, imp_uid, late);

-- Why the terms of a payment that was recorded after its money moved are not
-- known; '' when they are.
ALTER TABLE payments ADD COLUMN terms_fault TEXT NOT NULL DEFAULT '';
