package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"regexp"
	"strings"

	"golang.org/x/term"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
)

// initCmd is naru init.
type initCmd struct {
	From  string `help:"Take PortOne's settings from a sandbox's ready file." placeholder:"FILE"`
	Out   string `help:"File to write (${default})." default:".env" placeholder:"FILE"`
	Force bool   `help:"Write over a file that is there."`
	database
	portone
	ShopWebhook string `name:"shop-webhook-url" help:"Where the shop is told what happened; - for nowhere." env:"NARU_SHOP_WEBHOOK_URL" placeholder:"URL"`
	ShopOrigins string `name:"shop-origins" help:"Where the shop lives, comma-separated (${default})." env:"NARU_SHOP_ORIGINS" default:"http://localhost:3000" placeholder:"ORIGIN,…"`
	Server      string `name:"public-url" help:"Address of the payment server (${default})." env:"NARU_PUBLIC_URL" default:"http://localhost:4100" placeholder:"URL"`
}

// Help shows an example.
func (initCmd) Help() string {
	return `Asks for the 고객사 식별코드, the default channel, REST API Key and Secret, and the
shop's webhook address. Each is also a flag. Without a terminal a missing one is an error.
The .env that --force writes over is not read: its answers are asked for again.

Example: naru sandbox --ready-file ready.json & naru init --from ready.json --shop-webhook-url -`
}

// readyFile is what a sandbox says of itself.
type readyFile struct {
	SDK       string `json:"sdk"`
	APIV1     string `json:"api_v1"`
	Imp       string `json:"imp"`
	APIKey    string `json:"api_key"`
	APISecret string `json:"api_secret"`
	Channels  []struct {
		PG  string `json:"pg"`
		MID string `json:"mid"`
	} `json:"channels"`
}

// Run writes the settings, makes the first API key and prints what to do next.
func (c *initCmd) Run(ctx context.Context) error {
	if _, err := os.Stat(c.Out); err == nil && !c.Force {
		return usage("%[1]s이(가) 이미 있습니다. 덮어쓰려면 --force (%[1]s is there already; --force writes over it)", c.Out)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := c.fill(); err != nil {
		return err
	}
	settings, err := c.settings()
	if err != nil {
		return err
	}
	if err := writeEnv(c.Out, settings); err != nil {
		return err
	}
	ring := keyring{database: c.database, portone: c.portone, serverSettings: serverSettings{sealing: sealing{SecretKey: lookup(settings, "NARU_SECRET_KEY")}}}
	service, done, err := ring.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	secret, _, err := service.CreateKey(byHand(ctx), merchant.KeyWish{Name: "init", Scopes: merchant.ShopScopes, ExpiresAt: clock.System{}.Now().Add(merchant.KeyLife)})
	if err != nil {
		return err
	}
	c.explain(secret)
	return nil
}

// fill takes what is missing from the ready file, then from the terminal.
func (c *initCmd) fill() error {
	if c.From != "" {
		if err := c.takeFrom(c.From); err != nil {
			return err
		}
	}
	for _, ask := range []struct {
		flag, question string
		value          *string
		secret         bool
	}{
		{"--portone-imp", "고객사 식별코드 (PORTONE_IMP)", &c.Imp, false},
		{"--portone-pg-code", "기본 채널, 예: html5_inicis.INIpayTest (PORTONE_PG_CODE)", &c.PGCode, false},
		{"--portone-api-key", "REST API Key", &c.Key, false},
		{"--portone-api-secret", "REST API Secret", &c.Secret, true},
		{"--shop-webhook-url", "상점이 소식을 받을 주소, 없으면 - (NARU_SHOP_WEBHOOK_URL)", &c.ShopWebhook, false},
	} {
		if *ask.value != "" {
			continue
		}
		answer, err := question(ask.question, ask.flag, ask.secret)
		if err != nil {
			return err
		}
		*ask.value = answer
	}
	if err := c.check(); err != nil {
		return err
	}
	if c.ShopWebhook == "-" {
		c.ShopWebhook = ""
	}
	if c.Mode == "" {
		c.Mode = "test"
	}
	_, err := c.env()
	return err
}

var impCode = regexp.MustCompile(`^imp[0-9]+$`)

// check refuses answers that stand in each other's place before they are
// written down; whether PortOne knows them, naru serve finds out.
func (c *initCmd) check() error {
	if !impCode.MatchString(c.Imp) {
		return usage("--portone-imp: %[1]q은(는) 고객사 식별코드가 아닙니다: imp와 숫자 (%[1]q is not imp and digits)", c.Imp)
	}
	if impCode.MatchString(c.PGCode) {
		return usage("--portone-pg-code: %[1]q은(는) 채널이 아니라 식별코드입니다 (%[1]q is no channel, such as html5_inicis.INIpayTest)", c.PGCode)
	}
	if u, err := url.Parse(c.ShopWebhook); c.ShopWebhook != "-" && (err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")) {
		return usage("--shop-webhook-url: %[1]q은(는) 주소가 아닙니다, 없으면 - (%[1]q is no address such as http://localhost:3000/webhooks; - for nowhere)", c.ShopWebhook)
	}
	return nil
}

// takeFrom reads a sandbox's ready file. What flags or the environment say wins.
func (c *initCmd) takeFrom(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return usageError{err}
	}
	var ready readyFile
	if err := json.Unmarshal(text, &ready); err != nil {
		return usage("%[1]s은(는) ready 파일이 아닙니다 (%[1]s is no ready file): %[2]w", path, err)
	}
	if ready.APIV1 == "" || ready.Imp == "" || len(ready.Channels) == 0 {
		return usage("%[1]s은(는) ready 파일이 아닙니다 (%[1]s is no ready file: api_v1, imp or channels is missing)", path)
	}
	c.Base, c.SDK = ready.APIV1, ready.SDK
	if c.PGAPIKey == "" {
		c.PGAPIKey = sandboxPGKey
	}
	for _, take := range []struct {
		to   *string
		from string
	}{
		{&c.Imp, ready.Imp},
		{&c.Key, ready.APIKey},
		{&c.Secret, ready.APISecret},
		{&c.PGCode, ready.Channels[0].PG + "." + ready.Channels[0].MID},
	} {
		if *take.to == "" {
			*take.to = take.from
		}
	}
	return nil
}

