-- name: InsertWebhook :exec
INSERT INTO inbound_webhooks (
    id, imp_uid, merchant_uid, status, content_type, body, source, received_at, due_at, tries, outcome
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: ClaimDueWebhooks :many
UPDATE inbound_webhooks SET due_at = sqlc.arg(lease), tries = tries + 1
WHERE inbound_webhooks.due_at > 0 AND inbound_webhooks.due_at <= sqlc.arg(now) AND inbound_webhooks.id IN (
    SELECT w.id FROM inbound_webhooks AS w WHERE w.due_at > 0 AND w.due_at <= sqlc.arg(now)
    ORDER BY w.due_at, w.id LIMIT sqlc.arg(most)
)
RETURNING *;

-- name: SetWebhookDone :execrows
UPDATE inbound_webhooks SET due_at = sqlc.arg(next), outcome = sqlc.arg(outcome) WHERE id = sqlc.arg(id);

-- name: ListWebhooks :many
SELECT * FROM inbound_webhooks
WHERE (received_at, id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
ORDER BY received_at DESC, id DESC LIMIT sqlc.arg(most);
