package storetest

import (
	"slices"
	"testing"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/operator"
)

var staffTests = []test{
	{"operators: one is found by id and by address, and listed", operatorRoundTrip},
	{"operators: an address is taken once", operatorTaken},
	{"operators: of two changes of one version the second is stale", operatorStale},
	{"operators: admins who may log in are counted", operatorAdmins},
	{"operators: the schema refuses unknown roles", operatorRole},
	{"logins: one is found by id and by its token's hash", loginRoundTrip},
	{"logins: the last use is the latest", loginTouch},
	{"logins: a token is replaced once", loginRotate},
	{"logins: one ends once, all end but the kept one", loginEnd},
	{"logins: those of long ago are forgotten", loginDrop},
	{"operators: of two admins who disable each other one stays", adminsAtOnce},
}

func person(name string) merchant.Operator {
	return merchant.Operator{
		ID: "opr_" + name, Version: 1, Email: name + "@shop.kr", Name: "김" + name, Role: operator.Admin, RefundLimit: operator.NoLimit,
		Password: "$argon2id$" + name, PasswordUntil: at(90), TOTP: "GEZDGNBVGY3TQOJQ", TOTPNext: "MZXW6YTBOI", TOTPStep: 7,
		CreatedAt: at(1), UpdatedAt: at(2),
	}
}

func insertPerson(t *testing.T, store merchant.Store, o merchant.Operator) merchant.Operator {
	t.Helper()
	update(t, store, func(tx merchant.Tx) error { return tx.Operators().Insert(t.Context(), o) })
	return o
}

func personByID(t *testing.T, store merchant.Store, id string) merchant.Operator {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) (merchant.Operator, error) { return tx.Operators().ByID(t.Context(), id) })
}

func operatorRoundTrip(t *testing.T, store merchant.Store) {
	b, a := insertPerson(t, store, person("나")), insertPerson(t, store, person("a"))
	same(t, "operator", personByID(t, store, a.ID), a)
	got := read(t, store, func(tx merchant.Tx) (merchant.Operator, error) { return tx.Operators().ByEmail(t.Context(), b.Email) })
	same(t, "operator", got, b)
	missing(t, store, func(tx merchant.Tx) (merchant.Operator, error) {
		return tx.Operators().ByEmail(t.Context(), "A@shop.kr")
	})
	missing(t, store, func(tx merchant.Tx) (merchant.Operator, error) { return tx.Operators().ByID(t.Context(), a.Email) })
	list := read(t, store, func(tx merchant.Tx) ([]merchant.Operator, error) { return tx.Operators().List(t.Context()) })
	same(t, "operators", list, []merchant.Operator{a, b})
}

func operatorTaken(t *testing.T, store merchant.Store) {
	a := insertPerson(t, store, person("a"))
	other := person("b")
	other.Email = a.Email
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Operators().Insert(t.Context(), other) })
	same(t, "operator", personByID(t, store, a.ID), a)
}

func operatorStale(t *testing.T, store merchant.Store) {
	o := insertPerson(t, store, person("a"))
	o.Name, o.Role, o.RefundLimit, o.Password, o.TOTP, o.TOTPNext, o.TOTPStep = "이", operator.Viewer, 5, "x", "", "", 9
	o.PasswordUntil, o.DisabledAt, o.UpdatedAt = at(0).AddDate(0, 0, 1), at(7), at(8)
	update(t, store, func(tx merchant.Tx) error { return tx.Operators().Save(t.Context(), o) })
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Operators().Save(t.Context(), o) })
	o.Version = 2
	same(t, "operator", personByID(t, store, o.ID), o)
}

func operatorAdmins(t *testing.T, store merchant.Store) {
	a, b, gone, lesser := person("a"), person("b"), person("c"), person("d")
	gone.DisabledAt, lesser.Role = at(5), operator.Operator
	for _, o := range []merchant.Operator{a, b, gone, lesser} {
		insertPerson(t, store, o)
	}
	var got []string
	update(t, store, func(tx merchant.Tx) error {
		var err error
		got, err = tx.Operators().LockAdmins(t.Context())
		return err
	})
	slices.Sort(got)
	same(t, "admins", got, []string{a.ID, b.ID})
}

func operatorRole(t *testing.T, store merchant.Store) {
	o := person("a")
	o.Role = "root"
	forbid(t, store, "an operator of no role", func(tx merchant.Tx) error { return tx.Operators().Insert(t.Context(), o) })
}

func login(o merchant.Operator, name string) merchant.Login {
	return merchant.Login{
		ID: "lgn_" + name, OperatorID: o.ID, Hash: "hash-" + name, Address: "192.0.2.1", Agent: "브라우저/1.0",
		CreatedAt: at(3), SeenAt: at(4), ExpiresAt: at(900), FreshUntil: at(5),
	}
}

func insertLogin(t *testing.T, store merchant.Store, l merchant.Login) merchant.Login {
	t.Helper()
	update(t, store, func(tx merchant.Tx) error { return tx.Logins().Insert(t.Context(), l) })
	return l
}

func loginByID(t *testing.T, store merchant.Store, id string) merchant.Login {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) (merchant.Login, error) { return tx.Logins().ByID(t.Context(), id) })
}

func openLogins(t *testing.T, store merchant.Store, o merchant.Operator, n, limit int) []merchant.Login {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) ([]merchant.Login, error) {
		return tx.Logins().Open(t.Context(), o.ID, at(n), limit)
	})
}