// question asks the person at the terminal; a secret is not shown as it is
// typed.
func question(text, flag string, secret bool) (string, error) {
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return "", usage("%[1]s이(가) 없는데 물어볼 터미널도 없습니다 (%[1]s is missing, and there is no terminal to ask at)", flag)
	}
	fmt.Fprint(os.Stderr, text, ": ")
	var answer string
	if secret {
		typed, err := term.ReadPassword(int(os.Stdin.Fd()))
		fmt.Fprintln(os.Stderr)
		if err != nil {
			return "", err
		}
		answer = string(typed)
	} else {
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil {
			return "", err
		}
		answer = line
	}
	if answer = strings.TrimSpace(answer); answer == "" {
		return "", usage("%[1]s이(가) 필요합니다 (%[1]s is needed)", flag)
	}
	return answer, nil
}

// setting is one line of .env.
type setting struct{ name, value string }

func (c *initCmd) settings() ([]setting, error) {
	key, err := id.Secret(id.System)
	if err != nil {
		return nil, err
	}
	webhook := make([]byte, 32)
	if _, err := rand.Read(webhook); err != nil {
		return nil, err
	}
	list := []setting{
		{"PORTONE_IMP", c.Imp},
		{"PORTONE_PG_CODE", c.PGCode},
		{"PORTONE_API_KEY", c.Key},
		{"PORTONE_API_SECRET", c.Secret},
		{"PORTONE_MODE", c.Mode},
		{"NARU_SECRET_KEY", key},
		{"PORTONE_API_BASE", c.Base},
		{"PORTONE_SDK_URL", c.SDK},
		{"NARU_PUBLIC_URL", c.Server},
		{"NARU_SHOP_ORIGINS", c.ShopOrigins},
		{"NARU_SHOP_WEBHOOK_SECRET", "whsec_" + base64.StdEncoding.EncodeToString(webhook)},
	}
	// The key lies in this database and in no other.
	if c.URL != "" {
		list = append(list, setting{"DATABASE_URL", c.URL})
	} else if c.Data != "" {
		list = append(list, setting{"NARU_DATA", c.Data})
	}
	if c.PGAPIKey != "" {
		list = append(list, setting{"PORTONE_PG_API_KEY", c.PGAPIKey})
	}
	if c.ShopWebhook != "" {
		list = append(list, setting{"NARU_SHOP_WEBHOOK_URL", c.ShopWebhook})
	}
	return list, nil
}

// writeEnv writes the settings for their owner's eyes only.
func writeEnv(path string, settings []setting) error {
	var b strings.Builder
	b.WriteString("# naru init\n")
	for _, s := range settings {
		if strings.ContainsAny(s.value, "\r\n") {
			return usage("%[1]s에 줄바꿈이 있습니다 (%[1]s has a line break)", s.name)
		}
		b.WriteString(s.name + "=" + s.value + "\n")
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		return err
	}
	return os.Chmod(path, 0o600) // also where the file was there before
}

func (c *initCmd) explain(key string) {
	fmt.Fprintf(os.Stderr, "%s 을(를) 썼습니다. 이제 naru serve 를 실행하고, 결제를 하나 열어 보세요.\nWrote %s. Run naru serve, then open a payment. The key is not shown again:\n\n", c.Out, c.Out)
	fmt.Printf(`curl -sS %s/api/payments \
  -H 'Authorization: Bearer %s' \
  -H 'Content-Type: application/json' \
  -d '{"order_ref":"A-1","amount":59000,"name":"맨투맨","buyer":{"name":"홍길동","tel":"010-1234-5678"}}'
`, c.Server, key)
}

func lookup(settings []setting, name string) string {
	for _, s := range settings {
		if s.name == name {
			return s.value
		}
	}
	return ""
}
