package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/demoshop"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/operator"
	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/telemetry"
	"github.com/naru-pay/naru/web"
)

// demoCmd is naru demo.
type demoCmd struct {
	ShopPort    int    `name:"port" help:"Port of the shop (${default})." default:"4000" placeholder:"PORT"`
	ServerPort  int    `name:"server-port" help:"Port of the payment server (${default})." default:"4100" placeholder:"PORT"`
	SandboxPort int    `name:"sandbox-port" help:"Port of the sandbox's console, SDK and windows (${default})." default:"4200" placeholder:"PORT"`
	APIPort     int    `name:"api-port" help:"Port of the sandbox's REST V1 (${default})." default:"4201" placeholder:"PORT"`
	Data        string `help:"Folder for all data (${default})." env:"NARU_DATA" default:"./naru-data" placeholder:"DIR"`
	Open        bool   `help:"Open the shop in a browser where there is a display." default:"true" negatable:""`
	Preregister bool   `help:"Tell the sandbox the amount before the window opens, and have it ask before it approves." default:"true" negatable:""`
	ReadyFile   string `name:"ready-file" help:"Write all addresses and keys here once all serve." placeholder:"FILE"`
	Mode        string `hidden:"" env:"PORTONE_MODE"`
}

// Help shows an example.
func (demoCmd) Help() string { return "Example: naru demo --no-open" }

// Run serves shop, payment server and sandbox until the context ends.
func (c *demoCmd) Run(ctx context.Context) error {
	if err := refuseLive(c.Mode, "demo"); err != nil {
		return err
	}
	log := telemetry.NewLog(os.Stderr, telemetry.Options{Level: slog.LevelWarn, Text: true})
	shopAt, err := listen(local(c.ShopPort), "--port")
	if err != nil {
		return err
	}
	serverAt, err := listen(local(c.ServerPort), "--server-port")
	if err != nil {
		return err
	}
	box, err := openSandbox(sandbox.Options{Logger: log, DataDir: c.Data, ShopName: "나루 상점"}, sandboxAddresses{
		console: local(c.SandboxPort), rest: local(c.APIPort), consoleFlag: "--sandbox-port", restFlag: "--api-port",
	})
	if err != nil {
		return err
	}
	defer box.Close()
	secrets, err := demoSecrets(c.Data)
	if err != nil {
		return err
	}
	shopURL, serverURL := "http://"+address(shopAt), "http://"+address(serverAt)
	if _, err := box.Engine().SetConfirmProcess(ctx, box.Seeded().Imp, c.Preregister); err != nil {
		return err
	}
	server, err := c.server(ctx, box, secrets, shopURL, serverURL, log)
	if err != nil {
		return err
	}
	defer server.Close()
	if err := secrets.shopKey(ctx, server.service); err != nil {
		return err
	}
	if err := secrets.admin(ctx, server.staff); err != nil {
		return err
	}
	seeded := box.Seeded()
	shop, err := demoshop.New(demoshop.Options{
		Files: web.Storefront(), PaymentServer: serverURL, APIKey: secrets.APIKey, WebhookSecret: secrets.Webhook,
		SDKURL: box.consoleURL + "/v1/iamport.js", Imp: seeded.Imp, PGCode: seeded.Channels[0].Provider + "." + seeded.Channels[0].MID,
		PublicURL: shopURL, OrdersFile: filepath.Join(c.Data, "shop-orders.jsonl"), SandboxControl: box.consoleURL + "/sandbox", Clock: clock.System{}, Entropy: id.System, Logger: log,
	})
	if err != nil {
		return err
	}
	c.announce(box, secrets, shopURL, serverURL)
	if c.ReadyFile != "" {
		ready := demoReady{Shop: shopURL, Server: serverURL, ServerAPIKey: secrets.APIKey, Operator: demoOperator, OperatorPassword: secrets.Console}
		if err := ready.write(c.ReadyFile, box); err != nil {
			return err
		}
		defer func() { _ = os.Remove(c.ReadyFile) }()
	}
	tasks := append(box.tasks(), server.tasks()...)
	tasks = append(tasks, serving(serverAt, server.handler, longWrites), serving(shopAt, shop, longWrites))
	if c.Open {
		openBrowser(ctx, shopURL)
	}
	return serveAll(ctx, log, tasks...)
}

// demoReady is what the demo adds to the sandbox's ready file, for programs that
// drive it.
type demoReady struct{ Shop, Server, ServerAPIKey, Operator, OperatorPassword string }

func (d demoReady) write(path string, b *box) error {
	text, err := b.Ready()
	if err != nil {
		return err
	}
	all := map[string]any{}
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	all["shop"], all["server"], all["server_api_key"] = d.Shop, d.Server, d.ServerAPIKey
	all["operator_console"], all["operator_email"], all["operator_password"] = d.Server+"/console", d.Operator, d.OperatorPassword
	if text, err = json.MarshalIndent(all, "", "  "); err != nil {
		return err
	}
	return writeWhole(path, text)
}

