-- name: InsertKey :exec
INSERT INTO api_keys (
    id, name, env, hash, tail, created_at, revoked_at, scopes, networks, expires_at, last_used_at, replaces
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: KeyByHash :one
SELECT * FROM api_keys WHERE hash = $1;

-- name: KeyByID :one
SELECT * FROM api_keys WHERE id = $1;

-- name: ListKeys :many
SELECT * FROM api_keys ORDER BY created_at, id;

-- name: RevokeKey :execrows
-- A key that has ended keeps the time when it did.
UPDATE api_keys SET revoked_at = CASE WHEN revoked_at = 0 THEN CAST(sqlc.arg(at) AS BIGINT) ELSE revoked_at END
WHERE id = sqlc.arg(id);

-- name: ExpireKey :execrows
-- A key that expires sooner keeps its time.
UPDATE api_keys SET expires_at = CAST(sqlc.arg(at) AS BIGINT)
WHERE id = sqlc.arg(id) AND (expires_at = 0 OR expires_at > CAST(sqlc.arg(at) AS BIGINT));

-- name: TouchKey :exec
UPDATE api_keys SET last_used_at = CAST(sqlc.arg(at) AS BIGINT)
WHERE id = sqlc.arg(id) AND last_used_at < CAST(sqlc.arg(at) AS BIGINT);
