package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/store"
)

// backupCmd is naru backup.
type backupCmd struct {
	File string `arg:"" help:"Where the copy goes; its checksum is written beside it." type:"path"`
	database
}

// Help shows an example.
func (backupCmd) Help() string {
	return "A consistent copy, made while the server runs, with its checksum in FILE.sha256. Keep NARU_SECRET_KEY with it,\n" +
		"at another place: personal data in the copy is sealed by it. PostgreSQL is copied by pg_dump, which must be installed;\n" +
		"for point-in-time recovery see docs/operations.md.\n" +
		"(서버를 멈추지 않고 복사본을 만듭니다. NARU_SECRET_KEY는 따로 보관하세요.)\n\n" +
		"Example: naru backup /backup/naru-$(date +%F).db"
}

// Run copies the database.
func (c *backupCmd) Run(ctx context.Context) error {
	dsn, err := c.dsn()
	if err != nil {
		return err
	}
	if isPostgres(dsn) {
		err = dumpPostgres(ctx, dsn, c.File)
	} else {
		err = c.copySQLite(ctx, dsn)
	}
	if err != nil {
		return err
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return err
	}
	fmt.Printf("%s  %d bytes\n확인값 / checksum  %s.sha256\n", c.File, info.Size(), c.File)
	return nil
}

func (c *backupCmd) copySQLite(ctx context.Context, dsn string) error {
	var grown func(done, of int64)
	if fd := int(os.Stderr.Fd()); term.IsTerminal(fd) {
		bar := progress{out: os.Stderr, unit: "KiB"}
		grown = func(done, of int64) { bar.show(int(done*100/max(of, 1)), done>>10) }
		defer bar.end()
	}
	return store.Backup(ctx, dsn, c.File, clock.System{}.Now(), grown)
}

func isPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}
