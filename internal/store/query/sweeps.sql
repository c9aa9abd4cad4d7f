-- name: ClaimSweep :one
-- A kind that was never swept is due at once: its row is made by its first claim.
INSERT INTO sweeps (
    store, kind, due_at, fence, tries, problem, began_at, from_at, to_at, cursor_at, span, round, ours, outside, found,
    digest, previous, done_at
) VALUES (sqlc.arg(store), sqlc.arg(kind), sqlc.arg(lease), 1, 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '', 0)
ON CONFLICT (store, kind) DO UPDATE SET due_at = excluded.due_at, fence = sweeps.fence + 1
WHERE sweeps.due_at <= sqlc.arg(now)
RETURNING *;

-- name: SaveSweep :execrows
UPDATE sweeps
SET due_at = sqlc.arg(due_at), tries = sqlc.arg(tries), problem = sqlc.arg(problem), began_at = sqlc.arg(began_at),
    from_at = sqlc.arg(from_at), to_at = sqlc.arg(to_at), cursor_at = sqlc.arg(cursor_at), span = sqlc.arg(span),
    round = sqlc.arg(round), ours = sqlc.arg(ours), outside = sqlc.arg(outside), found = sqlc.arg(found),
    digest = sqlc.arg(digest), previous = sqlc.arg(previous), done_at = sqlc.arg(done_at)
WHERE store = sqlc.arg(store) AND kind = sqlc.arg(kind) AND fence = sqlc.arg(fence);

-- name: SweepsOfStore :many
SELECT * FROM sweeps WHERE store = $1 ORDER BY kind;

-- name: SweepOfKind :one
SELECT * FROM sweeps WHERE kind = sqlc.arg(kind) ORDER BY store LIMIT 1;
