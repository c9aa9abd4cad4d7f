package storetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

var paymentTests = []test{
	{"payments: a whole payment comes back as it was stored", paymentRoundTrip},
	{"payments: what was left out comes back as nothing", paymentEmptyRoundTrip},
	{"payments: another currency keeps its minor units", paymentInDollars},
	{"payments: amounts of two currencies in one row are refused", paymentMixedCurrencies},
	{"payments: a merchant_uid is taken once", paymentUIDTaken},
	{"payments: a payment needs its order", paymentNeedsOrder},
	{"payments: what is not stored is not found", paymentNotFound},
	{"payments: ids differ by case and are compared by byte", paymentCase},
	{"payments: a save counts one version up", paymentSave},
	{"payments: a save never changes what the order fixed", paymentFixed},
	{"payments: a save of another version is stale and stores nothing", paymentStale},
	{"payments: two payments of an order never both hold money", paymentHolding},
	{"payments: an attempt pays one payment, and the first one stays", paymentBound},
	{"payments: the schema refuses amounts that cannot be", paymentAmounts},
	{"payments: the schema refuses words that it does not know", paymentWords},
	{"payments: an order's payments come oldest first", paymentsOfOrder},
	{"payments: pages of equal times neither repeat nor skip", paymentPages},
	{"payments: a list of one state holds only that", paymentStates},
	{"payments: due checks are leased, oldest first, without a version", paymentClaim},
	{"payments: a check can be asked for at once, or set", paymentCheckNow},
	{"orders: a lock may be taken again and again", orderLock},
}

func wholePayment() payment.Payment {
	p := fresh("whole")
	p.TaxFree = money.Won(9_000)
	p.Name = "맨투맨 외 2건 👕 “큰따옴표” 'q' \\ \n"
	p.Buyer = payment.Buyer{Name: "홍길동", Email: "hong@example.com", Tel: "010-0000-0000", Addr: "서울특별시 <중구>", Postcode: "04524"}
	p.ReturnURL = "https://shop.example/done?a=1&b=%20"
	p.Metadata = json.RawMessage(`{"장바구니": [1, 2.50, null], "b":"\u0000<&>"}`)
	p.Extra = json.RawMessage(`{"vbank_due":"202603020000"}`)
	p.TermsHash = "0f"
	p.State, p.Bound = payment.PartiallyRefunded, "imp_1"
	p.Captured, p.Returned = money.Won(59_000), money.Won(1)
	p.Reason, p.FailReason = fault.PaymentFailed, "한도 초과"
	p.Account = &payment.Account{BankCode: "88", BankName: "신한은행", Number: "110123", Holder: "나루", DueAt: at(99)}
	p.Version, p.Checks = 7, 3
	p.CheckAt, p.ExpiresAt, p.UpdatedAt, p.PaidAt = at(4), at(3600), at(3), at(2)
	p.CreatedAt = at(1).Add(123_456_000) // microseconds
	p.ClosedCause = payment.CauseSuperseded
	return p
}

func paymentRoundTrip(t *testing.T, store merchant.Store) {
	p := insert(t, store, wholePayment())
	same(t, "payment by id", paymentByID(t, store, p.ID), p)
	byUID := read(t, store, func(tx merchant.Tx) (payment.Payment, error) {
		return tx.Payments().ByMerchantUID(t.Context(), p.MerchantUID)
	})
	same(t, "payment by merchant_uid", byUID, p)
}

func paymentEmptyRoundTrip(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("empty"))
	got := paymentByID(t, store, p.ID)
	same(t, "payment", got, p)
	if got.Metadata != nil || got.Account != nil || !got.PaidAt.IsZero() || !got.CheckAt.IsZero() {
		t.Fatalf("payment read = %+v, want no metadata, account, paid or check time", got)
	}
}

func paymentInDollars(t *testing.T, store merchant.Store) {
	p := fresh("usd")
	usd := func(minor int64) money.Amount { return money.New(minor, money.USD) }
	p.Amount, p.TaxFree, p.Captured, p.Returned = usd(10_50), usd(0), usd(0), usd(0)
	insert(t, store, p)
	same(t, "payment", paymentByID(t, store, p.ID), p)
}

