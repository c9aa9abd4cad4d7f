-- name: InsertIdempotencyKey :execrows
-- Asked for its rows, it is sent at once: whoever is second must know before it has an effect.
INSERT INTO idempotency_keys (idem_key, fingerprint, fence, held_until, status, answer, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: IdempotencyKey :one
SELECT * FROM idempotency_keys WHERE idem_key = $1;

-- name: SaveIdempotencyKey :execrows
-- What has been answered stays.
UPDATE idempotency_keys SET fence = $1, held_until = $2, status = $3, answer = $4
WHERE idem_key = sqlc.arg(idem_key) AND fence = sqlc.arg(stored_fence) AND status = 0;

-- name: PurgeIdempotencyKeys :execrows
DELETE FROM idempotency_keys WHERE idempotency_keys.idem_key IN (
    SELECT k.idem_key FROM idempotency_keys AS k WHERE k.created_at < sqlc.arg(before)
    ORDER BY k.created_at, k.idem_key LIMIT sqlc.arg(most)
);
