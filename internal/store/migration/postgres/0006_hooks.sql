-- +goose Up
-- Addresses that the shop adds by itself, and what is on its way to each. The
-- address of the configuration has no row: an outbox row holds its own delivery
-- there, as it always has.

-- When the last round of tries began (0: with the event), when it was given up
-- (0: never), and what the shop answered last.
ALTER TABLE outbox ADD COLUMN since_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN dead_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN status BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN answer TEXT NOT NULL DEFAULT '';
-- 0: endpoints are still to get their deliveries of it. What was stored before
-- there were endpoints has nobody to go to.
ALTER TABLE outbox ADD COLUMN spread BIGINT NOT NULL DEFAULT 1;
-- What a server of the version before stores beside us has endpoints to go to.
ALTER TABLE outbox ALTER COLUMN spread SET DEFAULT 0;

UPDATE outbox SET dead_at = created_at + 432000000000 WHERE due_at = 0 AND delivered_at = 0;
CREATE INDEX outbox_dead_at ON outbox (dead_at, event_id) WHERE due_at = 0 AND delivered_at = 0;
CREATE INDEX outbox_spread ON outbox (event_id) WHERE spread = 0;

-- types is '' for all, or ',payment.paid,payment.refunded,'. A deleted endpoint
-- keeps its row, since deliveries tell of it, and loses its secrets.
CREATE TABLE webhook_endpoints (
    id             TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    url            TEXT NOT NULL CHECK (url <> ''),
    description    TEXT NOT NULL,
    types          TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('active', 'paused', 'disabled', 'deleted')),
    reason         TEXT NOT NULL,
    secret         TEXT NOT NULL,
    old_secret     TEXT NOT NULL,
    old_until      BIGINT NOT NULL,
    failing_since  BIGINT NOT NULL,
    disabled_at    BIGINT NOT NULL,
    version        BIGINT NOT NULL CHECK (version > 0),
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL
);

-- One event on its way to one endpoint; its body is the outbox's. A delivery
-- with a due time is still to be made; 0 is delivered or given up, and buried
-- when it was given up with its endpoint.
CREATE TABLE deliveries (
    event_id     TEXT COLLATE "C" NOT NULL REFERENCES outbox (event_id),
    endpoint_id  TEXT COLLATE "C" NOT NULL REFERENCES webhook_endpoints (id),
    payment_id   TEXT COLLATE "C" NOT NULL,
    version      BIGINT NOT NULL,
    tries        BIGINT NOT NULL CHECK (tries >= 0),
    fence        BIGINT NOT NULL CHECK (fence >= 0),
    due_at       BIGINT NOT NULL,
    since_at     BIGINT NOT NULL,
    delivered_at BIGINT NOT NULL,
    dead_at      BIGINT NOT NULL,
    buried       BIGINT NOT NULL,
    status       BIGINT NOT NULL,
    answer       TEXT NOT NULL,
    last_error   TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (event_id, endpoint_id),
    CHECK (delivered_at = 0 OR due_at = 0)
);

CREATE INDEX deliveries_endpoint ON deliveries (endpoint_id, event_id);
CREATE UNIQUE INDEX deliveries_version ON deliveries (endpoint_id, payment_id, version);
CREATE INDEX deliveries_due ON deliveries (endpoint_id, due_at, event_id) WHERE due_at > 0;
CREATE INDEX deliveries_dead ON deliveries (endpoint_id, event_id) WHERE due_at = 0 AND delivered_at = 0;
CREATE INDEX deliveries_dead_at ON deliveries (dead_at, event_id, endpoint_id) WHERE due_at = 0 AND delivered_at = 0;
