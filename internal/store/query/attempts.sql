-- name: PutAttempt :execrows
-- No row: the imp_uid belongs to another payment.
INSERT INTO attempts (
    imp_uid, payment_id, seen, mark, reason, currency, captured, opened, succeeded, external, closing, closing_at,
    closings, created_at, updated_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (imp_uid) DO UPDATE
SET seen = excluded.seen, mark = excluded.mark, reason = excluded.reason, currency = excluded.currency,
    captured = excluded.captured, opened = excluded.opened, succeeded = excluded.succeeded,
    external = excluded.external, closing = excluded.closing, closing_at = excluded.closing_at,
    closings = excluded.closings, updated_at = excluded.updated_at
WHERE attempts.payment_id = excluded.payment_id;

-- name: AttemptsOfPayment :many
SELECT * FROM attempts WHERE payment_id = $1 ORDER BY created_at, imp_uid;

-- name: ClaimDueClosings :many
UPDATE attempts SET closing_at = sqlc.arg(lease)
WHERE attempts.closing = 'due' AND attempts.closing_at <= sqlc.arg(now) AND attempts.imp_uid IN (
    SELECT a.imp_uid FROM attempts AS a WHERE a.closing = 'due' AND a.closing_at <= sqlc.arg(now)
    ORDER BY a.closing_at, a.imp_uid LIMIT sqlc.arg(most)
)
RETURNING *;
