package httpapi_test

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/merchant"
)

// TestRoutes_areDescribedWithTheirScope holds the table of routes and
// api/openapi.yaml to each other: what one has the other has, and both say the
// same of who may call it.
func TestRoutes_areDescribedWithTheirScope(t *testing.T) {
	t.Parallel()
	d, err := described()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, r := range httpapi.Table() {
		who := "anyone"
		if r.Scope != "" {
			who = "secretKey:" + r.Scope
		}
		if r.Browser {
			who += " clientToken:"
		}
		want[r.Method+" "+r.Path] = who
	}
	for _, r := range httpapi.ConsoleTable() {
		who := "anyone"
		if r.Role != "" {
			who = "console_session:" + r.Role
		}
		want[r.Method+" "+r.Path] = who
	}
	got := map[string]string{}
	for path, item := range d.doc.Paths.Map() {
		for method, op := range item.Operations() {
			var who []string
			if op.Security != nil {
				for _, schemes := range *op.Security {
					for name, scopes := range schemes {
						who = append(who, name+":"+strings.Join(scopes, ","))
					}
				}
			}
			slices.Sort(who)
			slices.Reverse(who)
			if got[method+" "+path] = strings.Join(who, " "); len(who) == 0 {
				got[method+" "+path] = "anyone"
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("routes.go and api/openapi.yaml differ (-table +description):\n%s", diff)
	}
}

// visitor is somebody who calls every route.
type visitor struct {
	name   string
	who    edit
	scope  string // of the key, when it works
	refuse string // the code that it is refused with where a key is needed
}

// visitors are everybody who may come: a key of each scope alone, every kind of
// key that does not work, and who has none.
func (w *world) visitors(token string) []visitor {
	w.t.Helper()
	create := func(wish merchant.KeyWish) (string, merchant.Key) {
		wish.Name = "visitor"
		if wish.Scopes == nil {
			wish.Scopes = merchant.Scopes
		}
		secret, k, err := w.service.CreateKey(w.t.Context(), wish)
		if err != nil {
			w.t.Fatal(err)
		}
		return secret, k
	}
	list := []visitor{
		{"nobody", noKey, "", "api_key_missing"},
		{"a guess", bearer("sk_test_" + strings.Repeat("a", 52)), "", "api_key_invalid"},
		{"the scraper", bearer("scrape-1234567890"), "", "api_key_invalid"},
		{"the other mode", bearer(strings.Replace(w.key, "sk_test_", "sk_live_", 1)), "", "api_key_invalid"},
		{"a client token", bearer(token), "", "api_key_scope"},
		{"a forged client token", bearer(token + "x"), "", "api_key_scope"},
	}
	for _, scope := range merchant.Scopes {
		secret, _ := create(merchant.KeyWish{Scopes: []merchant.Scope{scope}})
		list = append(list, visitor{"a key that may " + string(scope), bearer(secret), string(scope), ""})
	}
	id, secret, _ := strings.Cut(strings.TrimPrefix(w.key, "sk_test_"), "_")
	revoked, k := create(merchant.KeyWish{})
	if err := merchant.RevokeKey(w.t.Context(), w.service.Store, k.ID, w.clock.Now()); err != nil {
		w.t.Fatal(err)
	}
	expired, _ := create(merchant.KeyWish{ExpiresAt: w.clock.Now().Add(time.Second)})
	elsewhere, _ := create(merchant.KeyWish{Networks: []string{"198.51.100.0/24", "2001:db8::/32"}})
	w.clock.Advance(time.Second)
	return append(list,
		visitor{"a revoked key", bearer(revoked), "", "api_key_revoked"},
		visitor{"an expired key", bearer(expired), "", "api_key_expired"},
		visitor{"a key of another network", bearer(elsewhere), "", "api_key_address"},
		visitor{"another's id", bearer("sk_test_" + strings.TrimPrefix(k.ID, "key_") + "_" + secret), "", "api_key_invalid"},
		visitor{"an id alone", bearer("sk_test_" + id + "_"), "", "api_key_invalid"},
	)
}

var pathParameter = regexp.MustCompile(`\{[a-z_]+\}`)

// TestAccess_everyRouteForEveryVisitor calls every route of the table as
// everybody, and asks that exactly those come through whom the table names.
func TestAccess_everyRouteForEveryVisitor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, measured, func(d *httpapi.Deps) {
		many := httpapi.Rate{PerSecond: 10_000, Burst: 100_000}
		d.Limits = httpapi.Limits{Webhook: many, Return: many, Browser: many, BadKey: many}
	})
	w.quick = true
	o := w.open(openBody)
	for _, v := range w.visitors(o.token) {
		for _, r := range httpapi.Table() {
			want := v.refuse
			switch {
			case r.Scope == "", r.Scraper && v.name == "the scraper":
				want = ""
			case r.Browser && v.name == "a client token":
				want = ""
			case r.Browser && v.name == "a forged client token":
				want = "client_token_invalid"
			case v.scope != "" && v.scope != r.Scope:
				want = "api_key_scope"
			}
			body := ""
			if r.Changes {
				body = "{}"
			}
			got := w.send(r.Method, pathParameter.ReplaceAllString(r.Path, o.id), body, v.who)
			entrance := ""
			if strings.HasPrefix(got.code(), "api_key_") || got.code() == "client_token_invalid" {
				entrance = got.code()
			}
			if entrance != want {
				t.Errorf("%s %s as %s: answered %d %s, want %q at the entrance", r.Method, r.Path, v.name, got.status, got.code(), want)
			}
			if status := map[bool]int{true: http.StatusForbidden, false: http.StatusUnauthorized}[want == "api_key_scope" || want == "api_key_address"]; want != "" && got.status != status {
				t.Errorf("%s %s as %s: status %d, want %d", r.Method, r.Path, v.name, got.status, status)
			}
		}
	}
}

