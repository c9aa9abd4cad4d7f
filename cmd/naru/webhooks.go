package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/naruclient"
)

// webhooksCmd is naru webhooks.
type webhooksCmd struct {
	List      webhooksListCmd      `cmd:"" help:"Events and how they were delivered, newest first. (보낸 소식 목록)"`
	Endpoints webhooksEndpointsCmd `cmd:"" help:"Where the shop is told. (웹훅 주소 목록)"`
	Resend    webhooksResendCmd    `cmd:"" help:"Tell again: one event, or a period at one endpoint. (다시 보내기)"`
	Listen    webhooksListenCmd    `cmd:"" help:"Print events as they come, for development; --forward hands them on. (개발용 엿보기)"`
}

// apiAccess is what calling a payment server needs.
type apiAccess struct {
	URL    string `name:"url" help:"Address of the payment server (${default})." env:"NARU_URL" default:"http://localhost:4100" placeholder:"URL"`
	APIKey string `name:"api-key" help:"Its secret key; better by the environment or _FILE." env:"NARU_API_KEY" placeholder:"KEY"`
}

func (a apiAccess) client() (*naruclient.Client, error) {
	if a.APIKey == "" {
		return nil, usage("NARU_API_KEY가 없습니다: naru keys create로 만든 키를 넣어 주세요 (NARU_API_KEY is not set; naru keys create makes one)")
	}
	c, err := naruclient.New(naruclient.Config{URL: a.URL, Key: a.APIKey})
	if err != nil {
		return nil, usage("--url이 주소가 아닙니다 (%w)", err)
	}
	return c, nil
}

// unanswered says why the payment server did not do it.
func unanswered(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("결제 서버가 들어주지 않았습니다 (the payment server did not do it): %w", err)
}

// webhooksListCmd is naru webhooks list.
type webhooksListCmd struct {
	Dead     bool   `help:"Only what was given up. (끝내 전하지 못한 것만)"`
	Endpoint string `help:"Only of this endpoint." placeholder:"wep_…"`
	Limit    int64  `help:"How many, 1 to 100 (${default})." default:"20"`
	JSON     bool   `help:"As JSON, one event a line."`
	apiAccess
}

// Help shows an example.
func (webhooksListCmd) Help() string { return "Example: naru webhooks list --dead --json" }

// Run lists events.
func (c *webhooksListCmd) Run(ctx context.Context) error { return c.list(ctx, os.Stdout) }

func (c *webhooksListCmd) list(ctx context.Context, out io.Writer) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	query := naruclient.ListEventsQuery{EndpointID: c.Endpoint, Limit: c.Limit}
	if c.Dead {
		query.Delivery = naruclient.ListEventsQueryDeliveryDead
	}
	page, err := client.ListEvents(ctx, query)
	if err != nil {
		return unanswered(err)
	}
	for _, e := range page.Data {
		if err := printEvent(out, e, c.JSON); err != nil {
			return err
		}
	}
	return nil
}

