-- name: InsertDelivery :exec
-- An event that no endpoint waits for is spread from the beginning.
INSERT INTO outbox (event_id, payment_id, version, type, body, tries, fence, due_at, delivered_at, last_error, created_at, since_at, dead_at, status, answer, spread)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0, '',
    CASE WHEN EXISTS (SELECT 1 FROM webhook_endpoints AS w WHERE w.state IN ('active', 'paused')) THEN 0 ELSE 1 END);

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
UPDATE outbox SET delivered_at = sqlc.arg(at), due_at = 0, dead_at = 0, last_error = '', status = sqlc.arg(status), answer = sqlc.arg(answer)
WHERE event_id = sqlc.arg(event_id) AND fence = sqlc.arg(fence) AND delivered_at = 0;

-- name: SetDeliveryFailed :execrows
UPDATE outbox SET due_at = sqlc.arg(next), dead_at = sqlc.arg(dead), last_error = sqlc.arg(problem), status = sqlc.arg(status), answer = sqlc.arg(answer)
WHERE event_id = sqlc.arg(event_id) AND fence = sqlc.arg(fence) AND delivered_at = 0;

-- name: DeliveriesOfPayment :many
SELECT * FROM outbox WHERE payment_id = $1 ORDER BY version;

-- name: ListEvents :many
-- Ids begin with the time, so their order is the events'.
SELECT o.event_id FROM outbox AS o WHERE o.event_id < sqlc.arg(before) ORDER BY o.event_id DESC LIMIT sqlc.arg(most);

-- name: EventByID :one
SELECT o.*, e.actor, e.imp_uid, e.reason, e.detail FROM outbox AS o JOIN payment_events AS e ON e.id = o.event_id
WHERE o.event_id = sqlc.arg(event_id);

-- name: ListDeadEvents :many
-- Newest given up first.
SELECT o.event_id, o.dead_at FROM outbox AS o
WHERE o.due_at = 0 AND o.delivered_at = 0 AND (o.dead_at, o.event_id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
ORDER BY o.dead_at DESC, o.event_id DESC LIMIT sqlc.arg(most);

-- name: EventsBetween :many
SELECT o.event_id, o.payment_id, o.version, o.type, o.created_at FROM outbox AS o
WHERE o.event_id > sqlc.arg(after) AND o.event_id < sqlc.arg(below)
ORDER BY o.event_id LIMIT sqlc.arg(most);

-- name: ReplayDelivery :execrows
-- Begins the tries at the configured address anew, unless they are under way or,
-- where everything is not asked for, have succeeded.
UPDATE outbox SET due_at = sqlc.arg(now), since_at = sqlc.arg(now), delivered_at = 0, dead_at = 0, tries = 0, fence = fence + 1
WHERE event_id = sqlc.arg(event_id) AND due_at = 0 AND (delivered_at = 0 OR tries = 0 OR CAST(sqlc.arg(everything) AS BIGINT) = 1);

-- name: HastenDelivery :execrows
UPDATE outbox SET due_at = sqlc.arg(now), since_at = sqlc.arg(now), tries = 0 WHERE event_id = sqlc.arg(event_id) AND due_at > 0;

-- name: AnyUnspread :many
SELECT o.event_id FROM outbox AS o WHERE o.spread = 0 ORDER BY o.event_id LIMIT 1;

-- name: TakeUnspread :many
-- A version is spread after those before it, so that no endpoint can be told of
-- it first.
UPDATE outbox SET spread = 1 WHERE outbox.spread = 0 AND outbox.event_id IN (
    SELECT o.event_id FROM outbox AS o
    WHERE o.spread = 0 AND NOT EXISTS (
        SELECT 1 FROM outbox AS e WHERE e.payment_id = o.payment_id AND e.version < o.version AND e.spread = 0
    )
    ORDER BY o.event_id LIMIT sqlc.arg(most)
)
RETURNING event_id, payment_id, version, type, created_at;
