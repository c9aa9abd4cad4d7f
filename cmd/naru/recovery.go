package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
)

// recoveryCmd is naru recovery.
type recoveryCmd struct {
	Begin  recoveryBeginCmd  `cmd:"" help:"Lock refunds after a restore that was not naru restore's. (다른 방법으로 되돌린 뒤 환불 잠그기)"`
	Status recoveryStatusCmd `cmd:"" help:"How far the reading of PortOne's record is. (어디까지 다시 읽었는지)"`
}

// recoveryBeginCmd is naru recovery begin.
type recoveryBeginCmd struct {
	Since  string `help:"When the copy was made, like 2026-11-22T03:00:00+09:00 (the last thing that the database knows of)." placeholder:"TIME"`
	Reason string `help:"For the record." default:"operator" placeholder:"WORDS"`
	database
}

// Help shows an example.
func (recoveryBeginCmd) Help() string {
	return "For PostgreSQL after pg_restore, point-in-time recovery or a snapshot of the disk: run it before the first naru serve.\n" +
		"Refunds are then locked until the server has read all that changed at PortOne since, which it does by itself.\n\n" +
		"Example: naru recovery begin --since 2026-11-22T03:00:00+09:00"
}

// Run marks the database.
func (c *recoveryBeginCmd) Run(ctx context.Context) error {
	var since time.Time
	if c.Since != "" {
		var err error
		if since, err = time.Parse(time.RFC3339, c.Since); err != nil {
			return usage("--since가 시각이 아닙니다 (--since %q is not a time like 2026-11-22T03:00:00+09:00)", c.Since)
		}
	}
	db, err := c.openStore(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	r, err := merchant.BeginRecovery(ctx, db, since.UTC(), clock.System{}.Now(), c.Reason)
	if err != nil {
		return err
	}
	fmt.Printf("%s  환불을 잠갔습니다 / refunds are locked  (%s부터 다시 읽음 / read again since %s)\n", r.ID, r.Since.In(clock.KST).Format(time.DateTime), r.Since.Format(time.RFC3339))
	return nil
}

// recoveryStatusCmd is naru recovery status.
type recoveryStatusCmd struct {
	JSON bool `help:"As JSON."`
	database
}

// Help shows an example.
func (recoveryStatusCmd) Help() string {
	return "Exit code 3: refunds are locked. (환불이 잠겨 있으면 3)\n\nExample: naru recovery status --json"
}

// recoveringCode is the exit code while refunds are locked.
const recoveringCode = 3

// recoveryJSON is one recovery and how far its sweep is.
type recoveryJSON struct {
	ID      string    `json:"id"`
	Reason  string    `json:"reason"`
	Since   time.Time `json:"since"`
	BeganAt time.Time `json:"began_at"`
	EndedAt time.Time `json:"ended_at,omitzero"`
	Percent int       `json:"percent"`
	Problem string    `json:"problem,omitempty"` // why the sweep does not get on
	Ours    int64     `json:"ours"`              // payments of ours that it has read
	Outside int64     `json:"outside"`           // that are not known here: others', or opened since the copy
}

// Run tells of every recovery.
func (c *recoveryStatusCmd) Run(ctx context.Context) error {
	db, err := c.openStore(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return c.tell(ctx, db, os.Stdout)
}

func (c *recoveryStatusCmd) tell(ctx context.Context, db merchant.Store, out io.Writer) error {
	list, err := recoveries(ctx, db)
	if err != nil {
		return err
	}
	open := 0
	for _, r := range list {
		if r.EndedAt.IsZero() {
			open++
		}
	}
	if c.JSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(list)
	} else {
		writeRecoveries(out, list)
	}
	if err == nil && open > 0 {
		err = exitError{fmt.Errorf("환불이 잠겨 있습니다 (refunds are locked)"), recoveringCode}
	}
	return err
}

func recoveries(ctx context.Context, db merchant.Store) ([]recoveryJSON, error) {
	list := []recoveryJSON{}
	err := db.View(ctx, func(tx merchant.Tx) error {
		list = list[:0]
		rows, err := tx.Recoveries().List(ctx, false)
		if err != nil {
			return err
		}
		for _, r := range rows {
			one := recoveryJSON{ID: r.ID, Reason: r.Reason, Since: r.Since, BeganAt: r.BeganAt, EndedAt: r.EndedAt}
			sweep, err := merchant.RecoverySweep(ctx, tx, r)
			if err != nil {
				return err
			}
			one.Problem, one.Ours, one.Outside = sweep.Problem, sweep.Ours, sweep.Outside
			one.Percent = sweep.Percent()
			if !r.EndedAt.IsZero() {
				one.Percent = 100
			}
			list = append(list, one)
		}
		return nil
	})
	return list, err
}

func writeRecoveries(out io.Writer, list []recoveryJSON) {
	if len(list) == 0 {
		fmt.Fprintln(out, "되돌린 적이 없습니다 / never restored")
	}
	for _, r := range list {
		state := fmt.Sprintf("환불 잠김 / refunds locked  %d%%", r.Percent)
		if !r.EndedAt.IsZero() {
			state = "끝남 / ended " + r.EndedAt.In(clock.KST).Format(time.DateTime)
		}
		fmt.Fprintln(out, strings.Join([]string{r.ID, r.Reason, "복사본/copy of " + r.Since.In(clock.KST).Format(time.DateTime), state}, "  "))
		if r.Ours+r.Outside > 0 {
			fmt.Fprintf(out, "    우리 결제/ours %d  모르는 결제/not known here %d\n", r.Ours, r.Outside)
		}
		if r.Problem != "" && r.EndedAt.IsZero() {
			fmt.Fprintf(out, "    %s\n", r.Problem)
		}
	}
}
