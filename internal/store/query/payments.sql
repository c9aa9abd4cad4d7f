-- A star is written out by the generator, so that the SQL that runs names its columns.

-- name: InsertPayment :exec
INSERT INTO payments (
    id, order_ref, merchant_uid, currency, amount, tax_free, store, env, pg_provider, pg_mid, pay_method, name, buyer,
    return_url, metadata, extra, terms_hash, state, bound, captured, returned, reason, fail_reason, account, version,
    check_at, checks, expires_at, created_at, updated_at, paid_at, closed_cause, origin, terms_fault
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
    $26, $27, $28, $29, $30, $31, $32, $33, $34
);

-- name: SavePayment :execrows
-- What the order fixed is not in the list, so no save can change it.
UPDATE payments
SET state = $1, bound = $2, captured = $3, returned = $4, reason = $5, fail_reason = $6, account = $7, check_at = $8,
    checks = $9, expires_at = $10, updated_at = $11, paid_at = $12, closed_cause = $13, version = version + 1
WHERE id = sqlc.arg(id) AND version = sqlc.arg(stored_version);

-- name: PaymentByID :one
SELECT * FROM payments WHERE id = $1;

-- name: PaymentByMerchantUID :one
SELECT * FROM payments WHERE merchant_uid = $1;

-- name: PaymentsOfOrder :many
SELECT * FROM payments WHERE order_ref = $1 ORDER BY created_at, id;

-- name: HolderOfOrder :one
SELECT id FROM payments WHERE order_ref = $1 AND state IN ('paid', 'partially_refunded');

-- name: ListPayments :many
SELECT * FROM payments
WHERE (created_at, id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(most);

-- name: ListPaymentsInState :many
SELECT * FROM payments
WHERE state = sqlc.arg(state) AND (created_at, id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(most);

-- name: ListPaymentsPaid :many
-- By when the money came, newest first.
SELECT * FROM payments
WHERE paid_at > 0 AND (paid_at, id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
ORDER BY paid_at DESC, id DESC LIMIT sqlc.arg(most);

-- name: ClaimDueChecks :many
UPDATE payments SET check_at = sqlc.arg(lease)
WHERE payments.check_at > 0 AND payments.check_at <= sqlc.arg(now) AND payments.id IN (
    SELECT p.id FROM payments AS p WHERE p.check_at > 0 AND p.check_at <= sqlc.arg(now)
    ORDER BY p.check_at, p.id LIMIT sqlc.arg(most)
)
RETURNING *;

-- name: SetPaymentCheck :execrows
UPDATE payments SET check_at = $1 WHERE id = $2;

-- name: SetPaymentRecheck :execrows
UPDATE payments SET check_at = $1, checks = $2 WHERE id = $3;
