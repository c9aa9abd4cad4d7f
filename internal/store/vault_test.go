package store_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/seal"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/internal/store/pgtest"
	"github.com/naru-pay/naru/internal/store/storetest"
)

func ring(t testing.TB, secrets ...string) *seal.Keyring {
	t.Helper()
	var list []seal.Secret
	for _, s := range secrets {
		list = append(list, seal.NewSecret(strings.Repeat(s, 32)))
	}
	r, err := seal.NewKeyring(rand.Reader, list[0], list[1:]...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func openWith(t testing.TB, dsn string, opts store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), dsn, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// eachEngine runs a test on both engines; raw reads and writes the database
// beside the store.
func eachEngine(t *testing.T, run func(t *testing.T, dsn string, raw *sql.DB)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "naru.db")
		migrate(t, path)
		db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
		run(t, path, closed(t, db, err))
	})
	t.Run("postgresql", func(t *testing.T) {
		t.Parallel()
		dsn := pgtest.DSN(t)
		migrate(t, dsn)
		config, err := pgx.ParseConfig(dsn)
		if err != nil {
			t.Fatal(err)
		}
		run(t, dsn, closed(t, stdlib.OpenDB(*config), nil))
	})
}

func TestSQLite_keepsWhatThePortsPromiseWhenItSeals(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) merchant.Store {
		return openWith(t, filepath.Join(t.TempDir(), "naru.db"), store.Options{Keys: ring(t, "a")})
	})
}

var canaries = []string{"홍길동카나리아", "canary@example.com", "010-9876-5432", "서울특별시", "04524", "110-222-333444", "예금주카나리아", "9999-8888-77", "환불주카나리아"}

