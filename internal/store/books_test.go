package store_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/seal"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/internal/store/pgtest"
)

// onBoth runs a test on both engines, with keys.
func onBoth(t *testing.T, run func(t *testing.T, db *store.DB)) {
	t.Helper()
	for engine, dsn := range map[string]func(*testing.T) string{
		"sqlite":     func(t *testing.T) string { return filepath.Join(t.TempDir(), "naru.db") },
		"postgresql": func(t *testing.T) string { return pgtest.DSN(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			keys, err := seal.NewKeyring(id.System, seal.NewSecret("books-0123456789abcdef-0123456789abcdef"))
			if err != nil {
				t.Fatal(err)
			}
			db, err := store.Open(t.Context(), dsn(t), store.Options{Keys: keys})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
			run(t, db)
		})
	}
}

var dawn = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// sale is a paid payment of 10,000 won that was opened n seconds after dawn.
func sale(n int) (payment.Payment, payment.Attempt) {
	won := money.Won(10_000)
	at := dawn.Add(time.Duration(n) * time.Second)
	p := payment.Payment{
		ID: payment.ID(fmt.Sprintf("pay_%02d", n)), OrderRef: payment.OrderRef(fmt.Sprintf("order-%02d", n)),
		MerchantUID: payment.MerchantUID(fmt.Sprintf("20260301-%02d", n)), Amount: won, TaxFree: money.Won(0), Store: "imp", Env: payment.Test,
		Channel: payment.Channel{Provider: "html5_inicis", MID: "INIpayTest"}, PayMethod: "card", Name: "맨투맨",
		Buyer: payment.Buyer{Name: "홍 길동", Email: "Hong@Example.com", Tel: "+82 10-1234-5678"},
		State: payment.Paid, Bound: payment.ImpUID(fmt.Sprintf("imp_%02d", n)), Captured: won, Returned: money.Won(0), Version: 1,
		CreatedAt: at, UpdatedAt: at, ExpiresAt: at.Add(time.Hour), PaidAt: at.Add(time.Minute),
	}
	a := payment.Attempt{
		ImpUID: p.Bound, PaymentID: p.ID, Mark: payment.Bound, Opened: money.Won(0), Succeeded: money.Won(0), External: money.Won(0),
		CreatedAt: at, UpdatedAt: at, Seen: payment.Seen{
			ImpUID: p.Bound, MerchantUID: p.MerchantUID, Status: payment.SeenPaid, Amount: won, Captured: won, Cancelled: money.Won(0),
			CardNumber: "510737******4321", PaidAt: p.PaidAt, ChangedAt: p.PaidAt,
		},
	}
	return p, a
}

