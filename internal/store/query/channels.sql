-- name: ReplaceChannels :exec
INSERT INTO channels (source, list, read_at) VALUES ($1, $2, $3)
ON CONFLICT (source) DO UPDATE SET list = excluded.list, read_at = excluded.read_at;

-- name: ChannelsOf :one
SELECT list, read_at FROM channels WHERE source = $1;
