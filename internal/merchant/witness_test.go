package merchant_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/telemetry"
)

func TestLog_hasOneLineForEachChangeAndNothingPersonal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var log bytes.Buffer
	w.Log = telemetry.NewLog(&log, telemetry.Options{})
	var heard []payment.EventType
	w.Changed = func(kind payment.EventType) { heard = append(heard, kind) }
	p := w.open(request("A-1")).View.Payment
	imp := w.portone.Pay(p.MerchantUID, p.Amount)
	ctx := telemetry.WithRequest(t.Context(), "req_1")
	for range 3 { // only the first of them changes anything
		if _, err := w.Confirm(ctx, merchant.Hint{PaymentID: p.ID, ImpUID: imp, Actor: "callback"}); err != nil {
			t.Fatal(err)
		}
	}
	var changed []map[string]any
	for line := range strings.Lines(log.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		if fields["msg"] == "payment opened" {
			continue // it tells the shop's own number of the payment, once
		}
		keys := slices.DeleteFunc(slices.Sorted(maps.Keys(fields)), func(k string) bool { return k == "time" || k == "level" || k == "msg" })
		if diff := cmp.Diff([]string{"actor", "event", "imp_uid", "payment_id", "reason", "request_id", "version"}, keys); diff != "" {
			t.Errorf("keys of a line (-want +got):\n%s", diff)
		}
		if fields["msg"] == "payment changed" {
			changed = append(changed, fields)
		}
	}
	if len(changed) != 1 || changed[0]["event"] != "payment.paid" || changed[0]["payment_id"] != string(p.ID) || changed[0]["actor"] != "callback" || changed[0]["request_id"] != "req_1" {
		t.Errorf("changes in the log: %v, want one, paid", changed)
	}
	if want := []payment.EventType{payment.NoteOpened, payment.EventPaid}; !slices.Equal(heard, want) {
		t.Errorf("counted %v, want %v", heard, want)
	}
	for _, personal := range []string{"홍길동", "010-1234-5678", "맨투맨"} {
		if strings.Contains(log.String(), personal) {
			t.Errorf("the log has %q", personal)
		}
	}
}
