-- name: InsertKey :exec
INSERT INTO api_keys (id, name, env, hash, tail, created_at, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: KeyByHash :one
SELECT * FROM api_keys WHERE hash = $1;

-- name: ListKeys :many
SELECT * FROM api_keys ORDER BY created_at, id;

-- name: RevokeKey :execrows
-- A key that has ended keeps the time when it did.
UPDATE api_keys SET revoked_at = CASE WHEN revoked_at = 0 THEN CAST(sqlc.arg(at) AS BIGINT) ELSE revoked_at END
WHERE id = sqlc.arg(id);
