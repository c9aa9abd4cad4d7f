-- What operations ask. Everything counts to a limit, so that a question costs
-- no more than it is worth, however full the tables are.

-- name: CountPayments :one
SELECT COUNT(*) FROM (
    SELECT p.id FROM payments AS p
    WHERE p.state = sqlc.arg(state) AND p.created_at >= sqlc.arg(since)
    LIMIT sqlc.arg(most)
) AS found;

-- name: RefundsUnderWay :one
SELECT COUNT(*) AS many, CAST(COALESCE(MIN(found.created_at), 0) AS BIGINT) AS oldest FROM (
    SELECT r.created_at FROM refunds AS r
    WHERE r.state IN ('opened', 'sending', 'unknown')
    ORDER BY r.due_at LIMIT sqlc.arg(most)
) AS found;

-- name: RefundsUnknown :one
SELECT COUNT(*) AS many, CAST(COALESCE(MIN(found.unknown_since), 0) AS BIGINT) AS oldest FROM (
    SELECT r.unknown_since FROM refunds AS r
    WHERE r.state IN ('opened', 'sending', 'unknown') AND r.state = 'unknown'
    ORDER BY r.due_at LIMIT sqlc.arg(most)
) AS found;

-- name: UnexplainedMoney :one
-- What the server settles by itself is explained: it gives the money back.
SELECT COUNT(*) AS many, CAST(COALESCE(MIN(found.created_at), 0) AS BIGINT) AS oldest FROM (
    SELECT d.created_at FROM discrepancies AS d
    WHERE d.closed_at = 0 AND d.reason NOT IN (
        'payment_amount_mismatch', 'payment_currency_mismatch', 'payment_channel_mismatch', 'payment_duplicate',
        'payment_late', 'payment_cancelled_elsewhere', 'refund_concluded_by_balance'
    )
    ORDER BY d.created_at LIMIT sqlc.arg(most)
) AS found;

-- name: PendingWebhooks :one
SELECT COUNT(*) AS many, CAST(COALESCE(MIN(found.received_at), 0) AS BIGINT) AS oldest FROM (
    SELECT w.received_at FROM inbound_webhooks AS w WHERE w.due_at > 0 ORDER BY w.due_at LIMIT sqlc.arg(most)
) AS found;

-- name: PendingDeliveries :one
SELECT COUNT(*) AS many, CAST(COALESCE(MIN(found.created_at), 0) AS BIGINT) AS oldest FROM (
    SELECT o.created_at FROM outbox AS o WHERE o.due_at > 0 ORDER BY o.due_at LIMIT sqlc.arg(most)
) AS found;

-- name: DeadDeliveries :one
SELECT COUNT(*) AS many, CAST(COALESCE(MIN(found.created_at), 0) AS BIGINT) AS oldest FROM (
    SELECT o.created_at FROM outbox AS o
    WHERE o.due_at = 0 AND o.delivered_at = 0
    ORDER BY o.created_at LIMIT sqlc.arg(most)
) AS found;

-- name: BeatPulse :exec
INSERT INTO pulse (id, at) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET at = excluded.at;

-- name: UntoldDiscrepancies :many
SELECT d.id, d.payment_id, d.imp_uid, d.reason, d.detail, d.created_at FROM discrepancies AS d
WHERE d.closed_at = 0 AND d.created_at >= sqlc.arg(since) AND d.reason NOT IN (
    'payment_amount_mismatch', 'payment_currency_mismatch', 'payment_channel_mismatch', 'payment_duplicate',
    'payment_late', 'payment_cancelled_elsewhere', 'refund_concluded_by_balance'
) AND NOT EXISTS (SELECT 1 FROM alerts AS a WHERE a.kind IN (sqlc.arg(quarantine), sqlc.arg(human)) AND a.subject = d.id)
ORDER BY d.created_at, d.id LIMIT sqlc.arg(most);

-- name: UntoldUnknownRefunds :many
SELECT r.id, r.payment_id, r.currency, r.amount, r.begun_at FROM refunds AS r
WHERE r.state IN ('opened', 'sending', 'unknown') AND r.state IN ('sending', 'unknown')
    AND r.begun_at <= sqlc.arg(before)
    AND NOT EXISTS (SELECT 1 FROM alerts AS a WHERE a.kind = sqlc.arg(kind) AND a.subject = r.id)
ORDER BY r.due_at, r.id LIMIT sqlc.arg(most);

-- name: UntoldDeadDeliveries :many
SELECT o.event_id, o.payment_id, o.type, o.dead_at FROM outbox AS o
WHERE o.due_at = 0 AND o.delivered_at = 0 AND o.dead_at >= sqlc.arg(since)
    AND NOT EXISTS (SELECT 1 FROM alerts AS a WHERE a.kind = sqlc.arg(kind) AND a.subject = o.event_id)
ORDER BY o.dead_at, o.event_id LIMIT sqlc.arg(most);

-- name: InsertAlert :exec
INSERT INTO alerts (kind, subject, payment_id, reason, currency, amount, tries, raised_at, due_at, told_at)
VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, 0)
ON CONFLICT (kind, subject) DO NOTHING;

-- name: LastTold :one
SELECT CAST(COALESCE(MAX(told_at), 0) AS BIGINT) FROM alerts WHERE kind = $1;

-- name: ClaimDueAlerts :many
-- Everything of the kinds that are due goes into one message each.
UPDATE alerts SET due_at = sqlc.arg(lease), tries = tries + 1
WHERE alerts.due_at > 0 AND alerts.due_at <= sqlc.arg(now) AND alerts.subject IN (
    SELECT a.subject FROM alerts AS a
    WHERE a.due_at > 0 AND a.due_at <= sqlc.arg(now)
    ORDER BY a.due_at, a.kind, a.subject LIMIT sqlc.arg(most)
)
RETURNING *;

-- name: SetAlertTold :execrows
UPDATE alerts SET due_at = 0, told_at = sqlc.arg(at)
WHERE kind = sqlc.arg(kind) AND subject = sqlc.arg(subject) AND tries = sqlc.arg(tries);

-- name: SetAlertFailed :execrows
UPDATE alerts SET due_at = sqlc.arg(next)
WHERE kind = sqlc.arg(kind) AND subject = sqlc.arg(subject) AND tries = sqlc.arg(tries) AND told_at = 0;
