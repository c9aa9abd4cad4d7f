-- name: NextAudit :one
-- Whoever comes second waits here until the first has committed.
UPDATE audit_head SET n = n + 1 WHERE id = 'audit' RETURNING n, hash;

-- name: InsertAudit :exec
INSERT INTO audit_log (n, at, actor, action, subject, detail, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: SetAuditHash :exec
UPDATE audit_head SET hash = $1 WHERE id = 'audit';

-- name: AuditHead :one
SELECT n, hash FROM audit_head WHERE id = 'audit';

-- name: AuditFrom :many
SELECT * FROM audit_log WHERE n >= sqlc.arg(first) ORDER BY n LIMIT sqlc.arg(most);

-- name: SealKeys :many
SELECT version FROM seal_keys ORDER BY version;

-- name: AddSealKey :exec
INSERT INTO seal_keys (version) VALUES ($1) ON CONFLICT (version) DO NOTHING;

-- name: DropSealKey :exec
DELETE FROM seal_keys WHERE version = $1;

-- name: IndexBuyer :exec
INSERT INTO buyer_index (ix, created_at, payment_id) VALUES ($1, $2, $3)
ON CONFLICT (ix, created_at, payment_id) DO NOTHING;

-- name: UnindexBuyer :exec
DELETE FROM buyer_index WHERE ix = $1 AND created_at = $2 AND payment_id = $3;

-- name: PaymentsOfBuyer :many
SELECT p.* FROM buyer_index AS b JOIN payments AS p ON p.id = b.payment_id
WHERE b.ix = sqlc.arg(ix)
    AND (b.created_at, b.payment_id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
ORDER BY b.created_at DESC, b.payment_id DESC LIMIT sqlc.arg(most);

-- name: OldestPayments :many
SELECT * FROM payments
WHERE (created_at, id) > (CAST(sqlc.arg(after) AS BIGINT), CAST(sqlc.arg(after_id) AS TEXT))
    AND created_at < sqlc.arg(until)
ORDER BY created_at, id LIMIT sqlc.arg(most);

-- name: ResealPayment :execrows
-- What changed meanwhile was sealed anew by who changed it.
UPDATE payments SET buyer = sqlc.arg(buyer), account = sqlc.arg(account)
WHERE id = sqlc.arg(id) AND buyer = sqlc.arg(old_buyer) AND account = sqlc.arg(old_account);

-- name: ResealAttempt :execrows
UPDATE attempts SET seen = sqlc.arg(seen) WHERE imp_uid = sqlc.arg(imp_uid) AND seen = sqlc.arg(old_seen);

-- name: ResealRefund :execrows
UPDATE refunds SET account = sqlc.arg(account) WHERE id = sqlc.arg(id) AND account = sqlc.arg(old_account);

-- name: ForgetBuyer :execrows
UPDATE payments SET buyer = '{}', account = '', extra = '', metadata = '', fail_reason = '', terms_hash = ''
WHERE id = $1;

-- name: ForgetRefunds :exec
-- A hash of what was asked would tell the account to whoever tries them all.
UPDATE refunds SET account = '', reason = '', refusal = '', idem_hash = 'forgotten' WHERE payment_id = $1;

-- name: WebhooksAbout :many
SELECT id FROM inbound_webhooks
WHERE received_at >= sqlc.arg(since) AND merchant_uid = sqlc.arg(merchant_uid) AND source <> ''
ORDER BY received_at, id LIMIT sqlc.arg(most);

-- name: WebhooksBefore :many
SELECT id FROM inbound_webhooks
WHERE received_at < sqlc.arg(until) AND due_at = 0 AND source <> ''
ORDER BY received_at, id LIMIT sqlc.arg(most);

-- name: ForgetWebhook :exec
UPDATE inbound_webhooks SET body = sqlc.arg(body), source = '' WHERE id = sqlc.arg(id);
