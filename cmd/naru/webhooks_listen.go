package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/outbox"
	"github.com/naru-pay/naru/naruclient"
)

// webhooksListenCmd is naru webhooks listen.
type webhooksListenCmd struct {
	Forward string `help:"Hand each event on to this address, signed." placeholder:"URL"`
	Secret  string `help:"whsec_… that signs what is handed on; one is made and shown without it." env:"NARU_LISTEN_SECRET" placeholder:"SECRET"`
	JSON    bool   `help:"As JSON, one event a line."`
	apiAccess
}

// Help shows an example.
func (webhooksListenCmd) Help() string {
	return "Events reach the shop's endpoints all the same; this looks on. (상점으로 가는 소식을 옆에서 봅니다)\n\n" +
		"Example: naru webhooks listen --forward http://localhost:3000/webhooks"
}

// The times of listening. Events of two servers may become visible a little out
// of order, so what is a few seconds older is looked at again.
const (
	listenEvery   = time.Second
	listenBack    = 30 * time.Second
	listenPage    = 100
	forwardWithin = 15 * time.Second
)

// Run listens until it is stopped.
func (c *webhooksListenCmd) Run(ctx context.Context) error {
	return c.listen(ctx, os.Stdout, os.Stderr, time.Now())
}

func (c *webhooksListenCmd) listen(ctx context.Context, out, notes io.Writer, since time.Time) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	if err := c.prepare(notes); err != nil {
		return err
	}
	if _, err := client.ListEvents(ctx, naruclient.ListEventsQuery{Limit: 1}); err != nil {
		return unanswered(err)
	}
	fmt.Fprintf(notes, "%s 의 소식을 기다립니다. Ctrl+C로 멈춥니다. / Listening. Ctrl+C stops.\n", c.URL)
	seen := map[string]time.Time{}
	ticker := time.NewTicker(listenEvery)
	defer ticker.Stop()
	for {
		fresh, err := c.fresh(ctx, client, since, seen)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			fmt.Fprintln(notes, unanswered(err))
		}
		for _, e := range fresh {
			if err := c.show(ctx, e, out, notes); err != nil {
				return err
			}
			seen[e.ID] = e.CreatedAt
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// prepare checks where events are handed on to.
func (c *webhooksListenCmd) prepare(notes io.Writer) error {
	if c.Forward == "" {
		return nil
	}
	if u, err := url.Parse(c.Forward); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return usage("--forward가 주소가 아닙니다 (--forward %q is no http or https address)", c.Forward)
	}
	if c.Secret == "" {
		random := make([]byte, 32)
		if _, err := io.ReadFull(id.System, random); err != nil {
			return err
		}
		c.Secret = "whsec_" + base64.StdEncoding.EncodeToString(random)
		fmt.Fprintf(notes, "이 비밀 값으로 서명합니다 / signed with  %s\n", c.Secret)
	}
	if _, err := outbox.Headers(c.Secret, "", time.Time{}, nil); err != nil {
		return usage("--secret은 whsec_와 base64로 된 24~64바이트여야 합니다 (--secret must be whsec_ and 24 to 64 bytes as base64)")
	}
	return nil
}

// fresh reads what has not been seen, oldest first, and forgets what is too old
// to come again.
func (c *webhooksListenCmd) fresh(ctx context.Context, client *naruclient.Client, since time.Time, seen map[string]time.Time) ([]naruclient.Event, error) {
	from := since
	if back := time.Now().Add(-listenBack); back.After(from) {
		from = back
	}
	for known, at := range seen {
		if at.Before(from.Add(-listenBack)) {
			delete(seen, known)
		}
	}
	var list []naruclient.Event
	for e, err := range client.ListEventsAll(ctx, naruclient.ListEventsQuery{Limit: listenPage}) {
		if err != nil {
			return nil, err
		}
		if e.CreatedAt.Before(from) {
			break
		}
		if _, known := seen[e.ID]; !known {
			list = append(list, e)
		}
	}
	slices.Reverse(list)
	return list, nil
}

// show prints an event and hands it on. That nobody takes it is worth a note and
// no more.
func (c *webhooksListenCmd) show(ctx context.Context, e naruclient.Event, out, notes io.Writer) error {
	if err := printEvent(out, e, c.JSON); err != nil || c.Forward == "" {
		return err
	}
	status, err := c.forward(ctx, e)
	if err != nil {
		fmt.Fprintf(notes, "    %s 에 전하지 못했습니다 / not taken: %v\n", c.Forward, err)
		return nil
	}
	fmt.Fprintf(notes, "    → %s  %d\n", c.Forward, status)
	return nil
}

func (c *webhooksListenCmd) forward(ctx context.Context, e naruclient.Event) (int, error) {
	if e.Payload == nil {
		return 0, errNoPayload
	}
	body, err := json.Marshal(e.Payload)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, forwardWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Forward, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	if req.Header, err = outbox.Headers(c.Secret, e.ID, time.Now(), body); err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}
