package portonev1

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// DefaultBaseURL is PortOne's live REST API V1. Payments made through a
	// test channel are read from there too; see Config.IncludeSandbox.
	DefaultBaseURL = "https://api.iamport.kr"

	// DefaultConnectTimeout bounds name look-up, TCP and TLS, each on its own.
	DefaultConnectTimeout = 5 * time.Second
	// DefaultReadTimeout bounds each try of a call that reaches no bank or
	// card company: reads, getToken, prepare.
	DefaultReadTimeout = 10 * time.Second
	// DefaultCancelTimeout bounds a cancel and the closing of a virtual
	// account. PortOne waits for the PG, advises 60 s or more, and goes on
	// working after its client has left.
	DefaultCancelTimeout = 70 * time.Second

	defaultUserAgent = "naru-portonev1 (+https://github.com/naru-pay/naru)"
)

// Config is what New needs. Key and Secret are required, the rest has
// defaults. Printing or logging a Config shows neither Key nor Secret.
type Config struct {
	// Key and Secret are the REST API Key and REST API Secret of the console
	// page 식별코드·API Keys (imp_key, imp_secret).
	Key, Secret string

	// BaseURL is where the API lives: scheme, host and, behind a proxy, a path
	// prefix. Empty means DefaultBaseURL.
	BaseURL string

	// HTTPClient, if set, makes the requests, with its own transport, so
	// ConnectTimeout has no effect. The client is copied; redirects and
	// cookies are switched off in the copy. Its transport must not send a
	// request twice by itself.
	HTTPClient *http.Client

	// Around, if set, wraps whatever makes the requests, whether HTTPClient's
	// transport or our own: to hold requests back, or to count them.
	Around func(http.RoundTripper) http.RoundTripper

	// IncludeSandbox lets Payment see payments made through a test channel,
	// which PortOne has answered with 404 otherwise since 2026-01-26. Leave it
	// off in a shop that takes real money. Other reads return test payments
	// whatever this says: look at Payment.Sandbox.
	IncludeSandbox bool

	// ConnectTimeout, ReadTimeout and CancelTimeout default to the constants
	// of the same names. ReadTimeout bounds one try, of which a read has up to
	// three; the caller's context bounds the whole.
	ConnectTimeout, ReadTimeout, CancelTimeout time.Duration

	// UserAgent is sent with every request.
	UserAgent string
}

// String shows the settings without Key and Secret.
func (c Config) String() string {
	return fmt.Sprintf("portonev1.Config{BaseURL:%q IncludeSandbox:%t Key:redacted Secret:redacted}",
		c.BaseURL, c.IncludeSandbox)
}

// GoString is String, so that %#v does not print Key and Secret either.
func (c Config) GoString() string { return c.String() }

// LogValue shows the settings without Key and Secret.
func (c Config) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("base_url", c.BaseURL),
		slog.Bool("include_sandbox", c.IncludeSandbox),
		slog.String("key", "redacted"),
		slog.String("secret", "redacted"),
	)
}

// MarshalJSON shows the settings without Key and Secret.
func (c Config) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		BaseURL        string `json:"base_url"`
		IncludeSandbox bool   `json:"include_sandbox"`
		Key            string `json:"key"`
		Secret         string `json:"secret"`
	}{c.BaseURL, c.IncludeSandbox, "redacted", "redacted"})
}

// withDefaults returns c with empty settings filled in, or says what is wrong
// with it without quoting a secret.
func (c Config) withDefaults() (Config, error) {
	if c.Key == "" || c.Secret == "" {
		return c, errors.New("portonev1: Config needs Key and Secret (imp_key, imp_secret)")
	}
	if c.ConnectTimeout < 0 || c.ReadTimeout < 0 || c.CancelTimeout < 0 {
		return c, errors.New("portonev1: Config has a negative timeout")
	}
	if c.BaseURL == "" {
		c.BaseURL = DefaultBaseURL
	}
	base, err := cleanBaseURL(c.BaseURL)
	if err != nil {
		return c, err
	}
	c.BaseURL = base
	c.ConnectTimeout = orDuration(c.ConnectTimeout, DefaultConnectTimeout)
	c.ReadTimeout = orDuration(c.ReadTimeout, DefaultReadTimeout)
	c.CancelTimeout = orDuration(c.CancelTimeout, DefaultCancelTimeout)
	if c.UserAgent == "" {
		c.UserAgent = defaultUserAgent
	}
	return c, nil
}

func orDuration(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// cleanBaseURL returns raw without trailing slashes. It does not quote raw in
// its errors: someone may have put a password into it.
func cleanBaseURL(raw string) (string, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return "", errors.New("portonev1: Config.BaseURL is not a URL")
	case u.Scheme != "https" && u.Scheme != "http", u.Host == "":
		return "", errors.New("portonev1: Config.BaseURL needs http or https and a host")
	case u.User != nil, u.RawQuery != "", u.ForceQuery, u.Fragment != "":
		return "", errors.New("portonev1: Config.BaseURL takes no user, query or fragment")
	}
	return strings.TrimRight(raw, "/#"), nil
}
