package portonev1_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/portonev1"
)

func TestNew_refusesUnusableSettings(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]portonev1.Config{
		"nothing":          {},
		"no secret":        {Key: theKey},
		"no key":           {Secret: theSecret},
		"no scheme":        {Key: theKey, Secret: theSecret, BaseURL: "api.iamport.kr"},
		"ftp":              {Key: theKey, Secret: theSecret, BaseURL: "ftp://api.iamport.kr"},
		"no host":          {Key: theKey, Secret: theSecret, BaseURL: "https:///x"},
		"user and secret":  {Key: theKey, Secret: theSecret, BaseURL: "https://u:" + theSecret + "@h"},
		"query":            {Key: theKey, Secret: theSecret, BaseURL: "https://h/?k=" + theSecret},
		"fragment":         {Key: theKey, Secret: theSecret, BaseURL: "https://h/#f"},
		"not a URL":        {Key: theKey, Secret: theSecret, BaseURL: "https://%zz" + theSecret},
		"negative timeout": {Key: theKey, Secret: theSecret, ReadTimeout: -1},
	} {
		client, err := portonev1.New(cfg)
		if err == nil || client != nil {
			t.Errorf("%s: New = %v, %v", name, client, err)
			continue
		}
		if strings.Contains(err.Error(), theSecret) {
			t.Errorf("%s: the error shows the secret: %v", name, err)
		}
	}
}

func TestNew_takesAPathPrefixWithOrWithoutSlash(t *testing.T) {
	t.Parallel()
	for _, suffix := range []string{"/portone", "/portone/"} {
		f := newFake(t, golden(t, http.StatusOK, "payment_card"))
		var asked []string
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, r.RequestURI)
			http.StripPrefix("/portone", http.HandlerFunc(f.serve)).ServeHTTP(w, r)
		}))
		client := f.client(t, func(c *portonev1.Config) { c.BaseURL = front.URL + suffix })
		if _, err := client.Payment(t.Context(), theImpUID); err != nil {
			t.Fatal(err)
		}
		front.Close()
		if want := []string{"/portone/users/getToken", "/portone/payments/" + theImpUID}; !slices.Equal(asked, want) {
			t.Errorf("asked for %v, want %v", asked, want)
		}
	}
}

func TestSecrets_areNotPrinted(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "payment_card"))
	cfg := portonev1.Config{Key: theKey, Secret: theSecret, BaseURL: f.URL}
	client := f.client(t)
	if _, err := client.Payment(t.Context(), theImpUID); err != nil { // has a token now
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, value := range []any{cfg, &cfg, struct{ C portonev1.Config }{cfg}, client, *client, struct{ C *portonev1.Client }{client}, struct{ c *portonev1.Client }{client}} {
		fmt.Fprintf(&out, "%v %+v %#v %s\n", value, value, value, value)
		slog.New(slog.NewTextHandler(&out, nil)).Info("made", "value", value)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("made", "value", value)
	}
	encoded, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(encoded)
	for _, secret := range []string{theKey, theSecret, theToken} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%s is printed:\n%s", secret, out.String())
		}
	}
	if !strings.Contains(out.String(), f.URL) {
		t.Errorf("the address is not printed:\n%s", out.String())
	}
}

func TestHTTPClient_isCopiedAndFollowsNoRedirect(t *testing.T) {
	t.Parallel()
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "x", Path: "/"})
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	})
	var sent int
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	mine := &http.Client{Jar: jar, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		sent++
		return http.DefaultTransport.RoundTrip(r)
	})}
	client := f.client(t, func(c *portonev1.Config) { c.HTTPClient = mine })
	_, err = client.Payment(t.Context(), theImpUID)
	var failure *portonev1.Error
	if !errors.As(err, &failure) || failure.HTTPStatus != http.StatusFound {
		t.Errorf("Payment = %v, want HTTP 302", err)
	}
	if sent != 2 || len(f.calls()) != 1 {
		t.Errorf("%d requests by my transport, %d beside getToken; want 2 and 1", sent, len(f.calls()))
	}
	if mine.CheckRedirect != nil || mine.Jar == nil {
		t.Error("the caller's http.Client was changed")
	}
	if kept := jar.Cookies(&url.URL{Scheme: "http", Host: strings.TrimPrefix(f.URL, "http://"), Path: "/"}); len(kept) != 0 {
		t.Errorf("cookies were kept: %v", kept)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestTransport_keepsConnectionsAndBoundsConnecting(t *testing.T) {
	t.Parallel()
	transport := portonev1.NewTransport(5 * time.Second)
	if transport.MaxIdleConnsPerHost < 64 || transport.DisableKeepAlives {
		t.Errorf("keeps %d idle connections", transport.MaxIdleConnsPerHost)
	}
	if transport.TLSHandshakeTimeout != 5*time.Second || transport.IdleConnTimeout == 0 {
		t.Errorf("TLS within %v, idle for %v", transport.TLSHandshakeTimeout, transport.IdleConnTimeout)
	}
	if transport.Protocols.HTTP2() {
		t.Error("speaks HTTP/2, where one dead connection holds up all calls")
	}
}

func TestPayment_readsCompressedAndBoundsWhatItUnpacks(t *testing.T) {
	t.Parallel()
	f := newFake(t, inTurn(
		gzipped(t, []byte(wire(t, "payment_card"))),
		gzipped(t, bytes.Repeat([]byte(" "), portonev1.MaxBody+1)),
	))
	client := f.client(t)
	if _, err := client.Payment(t.Context(), theImpUID); err != nil {
		t.Errorf("a compressed payment: %v", err)
	}
	if _, err := client.Payment(t.Context(), theImpUID); !errors.Is(err, portonev1.ErrMalformed) {
		t.Errorf("a small body that unpacks to over 4 MiB: %v, want ErrMalformed", err)
	}
}
