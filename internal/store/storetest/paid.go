package storetest

import (
	"fmt"
	"testing"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

var paidTests = []test{{"payments: those paid are listed by when the money came", paidList}}

func paidList(t *testing.T, store merchant.Store) {
	for i, paid := range []int{0, 30, 10, 20, 20} {
		p := fresh(fmt.Sprint(i))
		if paid > 0 {
			p.PaidAt = at(paid)
		}
		insert(t, store, p)
	}
	list := func(page merchant.Page) []payment.ID {
		t.Helper()
		rows := read(t, store, func(tx merchant.Tx) ([]payment.Payment, error) { return tx.Payments().ListPaid(t.Context(), page) })
		var ids []payment.ID
		for _, p := range rows {
			ids = append(ids, p.ID)
		}
		return ids
	}
	same(t, "all", list(merchant.Page{Limit: 10}), []payment.ID{"pay_1", "pay_4", "pay_3", "pay_2"})
	same(t, "first two", list(merchant.Page{Limit: 2}), []payment.ID{"pay_1", "pay_4"})
	same(t, "after them", list(merchant.Page{Limit: 2, Before: at(20), BeforeID: "pay_4"}), []payment.ID{"pay_3", "pay_2"})
}
