package telemetry_test

import (
	"context"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/oasdiff/yaml"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/telemetry"
)

// names lists every metric of naru's own, as a scraper finds them.
func names(t *testing.T) []string {
	t.Helper()
	m := telemetry.NewMetrics("v1")
	m.Request("GET", "/", 200, time.Second)
	m.Gateway("lookup", "unknown", time.Second)
	m.Change("payment.paid")
	m.Work("refunds", nil, time.Unix(1, 0))
	m.Work("refunds", errors.New("away"), time.Unix(1, 0))
	m.Alert("duty", true)
	m.Watch(clock.System{}, func(context.Context) (telemetry.Figures, error) {
		return telemetry.Figures{Payments: map[string]int64{"open": 1}}, nil
	})
	var list []string
	for _, found := range regexp.MustCompile(`(?m)^# TYPE (naru_\w+) `).FindAllStringSubmatch(scrape(t, m), -1) {
		list = append(list, found[1])
	}
	return list
}

// named lists the metrics that a text speaks of, without a histogram's endings.
func named(text string) []string {
	var list []string
	for _, name := range regexp.MustCompile(`\bnaru_[a-z0-9_]+`).FindAllString(text, -1) {
		for _, ending := range []string{"_bucket", "_count", "_sum"} {
			name = strings.TrimSuffix(name, ending)
		}
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestAlertRules_nameMetricsThatThereAre(t *testing.T) {
	t.Parallel()
	var rules struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	if _, err := yaml.Unmarshal(readFile(t, "deploy/prometheus/naru.rules.yml"), &rules, yaml.DecodeOpts{}); err != nil {
		t.Fatal(err)
	}
	known, seen := names(t), map[string]bool{}
	for _, group := range rules.Groups {
		for _, rule := range group.Rules {
			if rule.Alert == "" || seen[rule.Alert] || rule.Annotations["summary"] == "" || rule.Annotations["description"] == "" {
				t.Errorf("%s/%s: a rule needs a name of its own, a summary and a description", group.Name, rule.Alert)
			}
			seen[rule.Alert] = true
			if s := rule.Labels["severity"]; s != "page" && s != "warn" {
				t.Errorf("%s: severity %q", rule.Alert, s)
			}
			if rule.For != "" {
				if _, err := time.ParseDuration(rule.For); err != nil {
					t.Errorf("%s: %v", rule.Alert, err)
				}
			}
			used := named(rule.Expr)
			if len(used) == 0 && !strings.Contains(rule.Expr, `up{job="naru"}`) {
				t.Errorf("%s looks at no metric of ours: %s", rule.Alert, rule.Expr)
			}
			for _, name := range used {
				if !slices.Contains(known, name) {
					t.Errorf("%s looks at %s, which there is not", rule.Alert, name)
				}
			}
			if strings.Count(rule.Expr, "(") != strings.Count(rule.Expr, ")") || strings.Count(rule.Expr, "{") != strings.Count(rule.Expr, "}") {
				t.Errorf("%s: unbalanced: %s", rule.Alert, rule.Expr)
			}
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d rules were read", len(seen))
	}
}

func TestOperationsPage_namesEveryMetric(t *testing.T) {
	t.Parallel()
	known := names(t)
	if len(known) < 20 {
		t.Fatalf("only %d metrics were found", len(known))
	}
	for _, page := range []string{"docs/operations.md", "docs/operations.ko.md"} {
		told := named(string(readFile(t, page)))
		for _, name := range known {
			if !slices.Contains(told, name) {
				t.Errorf("%s does not tell of %s", page, name)
			}
		}
		for _, name := range told {
			if !slices.Contains(known, name) && !strings.HasSuffix(name, "_token") && !strings.HasSuffix(name, "_key") {
				t.Errorf("%s tells of %s, which there is not", page, name)
			}
		}
	}
}
