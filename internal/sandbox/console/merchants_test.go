package console_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/console"
)

func TestWebhook_saysWhichAddressWillNeverBeCalled(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.handler = console.New(a.engine, console.Options{
		Reaches: func(_ context.Context, address string) bool { return strings.Contains(address, "localhost") },
	})
	var saved struct{ Blocked []string }
	a.ok(t, "PUT", "/merchants/"+a.imp+"/webhook", `{"test":{"url":"http://localhost:1/hook"},"live":{"url":"https://shop.example/hook"}}`, &saved)
	if diff := cmp.Diff([]string{"live"}, saved.Blocked); diff != "" {
		t.Errorf("after saving: %s", diff)
	}
	saved.Blocked = nil
	a.ok(t, "GET", "/merchants/"+a.imp+"/webhook", "", &saved)
	if diff := cmp.Diff([]string{"live"}, saved.Blocked); diff != "" {
		t.Errorf("when read: %s", diff)
	}
	a.ok(t, "PUT", "/merchants/"+a.imp+"/webhook", `{"live":{"url":""}}`, &saved)
	if len(saved.Blocked) != 0 {
		t.Errorf("no address is blocked as %v", saved.Blocked)
	}
}

func TestNowhere_pointsToTheDescription(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	if w := a.send("GET", "/nowhere", ""); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "/sandbox/openapi.json") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
}
