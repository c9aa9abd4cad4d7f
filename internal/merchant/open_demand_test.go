package merchant_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

func TestOpen_handsTheShopsParametersToTheBrowserUnchanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	req := request("A-1")
	const extra = `{"app_scheme":"shop","bypass":{"acceptmethod":"x"},"display":{"card_quota":[3,6]},"escrow":true,"newParameter":[1.50,null],"popup":false}`
	if err := json.Unmarshal([]byte(extra), &req.Extra); err != nil {
		t.Fatal(err)
	}
	var sent, want map[string]json.RawMessage
	if err := json.Unmarshal(w.open(req).Request, &sent); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(extra), &want); err != nil {
		t.Fatal(err)
	}
	got := map[string]json.RawMessage{}
	for name := range want {
		got[name] = sent[name]
	}
	if diff := cmp.Diff(want, got, cmp.Transformer("text", func(m json.RawMessage) string { return string(m) })); diff != "" {
		t.Errorf("the browser gets other parameters than the shop sent (-sent +got):\n%s", diff)
	}
}

func TestOpen_withOtherParametersIsAnotherPayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open := func(extra string) merchant.Opened {
		req := request("A-1")
		if err := json.Unmarshal([]byte(extra), &req.Extra); err != nil {
			t.Fatal(err)
		}
		return w.open(req)
	}
	first := open(`{"language":"en","escrow":true}`)
	if again := open(`{"escrow":true,"language":"en"}`); !again.Again {
		t.Error("the same parameters in another order opened another payment")
	}
	other := open(`{"language":"en"}`)
	if other.Again || other.View.Payment.ID == first.View.Payment.ID {
		t.Error("without escrow it is still the payment with escrow")
	}
	if got := w.read(first.View.Payment.ID).Payment; got.State != payment.Closed {
		t.Errorf("the payment with escrow is %s", got.State)
	}
}
