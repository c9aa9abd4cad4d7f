-- +goose Up
-- Where each sweep of PortOne's listing stands, so that any server goes on where
-- another one stopped. Times are microseconds since the epoch.

CREATE TABLE sweeps (
    store     TEXT COLLATE "C" NOT NULL,
    kind      TEXT COLLATE "C" NOT NULL CHECK (kind <> ''),
    due_at    BIGINT NOT NULL,
    fence     BIGINT NOT NULL CHECK (fence >= 0),
    tries     BIGINT NOT NULL CHECK (tries >= 0),
    problem   TEXT NOT NULL,
    began_at  BIGINT NOT NULL,
    from_at   BIGINT NOT NULL,
    to_at     BIGINT NOT NULL CHECK (to_at >= from_at),
    cursor_at BIGINT NOT NULL CHECK (cursor_at >= from_at AND cursor_at <= to_at),
    span      BIGINT NOT NULL CHECK (span >= 0),
    round     BIGINT NOT NULL CHECK (round >= 0),
    ours      BIGINT NOT NULL CHECK (ours >= 0),
    outside   BIGINT NOT NULL CHECK (outside >= 0),
    found     BIGINT NOT NULL CHECK (found >= 0),
    digest    TEXT NOT NULL,
    previous  TEXT NOT NULL,
    done_at   BIGINT NOT NULL,
    PRIMARY KEY (store, kind)
);
