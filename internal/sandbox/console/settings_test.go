package console_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestSettings_switchTheConfirmProcessOn(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var settings struct {
		ConfirmProcess bool `json:"confirm_process"`
	}
	target := "/merchants/" + a.imp + "/settings"
	if a.ok(t, "GET", target, "", &settings); settings.ConfirmProcess {
		t.Error("the confirm process is on before anybody asked for it")
	}
	if a.ok(t, "PUT", target, `{"confirm_process":true}`, &settings); !settings.ConfirmProcess {
		t.Error("the answer does not say that it is on")
	}
	if a.ok(t, "PUT", target, `{}`, &settings); !settings.ConfirmProcess {
		t.Error("what was left out did not stay")
	}
	for body, status := range map[string]int{`{"confirm_process":"yes"}`: 400, `{"confirm":true}`: 400} {
		if w := a.send("PUT", target, body); w.Code < status || w.Code >= 500 {
			t.Errorf("%s answered %d", body, w.Code)
		}
	}
	if w := a.send("PUT", "/merchants/imp00000000/settings", `{"confirm_process":true}`); w.Code != http.StatusNotFound {
		t.Errorf("an unknown account answered %d", w.Code)
	}
}

func TestBuyerPay_asksTheShopToo(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	asked := ""
	a.engine.SetAsker(func(_ context.Context, q engine.Question) engine.Attempt {
		asked = q.URL
		return engine.Attempt{Code: 500, Response: `{"reason":"재고 부족"}`}
	})
	a.ok(t, "PUT", "/merchants/"+a.imp+"/settings", `{"confirm_process":true}`, nil)
	var told callback
	a.ok(t, "POST", "/buyer/pay", `{`+order+`,"confirm_url":"http://localhost:1/confirm"}`, &told)
	if told.ErrorMsg != "고객사 요청에 의해 결제를 중단합니다. (상세사유 : 재고 부족)" || asked != "http://localhost:1/confirm" {
		t.Errorf("asked %q, told %+v", asked, told)
	}
	if p, err := a.engine.PaymentByImpUID(a.imp, told.ImpUID); err != nil || p.Status != engine.Failed {
		t.Errorf("payment is %s, %v", p.Status, err)
	}
}
