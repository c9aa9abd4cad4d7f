-- name: InsertErrand :exec
INSERT INTO errands (
    id, payment_id, imp_uid, kind, act, state, told, wish_hash, asked_by, answer, refusal, fault_code, sent_at, due_at,
    fence, created_at, updated_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: SaveErrand :execrows
UPDATE errands
SET state = sqlc.arg(state), answer = sqlc.arg(answer), refusal = sqlc.arg(refusal), fault_code = sqlc.arg(fault_code),
    sent_at = sqlc.arg(sent_at), due_at = sqlc.arg(due_at), fence = fence + 1, updated_at = sqlc.arg(updated_at)
WHERE id = sqlc.arg(id) AND fence = sqlc.arg(fence);

-- name: ErrandByID :one
SELECT * FROM errands WHERE id = $1;

-- name: ErrandsOfPayment :many
SELECT * FROM errands WHERE payment_id = $1 ORDER BY created_at, id;

-- name: ClaimDueErrands :many
UPDATE errands SET due_at = sqlc.arg(lease), fence = fence + 1
WHERE errands.due_at > 0 AND errands.due_at <= sqlc.arg(now) AND errands.id IN (
    SELECT e.id FROM errands AS e
    WHERE e.due_at > 0 AND e.due_at <= sqlc.arg(now)
    ORDER BY e.due_at, e.id LIMIT sqlc.arg(most)
)
RETURNING *;
