-- name: InsertOperator :exec
INSERT INTO operators (
    id, version, email, name, role, refund_limit, password, password_until, totp, totp_next, totp_step, disabled_at,
    created_at, updated_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: SaveOperator :execrows
UPDATE operators SET
    version = version + 1, name = sqlc.arg(name), role = sqlc.arg(role), refund_limit = sqlc.arg(refund_limit),
    password = sqlc.arg(password), password_until = sqlc.arg(password_until), totp = sqlc.arg(totp),
    totp_next = sqlc.arg(totp_next), totp_step = sqlc.arg(totp_step), disabled_at = sqlc.arg(disabled_at),
    updated_at = sqlc.arg(updated_at)
WHERE id = sqlc.arg(id) AND version = sqlc.arg(version);

-- name: OperatorByID :one
SELECT * FROM operators WHERE id = $1;

-- name: OperatorByEmail :one
SELECT * FROM operators WHERE email = $1;

-- name: ListOperators :many
SELECT * FROM operators ORDER BY created_at, id;

-- name: InsertLogin :exec
INSERT INTO logins (
    id, operator_id, hash, address, agent, created_at, seen_at, expires_at, fresh_until, ended_at, ended_why
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: LoginByHash :one
SELECT * FROM logins WHERE hash = $1;

-- name: LoginByID :one
SELECT * FROM logins WHERE id = $1;

-- name: OpenLogins :many
SELECT * FROM logins
WHERE operator_id = sqlc.arg(operator_id) AND ended_at = 0 AND expires_at > sqlc.arg(now)
ORDER BY expires_at DESC, id DESC LIMIT sqlc.arg(most);

-- name: TouchLogin :exec
UPDATE logins SET seen_at = CAST(sqlc.arg(at) AS BIGINT) WHERE id = sqlc.arg(id) AND seen_at < CAST(sqlc.arg(at) AS BIGINT);

-- name: RotateLogin :execrows
UPDATE logins SET hash = sqlc.arg(hash), fresh_until = sqlc.arg(fresh_until)
WHERE id = sqlc.arg(id) AND hash = sqlc.arg(old_hash) AND ended_at = 0;

-- name: EndLogin :execrows
-- A login that has ended keeps its end.
UPDATE logins SET ended_at = sqlc.arg(ended_at), ended_why = sqlc.arg(ended_why) WHERE id = sqlc.arg(id) AND ended_at = 0;

-- name: EndLogins :exec
UPDATE logins SET ended_at = sqlc.arg(ended_at), ended_why = sqlc.arg(ended_why)
WHERE operator_id = sqlc.arg(operator_id) AND id <> sqlc.arg(keep) AND ended_at = 0;

-- name: DropLogins :exec
DELETE FROM logins WHERE operator_id = sqlc.arg(operator_id) AND expires_at < sqlc.arg(before);

-- name: LockOperators :many
-- Of two that take an admin away the second waits, and sees what the first left.
UPDATE operators SET updated_at = updated_at WHERE role = 'admin' AND disabled_at = 0 RETURNING id;