func keep(t *testing.T, db *store.DB, p payment.Payment, a payment.Attempt) {
	t.Helper()
	err := db.Update(t.Context(), func(tx merchant.Tx) error {
		if err := tx.Orders().Lock(t.Context(), p.OrderRef, p.CreatedAt); err != nil {
			return err
		}
		if err := tx.Payments().Insert(t.Context(), p); err != nil {
			return err
		}
		return tx.Attempts().Put(t.Context(), a)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func seenAgain(t *testing.T, db *store.DB, a payment.Attempt) {
	t.Helper()
	if err := db.Update(t.Context(), func(tx merchant.Tx) error { return tx.Attempts().Put(t.Context(), a) }); err != nil {
		t.Fatal(err)
	}
}

func looked[V any](t *testing.T, db *store.DB, fn func(merchant.OpenBooks) (V, error)) V {
	t.Helper()
	var v V
	err := db.Books().Open(t.Context(), func(b merchant.OpenBooks) error {
		var err error
		v, err = fn(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// moved writes the movements of one attempt as "n amount second-after-dawn".
func moved(t *testing.T, db *store.DB, uid payment.ImpUID) []string {
	t.Helper()
	all := looked(t, db, func(b merchant.OpenBooks) ([]merchant.Movement, error) {
		return b.Movements(t.Context(), merchant.MovementPlace{}, dawn.AddDate(1, 0, 0), 1000)
	})
	var out []string
	for _, m := range all {
		if m.ImpUID == uid {
			out = append(out, fmt.Sprintf("%d %s %d", m.N, m.Amount, int64(m.At.Sub(dawn)/time.Second)))
		}
	}
	return out
}

func TestBooks_followTheMoneyAsPortOneTellsIt(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *store.DB) {
		p, a := sale(0)
		keep(t, db, p, a)
		hold := func(want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, moved(t, db, a.ImpUID)); diff != "" {
				t.Fatalf("movements (-want +got):\n%s", diff)
			}
		}
		hold("0 10000 KRW 60")
		seenAgain(t, db, a) // the same again
		hold("0 10000 KRW 60")
		back := func(amount int64, after time.Duration) payment.Cancellation {
			return payment.Cancellation{Amount: money.Won(amount), Reason: "고객 \"요청\" \x00 \\u0000", At: p.PaidAt.Add(after).In(time.FixedZone("", 9*3600))}
		}
		a.Seen.Status, a.Seen.Cancelled = payment.SeenPartCancelled, money.Won(3000)
		a.Seen.History = []payment.Cancellation{back(1000, time.Hour), back(2000, 25*time.Hour)}
		seenAgain(t, db, a)
		hold("0 10000 KRW 60", "1 -1000 KRW 3660", "2 -2000 KRW 90060")
		// What PortOne says was cancelled without naming when, went back, too.
		a.Seen.Cancelled, a.Seen.ChangedAt = money.Won(3500), p.PaidAt.Add(48*time.Hour)
		seenAgain(t, db, a)
		hold("0 10000 KRW 60", "1 -1000 KRW 3660", "2 -2000 KRW 90060", "-1 -500 KRW 172860")
		a.Mark = payment.WrongEnv
		seenAgain(t, db, a)
		hold()
	})
}

func TestBooks_knowNoMoneyThatNeverMoved(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *store.DB) {
		p, a := sale(0)
		p.State, p.Bound, p.Captured, p.PaidAt = payment.Open, "", money.Won(0), time.Time{}
		a.Mark, a.Seen.Status, a.Seen.Captured, a.Seen.PaidAt = payment.Pending, payment.SeenCancelled, money.Won(0), time.Time{}
		a.Seen.Cancelled, a.Seen.History = money.Won(10_000), []payment.Cancellation{{Amount: money.Won(10_000), At: dawn}}
		keep(t, db, p, a) // an issued account that was closed
		if got := moved(t, db, a.ImpUID); len(got) > 0 {
			t.Errorf("movements %v", got)
		}
		usd := func(text string) money.Amount { m, _ := money.ParseMajor(text, "USD"); return m }
		q, b := sale(1)
		q.Amount, q.TaxFree, q.Captured, q.Returned = usd("10.50"), usd("0"), usd("10.50"), usd("0")
		b.Opened, b.Succeeded, b.External = usd("0"), usd("0"), usd("0")
		b.Seen.Amount, b.Seen.Captured, b.Seen.Cancelled, b.Seen.PaidAt = usd("10.50"), usd("10.50"), usd("0.05"), time.Time{}
		b.Seen.History = []payment.Cancellation{{Amount: usd("0.05")}} // without a time: as it was last seen
		keep(t, db, q, b)
		if diff := cmp.Diff([]string{"-1 -0.05 USD 1", "0 10.50 USD 1"}, withoutPlaces(moved(t, db, b.ImpUID))); diff != "" {
			t.Errorf("movements (-want +got):\n%s", diff)
		}
	})
}

// withoutPlaces writes every cancellation's place as -1 and sorts.
func withoutPlaces(list []string) []string {
	for i, s := range list {
		if s[0] != '0' && s[0] != '-' {
			list[i] = "-1" + s[1:]
		}
	}
	slices.Sort(list)
	return list
}

func TestBooks_sumUpKoreanDays(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *store.DB) {
		p, a := sale(0)
		a.Seen.PaidAt = time.Date(2026, 3, 1, 14, 59, 59, 0, time.UTC) // a second before the second of March in Korea
		a.Seen.Cancelled = money.Won(4000)
		a.Seen.History = []payment.Cancellation{{Amount: money.Won(4000), At: time.Date(2026, 3, 1, 15, 0, 0, 0, time.UTC)}}
		keep(t, db, p, a)
		q, b := sale(1)
		b.Seen.PaidAt = a.Seen.PaidAt
		keep(t, db, q, b)
		days := looked(t, db, func(b merchant.OpenBooks) ([]merchant.DaySum, error) {
			return b.Days(t.Context(), dawn.AddDate(0, 0, -1), dawn.AddDate(0, 0, 9))
		})
		first := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400
		none := merchant.Count{Amount: money.Won(0)}
		want := []merchant.DaySum{
			{Day: first, Paid: merchant.Count{Many: 2, Amount: money.Won(20_000)}, Refunded: none},
			{Day: first + 1, Paid: none, Refunded: merchant.Count{Many: 1, Amount: money.Won(4000)}},
		}
		if diff := cmp.Diff(want, days, cmp.AllowUnexported(money.Amount{})); diff != "" {
			t.Errorf("days (-want +got):\n%s", diff)
		}
	})
}

