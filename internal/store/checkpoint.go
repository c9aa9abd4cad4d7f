package store

import (
	"context"
	"database/sql"
	"log/slog"
)

// checkpointEvery is after how many stored functions the log is moved into the
// file: about as many pages as SQLite's own default would wait for.
const checkpointEvery = 256

// checkpointer moves SQLite's write-ahead log into the file beside the writer,
// so that no payment waits for it.
type checkpointer struct {
	db       *sql.DB
	log      *slog.Logger
	pokes    chan struct{}
	finished chan struct{}
	pending  int // of the writer alone
}

func newCheckpointer(db *sql.DB, log *slog.Logger) *checkpointer {
	c := &checkpointer{db: db, log: log, pokes: make(chan struct{}, 1), finished: make(chan struct{})}
	go c.loop()
	return c
}

// poke counts stored functions and wakes the loop; it never waits.
func (c *checkpointer) poke(stored int) {
	if c.pending += stored; c.pending < checkpointEvery {
		return
	}
	select {
	case c.pokes <- struct{}{}:
		c.pending = 0
	default: // it is at work; the next poke will do
	}
}

// loop checkpoints what it can without waiting for readers or the writer.
func (c *checkpointer) loop() {
	defer close(c.finished)
	for range c.pokes {
		if _, err := c.db.ExecContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
			c.log.Warn("the write-ahead log was not checkpointed", "err", err)
		}
	}
}

// close comes after the writer's, who pokes no more.
func (c *checkpointer) close() error {
	close(c.pokes)
	<-c.finished
	return nil
}
