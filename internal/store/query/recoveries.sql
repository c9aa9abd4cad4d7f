-- name: InsertRecovery :exec
INSERT INTO recoveries (id, reason, since_at, began_at, ended_at) VALUES ($1, $2, $3, $4, $5);

-- name: OpenRecoveries :many
SELECT * FROM recoveries WHERE ended_at = 0 ORDER BY began_at, id;

-- name: ListRecoveries :many
SELECT * FROM recoveries ORDER BY began_at, id;

-- name: EndRecovery :execrows
UPDATE recoveries SET ended_at = sqlc.arg(at) WHERE id = sqlc.arg(id) AND ended_at = 0;

-- name: NewestMoment :one
-- The last thing that the database knows of, to the minute while a server runs.
SELECT CAST(COALESCE(MAX(known.at), 0) AS BIGINT) FROM (
    SELECT MAX(p.updated_at) AS at FROM payments AS p
    UNION ALL SELECT MAX(s.done_at) AS at FROM sweeps AS s
    UNION ALL SELECT MAX(b.at) AS at FROM pulse AS b
) AS known;

-- name: UntoldRecoveries :many
SELECT r.id, r.since_at, r.began_at FROM recoveries AS r
WHERE r.ended_at = 0 AND NOT EXISTS (SELECT 1 FROM alerts AS a WHERE a.kind = sqlc.arg(kind) AND a.subject = r.id)
ORDER BY r.began_at, r.id;
