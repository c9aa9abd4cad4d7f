package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// secrets are the settings that may also be read from a file.
var secrets = []string{"PORTONE_API_KEY", "PORTONE_API_SECRET", "PORTONE_PG_API_KEY", "NARU_SECRET_KEY", "NARU_SECRET_KEY_OTHER", "NARU_SHOP_WEBHOOK_SECRET", "NARU_METRICS_TOKEN", "NARU_WEBHOOK_PATH", "NARU_ALERT_URL", "DATABASE_URL"}

// loadEnv puts what a .env file says into the environment where that says
// nothing yet, and then what the files named by X_FILE hold. A missing .env is
// no error.
func loadEnv(path string) error {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	values, err := parseEnv(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for name, value := range values {
		if _, set := os.LookupEnv(name); !set {
			if err := os.Setenv(name, value); err != nil {
				return fmt.Errorf("%s: %s: %w", path, name, err)
			}
		}
	}
	for _, name := range secrets {
		file := os.Getenv(name + "_FILE")
		if _, set := os.LookupEnv(name); set || file == "" {
			continue
		}
		secret, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("%s_FILE: %w", name, err)
		}
		if err := os.Setenv(name, strings.TrimSpace(string(secret))); err != nil {
			return err
		}
	}
	return nil
}

// parseEnv reads NAME=value lines; # begins a comment line, quotes around a
// value are taken off, "export " before a name is allowed.
func parseEnv(text string) (map[string]string, error) {
	values := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, found := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !found || name == "" || strings.ContainsAny(name, " \t\"'") {
			return nil, fmt.Errorf("line %d is not NAME=value", n)
		}
		if len(value) >= 2 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
			value = value[1 : len(value)-1]
		}
		values[name] = value
	}
	return values, lines.Err()
}
