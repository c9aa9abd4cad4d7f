package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"

	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/telemetry"
	"github.com/naru-pay/naru/web"
)

// sandboxCmd is naru sandbox.
type sandboxCmd struct {
	Host      string   `name:"listen" help:"Address of this machine to listen on." default:"127.0.0.1" placeholder:"HOST"`
	Port      int      `help:"Port of console, SDK, payment windows and control API; 0 picks free ports." default:"4200" placeholder:"PORT"`
	APIPort   int      `name:"api-port" help:"Port of REST V1; 0 picks a free one." default:"4201" placeholder:"PORT"`
	Data      string   `help:"Folder for all data." env:"NARU_DATA" default:"./naru-data" placeholder:"DIR"`
	Memory    bool     `help:"Keep nothing on the disk."`
	ReadyFile string   `name:"ready-file" help:"Write addresses and keys here once it serves." placeholder:"FILE"`
	AllowHost []string `name:"allow-host" help:"Send webhooks to this host, too, beside this machine." placeholder:"HOST"`
	Mode      string   `hidden:"" env:"PORTONE_MODE"`
}

// Help shows an example.
func (sandboxCmd) Help() string {
	return "Example: naru sandbox --memory --port 0 --ready-file ready.json"
}

// refuseLive keeps what plays with money away from a server that takes it.
func refuseLive(mode, command string) error {
	if mode == "live" {
		return usage("naru %s does not run with PORTONE_MODE=live: it is for development", command)
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
	options := sandbox.Options{Logger: log, DataDir: c.Data, Memory: c.Memory, AllowHosts: c.AllowHost}
	box, err := openSandbox(options, sandboxAddresses{
		console: net.JoinHostPort(c.Host, strconv.Itoa(c.Port)), rest: net.JoinHostPort(c.Host, strconv.Itoa(c.APIPort)),
		consoleFlag: "--port", restFlag: "--api-port",
	})
	if err != nil {
		return err
	}
	defer box.Close()
	box.announce(c.Data, c.Memory)
	tasks := box.tasks()
	if c.ReadyFile != "" {
		if err := box.writeReady(c.ReadyFile); err != nil {
			return err
		}
		defer func() { _ = os.Remove(c.ReadyFile) }()
	}
	return serveAll(ctx, log, tasks...)
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
	o.ConsoleFiles, o.SDKFile = web.Sandbox(), web.SDK()
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
