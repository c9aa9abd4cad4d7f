package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/internal/telemetry"
)

// doctorCmd is naru doctor.
type doctorCmd struct {
	GoLive bool `help:"PortOne's launch checklist, too; what cannot be checked from here is said so. (실연동 체크리스트)"`
	JSON   bool `help:"As JSON."`
	database
	portone
	serverSettings
}

// Help shows an example.
func (doctorCmd) Help() string {
	return "Reads the settings, asks PortOne and looks at the database; changes nothing, moves no money.\n" +
		"설정·포트원·데이터베이스를 살펴보고 무엇이 틀렸는지 알려 줍니다. 아무것도 바꾸지 않습니다.\n" +
		"Exit code 1: something is wrong; 0: warnings at most.\n\nExample: naru doctor --go-live"
}

// verdict is how a check went.
type verdict string

const (
	healthy   verdict = "ok"
	warned    verdict = "warn"
	wrong     verdict = "wrong"
	unchecked verdict = "unchecked" // nobody can tell from here
)

// finding is one check's outcome in words. It names settings, never secrets.
type finding struct {
	ID      string  `json:"id"`
	Verdict verdict `json:"verdict"`
	Korean  string  `json:"message_ko"`
	English string  `json:"message_en"`
}

// patient is what the doctor looks at, and what it has found.
type patient struct {
	portone
	serverSettings
	dsn  string
	live bool
	now  func() time.Time

	channels []merchant.ChannelInfo // nil: PortOne could not be asked
	db       *store.DB              // nil: not there, or of another version

	found []finding
}

func (p *patient) say(id string, v verdict, korean, english string) {
	p.found = append(p.found, finding{id, v, korean, english})
}

// doctorWait bounds the whole examination.
const doctorWait = 45 * time.Second

// Run examines and prints what was found.
func (c *doctorCmd) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, doctorWait)
	defer cancel()
	p := &patient{portone: c.portone, serverSettings: c.serverSettings, dsn: c.where(), now: time.Now}
	p.examine(ctx, c.GoLive)
	return report(os.Stdout, p.found, c.JSON)
}

// where is database.dsn without making a folder.
func (d database) where() string {
	if d.URL != "" {
		return d.URL
	}
	return "sqlite:" + strings.TrimSuffix(d.Data, "/") + "/naru.db"
}

func (p *patient) examine(ctx context.Context, goLive bool) {
	env, _ := p.env()
	p.live = env == payment.Live
	p.checkSettings()
	p.checkMode()
	p.checkSecretKey()
	p.checkPublicURL(ctx)
	p.checkTelling()
	p.checkPortOne(ctx)
	p.checkDatabase(ctx)
	if goLive {
		p.checkLaunch(ctx)
	}
	if p.db != nil {
		_ = p.db.Close()
	}
}

// report prints what was found and returns an error when something is wrong.
func report(out io.Writer, found []finding, asJSON bool) error {
	failed := 0
	for _, f := range found {
		if f.Verdict == wrong {
			failed++
		}
	}
	if asJSON {
		err := json.NewEncoder(out).Encode(struct {
			OK     bool      `json:"ok"`
			Checks []finding `json:"checks"`
		}{failed == 0, found})
		if err != nil {
			return err
		}
	} else if err := printFindings(out, found); err != nil {
		return err
	}
	if failed > 0 {
		return exitError{fmt.Errorf("고칠 것이 %d가지 있습니다 (%d things are wrong)", failed, failed), 1}
	}
	return nil
}

// redactError is an error's words without a password that a database's address
// may have in it.
func redactError(err error) string { return telemetry.Clean(err.Error()) }

// marks are what a person sees of a verdict.
var marks = map[verdict]string{healthy: "  좋음 ok  ", warned: "! 주의 warn", wrong: "X 틀림 no  ", unchecked: "? 확인 못함"}

func printFindings(out io.Writer, found []finding) error {
	var problems []error
	for _, f := range found {
		_, err := fmt.Fprintf(out, "%s  %s\n             %s\n", marks[f.Verdict], f.Korean, f.English)
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}