func TestKeys_oldFormWorksAsBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := "sk_test_" + strings.Repeat("b", 52)
	sum := sha256.Sum256([]byte(old)) // of the whole key, as it was
	if err := w.service.Store.Update(t.Context(), func(tx merchant.Tx) error {
		return tx.Keys().Insert(t.Context(), merchant.Key{ID: "key_old", Env: "test", Hash: hex.EncodeToString(sum[:]), Scopes: merchant.Scopes, CreatedAt: w.clock.Now()})
	}); err != nil {
		t.Fatal(err)
	}
	w.want(w.send("GET", "/api/payments", "", bearer(old)), http.StatusOK, "")
	w.want(w.send("GET", "/api/payments", "", bearer("sk_test_key_old_"+strings.Repeat("b", 52))), http.StatusUnauthorized, "api_key_invalid")
}

func TestKeys_rotateWithTwoAtMost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var secrets, ids []string
	first, k, err := w.service.CreateKey(t.Context(), merchant.KeyWish{Name: "shop", Scopes: []merchant.Scope{merchant.ScopeRead}, Networks: []string{"192.0.2.0/24"}})
	if err != nil {
		t.Fatal(err)
	}
	secrets, ids = append(secrets, first), append(ids, k.ID)
	for range 3 {
		next, k, err := w.service.RotateKey(t.Context(), ids[len(ids)-1], merchant.Rotation{Grace: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(k.Scopes, []merchant.Scope{merchant.ScopeRead}) || !slices.Equal(k.Networks, []string{"192.0.2.0/24"}) {
			t.Errorf("the new key may %v from %v", k.Scopes, k.Networks)
		}
		secrets, ids = append(secrets, next), append(ids, k.ID)
		if _, _, err := w.service.RotateKey(t.Context(), ids[len(ids)-2], merchant.Rotation{}); err == nil {
			t.Error("a key was replaced twice")
		}
		working := map[int]bool{}
		for i, secret := range secrets {
			if r := w.send("GET", "/api/payments", "", bearer(secret)); r.status == http.StatusOK {
				working[i] = true
			}
		}
		if got := slices.Sorted(maps.Keys(working)); !slices.Equal(got, []int{len(secrets) - 2, len(secrets) - 1}) {
			t.Errorf("after %d rotations the keys %v work, want the last two", len(secrets)-1, got)
		}
	}
	w.clock.Advance(time.Hour)
	w.want(w.send("GET", "/api/payments", "", bearer(secrets[2])), http.StatusUnauthorized, "api_key_expired")
	w.want(w.send("GET", "/api/payments", "", bearer(secrets[3])), http.StatusOK, "")
}

func TestKeys_lastUseIsStoredByTheWorkThatIsDue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	begun := w.clock.Now()
	used := func() time.Time {
		t.Helper()
		if _, err := w.service.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		list, err := merchant.ListKeys(t.Context(), w.service.Store)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		return list[0].LastUsedAt
	}
	if got := used(); !got.IsZero() {
		t.Errorf("before any use: %v", got)
	}
	for _, tt := range []struct{ after, want time.Duration }{{0, 0}, {9 * time.Minute, 0}, {11 * time.Minute, 11 * time.Minute}} {
		w.clock.Advance(begun.Add(tt.after).Sub(w.clock.Now()))
		w.want(w.send("GET", "/api/payments", ""), http.StatusOK, "")
		if got := used(); !got.Equal(begun.Add(tt.want)) {
			t.Errorf("%v after the first use: last used at %v, want %v", tt.after, got, begun.Add(tt.want))
		}
	}
}

// TestRoutes_thatChangeSomethingTakeAnIdempotencyKey holds the description to
// the table: every call of the shop that changes something may be named, and
// must be where money goes back.
func TestRoutes_thatChangeSomethingTakeAnIdempotencyKey(t *testing.T) {
	t.Parallel()
	d, err := described()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range httpapi.Table() {
		op := d.doc.Paths.Find(r.Path).GetOperation(r.Method)
		for _, status := range r.Problems() {
			if op.Responses.Status(status) == nil {
				t.Errorf("%s %s: api/openapi.yaml does not describe the status %d, which its entrance may answer", r.Method, r.Path, status)
			}
		}
		p := op.Parameters.GetByInAndName("header", "Idempotency-Key")
		switch {
		case r.Scope == "" || !r.Changes:
			if p != nil {
				t.Errorf("%s %s takes an Idempotency-Key, and changes nothing", r.Method, r.Path)
			}
		case p == nil || p.Required != r.NeedsKey:
			t.Errorf("%s %s: api/openapi.yaml must name the header Idempotency-Key (#/components/parameters/IdempotencyKey), required: %v", r.Method, r.Path, r.NeedsKey)
		}
	}
}
