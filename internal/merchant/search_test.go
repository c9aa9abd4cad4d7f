package merchant_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// TestPayments_aRareFilterEndsAPageEarly looks for one payment behind many: no
// page looks at more than a bounded number, and following them finds it.
func TestPayments_aRareFilterEndsAPageEarly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const many = 1500
	err := w.store.Update(t.Context(), func(tx merchant.Tx) error {
		for i := range many {
			p := payment.Payment{
				ID: payment.ID(fmt.Sprintf("pay_%026d", i)), OrderRef: "A", MerchantUID: payment.MerchantUID(fmt.Sprint("u", i)), State: payment.Closed,
				Amount: money.Won(1000), Captured: money.Won(0), Returned: money.Won(0), PayMethod: "card", Version: 1, CreatedAt: w.clock.Now().Add(time.Duration(i) * time.Second),
			}
			if i == 3 {
				p.PayMethod = "vbank"
			}
			if err := tx.Payments().Insert(t.Context(), p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var found []payment.ID
	pages := 0
	for page := (&merchant.Page{Limit: 20}); page != nil; pages++ {
		list, err := w.Payments(context.Background(), merchant.PaymentFilter{Method: "vbank"}, *page)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range list.Rows {
			found = append(found, v.Payment.ID)
		}
		page = list.Next
	}
	if pages != 2 || len(found) != 1 || found[0] != "pay_00000000000000000000000003" {
		t.Errorf("found %v in %d pages, want the one in 2", found, pages)
	}
}
