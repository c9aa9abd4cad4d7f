-- +goose Up
-- What people decide, and what PortOne is asked to do besides moving money.
-- Everything that is new here has a default: a server of the version before
-- goes on beside this one.

-- What was seen of both sides when a discrepancy was raised or decided, and who
-- decided what about it, when and why. One that is decided and not closed waits
-- for its refund.
ALTER TABLE discrepancies ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE discrepancies ADD COLUMN decision TEXT NOT NULL DEFAULT '';
ALTER TABLE discrepancies ADD COLUMN decided_by TEXT NOT NULL DEFAULT '';
ALTER TABLE discrepancies ADD COLUMN decided_why TEXT NOT NULL DEFAULT '';
ALTER TABLE discrepancies ADD COLUMN decided_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE discrepancies ADD COLUMN wish_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE discrepancies ADD COLUMN refund_id TEXT NOT NULL DEFAULT '';
ALTER TABLE discrepancies ADD COLUMN previous TEXT NOT NULL DEFAULT '';

-- Closed discrepancies that were followed by another one about the same money:
-- the newest of them stands in discrepancies, which has one row for each.
CREATE TABLE discrepancies_past (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    payment_id  TEXT COLLATE "C" NOT NULL,
    imp_uid     TEXT COLLATE "C" NOT NULL,
    reason      TEXT NOT NULL,
    detail      TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    closed_at   BIGINT NOT NULL CHECK (closed_at > 0),
    evidence    TEXT NOT NULL,
    decision    TEXT NOT NULL,
    decided_by  TEXT NOT NULL,
    decided_why TEXT NOT NULL,
    decided_at  BIGINT NOT NULL,
    wish_hash   TEXT NOT NULL,
    refund_id   TEXT NOT NULL,
    previous    TEXT NOT NULL
);

CREATE INDEX discrepancies_past_newest ON discrepancies_past (created_at, id);
CREATE INDEX discrepancies_past_payment_newest ON discrepancies_past (payment_id, created_at, id);

-- The VAT part of a refund, -1 when it is left to PortOne; the lines of the order
-- that it gives back; and who asked for it.
ALTER TABLE refunds ADD COLUMN vat BIGINT NOT NULL DEFAULT -1;
ALTER TABLE refunds ADD COLUMN lines TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';

-- The lines of an order as it was opened, where the shop told them.
CREATE TABLE payment_lines (
    payment_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES payments (id),
    lines      TEXT NOT NULL CHECK (lines <> '')
);

-- What PortOne was asked to do for a payment besides moving its money: a cash
-- receipt, an escrow delivery. One that is under way has a due time. What was
-- sent of a person is not here, only what may be shown.
CREATE TABLE errands (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    payment_id    TEXT COLLATE "C" NOT NULL REFERENCES payments (id),
    imp_uid       TEXT COLLATE "C" NOT NULL CHECK (imp_uid <> ''),
    kind          TEXT NOT NULL CHECK (kind IN ('cash_receipt', 'shipment')),
    act           TEXT NOT NULL CHECK (act IN ('issue', 'cancel', 'register', 'change')),
    state         TEXT NOT NULL CHECK (state IN ('requested', 'unknown', 'done', 'rejected')),
    told          TEXT NOT NULL,
    wish_hash     TEXT NOT NULL,
    asked_by      TEXT NOT NULL,
    answer        TEXT NOT NULL,
    refusal       TEXT NOT NULL,
    fault_code    TEXT NOT NULL,
    sent_at       BIGINT NOT NULL,
    due_at        BIGINT NOT NULL,
    fence         BIGINT NOT NULL CHECK (fence >= 0),
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);

CREATE UNIQUE INDEX errands_under_way ON errands (imp_uid, kind) WHERE state IN ('requested', 'unknown');
CREATE INDEX errands_payment ON errands (payment_id, created_at, id);
CREATE INDEX errands_due ON errands (due_at, id) WHERE due_at > 0;