func paymentMixedCurrencies(t *testing.T, store merchant.Store) {
	p := fresh("mixed")
	p.TaxFree = money.New(1, money.USD)
	refuse(t, store, money.ErrCurrencyMismatch, func(tx merchant.Tx) error {
		if err := tx.Orders().Lock(t.Context(), p.OrderRef, at(0)); err != nil {
			return err
		}
		return tx.Payments().Insert(t.Context(), p)
	})
}

func paymentUIDTaken(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("first"))
	second := fresh("second")
	second.MerchantUID = p.MerchantUID
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error {
		if err := tx.Orders().Lock(t.Context(), second.OrderRef, at(0)); err != nil {
			return err
		}
		return tx.Payments().Insert(t.Context(), second)
	})
	missing(t, store, func(tx merchant.Tx) (payment.Payment, error) { return tx.Payments().ByID(t.Context(), second.ID) })
	same(t, "the first payment", paymentByID(t, store, p.ID), p)
}

func paymentNeedsOrder(t *testing.T, store merchant.Store) {
	forbid(t, store, "a payment without an order", func(tx merchant.Tx) error {
		return tx.Payments().Insert(t.Context(), fresh("lonely"))
	})
}

func paymentNotFound(t *testing.T, store merchant.Store) {
	for _, id := range []string{"pay_none", "", "pay_\x00", "pay_\xff", "pay_' OR 1=1 --"} {
		missing(t, store, func(tx merchant.Tx) (payment.Payment, error) { return tx.Payments().ByID(t.Context(), payment.ID(id)) })
		missing(t, store, func(tx merchant.Tx) (payment.Payment, error) {
			return tx.Payments().ByMerchantUID(t.Context(), payment.MerchantUID(id))
		})
	}
}

func paymentCase(t *testing.T, store merchant.Store) {
	for _, name := range []string{"a", "B", "A", "b", "가", "_"} {
		insert(t, store, fresh(name))
	}
	list := read(t, store, func(tx merchant.Tx) ([]payment.Payment, error) {
		return tx.Payments().List(t.Context(), "", merchant.Page{Limit: 10})
	})
	same(t, "ids in order", ids(list), []payment.ID{"pay_가", "pay_b", "pay_a", "pay__", "pay_B", "pay_A"})
	same(t, "pay_A", paymentByID(t, store, "pay_A").MerchantUID, "uidA")
	same(t, "pay_a", paymentByID(t, store, "pay_a").MerchantUID, "uida")
}

func paymentSave(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("saved"))
	whole := wholePayment()
	p.State, p.Bound, p.Captured, p.Returned = whole.State, whole.Bound, whole.Captured, whole.Returned
	p.Reason, p.FailReason, p.Account = whole.Reason, whole.FailReason, whole.Account
	p.CheckAt, p.Checks, p.ExpiresAt, p.UpdatedAt, p.PaidAt, p.ClosedCause = at(4), 3, at(60), at(3), at(2), payment.CauseRejected
	p.Version = 2
	update(t, store, func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), p) })
	same(t, "payment", paymentByID(t, store, p.ID), p)

	p.Account, p.CheckAt, p.Version = nil, fresh("").CheckAt, 3
	update(t, store, func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), p) })
	same(t, "payment with less", paymentByID(t, store, p.ID), p)
}

func paymentFixed(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("fixed"))
	changed := p
	changed.Amount, changed.Name, changed.MerchantUID, changed.CreatedAt = money.Won(1), "other", "other", at(1)
	changed.Version = 2
	update(t, store, func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), changed) })
	p.Version = 2
	same(t, "payment", paymentByID(t, store, p.ID), p)
}

func paymentStale(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("stale"))
	for _, version := range []int64{0, 1, 3} {
		late := p
		late.State, late.Version = payment.Closed, version
		refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), late) })
	}
	nobody := fresh("nobody")
	nobody.Version = 2
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), nobody) })
	same(t, "payment", paymentByID(t, store, p.ID), p)
}

func paymentHolding(t *testing.T, store merchant.Store) {
	first, second := fresh("one"), fresh("two")
	second.OrderRef = first.OrderRef
	insert(t, store, first)
	insert(t, store, second)
	save := func(p payment.Payment) func(merchant.Tx) error {
		return func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), p) }
	}
	first = paidBy(first, "imp_1")
	update(t, store, save(first))
	refuse(t, store, merchant.ErrExists, save(paidBy(second, "imp_2")))
	same(t, "the second payment", paymentByID(t, store, second.ID), second)

	first.State, first.Returned, first.Version = payment.PartiallyRefunded, money.Won(1), first.Version+1
	update(t, store, save(first))
	refuse(t, store, merchant.ErrExists, save(paidBy(second, "imp_2")))

	first.State, first.Returned, first.Version = payment.Refunded, first.Captured, first.Version+1
	update(t, store, save(first))
	update(t, store, save(paidBy(second, "imp_2")))
}