func TestBooks_findABuyerUntilForgotten(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *store.DB) {
		for n := range 3 {
			p, a := sale(n)
			keep(t, db, p, a)
		}
		find := func(trait merchant.Trait, value string, page merchant.Page) (ids []payment.ID) {
			for _, place := range looked(t, db, func(b merchant.OpenBooks) ([]merchant.PaymentPlace, error) {
				return b.FindBuyer(t.Context(), trait, value, page)
			}) {
				ids = append(ids, place.ID)
			}
			return ids
		}
		want := []payment.ID{"pay_02", "pay_01", "pay_00"}
		for trait, value := range map[merchant.Trait]string{
			merchant.ByName: "홍길동", merchant.ByPhone: "010 1234 5678", merchant.ByEmail: "hong@example.com", merchant.ByCard: "4321",
		} {
			if diff := cmp.Diff(want, find(trait, value, merchant.Page{Limit: 9})); diff != "" {
				t.Errorf("%s (-want +got):\n%s", trait, diff)
			}
			if got := find(trait, value, merchant.Page{Limit: 1, Before: dawn.Add(2 * time.Second), BeforeID: "pay_02"}); !slices.Equal(got, want[1:2]) {
				t.Errorf("%s after the first: %v", trait, got)
			}
			if got := find(trait, value+"9", merchant.Page{Limit: 9}); len(got) > 0 {
				t.Errorf("%s of nobody: %v", trait, got)
			}
		}
		for _, begin := range []string{"20260301-0", "order-0", "imp_0"} {
			if got := looked(t, db, func(b merchant.OpenBooks) ([]merchant.PaymentPlace, error) { return b.FindUID(t.Context(), begin, 2) }); len(got) != 2 || got[0].ID != "pay_02" {
				t.Errorf("what begins with %s: %v", begin, got)
			}
		}
		p, _ := sale(1)
		if err := db.Update(t.Context(), func(tx merchant.Tx) error { return tx.People().Forget(t.Context(), p) }); err != nil {
			t.Fatal(err)
		}
		for trait, value := range map[merchant.Trait]string{merchant.ByName: "홍길동", merchant.ByCard: "4321"} {
			if got := find(trait, value, merchant.Page{Limit: 9}); slices.Contains(got, "pay_01") || len(got) != 2 {
				t.Errorf("%s after one was forgotten: %v", trait, got)
			}
		}
	})
}
