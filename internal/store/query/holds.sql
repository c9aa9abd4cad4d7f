-- name: InsertHold :exec
INSERT INTO holds (id, payment_id, imp_uid, late, state, reason, asked_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: SaveHold :execrows
UPDATE holds SET state = sqlc.arg(state), reason = sqlc.arg(reason), updated_at = sqlc.arg(updated_at)
WHERE id = sqlc.arg(id) AND state = sqlc.arg(was);

-- name: HoldsOfPayment :many
SELECT * FROM holds WHERE payment_id = $1 ORDER BY asked_at, id;
