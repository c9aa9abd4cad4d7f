-- name: LockOrder :execrows
-- The upsert takes the row's lock, so a second transaction about the order waits; that it is asked for its rows has it sent at once.
INSERT INTO orders (order_ref, version, created_at, updated_at)
VALUES (sqlc.arg(order_ref), 1, sqlc.arg(at), sqlc.arg(at))
ON CONFLICT (order_ref) DO UPDATE SET version = orders.version + 1, updated_at = excluded.updated_at;