// buyerOf stores a paid payment of a canary, with an account and a refund.
func buyerOf(t *testing.T, db *store.DB, name string, buyer payment.Buyer, at time.Time) payment.Payment {
	t.Helper()
	won := money.Won
	account := &payment.Account{BankCode: "88", BankName: "신한은행", Number: "110-222-333444", Holder: "예금주카나리아", DueAt: at}
	p := payment.Payment{
		ID: payment.ID("pay_" + name), OrderRef: payment.OrderRef("order-" + name), MerchantUID: payment.MerchantUID("uid" + name),
		Amount: won(1000), TaxFree: won(0), Store: "imp00000000", Env: payment.Test, Channel: payment.Channel{Provider: "html5_inicis"},
		State: payment.Paid, Bound: payment.ImpUID("imp_" + name), Captured: won(1000), Returned: won(0), Buyer: buyer, Account: account,
		Version: 1, CreatedAt: at, UpdatedAt: at,
	}
	a := payment.Attempt{
		ImpUID: p.Bound, PaymentID: p.ID, Mark: payment.Bound, Opened: won(0), Succeeded: won(0), External: won(0), CreatedAt: at, UpdatedAt: at,
		Seen: payment.Seen{ImpUID: p.Bound, MerchantUID: p.MerchantUID, Status: payment.SeenPaid, Amount: won(1000), Captured: won(1000), Cancelled: won(0), Account: account},
	}
	r := payment.Refund{
		ID: payment.RefundID("rfd_" + name), PaymentID: p.ID, ImpUID: p.Bound, Amount: won(1), TaxFree: won(0), Checksum: won(1000), Initiator: "shop",
		IdemKey: name, State: payment.RefundSucceeded, CreatedAt: at, UpdatedAt: at,
		Account: &payment.RefundAccount{Bank: "88", Number: "9999-8888-77", Holder: "환불주카나리아"},
	}
	err := db.Update(t.Context(), func(tx merchant.Tx) error {
		return errors.Join(tx.Orders().Lock(t.Context(), p.OrderRef, at), tx.Payments().Insert(t.Context(), p),
			tx.Attempts().Put(t.Context(), a), tx.Refunds().Insert(t.Context(), r))
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func canary() payment.Buyer {
	return payment.Buyer{Name: canaries[0], Email: canaries[1], Tel: canaries[2], Addr: canaries[3] + " 중구", Postcode: canaries[4]}
}

// everything returns each text and blob of the database, by column.
func everything(t *testing.T, raw *sql.DB) string {
	t.Helper()
	var all strings.Builder
	for _, table := range []string{"orders", "payments", "attempts", "refunds", "payment_events", "outbox", "inbound_webhooks", "discrepancies", "alerts", "buyer_index", "audit_log", "seal_keys", "api_keys"} {
		rows, err := raw.QueryContext(t.Context(), "SELECT * FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		values, refs := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			refs[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(refs...); err != nil {
				t.Fatal(err)
			}
			for i, v := range values {
				if b, ok := v.([]byte); ok {
					v = string(b)
				}
				fmt.Fprintf(&all, "%s.%s = %v\n", table, names[i], v)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

func wordsOf(all string, words []string) []string {
	var out []string
	for _, line := range strings.Split(all, "\n") {
		for _, w := range words {
			if strings.Contains(line, w) {
				out = append(out, line)
			}
		}
	}
	return out
}

func TestStore_keepsNoPersonalDataInClear(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, dsn string, raw *sql.DB) {
		plain := openWith(t, dsn, store.Options{})
		buyerOf(t, plain, "plain", canary(), time.Unix(1, 0))
		if found := wordsOf(everything(t, raw), canaries); len(found) < len(canaries) {
			t.Fatalf("without keys only these canaries were found, so the search cannot fail:\n%s", strings.Join(found, "\n"))
		}
		db := openWith(t, dsn, store.Options{Keys: ring(t, "a")})
		resealed(t, db)
		p := buyerOf(t, db, "sealed", canary(), time.Unix(2, 0))
		if found := wordsOf(everything(t, raw), canaries); len(found) > 0 {
			t.Errorf("personal data in clear:\n%s", strings.Join(found, "\n"))
		}
		for _, id := range []payment.ID{"pay_plain", p.ID} {
			got, attempts, refunds := whole(t, db, id)
			if got.Buyer != canary() || got.Account.Number != "110-222-333444" || attempts[0].Seen.Account.Holder != "예금주카나리아" || refunds[0].Account.Number != "9999-8888-77" {
				t.Errorf("%s comes back as %+v, %+v, %+v", id, got, attempts, refunds)
			}
		}
		err := plain.View(t.Context(), func(tx merchant.Tx) error {
			_, err := tx.Payments().ByID(t.Context(), p.ID)
			return err
		})
		if !errors.Is(err, seal.ErrUnknownKey) {
			t.Errorf("a server without keys read a sealed payment: %v", err)
		}
	})
}

func whole(t *testing.T, db *store.DB, id payment.ID) (p payment.Payment, attempts []payment.Attempt, refunds []payment.Refund) {
	t.Helper()
	err := db.View(t.Context(), func(tx merchant.Tx) error {
		var bad [3]error
		p, bad[0] = tx.Payments().ByID(t.Context(), id)
		attempts, bad[1] = tx.Attempts().OfPayment(t.Context(), id)
		refunds, bad[2] = tx.Refunds().OfPayment(t.Context(), id)
		return errors.Join(bad[:]...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return p, attempts, refunds
}

func resealed(t *testing.T, db *store.DB) (made int) {
	t.Helper()
	n, err := merchant.ResealAll(t.Context(), db, nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRotation_sealsEverythingAnewAndLetsTheOldKeyGo(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, dsn string, raw *sql.DB) {
		old := openWith(t, dsn, store.Options{Keys: ring(t, "a")})
		for i := range 5 {
			buyerOf(t, old, fmt.Sprintf("old%d", i), canary(), time.Unix(int64(i), 0))
		}
		if _, err := store.Open(t.Context(), dsn, store.Options{Keys: ring(t, "b")}); err == nil || !strings.Contains(err.Error(), string(ring(t, "a").Version())) {
			t.Fatalf("opened without the key that sealed: %v", err)
		}
		endpoint(t, old, "whsec_of_an_endpoint")
		both := openWith(t, dsn, store.Options{Keys: ring(t, "b", "a")})
		if list := ofBuyer(t, both, merchant.ByPhone, "+82 10-9876-5432", 9); len(list) != 5 {
			t.Errorf("during the rotation %d of 5 payments are found by phone", len(list))
		}
		if n := resealed(t, both); n != 16 {
			t.Errorf("%d values were sealed anew, want 16: a buyer, an attempt and a refund of each payment, and an endpoint", n)
		}
		if n := resealed(t, both); n != 1 {
			t.Errorf("a second run sealed %d values, want the endpoint's alone", n)
		}
		if err := both.DropKeys(t.Context()); err != nil {
			t.Fatal(err)
		}
		next := openWith(t, dsn, store.Options{Keys: ring(t, "b")})
		p, _, _ := whole(t, next, "pay_old3")
		if p.Buyer != canary() {
			t.Errorf("after the rotation the buyer is %+v", p.Buyer)
		}
		if got := endpoint(t, next, ""); got != "whsec_of_an_endpoint" {
			t.Errorf("after the rotation the endpoint's secret is %q", got)
		}
		if list := ofBuyer(t, next, merchant.ByEmail, " Canary@Example.COM", 9); len(list) != 5 {
			t.Errorf("after the rotation %d of 5 payments are found by e-mail", len(list))
		}
		var many int
		if err := raw.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM buyer_index").Scan(&many); err != nil || many != 15 {
			t.Errorf("%d lines in the index, error %v; want 15", many, err)
		}
	})
}

// endpoint stores an endpoint with a secret, or reads that of the one there is.
func endpoint(t *testing.T, db *store.DB, secret string) string {
	t.Helper()
	var got merchant.EndpointSecrets
	err := db.Update(t.Context(), func(tx merchant.Tx) error {
		if secret != "" {
			e := merchant.Endpoint{ID: "whe_1", URL: "https://shop.example", State: merchant.EndpointActive, CreatedAt: time.Unix(1, 0), UpdatedAt: time.Unix(1, 0)}
			return errors.Join(tx.Endpoints().Insert(t.Context(), e), tx.Endpoints().PutSecrets(t.Context(), e.ID, merchant.EndpointSecrets{Current: secret}))
		}
		var err error
		got, err = tx.Endpoints().Secrets(t.Context(), "whe_1")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got.Current
}

func ofBuyer(t *testing.T, db *store.DB, trait merchant.Trait, value string, limit int) (list []payment.Payment) {
	t.Helper()
	err := db.View(t.Context(), func(tx merchant.Tx) error {
		var err error
		list, err = tx.People().OfBuyer(t.Context(), trait, value, merchant.Page{Limit: limit})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestOfBuyer_findsExactlyAndByPages(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, dsn string, _ *sql.DB) {
		db := openWith(t, dsn, store.Options{Keys: ring(t, "a")})
		for i, tel := range []string{"010-1234-5678", "+82 10 1234 5678", "01012345678", "010-1234-5679", ""} {
			buyerOf(t, db, fmt.Sprint(i), payment.Buyer{Name: "가", Tel: tel}, time.Unix(int64(i), 0))
		}
		if got, want := namesOf(ofBuyer(t, db, merchant.ByPhone, "010 1234 5678", 9)), []payment.ID{"pay_2", "pay_1", "pay_0"}; !cmp.Equal(want, got) {
			t.Errorf("payments by phone = %v, want %v", got, want)
		}
		for _, none := range []string{"", "---", "1234", "0101234567", "010123456789"} {
			if list := ofBuyer(t, db, merchant.ByPhone, none, 9); len(list) != 0 {
				t.Errorf("%q finds %v", none, namesOf(list))
			}
		}
		if list := ofBuyer(t, db, merchant.ByEmail, "010-1234-5678", 9); len(list) != 0 {
			t.Errorf("a phone as an e-mail finds %v", namesOf(list))
		}
		var page []payment.Payment
		err := db.View(t.Context(), func(tx merchant.Tx) error {
			var err error
			page, err = tx.People().OfBuyer(t.Context(), merchant.ByPhone, "01012345678", merchant.Page{Before: time.Unix(2, 0), BeforeID: "pay_2", Limit: 1})
			return err
		})
		if got := namesOf(page); err != nil || !cmp.Equal(got, []payment.ID{"pay_1"}) {
			t.Errorf("the second page = %v, error %v", got, err)
		}
	})
}

func namesOf(list []payment.Payment) []payment.ID {
	var out []payment.ID
	for _, p := range list {
		out = append(out, p.ID)
	}
	return out
}

// TestAudit_tellsEveryKindOfTampering has somebody who may write the database, but
// cannot reach what was kept elsewhere, change the log in each way.
func TestAudit_tellsEveryKindOfTampering(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, words string
		kept        bool // noticed only with a line that was kept elsewhere
	}{
		{"changed", "UPDATE audit_log SET detail = 'nothing' WHERE n = 3", false},
		{"changed with its hash", "UPDATE audit_log SET actor = 'x', hash = 'ab' WHERE n = 3", false},
		{"deleted", "DELETE FROM audit_log WHERE n = 3", false},
		{"reordered", "UPDATE audit_log SET n = CASE n WHEN 3 THEN 104 ELSE 103 END WHERE n IN (3, 4); UPDATE audit_log SET n = n - 100 WHERE n > 100", false},
		{"cut off", "DELETE FROM audit_log WHERE n > 3", false},
		{"cut off with its end", "DELETE FROM audit_log WHERE n > 3; UPDATE audit_head SET n = 3, hash = (SELECT hash FROM audit_log WHERE n = 3)", true},
		{"emptied", "DELETE FROM audit_log; UPDATE audit_head SET n = 0, hash = ''", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			eachEngine(t, func(t *testing.T, dsn string, raw *sql.DB) {
				db := openDSN(t, dsn)
				var kept merchant.AuditHead
				for i := range 5 {
					kept = audited(t, db, fmt.Sprint("line ", i))
				}
				if head, err := merchant.VerifyAudit(t.Context(), db, kept); err != nil || head != kept {
					t.Fatalf("untouched: %+v, error %v", head, err)
				}
				untie(t, raw, db.Engine())
				for _, words := range strings.Split(c.words, ";") {
					if _, err := raw.ExecContext(t.Context(), words); err != nil {
						t.Fatalf("%s: %v", words, err)
					}
				}
				_, alone := merchant.VerifyAudit(t.Context(), db)
				if errors.Is(alone, merchant.ErrTampered) == c.kept {
					t.Errorf("%s: without what was kept: %v", c.name, alone)
				}
				if _, err := merchant.VerifyAudit(t.Context(), db, kept); !errors.Is(err, merchant.ErrTampered) {
					t.Errorf("%s: with what was kept: %v, want ErrTampered", c.name, err)
				}
			})
		})
	}
}

func audited(t *testing.T, db *store.DB, detail string) merchant.AuditHead {
	t.Helper()
	var e merchant.AuditEntry
	err := db.Update(t.Context(), func(tx merchant.Tx) error {
		var err error
		e, err = tx.Audit().Append(t.Context(), merchant.AuditEntry{At: time.Unix(1, 0), Actor: "key_1", Action: merchant.AuditRefundAsked, Subject: "rfd_1", Detail: detail})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return merchant.AuditHead{N: e.N, Hash: e.Hash}
}

// untie takes the triggers off, as an attacker who owns the database can.
func untie(t *testing.T, raw *sql.DB, engine string) {
	t.Helper()
	for _, name := range []string{"audit_log_kept", "audit_log_unchanged"} {
		words := "DROP TRIGGER IF EXISTS " + name
		if engine == store.PostgreSQL {
			words += " ON audit_log"
		}
		if _, err := raw.ExecContext(t.Context(), words); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAudit_isChangedByNoOrdinaryHand(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, dsn string, raw *sql.DB) {
		kept := audited(t, openDSN(t, dsn), "x")
		for _, words := range []string{"UPDATE audit_log SET detail = ''", "DELETE FROM audit_log"} {
			if _, err := raw.ExecContext(t.Context(), words); err == nil || !regexp.MustCompile("only grows").MatchString(err.Error()) {
				t.Errorf("%s: %v, want a refusal", words, err)
			}
		}
		if head, err := merchant.VerifyAudit(context.WithoutCancel(t.Context()), openDSN(t, dsn)); err != nil || head != kept {
			t.Errorf("the log afterwards: %+v, error %v", head, err)
		}
	})
}

func TestInClear_leavesBuyersReadableToEarlierServersAndNoSecret(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, dsn string, raw *sql.DB) {
		db := openWith(t, dsn, store.Options{Keys: ring(t, "a"), InClear: true})
		buyerOf(t, db, "clear", canary(), time.Unix(1, 0))
		endpoint(t, db, "whsec_of_an_endpoint")
		var secret string
		if err := raw.QueryRowContext(t.Context(), "SELECT secret FROM webhook_endpoints").Scan(&secret); err != nil || !seal.IsText(secret) {
			t.Errorf("the endpoint's secret is stored as %q, error %v", secret, err)
		}
		earlier := openWith(t, dsn, store.Options{})
		if p, _, _ := whole(t, earlier, "pay_clear"); p.Buyer != canary() {
			t.Errorf("a server without keys reads %+v", p.Buyer)
		}
		if list := ofBuyer(t, db, merchant.ByPhone, canaries[2], 9); len(list) != 1 {
			t.Errorf("%d payments are found by phone, want 1", len(list))
		}
	})
}
