package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/telemetry"
	"github.com/naru-pay/naru/web"
)

// defaultHost is where a sandbox listens: on this machine alone.
const defaultHost = "127.0.0.1"

// sandboxCmd is naru sandbox.
type sandboxCmd struct {
	Host      string        `name:"listen" help:"Address of this machine to listen on (${default})." default:"127.0.0.1" placeholder:"HOST"`
	Lan       bool          `help:"Let phones of the local network in, too: prints an address, its QR code, and a passcode for console and control API."`
	Port      int           `help:"Port of console, SDK, payment windows and control API; 0 picks free ports (${default})." default:"4200" placeholder:"PORT"`
	APIPort   int           `name:"api-port" help:"Port of REST V1; 0 picks a free one (${default})." default:"4201" placeholder:"PORT"`
	Data      string        `help:"Folder for all data (${default})." env:"NARU_DATA" default:"./naru-data" placeholder:"DIR"`
	Memory    bool          `help:"Keep nothing on the disk."`
	ReadyFile string        `name:"ready-file" help:"Write addresses and keys here once it serves." placeholder:"FILE"`
	Clock     string        `help:"Let the clock stand still here until it is moved; without it it runs." placeholder:"2026-01-01T00:00:00Z"`
	Seed      *uint64       `help:"Make all ids and keys from this number, the same in every run; with --memory." placeholder:"N"`
	Scenario  []string      `help:"Let things go wrong as this JSON file says, or by the amounts of the built-in set magic." sep:"none" placeholder:"FILE|magic"`
	Intercept interceptFlag `help:"Serve PortOne's own host names, too, for naru exec and browsers (on 127.0.0.1:4203 without a value)." placeholder:"=HOST:PORT"`
	AllowHost []string      `name:"allow-host" help:"Send webhooks to this host, too, beside this machine." placeholder:"HOST"`
	Mode      string        `hidden:"" env:"PORTONE_MODE"`
}

// Help shows an example.
func (sandboxCmd) Help() string {
	return "Example: naru sandbox --memory --port 0 --ready-file ready.json\n" +
		"The same run again: naru sandbox --memory --seed 1 --clock 2026-01-01T00:00:00Z"
}

// refuseLive keeps what plays with money away from a server that takes it.
func refuseLive(mode, command string) error {
	if mode == "live" {
		return usage("naru %[1]s은(는) 개발용이라 PORTONE_MODE=live로는 돌지 않습니다 (naru %[1]s does not run with PORTONE_MODE=live: it is for development)", command)
	}
	return nil
}

// Run serves until the context ends.
func (c *sandboxCmd) Run(ctx context.Context) error {
	if err := refuseLive(c.Mode, "sandbox"); err != nil {
		return err
	}
	if c.Port == 0 {
		c.APIPort = 0
	}
	log := telemetry.NewLog(os.Stderr, telemetry.Options{Text: true})
	options, err := c.options()
	if err != nil {
		return err
	}
	options.Logger = log
	var at netip.Addr
	if c.Lan {
		if at, err = c.lanAddress(); err != nil {
			return err
		}
		options.AllowHosts = append(options.AllowHosts, at.String()) // this machine by its other name
	}
	box, err := openSandbox(options, sandboxAddresses{
		console: net.JoinHostPort(c.Host, strconv.Itoa(c.Port)), rest: net.JoinHostPort(c.Host, strconv.Itoa(c.APIPort)),
		consoleFlag: "--port", restFlag: "--api-port",
	})
	if err != nil {
		return err
	}
	defer box.Close()
	box.announce(c.Data, c.Memory)
	box.announceClock()
	if n := len(box.Engine().Scenarios()); n > 0 {
		fmt.Printf("시나리오 / scenarios     %d\n", n)
	}
	if c.Seed != nil {
		fmt.Printf("시드 / seed              %d\n", *c.Seed)
	}
	tasks := box.tasks()
	if c.Lan {
		n, err := openNetwork(box, at)
		if err != nil {
			return err
		}
		n.announce()
		tasks = append(tasks, n.tasks(box)...)
	}
	if c.Intercept.At != "" {
		i, err := c.intercept(box, log)
		if err != nil {
			return err
		}
		defer func() { _ = i.Close() }()
		tasks = append(tasks, i.serve)
	}
	debug.FreeOSMemory() // what only the start needed: pages, tables, a journal that was read
	if c.ReadyFile != "" {
		if err := box.writeReady(c.ReadyFile); err != nil {
			return err
		}
		defer func() { _ = os.Remove(c.ReadyFile) }()
	}
	return serveAll(ctx, log, tasks...)
}

// intercept opens the interceptor: in the data folder, unless nothing is kept,
// and on a free port when all ports are.
func (c *sandboxCmd) intercept(b *box, log *slog.Logger) (*interceptor, error) {
	at, data := c.Intercept.At, c.Data
	if c.Memory {
		data = ""
	}
	if at == defaultIntercept && c.Port == 0 {
		at = local(0)
	}
	i, err := openInterceptor(b, at, data, log)
	if err == nil {
		i.announce(b.consoleURL + "/sandbox")
	}
	return i, err
}

