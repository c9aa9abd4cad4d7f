package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// usageError is a setting or flag that must be changed before anything starts.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func exitCode(err error) int {
	if _, ok := errors.AsType[usageError](err); ok {
		return 2
	}
	if e, ok := errors.AsType[exitError](err); ok {
		return e.code
	}
	return 1
}

// database says where the payment server keeps what it knows.
type database struct {
	Data string `help:"Folder for all data (${default})." env:"NARU_DATA" default:"./naru-data" placeholder:"DIR"`
	URL  string `name:"database-url" help:"postgres://… to share the work between servers; SQLite in the data folder without it." env:"DATABASE_URL" placeholder:"URL"`
}

// dsn returns the database's address, having made the data folder if it is
// needed.
func (d database) dsn() (string, error) {
	if d.URL != "" {
		// The store takes anything else for a file's name: a slip of the pen
		// would open an empty database, with the password in its path.
		scheme, _, _ := strings.Cut(d.URL, ":")
		if scheme != "postgres" && scheme != "postgresql" && scheme != "sqlite" {
			return "", usage("DATABASE_URL은 postgres://로 시작해야 합니다 (DATABASE_URL (--database-url) does not begin with postgres://)")
		}
		return d.URL, nil
	}
	if err := os.MkdirAll(d.Data, 0o700); err != nil {
		return "", err
	}
	return "sqlite:" + filepath.Join(d.Data, "naru.db"), nil
}

// portone says which PortOne account is used, and where.
type portone struct {
	Imp      string `name:"portone-imp" help:"고객사 식별코드 (imp and digits)." env:"PORTONE_IMP" placeholder:"imp00000000"`
	PGCode   string `name:"portone-pg-code" help:"Default channel." env:"PORTONE_PG_CODE" placeholder:"html5_inicis.INIpayTest"`
	Key      string `name:"portone-api-key" help:"REST API Key." env:"PORTONE_API_KEY" placeholder:"KEY"`
	Secret   string `name:"portone-api-secret" help:"REST API Secret; better by the environment or _FILE." env:"PORTONE_API_SECRET" placeholder:"SECRET"`
	Base     string `name:"portone-api-base" help:"Address of the REST API (${default})." env:"PORTONE_API_BASE" default:"https://api.iamport.kr" placeholder:"URL"`
	SDK      string `name:"portone-sdk-url" help:"Address of iamport.js (${default})." env:"PORTONE_SDK_URL" default:"https://cdn.iamport.kr/v1/iamport.js" placeholder:"URL"`
	Mode     string `name:"portone-mode" help:"live or test; a loopback base is test, PortOne's own must be said." env:"PORTONE_MODE" placeholder:"MODE"`
	PGAPIKey string `name:"portone-pg-api-key" help:"KG이니시스 asks for it on account calls." env:"PORTONE_PG_API_KEY" placeholder:"KEY"`
}

// env decides between play money and real money. A forgotten variable may not
// ship goods for play money, so PortOne's own host has no default.
func (p portone) env() (payment.Env, error) {
	switch p.Mode {
	case "live", "test":
		if p.Mode == "live" && isLoopback(p.Base) {
			return "", usage("PORTONE_MODE=live인데 PORTONE_API_BASE가 이 컴퓨터입니다. 실제 돈이 없는 곳입니다 (PORTONE_MODE=live contradicts PORTONE_API_BASE=%s, which is this machine: no real money is there)", p.Base)
		}
		return payment.Env(p.Mode), nil
	case "":
		if isLoopback(p.Base) {
			return payment.Test, nil
		}
		return "", usage("PORTONE_MODE가 없습니다. live(테스트 결제를 거절)나 test(받음)로 정해 주세요 (PORTONE_MODE is not set: say live (test-channel payments are refused) or test (they are accepted))")
	}
	return "", usage("PORTONE_MODE는 live나 test여야 합니다 (PORTONE_MODE=%q: say live or test)", p.Mode)
}

func isLoopback(base string) bool {
	u, err := url.Parse(base)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
}

// needed names the first setting that is missing.
func needed(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			return usage("%[1]s이(가) 없습니다. naru init이 .env에 적어 줍니다 (%[1]s is not set; naru init writes it into .env)", pairs[i])
		}
	}
	return nil
}

func (p portone) channel() payment.Channel { return merchant.ParseChannel(p.PGCode) }

// tokenKey makes the key that signs client tokens from NARU_SECRET_KEY, so that
// other uses of it cannot be confused with this one.
func tokenKey(secret string) ([]byte, error) {
	if len(secret) < 32 {
		return nil, usage("NARU_SECRET_KEY는 32자 이상이어야 합니다. naru init이 만들어 줍니다 (NARU_SECRET_KEY must have at least 32 characters; naru init makes one)")
	}
	sum := sha256.Sum256([]byte("naru client token key\n" + secret))
	return sum[:], nil
}

// origins reads a comma-separated list of scheme://host[:port].
func origins(list string) ([]string, error) {
	var out []string
	for _, raw := range strings.Split(list, ",") {
		raw = strings.TrimSuffix(strings.TrimSpace(raw), "/")
		if raw == "" {
			continue
		}
		u, err := url.Parse(raw)
		if err != nil || u.Host == "" || u.Path != "" || (u.Scheme != "http" && u.Scheme != "https") {
			return nil, usage("NARU_SHOP_ORIGINS: %[1]q은(는) https://호스트 모양이 아닙니다 (%[1]q is not scheme://host)", raw)
		}
		out = append(out, strings.ToLower(raw))
	}
	return out, nil
}
