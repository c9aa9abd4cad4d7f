-- name: InsertRefund :exec
INSERT INTO refunds (
    id, payment_id, imp_uid, currency, amount, tax_free, initiator, reason, account, idem_key, idem_hash, generation,
    token, checksum, sends, begun_at, state, refusal, fault_code, evidence, unknown_since, due_at, fence, created_at,
    updated_at, vat, lines, asked_by
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27, $28
);

-- name: SaveRefund :execrows
UPDATE refunds
SET amount = $1, tax_free = $2, reason = $3, account = $4, generation = $5, token = $6, checksum = $7, sends = $8,
    state = $9, refusal = $10, fault_code = $11, evidence = $12, unknown_since = $13, due_at = $14, fence = $15,
    updated_at = $16, begun_at = $17, vat = sqlc.arg(vat)
WHERE id = sqlc.arg(id) AND fence = sqlc.arg(stored_fence);

-- name: RefundByID :one
SELECT * FROM refunds WHERE id = $1;

-- name: RefundByKey :one
SELECT * FROM refunds WHERE idem_key = $1;

-- name: RefundsOfPayment :many
SELECT * FROM refunds WHERE payment_id = $1 ORDER BY created_at, id;

-- name: DueRefunds :many
SELECT id FROM refunds
WHERE state IN ('opened', 'sending', 'unknown') AND due_at <= sqlc.arg(now)
ORDER BY due_at, id LIMIT sqlc.arg(most);
