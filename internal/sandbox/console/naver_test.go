package console_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestNaver_standsInForTheBuyer(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.ok(t, "POST", "/merchants/"+a.imp+"/channels", `{"name":"naver","provider":"naverco","mid":"m"}`, nil)
	w := a.ok(t, "POST", "/buyer/pay", `{"pg":"naverco","merchant_uid":"o","amount":1000,"buyer_tel":"010-1","m_redirect_url":"https://shop.example/","naverProducts":[{"name":"하나"},{"name":"둘"}]}`, nil)
	target := "/payments/" + w.Header().Get("Naru-Imp-Uid") + "/naver"
	var list struct {
		List []struct {
			ID     string `json:"product_order_id"`
			Status string `json:"product_order_status"`
			Placed bool
		}
		Actions []string
	}
	a.ok(t, "GET", target, "", &list)
	if len(list.List) != 2 || list.List[0].Status != "PAYED" || list.List[0].Placed || len(list.Actions) != 14 {
		t.Fatalf("the list is %+v", list)
	}
	one := `"product_order_id":["` + list.List[0].ID + `"]`
	a.ok(t, "POST", target, `{"action":"request_cancel",`+one+`,"reason":"WRONG_ORDER"}`, nil)
	if w := a.ok(t, "POST", target, `{"action":"request_cancel"}`, nil); !strings.Contains(w.Body.String(), `"failed":1`) {
		t.Errorf("what is left: %s", w.Body)
	}
	for body, status := range map[string]int{
		`{"action":"request_cancel"}`: 422,
		`{"action":"ship"}`:           400,
		`{"action":"review"}`:         400,
		`{"action":"review",` + one + `,"review_type":"general","score":5,"title":"좋아요"}`:     422,
		`{"action":"review","product_order_id":["0"],"review_type":"x","score":5,"title":""}`: 404,
		`{"action":1}`: 400,
	} {
		if w := a.send("POST", target, body); w.Code != status {
			t.Errorf("%s answered %d %s, want %d", body, w.Code, w.Body, status)
		}
	}
	for _, method := range []string{"GET", "POST"} {
		if w := a.send(method, "/payments/imp_0/naver", `{"action":"delivered"}`); w.Code != http.StatusNotFound {
			t.Errorf("%s of an unknown payment answered %d", method, w.Code)
		}
	}
}

func TestNaver_writesReviews(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.ok(t, "POST", "/merchants/"+a.imp+"/channels", `{"name":"naver","provider":"naverco","mid":"m"}`, nil)
	w := a.ok(t, "POST", "/buyer/pay", `{"pg":"naverco","merchant_uid":"o","amount":1000,"buyer_tel":"010-1","m_redirect_url":"https://shop.example/","naverProducts":[{"name":"하나"}]}`, nil)
	uid := w.Header().Get("Naru-Imp-Uid")
	orders, err := a.engine.ProductOrders(a.imp, uid)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.engine.SellNaver(t.Context(), a.imp, uid, engine.NaverWork{Deed: engine.NaverShip}); err != nil {
		t.Fatal(err)
	}
	a.ok(t, "POST", "/payments/"+uid+"/naver", `{"action":"decide_purchase"}`, nil)
	body := `{"action":"review","product_order_id":["` + orders[0].ID + `"],"review_type":"general","score":5,"title":"좋아요"}`
	if w := a.ok(t, "POST", "/payments/"+uid+"/naver", body, nil); !strings.Contains(w.Body.String(), `"score":"5"`) {
		t.Errorf("written %s", w.Body)
	}
	if w := a.send("POST", "/payments/"+uid+"/naver", body); w.Code != 422 {
		t.Errorf("twice: %d %s", w.Code, w.Body)
	}
}