// options are what the flags say of the sandbox itself.
func (c *sandboxCmd) options() (sandbox.Options, error) {
	o := sandbox.Options{DataDir: c.Data, Memory: c.Memory, AllowHosts: c.AllowHost}
	if c.Clock != "" {
		at, err := time.Parse(time.RFC3339, c.Clock)
		if err != nil || at.Unix() <= 0 {
			return o, usage("--clock은 1970년 뒤의 시각이어야 합니다 (--clock is a time after 1970 such as 2026-01-01T00:00:00Z, not %s)", c.Clock)
		}
		o.StandAt = at
	}
	if c.Seed != nil {
		if !c.Memory {
			return o, usage("--seed는 빈 샌드박스에서 시작합니다. --memory도 주세요 (--seed begins from an empty sandbox: give --memory, too)")
		}
		o.Seed = c.Seed
	}
	var err error
	o.Scenarios, err = readScenarios(c.Scenario)
	return o, err
}

// readScenarios reads the files that --scenario names; a built-in set goes
// before a file of its name, which ./ in front of it means.
func readScenarios(names []string) ([]sandbox.ScenarioSet, error) {
	var sets []sandbox.ScenarioSet
	for _, name := range names {
		set, builtIn, err := sandbox.BuiltInScenarios(name)
		if !builtIn && err == nil {
			set, err = readScenarioFile(name)
		}
		if err != nil {
			return nil, usage("--scenario를 읽을 수 없습니다 (--scenario: %w)", err)
		}
		sets = append(sets, set)
	}
	return sets, nil
}

func readScenarioFile(name string) (sandbox.ScenarioSet, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return sandbox.ScenarioSet{}, err
	}
	return sandbox.ReadScenarios(name, raw)
}

// sandboxAddresses says where a sandbox listens and which flags say so.
type sandboxAddresses struct{ console, rest, consoleFlag, restFlag string }

// box is a sandbox with its listeners. Connections wait in them from the first
// moment, so what reads the ready file need not wait itself.
type box struct {
	*sandbox.Sandbox
	consoleAt, restAt   net.Listener
	consoleURL, restURL string
}

func openSandbox(o sandbox.Options, at sandboxAddresses) (*box, error) {
	b := &box{}
	var err error
	if b.consoleAt, err = listen(at.console, at.consoleFlag); err != nil {
		return nil, err
	}
	if b.restAt, err = listen(at.rest, at.restFlag); err != nil {
		return nil, err
	}
	b.consoleURL, b.restURL = "http://"+address(b.consoleAt), "http://"+address(b.restAt)
	o.ConsoleURL, o.RESTURL = b.consoleURL, b.restURL
	o.ConsoleFiles, o.SDKFile, o.SDKTypes = web.Sandbox(), web.SDK(), web.SDKTypes()
	if b.Sandbox, err = sandbox.New(o); err != nil {
		return nil, err
	}
	return b, nil
}

// Close writes the sandbox's last state down.
func (b *box) Close() {
	if err := b.Sandbox.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "naru: sandbox not closed:", err)
	}
}

func (b *box) tasks() []task {
	return []task{
		b.Sandbox.Run,
		serving(b.consoleAt, b.Console(), streamWrites),
		serving(b.restAt, b.RESTV1(), longWrites),
	}
}

// writeReady writes the ready file.
func (b *box) writeReady(path string) error {
	text, err := b.Ready()
	if err != nil {
		return err
	}
	return writeWhole(path, text)
}

// writeWhole writes a file of secrets in one step, so that nobody reads half of
// it.
func writeWhole(path string, text []byte) error {
	half := path + ".tmp"
	if err := os.WriteFile(half, append(text, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(half, path)
}

func (b *box) announce(data string, memory bool) {
	seeded := b.Seeded()
	if memory {
		data = "(메모리 / memory)"
	}
	fmt.Printf(`샌드박스 콘솔 / console   %s
SDK                      %s/v1/iamport.js
REST API V1              %s
고객사 식별코드 (imp)     %s
REST API Key             %s
REST API Secret          %s
데이터 / data            %s
`, b.consoleURL, b.consoleURL, b.restURL, seeded.Imp, seeded.APIKey, seeded.APISecret, data)
	for _, channel := range seeded.Channels {
		fmt.Printf("채널 / channel           %s.%s\n", channel.Provider, channel.MID)
	}
}

// announceClock tells of a clock that does not show the machine's time, which a
// data folder may have brought along.
func (b *box) announceClock() {
	now := b.Now()
	switch {
	case b.Engine().ClockStands():
		fmt.Printf("시계 / clock             %s (멈춤 / stands still)\n", now.Format(time.RFC3339))
	case time.Until(now) > time.Second:
		fmt.Printf("시계 / clock             %s (앞서감 / runs ahead)\n", now.Format(time.RFC3339))
	}
}
