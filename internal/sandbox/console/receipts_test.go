package console_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type slip struct {
	Kind        string `json:"kind"`
	State       string `json:"state"`
	MerchantUID string `json:"merchant_uid"`
	Identifier  string `json:"identifier"`
	Amount      int    `json:"amount"`
}

func TestReceipts_areIssuedListedAndTakenBack(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var moved callback
	a.ok(t, "POST", "/buyer/pay", `{`+order+`,"pay_method":"trans"}`, &moved)
	at, all := "/payments/"+moved.ImpUID+"/receipt", "/merchants/"+a.imp+"/receipts"
	for target, body := range map[string]string{at: `{"identifier":"1"}`, all: `{"merchant_uid":"cash-1","identifier":"010-1234-5678"}`} {
		if w := a.send("POST", target, body); w.Code < 400 || w.Code > 422 {
			t.Errorf("POST %s %s answered %d %s", target, body, w.Code, w.Body)
		}
	}
	if w := a.send("GET", at, ""); w.Code != http.StatusNotFound {
		t.Errorf("a receipt that was never issued answered %d", w.Code)
	}
	var issued, outside slip
	a.ok(t, "POST", at, `{"identifier":"010-1234-5678","type":"person"}`, &issued)
	channel := a.engine.Merchants()[0].Channels[0].Key
	a.ok(t, "POST", all, `{"merchant_uid":"cash-1","name":"현장 결제","amount":5000,"identifier":"010-1234-5678","channel_key":"`+channel+`"}`, &outside)
	if diff := cmp.Diff(slip{"portone", "issued", "order-1", "010****5678", 1000}, issued); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(slip{"external", "issued", "cash-1", "010****5678", 5000}, outside); diff != "" {
		t.Error(diff)
	}
	a.ok(t, "DELETE", at, "", nil)
	a.ok(t, "DELETE", all+"/cash-1", "", nil)
	for _, target := range []string{at, all + "/cash-1", all + "/cash-2"} {
		if w := a.send("DELETE", target, ""); w.Code < 400 || w.Code > 422 {
			t.Errorf("a second DELETE %s answered %d", target, w.Code)
		}
	}
	a.ok(t, "POST", at, `{"identifier":"010-9999-5678"}`, nil)
	var page struct {
		Total  int
		Counts map[string]int
		List   []slip
	}
	a.ok(t, "GET", all+"?state=cancelled", "", &page)
	want := map[string]int{"all": 2, "issued": 1, "cancelled": 1}
	if diff := cmp.Diff(want, page.Counts); diff != "" || page.Total != 1 || page.List[0].MerchantUID != "cash-1" {
		t.Errorf("%+v\n%s", page, diff)
	}
	for query, want := range map[string]int{"q=cash": 1, "q=" + moved.ImpUID: 1, "q=x": 0, "page=2": 2} {
		a.ok(t, "GET", all+"?"+query, "", &page)
		if page.Total != want {
			t.Errorf("?%s found %d, want %d", query, page.Total, want)
		}
	}
	for _, query := range []string{"state=lost", "limit=0", "kind=x"} {
		if w := a.send("GET", all+"?"+query, ""); w.Code != http.StatusBadRequest {
			t.Errorf("?%s answered %d", query, w.Code)
		}
	}
	if w := a.send("GET", "/merchants/imp0/receipts", ""); w.Code != http.StatusNotFound {
		t.Errorf("those of nobody answered %d", w.Code)
	}
}
