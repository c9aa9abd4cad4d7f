package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/telemetry"
)

// serverSettings is what the payment server needs beside its database and its
// PortOne account.
type serverSettings struct {
	PublicURL string `name:"public-url" help:"Address of this server as browsers and PortOne reach it." env:"NARU_PUBLIC_URL" placeholder:"URL"`
	sealing
	ShopOrigins   string `name:"shop-origins" help:"Where the shop lives: for return URLs and the browser's calls, comma-separated." env:"NARU_SHOP_ORIGINS" placeholder:"ORIGIN,…"`
	ShopWebhook   string `name:"shop-webhook-url" help:"Where the shop is told what happened." env:"NARU_SHOP_WEBHOOK_URL" placeholder:"URL"`
	WebhookSecret string `name:"shop-webhook-secret" help:"whsec_…, signs what the shop is told; two with a space between while one follows the other." env:"NARU_SHOP_WEBHOOK_SECRET" placeholder:"SECRET"`
	Record        string `name:"record" help:"When a payment is stored: before the window opens, or after its money moved (${default})." env:"NARU_RECORD" default:"before" placeholder:"MODE"`
	ApproveURL    string `name:"approve-url" help:"Asked before PortOne approves a payment: holds the goods or refuses, within three seconds." env:"NARU_APPROVE_URL" placeholder:"URL"`
	WebhookAllow  string `name:"webhook-allow" help:"Inner addresses that webhook endpoints may have, CIDRs, comma-separated." env:"NARU_WEBHOOK_ALLOW" placeholder:"CIDR,…"`
	AlertURL      string `name:"alert-url" help:"Where people are told what needs them; takes Slack's incoming webhooks." env:"NARU_ALERT_URL" placeholder:"URL"`
	Proxies       string `name:"trusted-proxies" help:"Networks of your own proxies, whose X-Forwarded-For tells who calls; comma-separated." env:"NARU_TRUSTED_PROXIES" placeholder:"CIDR,…"`
	WebhookFrom   string `name:"webhook-from" help:"Networks that PortOne's webhooks are taken from, portone for those that it names; anywhere without it." env:"NARU_WEBHOOK_FROM" placeholder:"portone|CIDR,…"`
	WebhookPath   string `name:"webhook-path" help:"A last segment of the webhooks' address that strangers do not know, letters and digits, at least 16: /api/webhooks/portone/SEGMENT." env:"NARU_WEBHOOK_PATH" placeholder:"SEGMENT"`
	MetricsToken  string `name:"metrics-token" help:"Reads /metrics and nothing else, at least 16 characters; API keys read it, too." env:"NARU_METRICS_TOKEN" placeholder:"SECRET"`
	Preregister   bool   `name:"preregister" help:"Tell PortOne the amount before the window opens, so that a forged one is refused there." env:"NARU_PREREGISTER" default:"true" negatable:""`
}

// serveCmd is naru serve.
type serveCmd struct {
	Listen string        `help:"Address to listen on (${default})." env:"NARU_LISTEN" default:"127.0.0.1:4100" placeholder:"ADDRESS"`
	Ahead  time.Duration `name:"clock-ahead" hidden:"" env:"NARU_CLOCK_AHEAD"`
	database
	portone
	serverSettings
}

// Help shows an example.
func (serveCmd) Help() string {
	return "Example: naru init --from ready.json && naru serve"
}

// Run serves until the context ends.
func (c *serveCmd) Run(ctx context.Context) error {
	if _, err := merchantConfig(c.portone, c.serverSettings); err != nil {
		return err // before anything is opened
	}
	log := telemetry.NewLog(os.Stderr, telemetry.Options{Text: true})
	dsn, err := c.dsn()
	if err != nil {
		return err
	}
	listener, err := listen(c.Listen, "--listen")
	if err != nil {
		return err
	}
	if c.PublicURL == "" {
		c.PublicURL = "http://" + address(listener)
	}
	now, err := c.clock()
	if err != nil {
		return err
	}
	server, err := newPaymentServerBy(ctx, now, dsn, c.portone, c.serverSettings, log)
	if err != nil {
		return err
	}
	defer server.Close()
	fmt.Printf("결제 서버 / payment server  %s/api/docs\n데이터 / data             %s\n", c.PublicURL, redactDSN(dsn))
	return serveAll(ctx, log, append(server.tasks(), serving(listener, server.handler, longWrites))...)
}

// clock is the machine's, or one that goes wrong by as much as a test says:
// servers whose clocks disagree, or hours that need not be waited for.
func (c *serveCmd) clock() (clock.Clock, error) {
	if c.Ahead == 0 {
		return clock.System{}, nil
	}
	if !isLoopback(c.Base) {
		return nil, usage("NARU_CLOCK_AHEAD는 샌드박스에만 씁니다 (NARU_CLOCK_AHEAD is for tests against a sandbox on this machine)")
	}
	now := clock.NewTurned(clock.System{})
	now.Put(clock.Position{Ahead: c.Ahead})
	return now, nil
}

// listen opens a port of this machine and, when it is taken, names the flag
// that picks another.
func listen(addr, flag string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, usage("포트를 열 수 없습니다. %[2]s로 다른 주소를 고르세요 (%[1]w; pick another address with %[2]s (port 0: any that is free))", err, flag)
	}
	return l, nil
}

// address writes a listener's address as a person types it.
func address(l net.Listener) string {
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return l.Addr().String()
	}
	if ip := net.ParseIP(host); ip != nil && (ip.IsLoopback() || ip.IsUnspecified()) {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// redactDSN shows a database's address without its password.
func redactDSN(dsn string) string {
	scheme, rest, found := strings.Cut(dsn, "://")
	if at := strings.LastIndexByte(rest, '@'); found && at >= 0 {
		return scheme + "://***@" + rest[at+1:]
	}
	return dsn
}
