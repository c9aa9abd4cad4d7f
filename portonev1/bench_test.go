package portonev1_test

import (
	"encoding/json"
	"testing"

	"github.com/naru-pay/naru/portonev1"
)

// BenchmarkPayment_UnmarshalJSON reads one card payment, which every
// confirmation does.
func BenchmarkPayment_UnmarshalJSON(b *testing.B) {
	var envelope struct {
		Response json.RawMessage `json:"response"`
	}
	if err := json.Unmarshal([]byte(wire(b, "payment_card")), &envelope); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(envelope.Response)))
	for b.Loop() {
		var p portonev1.Payment
		if err := p.UnmarshalJSON(envelope.Response); err != nil || p.Amount != "1000" {
			b.Fatalf("%v: %v", p.Amount, err)
		}
	}
}
