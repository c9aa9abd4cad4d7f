-- name: RaiseDiscrepancy :exec
INSERT INTO discrepancies (id, payment_id, imp_uid, reason, detail, created_at, closed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (payment_id, imp_uid, reason) DO NOTHING;

-- name: ListDiscrepancies :many
SELECT * FROM discrepancies
WHERE (created_at, id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(most);

-- name: ListDiscrepanciesOfPayment :many
SELECT * FROM discrepancies
WHERE payment_id = sqlc.arg(payment_id)
    AND (created_at, id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(most);
