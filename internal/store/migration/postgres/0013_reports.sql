-- +goose Up
-- What people look at: every movement of money by its own time, and the lists
-- by method and PG.

-- One row for each time that money moved at PortOne: n is 0 when it came, then
-- the place of a cancellation in its history, and -1 for what PortOne says was
-- cancelled without naming when. What went back is negative. Triggers keep it,
-- so that a server of the version before keeps it, too.
CREATE TABLE movements (
    imp_uid    TEXT COLLATE "C" NOT NULL,
    n          BIGINT NOT NULL CHECK (n >= -1),
    payment_id TEXT COLLATE "C" NOT NULL,
    at         BIGINT NOT NULL,
    currency   TEXT NOT NULL,
    amount     BIGINT NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (imp_uid, n)
);

-- What cannot be read is nothing, and what has no time of its own has the row's:
-- what people look at never stops what the money needs.
-- +goose StatementBegin
CREATE FUNCTION minor_of(written TEXT) RETURNS BIGINT LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN written ~ '^-?[0-9]{1,15}([.][0-9]{1,3})?( |$)' THEN replace(split_part(written, ' ', 1), '.', '')::BIGINT ELSE 0 END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION micros_of(written TEXT, otherwise BIGINT) RETURNS BIGINT LANGUAGE sql STABLE AS $$
    SELECT COALESCE(NULLIF(GREATEST(FLOOR(EXTRACT(EPOCH FROM
        CASE WHEN written ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$'
            THEN written::TIMESTAMPTZ END)), 0)::BIGINT * 1000000, 0), otherwise)
$$;
-- +goose StatementEnd

-- The movements of an attempt as they follow from what was seen of it. Money
-- that is not of this server's kind, test or live, is none. A PG's words may
-- have a NUL in them, which cannot be read as JSON here and is of no account.
-- +goose StatementBegin
CREATE FUNCTION write_movements(a attempts) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    seen    JSON;
    history JSON;
    rest    BIGINT;
BEGIN
    IF a.captured = 0 OR a.mark = 'wrong_env' THEN
        RETURN;
    END IF;
    seen := replace(a.seen, '\u0000', '\ufffd')::JSON;
    history := COALESCE(seen->'history', '[]'::JSON);
    INSERT INTO movements (imp_uid, n, payment_id, at, currency, amount)
    VALUES (a.imp_uid, 0, a.payment_id, micros_of(seen->>'paid_at', a.created_at), a.currency, a.captured);
    INSERT INTO movements (imp_uid, n, payment_id, at, currency, amount)
    SELECT a.imp_uid, h.place, a.payment_id, micros_of(h.value->>'at', a.updated_at), a.currency, -minor_of(h.value->>'amount')
    FROM json_array_elements(history) WITH ORDINALITY AS h (value, place)
    WHERE minor_of(h.value->>'amount') <> 0;
    SELECT minor_of(seen->>'cancelled') - COALESCE(SUM(minor_of(h.value->>'amount')), 0) INTO rest
    FROM json_array_elements(history) AS h (value);
    IF rest > 0 THEN
        INSERT INTO movements (imp_uid, n, payment_id, at, currency, amount)
        VALUES (a.imp_uid, -1, a.payment_id, micros_of(seen->>'changed_at', a.updated_at), a.currency, -rest);
    END IF;
END
$$;
-- +goose StatementEnd

SELECT write_movements(a) FROM attempts AS a;

-- It covers the sums of days.
CREATE INDEX movements_at ON movements (at, imp_uid, n, currency, amount);

-- +goose StatementBegin
CREATE FUNCTION attempts_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM movements WHERE imp_uid = old.imp_uid;
    END IF;
    PERFORM write_movements(new);
    RETURN NULL;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER attempts_move AFTER INSERT ON attempts
    FOR EACH ROW WHEN (new.captured > 0) EXECUTE FUNCTION attempts_move();

CREATE TRIGGER attempts_moved AFTER UPDATE OF seen, mark, captured ON attempts
    FOR EACH ROW WHEN ((new.captured > 0 OR old.captured > 0) AND (new.seen <> old.seen OR new.mark <> old.mark OR new.captured <> old.captured))
    EXECUTE FUNCTION attempts_move();

CREATE INDEX payments_method_newest ON payments (pay_method, created_at, id);
CREATE INDEX payments_pg_newest ON payments (pg_provider, created_at, id);
-- How long buyers took, of what was opened here.
CREATE INDEX payments_took ON payments (paid_at, created_at) WHERE paid_at > 0 AND origin = '';
