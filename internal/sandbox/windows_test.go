package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/naru-pay/naru/internal/sandbox"
)

func TestConsole_servesTheScriptTheWindowsAndItsOwnPages(t *testing.T) {
	t.Parallel()
	s, err := sandbox.New(sandbox.Options{
		SDKFile: []byte("window.IMP"), ConsoleFiles: fstest.MapFS{"index.html": {Data: []byte("console")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	send := func(method, target, contentType, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Origin", "https://shop.example")
		w := httptest.NewRecorder()
		s.Console().ServeHTTP(w, r)
		return w
	}
	for path, want := range map[string]string{
		"/v1/iamport.js": "window.IMP", "/js/iamport.payment-1.2.0.js": "window.IMP", "/": "console", "/payments": "console",
	} {
		if w := send(http.MethodGet, path, "", ""); w.Code != http.StatusOK || w.Body.String() != want {
			t.Errorf("%s answers %d %q, want %q", path, w.Code, w.Body, want)
		}
	}

	w := send(http.MethodPost, "/checkout/v1/start", "text/plain", `{"user_code":"`+s.Seeded().Imp+`","params":{"pg":"html5_inicis",
		"merchant_uid":"order-1","name":"당근","amount":1000,"buyer_tel":"010-0000-0000","m_redirect_url":"https://shop.example/"}}`)
	var started struct {
		Window struct {
			URL string `json:"url"`
		} `json:"window"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &started); err != nil || w.Code != http.StatusOK {
		t.Fatalf("start answers %d %s", w.Code, w.Body)
	}
	if w := send(http.MethodGet, started.Window.URL, "", ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `data-slot="amount">1,000원<`) {
		t.Errorf("the window answers %d %s", w.Code, w.Body)
	}
	w = send(http.MethodPost, started.Window.URL, "application/x-www-form-urlencoded", url.Values{"outcome": {"approve"}}.Encode())
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `data-target="https://shop.example" data-send`) {
		t.Errorf("approving answers %d %s", w.Code, w.Body)
	}
}
