package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/httpapi/adminapi"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/operator"
	"github.com/naru-pay/naru/internal/password"
)

// goodWord is a password that nobody tries.
const goodWord = "우리 가게 앞 은행나무 열두 그루"

// consoleWorld is a world with a console at an address.
type consoleWorld struct {
	*world
	staff *merchant.Staff
	deps  httpapi.Deps
}

func newConsole(t *testing.T) consoleWorld {
	t.Helper()
	return newConsoleAt(t, "http://localhost:4100")
}

func newConsoleAt(t *testing.T, publicURL string) consoleWorld {
	t.Helper()
	memory := &merchanttest.Store{}
	c := newConsoleOn(t, memory, publicURL)
	c.store = memory
	return c
}

func newConsoleOn(t *testing.T, kept merchant.Store, publicURL string) consoleWorld {
	t.Helper()
	c := consoleWorld{}
	c.world = newWorldOn(t, kept, func(d *httpapi.Deps) {
		c.staff = &merchant.Staff{Store: d.Service.Store, Clock: d.Service.Clock, Entropy: id.System, Passwords: password.NewQuick(id.System)}
		gate, err := adminapi.New(adminapi.Deps{Staff: c.staff, Clock: d.Service.Clock, Log: d.Log, PublicURL: publicURL})
		if err != nil {
			t.Fatal(err)
		}
		d.Console = gate
		c.deps = *d
	})
	return c
}

// hire makes an operator of a role and returns their address.
func (c consoleWorld) hire(role operator.Role) merchant.Operator {
	c.t.Helper()
	o, _, err := c.staff.Create(c.t.Context(), merchant.OperatorWish{
		Email: string(role) + "@shop.kr", Name: "김" + string(role), Role: role, Password: goodWord,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return o
}

// browser is one browser with its cookie.
type browser struct {
	consoleWorld
	cookie string
}

func (c consoleWorld) browser() *browser { return &browser{consoleWorld: c} }

// send sends a request as the console's own page.
func (b *browser) send(method, path, body string, edits ...edit) reply {
	b.t.Helper()
	all := []edit{noKey, header("Sec-Fetch-Site", "same-origin"), header("Origin", "http://localhost:4100")}
	if b.cookie != "" {
		all = append(all, header("Cookie", "naru_console="+b.cookie))
	}
	r := b.world.send(method, path, body, append(all, edits...)...)
	if set := (&http.Response{Header: r.header}).Cookies(); len(set) == 1 {
		b.cookie = set[0].Value
	}
	return r
}

func logInBody(o merchant.Operator, word string) string {
	return fmt.Sprintf(`{"email":%q,"password":%q}`, o.Email, word)
}

// logIn logs an operator in with the usual password.
func (c consoleWorld) logIn(o merchant.Operator) *browser {
	c.t.Helper()
	b := c.browser()
	c.want(b.send("POST", "/console/api/login", logInBody(o, goodWord)), http.StatusOK, "")
	return b
}

// audited lists the actions of the audit log, with what they were done to.
func (c consoleWorld) audited() []string {
	c.t.Helper()
	var out []string
	err := merchant.AuditLines(c.t.Context(), c.service.Store, 1, func(e merchant.AuditEntry) error {
		out = append(out, strings.TrimSpace(string(e.Action)+" "+e.Detail))
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}
