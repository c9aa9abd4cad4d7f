package restv1_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// Among all, each payment is found by the time of the status that it has now:
// a cancel of today is listed today, however old the payment is.
func TestLists_findAPaymentByTheTimeOfItsStatus(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	window := func() string {
		now := a.clock.Now().Unix()
		return "/payments/status/all?sorting=updated&from=" + strconv.FormatInt(now-60, 10) + "&to=" + strconv.FormatInt(now, 10)
	}
	p := a.pay(t, "", engine.Choice{Outcome: engine.Approve})
	if w := a.send("GET", window(), "", ""); !strings.Contains(w.Body.String(), p.ImpUID) {
		t.Errorf("just paid: %s", w.Body)
	}
	a.clock.Advance(24 * time.Hour)
	token, _, err := a.engine.Token(t.Context(), a.m.APIKey, a.m.APISecret)
	if err != nil {
		t.Fatal(err)
	}
	a.token = token.Value
	if w := a.send("GET", window(), "", ""); strings.Contains(w.Body.String(), p.ImpUID) {
		t.Errorf("paid yesterday: %s", w.Body)
	}
	if w := a.send("POST", "/payments/cancel", asJSON, `{"imp_uid":"`+p.ImpUID+`","amount":1}`); envelope(t, w).Code != 0 {
		t.Fatalf("cancel answered %s", w.Body)
	}
	if w := a.send("GET", window(), "", ""); !strings.Contains(w.Body.String(), p.ImpUID) {
		t.Errorf("cancelled just now: %s", w.Body)
	}
}
