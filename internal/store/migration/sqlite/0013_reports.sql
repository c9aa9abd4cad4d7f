-- +goose Up
-- What people look at: every movement of money by its own time, and the lists
-- by method and PG.

-- One row for each time that money moved at PortOne: n is 0 when it came, then
-- the place of a cancellation in its history, and -1 for what PortOne says was
-- cancelled without naming when. What went back is negative. Triggers keep it,
-- so that a server of the version before keeps it, too.
CREATE TABLE movements (
    imp_uid    TEXT NOT NULL,
    n          INTEGER NOT NULL CHECK (n >= -1),
    payment_id TEXT NOT NULL,
    at         INTEGER NOT NULL,
    currency   TEXT NOT NULL,
    amount     INTEGER NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (imp_uid, n)
) STRICT, WITHOUT ROWID;

-- It covers the sums of days.
CREATE INDEX movements_at ON movements (at, imp_uid, n, currency, amount);

-- The movements of an attempt as they follow from what was seen of it. Money
-- that is not of this server's kind, test or live, is none.
CREATE VIEW attempt_movements AS
SELECT a.imp_uid, 0 AS n, a.payment_id,
    COALESCE(NULLIF(MAX(COALESCE(unixepoch(json_extract(a.seen, '$.paid_at')), 0), 0) * 1000000, 0), a.created_at) AS at,
    a.currency, a.captured AS amount
FROM attempts AS a WHERE a.captured > 0 AND a.mark <> 'wrong_env'
UNION ALL
SELECT a.imp_uid, h.key + 1, a.payment_id,
    COALESCE(NULLIF(MAX(COALESCE(unixepoch(json_extract(h.value, '$.at')), 0), 0) * 1000000, 0), a.updated_at),
    a.currency, -CAST(replace(substr(json_extract(h.value, '$.amount'), 1, instr(json_extract(h.value, '$.amount') || ' ', ' ') - 1), '.', '') AS INTEGER)
FROM attempts AS a, json_each(a.seen, '$.history') AS h
WHERE a.captured > 0 AND a.mark <> 'wrong_env'
    AND CAST(replace(substr(json_extract(h.value, '$.amount'), 1, instr(json_extract(h.value, '$.amount') || ' ', ' ') - 1), '.', '') AS INTEGER) <> 0
UNION ALL
SELECT a.imp_uid, -1, a.payment_id,
    COALESCE(NULLIF(MAX(COALESCE(unixepoch(json_extract(a.seen, '$.changed_at')), 0), 0) * 1000000, 0), a.updated_at),
    a.currency, -(CAST(replace(substr(json_extract(a.seen, '$.cancelled'), 1, instr(json_extract(a.seen, '$.cancelled') || ' ', ' ') - 1), '.', '') AS INTEGER)
        - (SELECT COALESCE(SUM(CAST(replace(substr(json_extract(h.value, '$.amount'), 1, instr(json_extract(h.value, '$.amount') || ' ', ' ') - 1), '.', '') AS INTEGER)), 0) FROM json_each(a.seen, '$.history') AS h))
FROM attempts AS a
WHERE a.captured > 0 AND a.mark <> 'wrong_env'
    AND CAST(replace(substr(json_extract(a.seen, '$.cancelled'), 1, instr(json_extract(a.seen, '$.cancelled') || ' ', ' ') - 1), '.', '') AS INTEGER)
        > (SELECT COALESCE(SUM(CAST(replace(substr(json_extract(h.value, '$.amount'), 1, instr(json_extract(h.value, '$.amount') || ' ', ' ') - 1), '.', '') AS INTEGER)), 0) FROM json_each(a.seen, '$.history') AS h);

INSERT INTO movements (imp_uid, n, payment_id, at, currency, amount)
SELECT imp_uid, n, payment_id, at, currency, amount FROM attempt_movements;

-- +goose StatementBegin
CREATE TRIGGER attempts_move AFTER INSERT ON attempts
    WHEN new.captured > 0
BEGIN
    INSERT INTO movements (imp_uid, n, payment_id, at, currency, amount)
    SELECT m.imp_uid, m.n, m.payment_id, m.at, m.currency, m.amount FROM attempt_movements AS m WHERE m.imp_uid = new.imp_uid;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_moved AFTER UPDATE OF seen, mark, captured ON attempts
    WHEN (new.captured > 0 OR old.captured > 0) AND (new.seen <> old.seen OR new.mark <> old.mark OR new.captured <> old.captured)
BEGIN
    DELETE FROM movements WHERE imp_uid = old.imp_uid;
    INSERT INTO movements (imp_uid, n, payment_id, at, currency, amount)
    SELECT m.imp_uid, m.n, m.payment_id, m.at, m.currency, m.amount FROM attempt_movements AS m WHERE m.imp_uid = new.imp_uid;
END;
-- +goose StatementEnd

CREATE INDEX payments_method_newest ON payments (pay_method, created_at, id);
CREATE INDEX payments_pg_newest ON payments (pg_provider, created_at, id);
-- How long buyers took, of what was opened here.
CREATE INDEX payments_took ON payments (paid_at, created_at) WHERE paid_at > 0 AND origin = '';
