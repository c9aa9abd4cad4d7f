package intercept_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/intercept"
)

var names = []string{"api.test", "cdn.test"}

func keep(t *testing.T, dir string, hosts []string, now time.Time) *intercept.CA {
	t.Helper()
	ca, err := intercept.KeepCA(dir, hosts, now, id.System)
	if err != nil {
		t.Fatal(err)
	}
	return ca
}

func TestKeepCA_keepsOneForItsOwnersEyes(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "intercept")
	now := time.Now()
	first, again := keep(t, dir, names, now), keep(t, dir, []string{"cdn.test", "api.test"}, now.Add(time.Hour))
	if !bytes.Equal(first.PEM(), again.PEM()) || first.SPKI() != again.SPKI() {
		t.Error("the second start made another CA")
	}
	published, err := os.ReadFile(again.File)
	if err != nil || !bytes.Equal(published, first.PEM()) || bytes.Contains(published, []byte("PRIVATE")) {
		t.Errorf("%s holds %q, %v", again.File, published, err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700 | os.ModeDir, filepath.Join(dir, "ca-key.pem"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("the folder holds %v", entries)
	}
}

func TestKeepCA_makesAnewWhatDoesNotServe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	now := time.Now()
	first := keep(t, dir, names, now)
	ended := keep(t, dir, names, now.AddDate(10, 0, 0))
	if ended.SPKI() == first.SPKI() {
		t.Error("a CA that has ended was kept")
	}
	if more := keep(t, dir, append([]string{"www.test"}, names...), now.AddDate(10, 0, 0)); more.SPKI() == ended.SPKI() {
		t.Error("a CA that may not sign for a new host was kept")
	}
}

func TestKeepCA_neverOverwritesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "ca-key.pem")
	if err := os.WriteFile(path, []byte("half a CA"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := intercept.KeepCA(dir, names, time.Now(), id.System); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "delete it") {
		t.Errorf("KeepCA = %v, want an error with the file's name and the way out", err)
	}
	if text, err := os.ReadFile(path); string(text) != "half a CA" || err != nil {
		t.Errorf("the file became %q, %v", text, err)
	}
}

// A thief of the key can vouch for the hosts and for nobody else.
func TestCA_canVouchForItsHostsAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ca := keep(t, dir, names, time.Now())
	stolen, err := tls.LoadX509KeyPair(filepath.Join(dir, "ca-key.pem"), filepath.Join(dir, "ca-key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca.PEM())
	for name, good := range map[string]bool{"api.test": true, "cdn.test": true, "bank.test": false, "test": false, "127.0.0.1": false, "::1": false} {
		template := &x509.Certificate{NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature}
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = []net.IP{ip}
		} else {
			template.DNSNames = []string{name}
		}
		der, err := x509.CreateCertificate(id.System, template, stolen.Leaf, stolen.Leaf.PublicKey, stolen.PrivateKey)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cert.Verify(x509.VerifyOptions{Roots: roots, DNSName: name}); (err == nil) != good {
			t.Errorf("a certificate for %s: %v, want good = %t", name, err, good)
		}
	}
	block, _ := pem.Decode(ca.PEM())
	if cert, err := x509.ParseCertificate(block.Bytes); err != nil || !cert.MaxPathLenZero || !cert.PermittedDNSDomainsCritical {
		t.Errorf("the CA could make another: %+v, %v", cert, err)
	}
}
