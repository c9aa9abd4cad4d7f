package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// payScript is one payment as PostgreSQL's own load generator runs it.
//
//go:embed pay.sql
var payScript []byte

// findPgbench returns the program's path. Debian keeps it beside the server.
func findPgbench() (string, error) {
	if path, err := exec.LookPath("pgbench"); err == nil {
		return path, nil
	}
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench"); len(found) > 0 {
		return found[len(found)-1], nil
	}
	return "", fmt.Errorf("%w: pgbench is not installed (make setup)", errMissing)
}

var (
	processed = regexp.MustCompile(`transactions actually processed: (\d+)`)
	failed    = regexp.MustCompile(`number of failed transactions: (\d+)`)
	tps       = regexp.MustCompile(`tps = ([0-9.]+)`)
)

// pgbench runs the script with as many clients as told in the dsn's schema. Its
// times are whole seconds; for less it runs a few payments a client.
func pgbench(ctx context.Context, dir, dsn string, clients int, d time.Duration, server func() time.Duration) (outcome, error) {
	program, err := findPgbench()
	if err != nil {
		return outcome{}, err
	}
	address, err := url.Parse(dsn)
	if err != nil {
		return outcome{}, err
	}
	script := filepath.Join(dir, "pay.sql")
	if err := os.WriteFile(script, payScript, 0o600); err != nil {
		return outcome{}, err
	}
	length := []string{"-T", strconv.Itoa(int(d.Round(time.Second).Seconds()))}
	if d < time.Second {
		length = []string{"-t", "3"}
	}
	args := append([]string{
		"-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", strconv.Itoa(min(2, clients)), "-f", script,
		"-h", address.Hostname(), "-p", address.Port(), "-U", address.User.Username(),
	}, append(length, address.Path[1:])...)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "PGOPTIONS=-c search_path="+address.Query().Get("search_path"))
	theirs := server()
	text, err := cmd.CombinedOutput()
	if err != nil {
		return outcome{}, fmt.Errorf("pgbench: %w\n%s", err, text)
	}
	out, err := readPgbench(text)
	out.server = server() - theirs
	out.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return out, err
}

// readPgbench reads what pgbench printed. Its rate leaves out the time that the
// connections took.
func readPgbench(text []byte) (outcome, error) {
	done, rate := processed.FindSubmatch(text), tps.FindSubmatch(text)
	if done == nil || rate == nil {
		return outcome{}, fmt.Errorf("pgbench printed neither payments nor a rate:\n%s", text)
	}
	if f := failed.FindSubmatch(text); f != nil && string(f[1]) != "0" {
		return outcome{}, fmt.Errorf("%s payments of pgbench's failed", f[1])
	}
	n, err1 := strconv.Atoi(string(done[1]))
	each, err2 := strconv.ParseFloat(string(rate[1]), 64)
	if err := errors.Join(err1, err2); err != nil || each <= 0 {
		return outcome{}, fmt.Errorf("pgbench printed %q and %q: %w", done[1], rate[1], err)
	}
	return outcome{payments: n, took: time.Duration(float64(n) / each * float64(time.Second))}, nil
}
