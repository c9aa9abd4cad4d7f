// Command naru is the payment server of a shop that takes money through PortOne,
// and the sandbox, a local PortOne, to try it with.
//
// Each command has a file of its own; this package alone knows all rooms. It
// refuses to start with a setting that is missing or contradictory, and names
// it. Its main invariant is that secrets are read from the environment or files
// and never printed.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is the whole command line.
type cli struct {
	ShowVersion kong.VersionFlag `name:"version" help:"Print the version. (버전)"`

	Demo          demoCmd          `cmd:"" help:"Start a shop, its payment server and a sandbox together. (데모 상점을 한 번에)"`
	Serve         serveCmd         `cmd:"" help:"Run the payment server. (결제 서버)"`
	Sandbox       sandboxCmd       `cmd:"" help:"Run a local PortOne: console, SDK, payment windows, REST API, webhooks. (로컬 포트원)"`
	Exec          execCmd          `cmd:"" help:"Start a program that reaches the sandbox by PortOne's own addresses. (프로그램을 고치지 않고 샌드박스로)"`
	Init          initCmd          `cmd:"" help:"Write .env and make the first API key. (.env와 첫 API 키 만들기)"`
	Keys          keysCmd          `cmd:"" help:"Create, list and revoke API keys. (API 키 관리)"`
	Operators     operatorsCmd     `cmd:"" help:"Who may log in to the console: add, list, disable, reset. (콘솔 운영자)"`
	Reconcile     reconcileCmd     `cmd:"" help:"Compare what is stored with PortOne's listing, day by day. (포트원과 대사)"`
	Import        importCmd        `cmd:"" help:"Take earlier payments of the PortOne account in. (예전 결제 가져오기)"`
	Payments      paymentsCmd      `cmd:"" help:"List, show and give back payments. (결제 조회와 환불)"`
	Discrepancies discrepanciesCmd `cmd:"" help:"List and decide what does not match. (불일치 처리)"`
	Webhooks      webhooksCmd      `cmd:"" help:"What the shop was told: list, send again, listen. (상점에 보낸 소식)"`
	Doctor        doctorCmd        `cmd:"" help:"Check the settings against PortOne and the database. (설정 진단)"`
	Alerts        alertsCmd        `cmd:"" help:"Try the alerts to people. (사람에게 가는 알림)"`
	Secrets       secretsCmd       `cmd:"" help:"Rotate the key that seals secrets and buyers' data. (봉인 키 교체)"`
	Privacy       privacyCmd       `cmd:"" help:"Forget buyers: all of long ago, or one. (개인정보 파기와 삭제)"`
	Audit         auditCmd         `cmd:"" help:"Check and read the log of what people did. (감사 기록)"`
	Backup        backupCmd        `cmd:"" help:"Copy the database while the server runs. (백업)"`
	Restore       restoreCmd       `cmd:"" help:"Put a copy in the database's place; refunds stay locked until PortOne was read again. (복원)"`
	Recovery      recoveryCmd      `cmd:"" help:"What a restore locks, and how far it is. (복원 뒤 환불 잠금)"`
	Migrate       migrateCmd       `cmd:"" help:"Bring the database up to this version. (데이터베이스 맞추기)"`
	Version       versionCmd       `cmd:"" help:"Print the version. (버전)"`
}

const description = `Take PortOne payments right, and try them without a won leaving your account.
포트원 결제를 안전하게 받고, 돈 없이 시험합니다.

Settings come from flags, then the environment, then .env, then defaults.
A secret X is also read from the file that X_FILE names.`

func main() {
	os.Exit(run(os.Args[1:]))
}

// run parses and carries out a command line and returns the exit code: 0 when
// all went well, 1 when it failed, 2 when the command line or a setting is
// wrong.
func run(args []string) int {
	if err := loadSettings(args); err != nil {
		fmt.Fprintln(os.Stderr, "naru:", err)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c cli
	parser, err := newParser(ctx, &c)
	if err != nil {
		fmt.Fprintln(os.Stderr, "naru:", err)
		return 2
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "naru:", explained(err))
		return 2
	}
	if err := command.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "naru:", err)
		return exitCode(err)
	}
	return 0
}

func newParser(ctx context.Context, c *cli) (*kong.Kong, error) {
	return kong.New(c, kong.Name("naru"), kong.Description(description), kong.UsageOnError(), kong.Vars{"version": "naru " + version()}, kong.BindTo(ctx, (*context.Context)(nil)))
}

// loadSettings reads .env for the commands that have settings.
func loadSettings(args []string) error {
	command := ""
	if len(args) > 0 {
		command = args[0]
	}
	switch command {
	case "exec":
		return nil // the program that it starts has an environment of its own
	case "init":
		return loadEnv("") // what it writes over would otherwise answer in its stead
	}
	return loadEnv(".env")
}
