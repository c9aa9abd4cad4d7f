-- name: InsertEndpoint :exec
INSERT INTO webhook_endpoints (id, url, description, types, state, reason, secret, old_secret, old_until, failing_since, disabled_at, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, '', '', '', 0, 0, 0, 1, $6, $7);

-- name: SaveEndpoint :execrows
UPDATE webhook_endpoints SET url = sqlc.arg(url), description = sqlc.arg(description), types = sqlc.arg(types), state = sqlc.arg(state),
    reason = sqlc.arg(reason), failing_since = sqlc.arg(failing_since), disabled_at = sqlc.arg(disabled_at), version = version + 1,
    updated_at = sqlc.arg(updated_at)
WHERE id = sqlc.arg(id) AND version = sqlc.arg(version) AND state <> 'deleted';

-- name: EndpointByID :one
SELECT id, url, description, types, state, reason, old_until, failing_since, disabled_at, version, created_at, updated_at
FROM webhook_endpoints WHERE id = $1;

-- name: ListEndpoints :many
SELECT id, url, description, types, state, reason, old_until, failing_since, disabled_at, version, created_at, updated_at
FROM webhook_endpoints WHERE state <> 'deleted' ORDER BY created_at, id;

-- name: EndpointSecrets :one
SELECT secret, old_secret, old_until FROM webhook_endpoints WHERE id = $1;

-- name: PutEndpointSecrets :execrows
UPDATE webhook_endpoints SET secret = sqlc.arg(secret), old_secret = sqlc.arg(old_secret), old_until = sqlc.arg(old_until) WHERE id = sqlc.arg(id);

-- name: EndpointFails :execrows
UPDATE webhook_endpoints SET failing_since = sqlc.arg(now) WHERE id = sqlc.arg(id) AND failing_since = 0;

-- name: EndpointServes :execrows
UPDATE webhook_endpoints SET failing_since = 0 WHERE id = sqlc.arg(id) AND failing_since <> 0;

-- name: DisableEndpoint :execrows
UPDATE webhook_endpoints SET state = 'disabled', reason = sqlc.arg(reason), disabled_at = sqlc.arg(now), version = version + 1, updated_at = sqlc.arg(now)
WHERE id = sqlc.arg(id) AND state = 'active';
