package restv1_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// A key behind which no card stands is told with null where a card's would be,
// as PortOne prints it of 페이팔, and charged by what it is.
func TestBilling_keyWithoutACard(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	channel := engine.Channel{Name: "danal", Provider: "danal", MID: "A010002002", Type: "payment"}
	if _, err := a.engine.AddChannel(t.Context(), a.m.Code, channel); err != nil {
		t.Fatal(err)
	}
	issued := a.pay(t, `"pg":"danal","pay_method":"phone","digital":true,"merchant_uid":"first","customer_uid":"phone-1"`, engine.Choice{Outcome: engine.Approve})
	record := a.send("GET", "/payments/"+issued.ImpUID+"?include_sandbox=true", "", "")
	if text := plain(t, record); !strings.Contains(text, `"customer_uid_usage":"issue"`) || !strings.Contains(text, `"pay_method":"phone"`) {
		t.Errorf("the window's record is %s", text)
	}
	key := a.send("GET", "/subscribe/customers/phone-1", "", "")
	if text := plain(t, key); key.Code != http.StatusOK || !strings.Contains(text, `"card_name":null`) || !strings.Contains(text, `"pg_provider":"danal"`) {
		t.Errorf("the key is %d %s", key.Code, text)
	}
	again := a.send("POST", "/subscribe/payments/again", asJSON, `{"customer_uid":"phone-1","merchant_uid":"second","amount":1000,"name":"정기"}`)
	if text := plain(t, again); !strings.Contains(text, `"pay_method":"phone"`) || !strings.Contains(text, `"card_code":null`) {
		t.Errorf("its charge is %s", text)
	}
	refund := a.send("POST", "/payments/cancel", asJSON, `{"imp_uid":"`+issued.ImpUID+`","amount":10}`)
	if got := envelope(t, refund); refund.Code != http.StatusOK || got.Code != 1 || !strings.Contains(*got.Message, "부분취소") {
		t.Errorf("a part of a phone bill: %d %s", refund.Code, refund.Body)
	}
}

func TestPayments_pendingIsToldAsSuch(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.contract(t, "paypal_v2", "7WBB3CKT63FRG")
	r := a.pay(t, `"pg":"paypal_v2","pay_method":"paypal","currency":"USD","amount":10.5,"merchant_uid":"p"`, engine.Choice{Outcome: engine.LeavePending})
	w := a.send("GET", "/payments/"+r.ImpUID+"?include_sandbox=true", "", "")
	if text := plain(t, w); !strings.Contains(text, `"status":"pending"`) || !strings.Contains(text, `"paid_at":0`) {
		t.Errorf("read back as %s", text)
	}
	if w := a.send("POST", "/payments/cancel", asForm, "imp_uid="+r.ImpUID); envelope(t, w).Code == 0 {
		t.Errorf("cancelled while pending: %s", w.Body)
	}
}

func TestCancel_smartroWantsAPhone(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.contract(t, "smartro", "iamport01m")
	r := a.pay(t, `"pg":"smartro","pay_method":"vbank","merchant_uid":"order1"`, engine.Choice{Outcome: engine.IssueAccount})
	if _, err := a.engine.Deposit(t.Context(), r.ImpUID, ""); err != nil {
		t.Fatal(err)
	}
	account := "imp_uid=" + r.ImpUID + "&refund_holder=a&refund_bank=004&refund_account=1"
	if got := envelope(t, a.send("POST", "/payments/cancel", asForm, account)); got.Code != 1 || !strings.Contains(*got.Message, "refund_tel") {
		t.Errorf("without: %+v", got)
	}
	if got := envelope(t, a.send("POST", "/payments/cancel", asForm, account+"&refund_tel=010")); got.Code != 0 {
		t.Errorf("with: %s", *got.Message)
	}
}
