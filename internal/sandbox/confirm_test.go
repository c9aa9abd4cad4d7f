package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestConfirmURL_isCalledBeforeTheWindowEnds(t *testing.T) {
	t.Parallel()
	s, err := sandbox.New(sandbox.Options{SDKFile: []byte("window.IMP")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	asked, answer := make(chan string, 1), make(chan int)
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked <- r.Header.Get("Content-Type") + " " + string(body)
		w.WriteHeader(<-answer)
	}))
	t.Cleanup(shop.Close)
	imp := s.Seeded().Imp
	if _, err := s.Engine().SetConfirmProcess(t.Context(), imp, true); err != nil {
		t.Fatal(err)
	}
	w, refused, err := s.Engine().StartWindow(t.Context(), engine.StartRequest{UserCode: imp, Params: map[string]json.RawMessage{
		"merchant_uid": json.RawMessage(`"order-1"`), "amount": json.RawMessage("1000"), "buyer_tel": json.RawMessage(`"010"`), "confirm_url": json.RawMessage(`"` + shop.URL + `"`),
	}})
	if err != nil || refused != nil {
		t.Fatalf("%+v %v", refused, err)
	}
	click := func(outcome string, header ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/checkout/w/"+w.Secret, strings.NewReader(url.Values{"outcome": {outcome}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		rec := httptest.NewRecorder()
		s.Console().ServeHTTP(rec, r)
		return rec
	}

	first := make(chan *httptest.ResponseRecorder, 1)
	go func() { first <- click("approve") }()
	if got, want := <-asked, `application/json {"imp_uid":"`+w.ImpUID+`","merchant_uid":"order-1","amount":1000}`; got != want {
		t.Errorf("the shop was asked %s, want %s", got, want)
	}
	if second := click("approve"); second.Code != http.StatusConflict || !strings.Contains(second.Body.String(), "상점이 결제를 확인하고 있습니다") {
		t.Errorf("a second click meanwhile: %d %s", second.Code, second.Body)
	}
	if closing := click("close", "Accept", "application/json"); !strings.Contains(closing.Body.String(), `"type":"busy"`) {
		t.Errorf("the SDK's close meanwhile: %s", closing.Body)
	}
	answer <- http.StatusOK
	if done := <-first; !strings.Contains(done.Body.String(), `data-state="done"`) {
		t.Errorf("the first click: %d %s", done.Code, done.Body)
	}
	if p, err := s.Engine().PaymentByImpUID(imp, w.ImpUID); err != nil || p.Status != engine.Paid {
		t.Errorf("payment is %s, %v", p.Status, err)
	}
}
