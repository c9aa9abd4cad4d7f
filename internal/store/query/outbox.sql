-- name: InsertDelivery :exec
INSERT INTO outbox (event_id, payment_id, version, type, body, tries, fence, due_at, delivered_at, last_error, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10);

-- name: ClaimDueDeliveries :many
-- Of one payment only the lowest version that is still to be delivered is due.
UPDATE outbox SET due_at = sqlc.arg(lease), fence = fence + 1, tries = tries + 1
WHERE outbox.due_at > 0 AND outbox.due_at <= sqlc.arg(now) AND outbox.event_id IN (
    SELECT o.event_id FROM outbox AS o
    WHERE o.due_at > 0 AND o.due_at <= sqlc.arg(now) AND NOT EXISTS (
        SELECT 1 FROM outbox AS e WHERE e.payment_id = o.payment_id AND e.version < o.version AND e.due_at > 0
    )
    ORDER BY o.due_at, o.event_id LIMIT sqlc.arg(most)
)
RETURNING *;

-- name: SetDelivered :execrows
UPDATE outbox SET delivered_at = sqlc.arg(at), due_at = 0, last_error = ''
WHERE event_id = sqlc.arg(event_id) AND fence = sqlc.arg(fence) AND delivered_at = 0;

-- name: SetDeliveryFailed :execrows
UPDATE outbox SET due_at = sqlc.arg(next), last_error = sqlc.arg(problem)
WHERE event_id = sqlc.arg(event_id) AND fence = sqlc.arg(fence) AND delivered_at = 0;

-- name: DeliveriesOfPayment :many
SELECT * FROM outbox WHERE payment_id = $1 ORDER BY version;
