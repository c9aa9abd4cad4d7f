package console_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestEscrow_theBuyerDecides(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var paid callback
	a.ok(t, "POST", "/buyer/pay", `{"escrow":true,"pay_method":"trans",`+order+`}`, &paid)
	target := "/payments/" + paid.ImpUID + "/escrow"
	if w := a.send("GET", target, ""); w.Code != http.StatusNotFound {
		t.Errorf("before the delivery: %d %s", w.Code, w.Body)
	}
	who := &engine.Party{Name: "n", Tel: "1", Addr: "a", Postcode: "p"}
	logis := engine.LogisRequest{Sender: who, Receiver: who, Company: "CJGLS", Invoice: "1", SentAt: 1}
	if _, err := a.engine.RegisterLogis(t.Context(), a.imp, paid.ImpUID, logis); err != nil {
		t.Fatal(err)
	}
	var x struct {
		Status string   `json:"status"`
		Reason string   `json:"denied_reason"`
		Next   []string `json:"next"`
	}
	a.ok(t, "GET", target, "", &x)
	if diff := cmp.Diff([]string{"3", "31", "32", "4"}, x.Next); x.Status != "2" || diff != "" {
		t.Errorf("delivered: %+v\n%s", x, diff)
	}
	for body, status := range map[string]int{`{"status":"10"}`: 422, `{"status":"done"}`: 422, `{}`: 422, `{"status":"3","denied_reason":"변심"}`: 400, `{"state":"3"}`: 400, `{"status":3}`: 400} {
		if w := a.send("POST", target, body); w.Code != status {
			t.Errorf("%s answered %d %s", body, w.Code, w.Body)
		}
	}
	if a.ok(t, "POST", target, `{"status":"4","denied_reason":"변심"}`, &x); x.Status != "4" || x.Reason != "변심" || len(x.Next) != 1 {
		t.Errorf("refused: %+v", x)
	}
}
