package console_test

import (
	"context"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestCvs_theBuyerPaysTheBarcode(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	c, err := a.engine.AddChannel(t.Context(), a.imp, engine.Channel{Name: "store", Provider: "galaxia", MID: "M251105747"})
	if err != nil {
		t.Fatal(err)
	}
	issued, err := a.engine.IssueBarcode(t.Context(), a.imp, engine.BarcodeRequest{
		ChargeRequest: engine.ChargeRequest{MerchantUID: "c", Amount: "1000"}, ChannelKey: c.Key, ConfirmURL: "http://127.0.0.1/confirm",
	})
	if err != nil {
		t.Fatal(err)
	}
	code := 500
	a.engine.SetAsker(func(context.Context, engine.Question) engine.Attempt { return engine.Attempt{Code: code} })
	target := "/payments/" + issued.ImpUID + "/cvs"
	for body, status := range map[string]int{`{}`: 422, `{"pay_type":"coins"}`: 400, `{"pay":"card"}`: 400} {
		if w := a.send("POST", target, body); w.Code != status {
			t.Errorf("%s answered %d %s", body, w.Code, w.Body)
		}
	}
	code = 200
	var p struct {
		Status string `json:"status"`
		Method string `json:"pay_method"`
	}
	if a.ok(t, "POST", target, `{"pay_type":"cash"}`, &p); p.Status != "paid" || p.Method != "cvs" {
		t.Errorf("paid %+v", p)
	}
}
