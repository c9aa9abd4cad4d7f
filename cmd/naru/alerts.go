package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/naru-pay/naru/internal/alert"
	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// failingFor is how long work must have failed, round after round, before people
// hear of it.
const failingFor = 15 * time.Minute

// alerts is what the alerter of a running server needs to know.
func (o *operations) alerts(config merchant.Config, url string) alert.Config {
	return alert.Config{
		URL: url, Link: config.PublicURL, Test: config.Env == payment.Test,
		Failing: func() []string { return o.pulse.Failing(time.Now().Add(-failingFor)) },
		Counted: func(kind merchant.AlertKind, told bool) { o.metrics.Alert(string(kind), told) },
	}
}

// alertsCmd is naru alerts.
type alertsCmd struct {
	Test alertsTestCmd `cmd:"" help:"Send one line that says it is a try. (시험 알림 보내기)"`
}

// alertsTestCmd is naru alerts test.
type alertsTestCmd struct {
	URL string `name:"alert-url" help:"Where people are told." env:"NARU_ALERT_URL" placeholder:"URL"`
}

// Help shows an example.
func (alertsTestCmd) Help() string {
	return "Example: NARU_ALERT_URL_FILE=/run/secrets/slack naru alerts test"
}

// Run sends the line.
func (c *alertsTestCmd) Run(ctx context.Context) error {
	if c.URL == "" {
		return usage("NARU_ALERT_URL이 없습니다: 알림을 받을 Slack 웹훅 주소를 넣어 주세요 (NARU_ALERT_URL is not set)")
	}
	a, err := alert.New(alert.Config{URL: c.URL}, nil, nil, clock.System{}, slog.New(slog.DiscardHandler))
	if err != nil {
		return usageError{err}
	}
	if err := a.Try(ctx); err != nil {
		return fmt.Errorf("알림이 가지 않았습니다. NARU_ALERT_URL을 확인해 주세요 (the message was not taken): %w", err)
	}
	fmt.Println("알림을 보냈습니다. 도착했는지 확인해 주세요. / Sent. See whether it arrived.")
	return nil
}
