-- name: RaiseDiscrepancy :execrows
INSERT INTO discrepancies (id, payment_id, imp_uid, reason, detail, created_at, closed_at, evidence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (payment_id, imp_uid, reason) DO NOTHING;

-- name: DiscrepancyOf :one
SELECT * FROM discrepancies WHERE payment_id = $1 AND imp_uid = $2 AND reason = $3;

-- name: KeepPastDiscrepancy :execrows
-- A closed one makes room for another about the same money.
INSERT INTO discrepancies_past (
    id, payment_id, imp_uid, reason, detail, created_at, closed_at, evidence, decision, decided_by, decided_why,
    decided_at, wish_hash, refund_id, previous
)
SELECT d.id, d.payment_id, d.imp_uid, d.reason, d.detail, d.created_at, d.closed_at, d.evidence, d.decision,
    d.decided_by, d.decided_why, d.decided_at, d.wish_hash, d.refund_id, d.previous
FROM discrepancies AS d WHERE d.id = sqlc.arg(id) AND d.closed_at > 0;

-- name: ReplaceDiscrepancy :execrows
UPDATE discrepancies
SET id = sqlc.arg(id), detail = sqlc.arg(detail), created_at = sqlc.arg(created_at), closed_at = 0,
    evidence = sqlc.arg(evidence), decision = '', decided_by = '', decided_why = '', decided_at = 0, wish_hash = '',
    refund_id = '', previous = sqlc.arg(previous)
WHERE id = sqlc.arg(previous) AND closed_at > 0;

-- name: DiscrepancyByID :one
SELECT * FROM discrepancies WHERE id = $1;

-- name: PastDiscrepancyByID :one
SELECT * FROM discrepancies_past WHERE id = $1;

-- name: DecideDiscrepancy :execrows
UPDATE discrepancies
SET closed_at = sqlc.arg(closed_at), evidence = sqlc.arg(evidence), decision = sqlc.arg(decision),
    decided_by = sqlc.arg(decided_by), decided_why = sqlc.arg(decided_why), decided_at = sqlc.arg(decided_at),
    wish_hash = sqlc.arg(wish_hash), refund_id = sqlc.arg(refund_id)
WHERE id = sqlc.arg(id) AND closed_at = 0 AND decision = sqlc.arg(was);

-- name: ListDiscrepancies :many
-- '%' is every reason, and a range of closing times from 0 on is open ones, too.
SELECT * FROM discrepancies
WHERE (created_at, id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
    AND reason LIKE CAST(sqlc.arg(reasons) AS TEXT)
    AND reason NOT LIKE CAST(sqlc.arg(not_these) AS TEXT) AND reason NOT LIKE CAST(sqlc.arg(nor_these) AS TEXT)
    AND closed_at >= sqlc.arg(first_closed) AND closed_at <= sqlc.arg(last_closed)
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(most);

-- name: ListOpenDiscrepancies :many
SELECT * FROM discrepancies
WHERE closed_at = 0
    AND (created_at, id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
    AND reason LIKE CAST(sqlc.arg(reasons) AS TEXT)
    AND reason NOT LIKE CAST(sqlc.arg(not_these) AS TEXT) AND reason NOT LIKE CAST(sqlc.arg(nor_these) AS TEXT)
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(most);

-- name: ListPastDiscrepancies :many
SELECT * FROM discrepancies_past
WHERE (created_at, id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
    AND reason LIKE CAST(sqlc.arg(reasons) AS TEXT)
    AND reason NOT LIKE CAST(sqlc.arg(not_these) AS TEXT) AND reason NOT LIKE CAST(sqlc.arg(nor_these) AS TEXT)
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(most);

-- name: ListDiscrepanciesOfPayment :many
SELECT * FROM discrepancies
WHERE payment_id = sqlc.arg(payment_id)
    AND (created_at, id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
    AND reason LIKE CAST(sqlc.arg(reasons) AS TEXT)
    AND reason NOT LIKE CAST(sqlc.arg(not_these) AS TEXT) AND reason NOT LIKE CAST(sqlc.arg(nor_these) AS TEXT)
    AND closed_at >= sqlc.arg(first_closed) AND closed_at <= sqlc.arg(last_closed)
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(most);

-- name: ListPastDiscrepanciesOfPayment :many
SELECT * FROM discrepancies_past
WHERE payment_id = sqlc.arg(payment_id)
    AND (created_at, id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
    AND reason LIKE CAST(sqlc.arg(reasons) AS TEXT)
    AND reason NOT LIKE CAST(sqlc.arg(not_these) AS TEXT) AND reason NOT LIKE CAST(sqlc.arg(nor_these) AS TEXT)
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(most);