func paymentBound(t *testing.T, store merchant.Store) {
	p, other := paidBy(insert(t, store, fresh("bound")), "imp_1"), insert(t, store, fresh("other"))
	update(t, store, func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), p) })
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), paidBy(other, "imp_1")) })
	for _, uid := range []payment.ImpUID{"imp_2", ""} {
		again := p
		again.State, again.Bound, again.Version = payment.Refunded, uid, p.Version+1
		forbid(t, store, "a second bound attempt "+string(uid), func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), again) })
	}
	same(t, "payment", paymentByID(t, store, p.ID), p)
}

func paymentAmounts(t *testing.T, store merchant.Store) {
	for i, edit := range []func(*payment.Payment){
		func(p *payment.Payment) { p.Amount = money.Won(0) },
		func(p *payment.Payment) { p.Amount = money.Won(-1) },
		func(p *payment.Payment) {
			p.Amount, p.TaxFree, p.Captured, p.Returned = money.Amount{}, money.Amount{}, money.Amount{}, money.Amount{}
		},
		func(p *payment.Payment) { p.TaxFree = money.Won(59_001) },
		func(p *payment.Payment) { p.TaxFree = money.Won(-1) },
		func(p *payment.Payment) { p.Captured = money.Won(-1) },
		func(p *payment.Payment) { p.Returned = money.Won(1) },
		func(p *payment.Payment) { p.Captured, p.Returned = money.Won(5), money.Won(-1) },
		func(p *payment.Payment) { p.State = payment.Paid },
		func(p *payment.Payment) { p.State, p.Captured = payment.Paid, p.Amount },
		func(p *payment.Payment) { p.State, p.Bound, p.Captured = payment.Paid, "imp_1", money.Won(58_999) },
	} {
		p := fresh(fmt.Sprint("amounts", i))
		edit(&p)
		forbid(t, store, fmt.Sprintf("case %d: %+v", i, p), func(tx merchant.Tx) error {
			if err := tx.Orders().Lock(t.Context(), p.OrderRef, at(0)); err != nil {
				return err
			}
			return tx.Payments().Insert(t.Context(), p)
		})
	}
}

func paymentWords(t *testing.T, store merchant.Store) {
	for _, s := range payment.States {
		p := fresh("state" + string(s))
		p.State = s
		if s.HoldsMoney() {
			p.Bound, p.Captured = payment.ImpUID(s), p.Amount
		}
		insert(t, store, p)
		same(t, "state", paymentByID(t, store, p.ID).State, s)
	}
	p := insert(t, store, fresh("words"))
	p.State, p.Version = "paied", 2
	forbid(t, store, "an unknown state", func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), p) })
}

func paymentsOfOrder(t *testing.T, store merchant.Store) {
	var want []payment.ID
	for i, name := range []string{"c", "a", "b"} {
		p := fresh(name)
		p.OrderRef, p.CreatedAt = "주문/1", at(i/2) // c and a share a time
		insert(t, store, p)
		want = append(want, p.ID)
	}
	insert(t, store, fresh("elsewhere"))
	slices.Sort(want[:2])
	list := read(t, store, func(tx merchant.Tx) ([]payment.Payment, error) { return tx.Payments().OfOrder(t.Context(), "주문/1") })
	same(t, "ids", ids(list), want)

	holder := func() payment.ID {
		return read(t, store, func(tx merchant.Tx) (payment.ID, error) { return tx.Payments().Holder(t.Context(), "주문/1") })
	}
	same(t, "holder of an unpaid order", holder(), "")
	for _, state := range []payment.State{payment.Paid, payment.PartiallyRefunded, payment.Refunded} {
		p := list[1]
		p.State, p.Version, p.Bound, p.Captured = state, p.Version+1, "imp_holder", p.Amount
		update(t, store, func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), p) })
		list[1] = p
		held := payment.ID("")
		if state.HoldsMoney() {
			held = p.ID
		}
		same(t, "holder of an order with a payment "+string(state), holder(), held)
	}
}