// printEvent writes one line about an event, and one about each delivery.
func printEvent(out io.Writer, e naruclient.Event, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(e)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  %-26s", e.CreatedAt.In(clock.KST).Format("2006-01-02 15:04:05"), e.ID, e.Type)
	if p := e.Payload; p != nil {
		fmt.Fprintf(&b, "  %s  %d %s", p.Data.OrderRef, p.Data.Amount, p.Data.Currency)
	}
	b.WriteByte('\n')
	for _, d := range e.Deliveries {
		fmt.Fprintf(&b, "    %s  %s  %d tries", d.EndpointID, d.State, d.Tries)
		if d.Problem != nil {
			b.WriteString("  " + *d.Problem)
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// webhooksEndpointsCmd is naru webhooks endpoints.
type webhooksEndpointsCmd struct {
	JSON bool `help:"As JSON, one endpoint a line."`
	apiAccess
}

// Help shows an example.
func (webhooksEndpointsCmd) Help() string { return "Example: naru webhooks endpoints --json" }

// Run lists endpoints.
func (c *webhooksEndpointsCmd) Run(ctx context.Context) error { return c.list(ctx, os.Stdout) }

func (c *webhooksEndpointsCmd) list(ctx context.Context, out io.Writer) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	all, err := client.ListWebhookEndpoints(ctx)
	if err != nil {
		return unanswered(err)
	}
	for _, e := range all.Data {
		if c.JSON {
			err = json.NewEncoder(out).Encode(e)
		} else {
			_, err = fmt.Fprintf(out, "%s  %-8s  %s  %s\n", e.ID, e.State, e.URL, e.Description)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// webhooksResendCmd is naru webhooks resend.
type webhooksResendCmd struct {
	Event    string `arg:"" optional:"" help:"The event's id, evt_…."`
	Endpoint string `help:"At this endpoint alone; needed for a period." placeholder:"wep_…"`
	From     string `help:"Begin of a period, RFC 3339." placeholder:"TIME"`
	To       string `help:"Its end, excluded (now)." placeholder:"TIME"`
	All      bool   `help:"In a period, what was delivered, too."`
	JSON     bool   `help:"The answer as JSON."`
	apiAccess
}

// Help shows examples.
func (webhooksResendCmd) Help() string {
	return "Example: naru webhooks resend evt_01JD…\nExample: naru webhooks resend --endpoint wep_01JD… --from 2026-11-23T00:00:00+09:00"
}

// Run tells again.
func (c *webhooksResendCmd) Run(ctx context.Context) error { return c.resend(ctx, os.Stdout) }

func (c *webhooksResendCmd) resend(ctx context.Context, out io.Writer) error {
	if (c.Event == "") == (c.From == "") || (c.From != "" && c.Endpoint == "") || (c.From == "" && c.To != "") {
		return usage("소식 번호 하나나, --endpoint와 --from으로 기간을 주세요 (name one event, or a period with --endpoint and --from)")
	}
	client, err := c.client()
	if err != nil {
		return err
	}
	if c.Event != "" {
		return c.one(ctx, client, out)
	}
	return c.period(ctx, client, out)
}

func (c *webhooksResendCmd) one(ctx context.Context, client *naruclient.Client, out io.Writer) error {
	var body naruclient.ReplayEventBody
	if c.Endpoint != "" {
		body.EndpointID = &c.Endpoint
	}
	event, err := client.ReplayEvent(ctx, c.Event, body)
	if err != nil {
		return unanswered(err)
	}
	return printEvent(out, event, c.JSON)
}

func (c *webhooksResendCmd) period(ctx context.Context, client *naruclient.Client, out io.Writer) error {
	from, err := time.Parse(time.RFC3339, c.From)
	if err != nil {
		return usage("--from이 2026-11-23T00:00:00+09:00 같은 시각이 아닙니다 (--from is no time such as 2026-11-23T00:00:00+09:00)")
	}
	body := naruclient.ReplayWebhookEndpointBody{From: from, IncludeDelivered: &c.All}
	if c.To != "" {
		to, err := time.Parse(time.RFC3339, c.To)
		if err != nil {
			return usage("--to가 2026-11-23T00:00:00+09:00 같은 시각이 아닙니다 (--to is no time such as 2026-11-23T00:00:00+09:00)")
		}
		body.To = &to
	}
	queued := int64(0)
	for {
		answer, err := client.ReplayWebhookEndpoint(ctx, c.Endpoint, body)
		if err != nil {
			return unanswered(err)
		}
		queued += answer.Queued
		if answer.NextFrom == nil || !answer.NextFrom.After(body.From) {
			break
		}
		body.From = *answer.NextFrom
	}
	if c.JSON {
		return json.NewEncoder(out).Encode(map[string]int64{"queued": queued})
	}
	_, err = fmt.Fprintf(out, "소식 %d건을 다시 보냅니다. / %d events go out again.\n", queued, queued)
	return err
}

var errNoPayload = errors.New("the event has no payload")
