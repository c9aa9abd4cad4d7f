-- name: AppendEvent :exec
-- Events of one change may bear the same time, so each is numbered within its payment.
INSERT INTO payment_events (id, payment_id, seq, version, type, actor, imp_uid, reason, detail, at)
VALUES (
    sqlc.arg(id), sqlc.arg(payment_id),
    (SELECT COALESCE(MAX(e.seq), 0) + 1 FROM payment_events AS e WHERE e.payment_id = sqlc.arg(payment_id)),
    sqlc.arg(version), sqlc.arg(type), sqlc.arg(actor), sqlc.arg(imp_uid), sqlc.arg(reason), sqlc.arg(detail), sqlc.arg(at)
);

-- name: EventsOfPayment :many
SELECT * FROM payment_events WHERE payment_id = $1 ORDER BY seq, id;