func paymentPages(t *testing.T, store merchant.Store) {
	var want []payment.ID
	for i := range 11 {
		p := fresh(fmt.Sprintf("%02d", i))
		p.CreatedAt = at(i / 5)
		insert(t, store, p)
		want = append(want, p.ID)
	}
	slices.Reverse(want)
	for _, state := range []payment.State{"", payment.Open} {
		var got []payment.ID
		page := merchant.Page{Limit: 3}
		for {
			list := read(t, store, func(tx merchant.Tx) ([]payment.Payment, error) { return tx.Payments().List(t.Context(), state, page) })
			if len(list) == 0 {
				break
			}
			if len(list) > page.Limit {
				t.Fatalf("a page of %d holds %d", page.Limit, len(list))
			}
			got = append(got, ids(list)...)
			last := list[len(list)-1]
			page.Before, page.BeforeID = last.CreatedAt, string(last.ID)
		}
		same(t, "ids of all pages of "+string(state), got, want)
	}
}

func paymentStates(t *testing.T, store merchant.Store) {
	insert(t, store, fresh("open"))
	p := fresh("failed")
	p.State = payment.Failed
	insert(t, store, p)
	for state, want := range map[payment.State][]payment.ID{
		payment.Open: {"pay_open"}, payment.Failed: {"pay_failed"}, payment.Paid: nil, "": {"pay_open", "pay_failed"},
	} {
		list := read(t, store, func(tx merchant.Tx) ([]payment.Payment, error) {
			return tx.Payments().List(t.Context(), state, merchant.Page{Limit: 9})
		})
		same(t, "ids in "+string(state), ids(list), want)
	}
}

func paymentClaim(t *testing.T, store merchant.Store) {
	for i, name := range []string{"due3", "due1", "due2", "later", "never"} {
		p := fresh(name)
		p.CheckAt = at([]int{3, 1, 2, 50, 0}[i])
		if name == "never" {
			p.CheckAt = fresh("").CheckAt
		}
		insert(t, store, p)
	}
	take := func(now, lease int) []payment.Payment {
		list := claim(t, store, func(tx merchant.Tx) ([]payment.Payment, error) {
			return tx.Payments().ClaimChecks(t.Context(), at(now), at(lease), 2)
		})
		slices.SortFunc(list, func(a, b payment.Payment) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
		return list
	}
	got := take(10, 20)
	same(t, "first claim", ids(got), []payment.ID{"pay_due1", "pay_due2"})
	if got[0].Version != 1 || !got[0].CheckAt.Equal(at(20)) {
		t.Fatalf("claimed payment = version %d, check %v; want 1 and the lease", got[0].Version, got[0].CheckAt)
	}
	same(t, "second claim", ids(take(10, 20)), []payment.ID{"pay_due3"})
	same(t, "third claim", ids(take(10, 20)), nil)
	same(t, "claim after the lease", ids(take(20, 99)), []payment.ID{"pay_due1", "pay_due2"})
}

func paymentCheckNow(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("check"))
	update(t, store, func(tx merchant.Tx) error { return tx.Payments().CheckNow(t.Context(), p.ID, at(5)) })
	p.CheckAt = at(5)
	same(t, "payment", paymentByID(t, store, p.ID), p)
	update(t, store, func(tx merchant.Tx) error { return tx.Payments().Recheck(t.Context(), p.ID, at(60), 4) })
	p.CheckAt, p.Checks = at(60), 4
	same(t, "payment", paymentByID(t, store, p.ID), p)
	refuse(t, store, merchant.ErrNotFound, func(tx merchant.Tx) error { return tx.Payments().CheckNow(t.Context(), "pay_none", at(5)) })
	refuse(t, store, merchant.ErrNotFound, func(tx merchant.Tx) error { return tx.Payments().Recheck(t.Context(), "pay_none", at(5), 1) })
}

func orderLock(t *testing.T, store merchant.Store) {
	for range 3 {
		update(t, store, func(tx merchant.Tx) error { return tx.Orders().Lock(t.Context(), "주문 1", at(1)) })
	}
	update(t, store, func(tx merchant.Tx) error {
		for range 2 {
			if err := tx.Orders().Lock(t.Context(), "주문 1", at(2)); err != nil {
				return err
			}
		}
		return nil
	})
}
