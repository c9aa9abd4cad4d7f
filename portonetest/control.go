package portonetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// Error is a call that the sandbox refused; nothing changed.
type Error struct {
	Status int    `json:"status"` // of HTTP
	Code   string `json:"code"`   // sandbox_refused, sandbox_not_found, bad_field …
	Detail string `json:"detail"` // why, often in PortOne's own Korean words
}

// Error says what was refused and why.
func (e *Error) Error() string { return fmt.Sprintf("refused: %s: %s", e.Code, e.Detail) }

// answer is what the control API said.
type answer struct {
	header http.Header
	body   []byte
}

func (a answer) into(v any) error {
	if err := json.Unmarshal(a.body, v); err != nil {
		return fmt.Errorf("read the sandbox's answer: %w", err)
	}
	return nil
}

// control calls the control API.
func (s *Sandbox) control(ctx context.Context, method, path string, body any) (answer, error) {
	var sent io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return answer{}, fmt.Errorf("write the call: %w", err)
		}
		sent = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, s.ControlURL+path, sent)
	if err != nil {
		return answer{}, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	// A proxy of the environment has no business on loopback, and a closed
	// sandbox leaves no idle connection behind.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, err
	}
	if res.StatusCode != http.StatusOK {
		refused := &Error{Status: res.StatusCode, Detail: string(raw)}
		_ = json.Unmarshal(raw, refused) // what is no problem document stays in Detail as it came
		return answer{}, refused
	}
	return answer{res.Header, raw}, nil
}
