package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
)

// auditCmd is naru audit.
type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Check that the audit log is as it was written. (감사 기록 검증)"`
	Head   auditHeadCmd   `cmd:"" help:"Print its end, to be kept elsewhere. (끝 해시)"`
	List   auditListCmd   `cmd:"" help:"List who did what. (감사 기록 보기)"`
}

// auditVerifyCmd is naru audit verify.
type auditVerifyCmd struct {
	Anchor []string `help:"Ends that were kept elsewhere, as naru audit head printed them. (따로 보관한 끝 해시)" placeholder:"N:HASH,…"`
	database
}

// Help shows an example.
func (auditVerifyCmd) Help() string {
	return "Who can write the database can write the whole log anew; only an end that was kept elsewhere tells. The server's own log has one for each line.\n\nExample: naru audit verify --anchor 1042:9f86d0…"
}

// Run reads the whole log.
func (c *auditVerifyCmd) Run(ctx context.Context) error {
	anchors, err := anchorsOf(c.Anchor)
	if err != nil {
		return err
	}
	db, err := c.openStore(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	head, err := merchant.VerifyAudit(ctx, db, anchors...)
	if errors.Is(err, merchant.ErrTampered) {
		return fmt.Errorf("감사 기록이 바뀌었습니다 (%w)", err)
	}
	if err != nil {
		return err
	}
	fmt.Printf("감사 기록 %d줄이 쓰인 그대로입니다. / %d lines are as they were written.\n%s\n", head.N, head.N, anchorText(head))
	return nil
}

func anchorText(h merchant.AuditHead) string { return strconv.FormatInt(h.N, 10) + ":" + h.Hash }

func anchorsOf(list []string) ([]merchant.AuditHead, error) {
	var out []merchant.AuditHead
	for _, text := range list {
		number, hash, _ := strings.Cut(text, ":")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil || n < 0 || (n > 0) != (hash != "") {
			return nil, usage("--anchor는 naru audit head가 적어 준 N:HASH입니다 (--anchor is N:HASH, as naru audit head prints it, not %q)", text)
		}
		out = append(out, merchant.AuditHead{N: n, Hash: hash})
	}
	return out, nil
}

// auditHeadCmd is naru audit head.
type auditHeadCmd struct{ database }

// Help shows an example.
func (auditHeadCmd) Help() string {
	return "Keep what it prints where who runs the database cannot write: each day, or each hour.\n\nExample: naru audit head >> /mnt/elsewhere/heads"
}

// Run prints the end.
func (c *auditHeadCmd) Run(ctx context.Context) error {
	db, err := c.openStore(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	head, err := merchant.AuditEnd(ctx, db)
	if err != nil {
		return err
	}
	fmt.Println(anchorText(head))
	return nil
}

// auditListCmd is naru audit list.
type auditListCmd struct {
	From int64 `help:"The first line (${default})." default:"1"`
	JSON bool  `help:"As JSON lines."`
	database
}

// Help shows an example.
func (auditListCmd) Help() string { return "Example: naru audit list --from 1000 --json" }

// auditLine is a line as JSON; its names are those of the log.
type auditLine struct {
	N       int64     `json:"n"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	Action  string    `json:"action"`
	Subject string    `json:"subject"`
	Detail  string    `json:"detail"`
	Hash    string    `json:"hash"`
}

// Run prints the lines, oldest first.
func (c *auditListCmd) Run(ctx context.Context) error {
	db, err := c.openStore(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	out := json.NewEncoder(os.Stdout)
	return merchant.AuditLines(ctx, db, c.From, func(e merchant.AuditEntry) error {
		if c.JSON {
			return out.Encode(auditLine{e.N, e.At, e.Actor, string(e.Action), e.Subject, e.Detail, e.Hash})
		}
		_, err := fmt.Printf("%6d  %s  %-20s %-20s %s %s\n", e.N, e.At.In(clock.KST).Format(time.DateTime), e.Actor, e.Action, e.Subject, strconv.Quote(e.Detail))
		return err
	})
}
