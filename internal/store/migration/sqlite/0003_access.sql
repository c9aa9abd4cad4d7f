-- +goose Up
-- Who may call, and which channels PortOne says there are.

CREATE TABLE api_keys (
    id         TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    name       TEXT NOT NULL,
    env        TEXT NOT NULL CHECK (env IN ('test', 'live')),
    hash       TEXT NOT NULL CHECK (hash <> ''),
    tail       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX api_keys_hash ON api_keys (hash);

-- PortOne's channels as they were last read, all in one row: the list is
-- replaced as a whole, and an empty one was read at some time, too.
CREATE TABLE channels (
    source  TEXT NOT NULL PRIMARY KEY,
    list    TEXT NOT NULL,
    read_at INTEGER NOT NULL
) STRICT;
