-- name: InsertLetter :execrows
INSERT INTO deliveries (event_id, endpoint_id, payment_id, version, tries, fence, due_at, since_at, delivered_at, dead_at, buried, status, answer, last_error, created_at)
VALUES ($1, $2, $3, $4, 0, 0, $5, $6, 0, 0, 0, 0, '', '', $7)
ON CONFLICT (event_id, endpoint_id) DO NOTHING;

-- name: ReplayLetter :execrows
UPDATE deliveries SET due_at = sqlc.arg(now), since_at = sqlc.arg(now), delivered_at = 0, dead_at = 0, buried = 0, tries = 0, fence = fence + 1
WHERE event_id = sqlc.arg(event_id) AND endpoint_id = sqlc.arg(endpoint_id) AND due_at = 0
    AND (delivered_at = 0 OR CAST(sqlc.arg(everything) AS BIGINT) = 1);

-- name: HastenLetter :execrows
UPDATE deliveries SET due_at = sqlc.arg(now), since_at = sqlc.arg(now), tries = 0
WHERE event_id = sqlc.arg(event_id) AND endpoint_id = sqlc.arg(endpoint_id) AND due_at > 0;

-- name: HastenLetters :execrows
UPDATE deliveries SET due_at = sqlc.arg(now), since_at = sqlc.arg(now), tries = 0 WHERE endpoint_id = sqlc.arg(endpoint_id) AND due_at > 0;

-- name: DueEndpoints :many
SELECT w.id FROM webhook_endpoints AS w
WHERE w.state = 'active' AND EXISTS (
    SELECT 1 FROM deliveries AS d WHERE d.endpoint_id = w.id AND d.due_at > 0 AND d.due_at <= sqlc.arg(now)
)
ORDER BY w.id;

-- name: ClaimDueLetters :many
-- Of one payment only the lowest version that is still to be delivered is due.
UPDATE deliveries SET due_at = sqlc.arg(lease), fence = fence + 1, tries = tries + 1
WHERE deliveries.endpoint_id = sqlc.arg(endpoint_id) AND deliveries.due_at > 0 AND deliveries.due_at <= sqlc.arg(now) AND deliveries.event_id IN (
    SELECT d.event_id FROM deliveries AS d
    WHERE d.endpoint_id = sqlc.arg(endpoint_id) AND d.due_at > 0 AND d.due_at <= sqlc.arg(now) AND NOT EXISTS (
        SELECT 1 FROM deliveries AS e
        WHERE e.endpoint_id = d.endpoint_id AND e.payment_id = d.payment_id AND e.version < d.version AND e.due_at > 0
    )
    ORDER BY d.due_at, d.event_id LIMIT sqlc.arg(most)
)
RETURNING *;

-- name: LetterBody :one
SELECT type, body FROM outbox WHERE event_id = $1;

-- name: SetLetterDelivered :execrows
UPDATE deliveries SET delivered_at = sqlc.arg(at), due_at = 0, dead_at = 0, last_error = '', status = sqlc.arg(status), answer = sqlc.arg(answer)
WHERE event_id = sqlc.arg(event_id) AND endpoint_id = sqlc.arg(endpoint_id) AND fence = sqlc.arg(fence) AND delivered_at = 0;

-- name: SetLetterFailed :execrows
UPDATE deliveries SET due_at = sqlc.arg(next), dead_at = sqlc.arg(dead), last_error = sqlc.arg(problem), status = sqlc.arg(status), answer = sqlc.arg(answer)
WHERE event_id = sqlc.arg(event_id) AND endpoint_id = sqlc.arg(endpoint_id) AND fence = sqlc.arg(fence) AND delivered_at = 0;

-- name: BuryLetters :execrows
-- Their tries end with their endpoint.
UPDATE deliveries SET due_at = 0, dead_at = sqlc.arg(now), buried = 1, fence = fence + 1 WHERE endpoint_id = sqlc.arg(endpoint_id) AND due_at > 0;

-- name: LettersOfEvent :many
SELECT * FROM deliveries WHERE event_id = $1 ORDER BY endpoint_id;

-- name: ListLettersOfEndpoint :many
SELECT d.event_id FROM deliveries AS d
WHERE d.endpoint_id = sqlc.arg(endpoint_id) AND d.event_id < sqlc.arg(before)
ORDER BY d.event_id DESC LIMIT sqlc.arg(most);

-- name: ListDeadLettersOfEndpoint :many
SELECT d.event_id FROM deliveries AS d
WHERE d.endpoint_id = sqlc.arg(endpoint_id) AND d.due_at = 0 AND d.delivered_at = 0 AND d.event_id < sqlc.arg(before)
ORDER BY d.event_id DESC LIMIT sqlc.arg(most);

-- name: ListDeadLetters :many
-- Newest given up first; one event may stand there once for each endpoint.
SELECT d.event_id, d.dead_at FROM deliveries AS d
WHERE d.due_at = 0 AND d.delivered_at = 0 AND (d.dead_at, d.event_id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
ORDER BY d.dead_at DESC, d.event_id DESC LIMIT sqlc.arg(most);

-- name: PendingLetters :one
-- What waits for a paused endpoint waits by somebody's wish.
SELECT COUNT(*) AS many, CAST(COALESCE(MIN(found.created_at), 0) AS BIGINT) AS oldest FROM (
    SELECT d.created_at FROM webhook_endpoints AS w JOIN deliveries AS d ON d.endpoint_id = w.id
    WHERE w.state = 'active' AND d.due_at > 0 LIMIT sqlc.arg(most)
) AS found;

-- name: DeadLetters :one
SELECT COUNT(*) AS many, CAST(COALESCE(MIN(found.created_at), 0) AS BIGINT) AS oldest FROM (
    SELECT d.created_at FROM webhook_endpoints AS w JOIN deliveries AS d ON d.endpoint_id = w.id
    WHERE w.state <> 'deleted' AND d.due_at = 0 AND d.delivered_at = 0 LIMIT sqlc.arg(most)
) AS found;

-- name: UntoldDeadLetters :many
-- Of what ended with its endpoint the endpoint's own alert tells.
SELECT d.event_id, d.payment_id, d.endpoint_id, d.dead_at FROM deliveries AS d JOIN webhook_endpoints AS w ON w.id = d.endpoint_id
WHERE d.due_at = 0 AND d.delivered_at = 0 AND d.dead_at >= sqlc.arg(since) AND d.buried = 0 AND w.state <> 'deleted'
    AND NOT EXISTS (SELECT 1 FROM alerts AS a WHERE a.kind = sqlc.arg(kind) AND a.subject = d.event_id || ' ' || d.endpoint_id)
ORDER BY d.dead_at, d.event_id LIMIT sqlc.arg(most);

-- name: UntoldDisabledEndpoints :many
SELECT w.id, w.url, w.reason, w.disabled_at FROM webhook_endpoints AS w
WHERE w.state = 'disabled' AND w.disabled_at >= sqlc.arg(since)
    AND NOT EXISTS (SELECT 1 FROM alerts AS a WHERE a.kind = sqlc.arg(kind) AND a.subject = w.id || ' ' || CAST(w.disabled_at AS TEXT))
ORDER BY w.disabled_at, w.id LIMIT sqlc.arg(most);
