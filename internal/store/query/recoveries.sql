-- name: InsertRecovery :exec
INSERT INTO recoveries (id, reason, since_at, began_at, ended_at) VALUES ($1, $2, $3, $4, $5);

-- name: OpenRecoveries :many
SELECT * FROM recoveries WHERE ended_at = 0 ORDER BY began_at, id;

-- name: ListRecoveries :many
SELECT * FROM recoveries ORDER BY began_at, id;

-- name: EndRecovery :execrows
UPDATE recoveries SET ended_at = sqlc.arg(at) WHERE id = sqlc.arg(id) AND ended_at = 0;
