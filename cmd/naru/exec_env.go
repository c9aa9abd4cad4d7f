package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/naru-pay/naru/internal/intercept"
	"github.com/naru-pay/naru/internal/sandbox"
)

// rootFiles are where systems keep the roots that their programs trust.
var rootFiles = []string{
	"/etc/ssl/certs/ca-certificates.crt",                // Debian, Ubuntu, Alpine
	"/etc/pki/tls/certs/ca-bundle.crt",                  // Fedora, RHEL
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // RHEL
	"/etc/ssl/ca-bundle.pem",                            // SUSE
	"/etc/ssl/cert.pem",                                 // macOS, BSD
}

// Variables that replace a program's list of roots by a file's: of Go, OpenSSL
// (Ruby, Python, PHP), Python's requests, and curl.
var rootVariables = []string{"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}

// interceptedEnv returns the variables that lead a program to the interceptor
// for PortOne's hosts and nowhere else for all others, beside what the
// environment says already. Files that it needs are written beside the CA.
func interceptedEnv(lookup func(string) (string, bool), i sandbox.Intercept, systemRoots []string) (map[string]string, error) {
	get := func(name string) string { value, _ := lookup(name); return value }
	dir := filepath.Dir(i.CA)
	own, err := os.ReadFile(i.CA)
	if err != nil {
		return nil, fmt.Errorf("read the interceptor's CA: %w", err)
	}
	env := map[string]string{"NARU_INTERCEPT": i.Proxy, "NARU_INTERCEPT_CA": i.CA, "NARU_INTERCEPT_HOSTS": strings.Join(i.Hosts, ",")}
	direct := direct(get("NO_PROXY"), get("no_proxy"), i.Hosts)
	for name, value := range map[string]string{"HTTPS_PROXY": i.Proxy, "HTTP_PROXY": i.Proxy, "NO_PROXY": direct} {
		env[name], env[strings.ToLower(name)] = value, value
	}
	for _, name := range rootVariables {
		files := systemRoots
		if named := get(name); named != "" {
			files = []string{named}
		}
		if env[name], err = bundle(dir, own, files); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	// Node adds these to roots of its own.
	env["NODE_EXTRA_CA_CERTS"] = i.CA
	if named := get("NODE_EXTRA_CA_CERTS"); named != "" && named != i.CA {
		if env["NODE_EXTRA_CA_CERTS"], err = bundle(dir, own, []string{named}); err != nil {
			return nil, fmt.Errorf("NODE_EXTRA_CA_CERTS: %w", err)
		}
	}
	preload := filepath.Join(dir, "preload.cjs")
	if err := intercept.WriteWhole(preload, intercept.Preload, 0o644); err != nil {
		return nil, err
	}
	env["NODE_OPTIONS"] = nodeOptions(get("NODE_OPTIONS"), preload)
	env["PHP_INI_SCAN_DIR"], err = phpSettings(get("PHP_INI_SCAN_DIR"), dir, env["SSL_CERT_FILE"])
	return env, err
}

// bundle writes a file of the roots in the first of files that is there and of
// our own, named by what is in it, and returns its path.
func bundle(dir string, own []byte, files []string) (string, error) {
	var roots []byte
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err == nil {
			roots = text
			break
		}
		if len(files) == 1 || !errors.Is(err, fs.ErrNotExist) {
			return "", err // somebody named this file, or it is there
		}
	}
	if roots == nil {
		fmt.Fprintln(os.Stderr, "naru: this machine has no file of root certificates: programs that need one will trust PortOne's names alone")
	}
	if bytes.Contains(roots, bytes.TrimSpace(own)) {
		own = nil // naru exec within naru exec
	}
	text := append(append(bytes.TrimSpace(roots), '\n'), own...)
	sum := sha256.Sum256(text)
	path := filepath.Join(dir, "roots-"+hex.EncodeToString(sum[:6])+".pem")
	return path, intercept.WriteWhole(path, text, 0o644)
}

// direct is a NO_PROXY that keeps this machine direct, and what was direct
// before, but for PortOne's hosts. The proxy itself reaches others directly.
func direct(upper, lower string, hosts []string) string {
	if upper == "" {
		upper = lower
	}
	var kept []string
	for entry := range strings.SplitSeq(upper, ",") {
		if entry = strings.TrimSpace(entry); entry != "" && !covers(entry, hosts) {
			kept = append(kept, entry)
		}
	}
	for _, own := range []string{"localhost", "127.0.0.1", "::1"} {
		if !strings.Contains(","+strings.Join(kept, ",")+",", ","+own+",") {
			kept = append(kept, own)
		}
	}
	return strings.Join(kept, ",")
}

// covers says whether an entry of NO_PROXY (a name, a domain with or without a
// dot or a star before it, or a star) means one of hosts.
func covers(entry string, hosts []string) bool {
	name, _, _ := strings.Cut(entry, ":")
	name = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(name), "*"), ".")
	if name == "" {
		return entry == "*"
	}
	for _, host := range hosts {
		if host == name || strings.HasSuffix(host, "."+name) {
			return true
		}
	}
	return false
}

// nodeOptions has Node load the preload first of all.
func nodeOptions(before, preload string) string {
	quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(preload) + `"`
	option := "--require " + quoted
	switch {
	case before == "":
		return option
	case strings.Contains(before, option):
		return before
	}
	return option + " " + before
}

// phpSettings tells PHP's curl, which asks no variable, of the roots. The empty
// entry of the list is the folder that PHP was built with.
func phpSettings(before, dir, roots string) (string, error) {
	own := filepath.Join(dir, strings.TrimSuffix(filepath.Base(roots), ".pem")+"-php")
	if err := os.MkdirAll(own, 0o700); err != nil {
		return "", err
	}
	settings := fmt.Sprintf("curl.cainfo=%q\nopenssl.cafile=%q\n", roots, roots)
	if err := intercept.WriteWhole(filepath.Join(own, "naru.ini"), []byte(settings), 0o644); err != nil {
		return "", err
	}
	entry := string(os.PathListSeparator) + own
	if strings.HasSuffix(before, entry) {
		return before, nil
	}
	return before + entry, nil
}