func loginRoundTrip(t *testing.T, store merchant.Store) {
	o, other := insertPerson(t, store, person("a")), insertPerson(t, store, person("b"))
	a, b := insertLogin(t, store, login(o, "1")), login(o, "2")
	b.ExpiresAt = at(901)
	insertLogin(t, store, b)
	insertLogin(t, store, login(other, "3"))
	same(t, "login", loginByID(t, store, a.ID), a)
	got := read(t, store, func(tx merchant.Tx) (merchant.Login, error) { return tx.Logins().ByHash(t.Context(), b.Hash) })
	same(t, "login", got, b)
	missing(t, store, func(tx merchant.Tx) (merchant.Login, error) { return tx.Logins().ByHash(t.Context(), a.ID) })
	same(t, "open logins", openLogins(t, store, o, 10, 9), []merchant.Login{b, a})
	same(t, "one open login", openLogins(t, store, o, 10, 1), []merchant.Login{b})
	same(t, "those that have not expired", openLogins(t, store, o, 900, 9), []merchant.Login{b})
	again := login(o, "4")
	again.Hash = a.Hash
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Logins().Insert(t.Context(), again) })
}

func loginTouch(t *testing.T, store merchant.Store) {
	l := insertLogin(t, store, login(insertPerson(t, store, person("a")), "1"))
	for _, n := range []int{2, 7, 6} {
		update(t, store, func(tx merchant.Tx) error { return tx.Logins().Touch(t.Context(), l.ID, at(n)) })
	}
	l.SeenAt = at(7)
	same(t, "login", loginByID(t, store, l.ID), l)
}

func loginRotate(t *testing.T, store merchant.Store) {
	l := insertLogin(t, store, login(insertPerson(t, store, person("a")), "1"))
	rotate := func(old, hash string) func(merchant.Tx) error {
		return func(tx merchant.Tx) error { return tx.Logins().Rotate(t.Context(), l.ID, old, hash, at(50)) }
	}
	update(t, store, rotate(l.Hash, "new"))
	refuse(t, store, merchant.ErrStale, rotate(l.Hash, "newer"))
	l.Hash, l.FreshUntil = "new", at(50)
	same(t, "login", loginByID(t, store, l.ID), l)
	update(t, store, func(tx merchant.Tx) error { return tx.Logins().End(t.Context(), l.ID, at(60), "logged out") })
	refuse(t, store, merchant.ErrStale, rotate("new", "newer"))
}

func loginEnd(t *testing.T, store merchant.Store) {
	o, other := insertPerson(t, store, person("a")), insertPerson(t, store, person("b"))
	a, b, c := insertLogin(t, store, login(o, "1")), insertLogin(t, store, login(o, "2")), insertLogin(t, store, login(o, "3"))
	foreign := insertLogin(t, store, login(other, "4"))
	update(t, store, func(tx merchant.Tx) error { return tx.Logins().End(t.Context(), a.ID, at(5), "logged out") })
	refuse(t, store, merchant.ErrNotFound, func(tx merchant.Tx) error { return tx.Logins().End(t.Context(), a.ID, at(6), "again") })
	refuse(t, store, merchant.ErrNotFound, func(tx merchant.Tx) error { return tx.Logins().End(t.Context(), "lgn_none", at(6), "none") })
	update(t, store, func(tx merchant.Tx) error { return tx.Logins().EndAll(t.Context(), o.ID, c.ID, at(7), "reset") })
	a.EndedAt, a.EndedWhy, b.EndedAt, b.EndedWhy = at(5), "logged out", at(7), "reset"
	for _, l := range []merchant.Login{a, b, c, foreign} {
		same(t, "login", loginByID(t, store, l.ID), l)
	}
	same(t, "open logins", openLogins(t, store, o, 10, 9), []merchant.Login{c})
}

func loginDrop(t *testing.T, store merchant.Store) {
	o, other := insertPerson(t, store, person("a")), insertPerson(t, store, person("b"))
	old, kept := login(o, "1"), login(o, "2")
	old.ExpiresAt = at(899)
	insertLogin(t, store, old)
	insertLogin(t, store, kept)
	foreign := login(other, "3")
	foreign.ExpiresAt = at(1)
	insertLogin(t, store, foreign)
	update(t, store, func(tx merchant.Tx) error { return tx.Logins().Drop(t.Context(), o.ID, at(900)) })
	missing(t, store, func(tx merchant.Tx) (merchant.Login, error) { return tx.Logins().ByID(t.Context(), old.ID) })
	same(t, "a later login", loginByID(t, store, kept.ID), kept)
	same(t, "another's login", loginByID(t, store, foreign.ID), foreign)
}

// adminsAtOnce has each of two admins disable the other one at the same moment,
// many times: never are both gone.
func adminsAtOnce(t *testing.T, store merchant.Store) {
	staff := merchant.Staff{Store: store, Clock: clock.System{}, Entropy: id.System}
	a, b := insertPerson(t, store, person("a")), insertPerson(t, store, person("b"))
	for range 5 {
		results := make(chan error, 2)
		for _, o := range []merchant.Operator{a, b} {
			go func() {
				off := true
				_, err := staff.Change(t.Context(), o.ID, merchant.OperatorChange{Disabled: &off})
				results <- err
			}()
		}
		refused := 0
		for range 2 {
			if err := <-results; fault.CodeOf(err) == fault.OperatorLastAdmin {
				refused++
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if refused != 1 {
			t.Fatalf("%d of two were refused, want one", refused)
		}
		for _, o := range []merchant.Operator{a, b} {
			on := false
			if _, err := staff.Change(t.Context(), o.ID, merchant.OperatorChange{Disabled: &on}); err != nil {
				t.Fatal(err)
			}
		}
	}
}
