package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/store"
)

// restoreCmd is naru restore.
type restoreCmd struct {
	File       string `arg:"" help:"A copy that naru backup made." type:"existingfile"`
	NoChecksum bool   `help:"Also without FILE.sha256, or when it differs."`
	database
}

// Help shows an example.
func (restoreCmd) Help() string {
	return "Stop every naru serve of this database first. The database that is there is kept beside the new one.\n" +
		"A restored database has forgotten what happened since the copy, so refunds are locked until the server has read\n" +
		"all of that from PortOne again, which it does by itself; payments are taken meanwhile. naru recovery status tells.\n" +
		"(먼저 서버를 모두 멈추세요. 되돌린 뒤에는 포트원 기록을 다시 읽을 때까지 환불이 잠깁니다.)\n\n" +
		"Example: naru restore /backup/naru-2026-11-22.db && naru serve"
}

// Run puts the copy in the database's place.
func (c *restoreCmd) Run(ctx context.Context) error {
	dsn, err := c.dsn()
	if err != nil {
		return err
	}
	if !c.NoChecksum {
		if err := store.VerifyCopy(c.File); err != nil {
			return usage("복사본을 믿을 수 없습니다. 그래도 쓰려면 --no-checksum (the copy cannot be trusted; --no-checksum takes it all the same): %w", err)
		}
	}
	var done store.Restored
	if isPostgres(dsn) {
		done, err = restorePostgres(ctx, c.File, dsn)
	} else {
		done, err = store.Restore(ctx, c.File, dsn, clock.System{}.Now())
	}
	if errors.Is(err, store.ErrInUse) {
		return usage("다른 프로그램이 데이터베이스를 쓰고 있습니다. naru serve를 먼저 멈추세요 (%w)", err)
	}
	if err != nil {
		return err
	}
	if done.Kept != "" {
		fmt.Printf("있던 데이터베이스 / the database that was there: %s\n", done.Kept)
	}
	for _, r := range done.Recoveries {
		fmt.Printf("%s의 복사본으로 되돌렸습니다. 이제 naru serve를 시작하세요. 포트원 기록을 다시 읽을 때까지 환불이 잠깁니다.\n"+
			"Restored from a copy of %s. Start naru serve; refunds are locked until PortOne's record was read again.\n",
			r.Since.In(clock.KST).Format(time.DateTime), r.Since.UTC().Format(time.RFC3339))
	}
	fmt.Println("그 뒤에 새로 연 결제는 naru import로 가져옵니다 (docs/operations.ko.md) / payments opened since are taken in by naru import (docs/operations.md)")
	return nil
}
