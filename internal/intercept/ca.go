package intercept

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// How long certificates hold. Clocks of containers may lag behind.
const (
	caLife    = 10 * 365 * 24 * time.Hour
	leafLife  = 90 * 24 * time.Hour
	backdated = 24 * time.Hour
	// renewed is how long before its end a certificate is made anew.
	renewed = 24 * time.Hour
)

// The files of a kept CA. The first holds the key and is for its owner alone;
// the second is the certificate for everybody who is to trust it.
const (
	keyFile  = "ca-key.pem"
	certFile = "ca.pem"
)

// CA is a certificate authority that can sign for its hosts and, by the name
// constraints in its own certificate, for nothing else.
type CA struct {
	cert    *x509.Certificate
	key     *ecdsa.PrivateKey
	entropy io.Reader
	// File is where its certificate lies; empty for one that is not kept.
	File string
}

// NewCA makes a CA for hosts.
func NewCA(hosts []string, now time.Time, entropy io.Reader) (*CA, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), entropy)
	if err != nil {
		return nil, fmt.Errorf("make the key of a CA: %w", err)
	}
	id, err := keyID(&key.PublicKey)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		// A name of its own, so that nobody takes one CA for another that was
		// made before it.
		Subject:               pkix.Name{CommonName: "Naru sandbox " + hex.EncodeToString(id[:4]), Organization: []string{"Naru sandbox, for development only"}},
		SubjectKeyId:          id[:20],
		NotBefore:             now.Add(-backdated),
		NotAfter:              now.Add(caLife),
		IsCA:                  true,
		MaxPathLenZero:        true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},

		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         hosts,
		// Names of hosts alone are constrained by the line above; no address may
		// be signed for either.
		ExcludedIPRanges: []*net.IPNet{
			{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)},
			{IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)},
		},
	}
	der, err := x509.CreateCertificate(entropy, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("sign a CA: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read the CA just made: %w", err)
	}
	return &CA{cert: cert, key: key, entropy: entropy}, nil
}

// keyID is the SHA-256 of a public key as certificates carry it.
func keyID(key *ecdsa.PublicKey) ([32]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	return sha256.Sum256(der), err
}

// KeepCA returns the CA that lies in dir, or makes one there the first time. One
// that has ended, or that may not sign for all hosts, is replaced. A file that
// cannot be read as a CA is an error that names it: it is never overwritten.
func KeepCA(dir string, hosts []string, now time.Time, entropy io.Reader) (*CA, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the CA: %w", err)
	}
	path := filepath.Join(dir, keyFile)
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the CA: %w", err)
	}
	var ca *CA
	if err == nil {
		if ca, err = parseCA(text, entropy); err != nil {
			return nil, fmt.Errorf("%s is not a CA that can be read (%w); delete it to have a new one made", path, err)
		}
	}
	if ca == nil || !ca.serves(hosts, now) {
		if ca, err = NewCA(hosts, now, entropy); err != nil {
			return nil, err
		}
		if text, err = ca.secret(); err != nil {
			return nil, err
		}
		if err := WriteWhole(path, text, 0o600); err != nil {
			return nil, fmt.Errorf("keep the CA: %w", err)
		}
	}
	ca.File = filepath.Join(dir, certFile)
	if err := WriteWhole(ca.File, ca.PEM(), 0o644); err != nil {
		return nil, fmt.Errorf("keep the CA's certificate: %w", err)
	}
	return ca, nil
}

// serves says whether the CA may sign for exactly hosts now.
func (c *CA) serves(hosts []string, now time.Time) bool {
	have, want := slices.Clone(c.cert.PermittedDNSDomains), slices.Clone(hosts)
	slices.Sort(have)
	slices.Sort(want)
	return slices.Equal(have, want) && now.After(c.cert.NotBefore) && now.Before(c.cert.NotAfter.Add(-renewed))
}

// PEM returns the certificate, which is no secret.
func (c *CA) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.cert.Raw})
}

// SPKI returns the base64 of the SHA-256 of the CA's public key, as Chromium's
// --ignore-certificate-errors-spki-list wants it.
func (c *CA) SPKI() string {
	sum := sha256.Sum256(c.cert.RawSubjectPublicKeyInfo)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// secret returns the certificate followed by its key.
func (c *CA) secret() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(c.key)
	if err != nil {
		return nil, fmt.Errorf("write the key of the CA: %w", err)
	}
	return append(c.PEM(), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...), nil
}

func parseCA(text []byte, entropy io.Reader) (*CA, error) {
	pair, err := tls.X509KeyPair(text, text)
	if err != nil {
		return nil, err
	}
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok || !pair.Leaf.IsCA {
		return nil, errors.New("it holds another kind of certificate")
	}
	return &CA{cert: pair.Leaf, key: key, entropy: entropy}, nil
}

// leaf signs a certificate for one host. The CA comes with it: Chromium knows a
// chain by the key of any certificate in it.
func (c *CA) leaf(host string, now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), c.entropy)
	if err != nil {
		return nil, fmt.Errorf("make the key of %s: %w", host, err)
	}
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: host},
		DNSNames:    []string{host},
		NotBefore:   now.Add(-backdated),
		NotAfter:    earlier(now.Add(leafLife), c.cert.NotAfter),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(c.entropy, template, c.cert, &key.PublicKey, c.key)
	if err != nil {
		return nil, fmt.Errorf("sign for %s: %w", host, err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read the certificate of %s: %w", host, err)
	}
	return &tls.Certificate{Certificate: [][]byte{der, c.cert.Raw}, PrivateKey: key, Leaf: parsed}, nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// WriteWhole writes a file in one step, unless it has this content already, so
// that nobody reads half of it.
func WriteWhole(path string, text []byte, mode fs.FileMode) error {
	if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, text) {
		return nil
	}
	half, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = half.Write(text)
	err = errors.Join(err, half.Chmod(mode), half.Close())
	if err == nil {
		err = os.Rename(half.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(half.Name()))
	}
	return nil
}
