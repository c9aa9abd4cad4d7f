package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/naru-pay/naru/internal/store"
)

// migrateCmd is naru migrate.
type migrateCmd struct{ database }

// Help shows an example.
func (migrateCmd) Help() string {
	return "naru serve does the same at its start.\n\nExample: naru migrate --database-url postgres://naru@db1,db2/naru"
}

// Run opens the database, which brings it up to date.
func (c *migrateCmd) Run(ctx context.Context) error {
	dsn, err := c.dsn()
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, dsn, store.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	fmt.Printf("%s: %s\n", db.Engine(), redactDSN(dsn))
	return db.Close()
}