func local(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// sandboxPGKey stands for the key that KG이니시스 gives its shops; the sandbox
// takes any.
const sandboxPGKey = "sandbox"

// server builds the payment server over the sandbox and the demo's own database.
func (c *demoCmd) server(ctx context.Context, b *box, secrets demoFile, shopURL, serverURL string, log *slog.Logger) (*paymentServer, error) {
	seeded := b.Seeded()
	account := portone{
		Imp: seeded.Imp, PGCode: seeded.Channels[0].Provider + "." + seeded.Channels[0].MID, Key: seeded.APIKey, Secret: seeded.APISecret,
		Base: b.restURL, SDK: b.consoleURL + "/v1/iamport.js", Mode: "test", PGAPIKey: sandboxPGKey,
	}
	settings := serverSettings{
		PublicURL: serverURL, sealing: sealing{SecretKey: secrets.Key}, ShopOrigins: shopURL, ShopWebhook: shopURL + "/shop/webhooks",
		WebhookSecret: secrets.Webhook, ApproveURL: shopURL + "/shop/approve", Preregister: c.Preregister,
		WebhookAllow: "127.0.0.0/8,::1/128", // whoever tries the demo listens on this machine
	}
	return newPaymentServer(ctx, "sqlite:"+filepath.Join(c.Data, "demo.db"), account, settings, log)
}

// demoFile keeps the demo's own secrets from one start to the next, so that
// links that were handed out go on working.
type demoFile struct {
	Key     string `json:"secret_key"`
	Webhook string `json:"webhook_secret"`
	APIKey  string `json:"api_key"`
	Console string `json:"console_password"`
	path    string
}

func demoSecrets(dir string) (demoFile, error) {
	kept := demoFile{path: filepath.Join(dir, "demo.json")}
	text, err := os.ReadFile(kept.path)
	if err == nil {
		if err := json.Unmarshal(text, &kept); err != nil {
			return demoFile{}, usage("%[1]s을(를) 읽을 수 없습니다. 지우면 처음부터 시작합니다 (%[1]s cannot be read; delete it to begin anew): %[2]w", kept.path, err)
		}
		return kept, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return demoFile{}, err
	}
	if kept.Key, err = id.Secret(id.System); err != nil {
		return demoFile{}, err
	}
	webhook, err := id.Secret(id.System)
	if err != nil {
		return demoFile{}, err
	}
	kept.Webhook = "whsec_" + base64.StdEncoding.EncodeToString([]byte(webhook))
	return kept, kept.write()
}

func (f demoFile) write() error {
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return os.WriteFile(f.path, text, 0o600)
}

// shopKey keeps the shop's key of the last start while the payment server takes
// it, and has a new one made otherwise.
func (f *demoFile) shopKey(ctx context.Context, service *merchant.Service) error {
	_, err := service.CheckKey(ctx, f.APIKey)
	switch fault.CodeOf(err) {
	case fault.KeyInvalid, fault.KeyRevoked, fault.KeyExpired:
	default:
		return err
	}
	if f.APIKey, _, err = service.CreateKey(byHand(ctx), merchant.KeyWish{Name: "demo shop", Scopes: merchant.Scopes}); err != nil {
		return err
	}
	return f.write()
}

// demoOperator is the console's admin in the demo.
const demoOperator = "admin@naru.test"

// admin makes the console's admin once, with a password of its own that the data
// folder keeps. Who changed it knows it better than the folder does.
func (f *demoFile) admin(ctx context.Context, staff *merchant.Staff) error {
	_, err := staff.OperatorByEmail(ctx, demoOperator)
	if fault.CodeOf(err) != fault.OperatorNotFound {
		return err
	}
	random, err := id.Secret(id.System)
	if err != nil {
		return err
	}
	f.Console = random[:20]
	wish := merchant.OperatorWish{Email: demoOperator, Name: "데모 관리자", Role: operator.Admin, Password: f.Console}
	if _, _, err := staff.Create(byHand(ctx), wish); err != nil {
		return err
	}
	return f.write()
}

func (c *demoCmd) announce(b *box, secrets demoFile, shopURL, serverURL string) {
	forged := [2]string{
		"100원이 결제되지만 저절로 되돌아갑니다.", "The 100 won are paid, and go back by themselves.",
	}
	if c.Preregister {
		forged = [2]string{
			"결제창이 열리지 않습니다. --no-preregister로 켜면 100원이 결제되었다가 되돌아갑니다.",
			"No window opens. With --no-preregister the 100 won are paid, and go back by themselves.",
		}
	}
	fmt.Printf(`
나루 데모 / Naru demo

  상점 / shop                %s
  결제 서버 / payment server  %s/api/docs
  운영 콘솔 / console         %s/console
    이메일 / e-mail           %s
    비밀번호 / password       %s
  샌드박스 콘솔 / sandbox     %s
  데이터 / data              %s

해 볼 것 / try:
  1. 맨투맨을 사고 결제창에서 승인하세요.            Buy a sweatshirt and approve in the window.
  2. 개발자 서랍에서 금액을 100원으로 바꿔 보세요.    Forge the amount to 100 won in the developer drawer.
     %s
     %s
  3. 결제창에서 "승인 후 응답 유실"을 고르세요.        Approve but lose the reply: the webhook confirms.
  4. 가상계좌를 발급받고 콘솔에서 입금하세요.         Issue a virtual account and deposit in the console.

멈추려면 Ctrl-C. / Ctrl-C stops it.
`, shopURL, serverURL, serverURL, demoOperator, secrets.Console, b.consoleURL, c.Data, forged[0], forged[1])
}

// openBrowser opens the shop where there is a display; a machine without one is
// no error.
func openBrowser(ctx context.Context, url string) {
	var command string
	switch {
	case runtime.GOOS == "darwin":
		command = "open"
	case runtime.GOOS == "windows":
		command = "explorer"
	case os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "":
		command = "xdg-open"
	default:
		return
	}
	opened := exec.CommandContext(ctx, command, url)
	if opened.Start() == nil {
		go func() { _ = opened.Wait() }()
	}
}
