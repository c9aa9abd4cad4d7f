package httpapi

import (
	"net/http"
	"strings"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/httpapi/adminapi"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/operator"
)

// step says whether a route of the console needs a proof of just now.
type step int

const (
	calm    step = iota // a session will do
	fresh               // the operator proved who they are within five minutes
	settles             // calm, and open to who has to choose a password first
)

// anybody stands for a role where nobody is logged in yet.
const anybody operator.Role = ""

// consoleRoute is one line of the console's table.
type consoleRoute struct {
	method, path string
	role         operator.Role // the least that may
	step         step
	do           operation
}

func (r consoleRoute) need() adminapi.Need {
	return adminapi.Need{Role: r.role, Fresh: r.step == fresh, Settles: r.step == settles}
}

// consoleTable is every route of the console's API with who may call it. There is
// no other way to add one: what is not here is not served. api/openapi.yaml says
// the same of each, in its security; a test compares them.
var consoleTable = []consoleRoute{
	{http.MethodPost, "/console/api/login", anybody, calm, (*server).consoleLogIn},
	{http.MethodPost, "/console/api/logout", operator.Viewer, settles, (*server).consoleLogOut},
	{http.MethodGet, "/console/api/session", operator.Viewer, settles, (*server).consoleSession},
	{http.MethodPost, "/console/api/step-up", operator.Viewer, settles, (*server).consoleStepUp},
	{http.MethodPost, "/console/api/password", operator.Viewer, settles, (*server).consolePassword},
	{http.MethodPost, "/console/api/totp", operator.Viewer, fresh, (*server).consoleBeginCodes},
	{http.MethodPost, "/console/api/totp/confirm", operator.Viewer, fresh, (*server).consoleConfirmCodes},
	{http.MethodDelete, "/console/api/totp", operator.Viewer, fresh, (*server).consoleDropCodes},
	{http.MethodGet, "/console/api/logins", operator.Viewer, calm, (*server).consoleLogins},
	{http.MethodDelete, "/console/api/logins/{id}", operator.Viewer, calm, (*server).consoleEndLogin},

	{http.MethodGet, "/console/api/operators", operator.Admin, calm, (*server).consoleOperators},
	{http.MethodPost, "/console/api/operators", operator.Admin, fresh, (*server).consoleCreateOperator},
	{http.MethodPatch, "/console/api/operators/{id}", operator.Admin, fresh, (*server).consoleChangeOperator},
	{http.MethodPost, "/console/api/operators/{id}/reset", operator.Admin, fresh, (*server).consoleResetOperator},

	{http.MethodGet, "/console/api/home", operator.Viewer, calm, (*server).consoleHome},
	{http.MethodGet, "/console/api/payments", operator.Viewer, calm, (*server).consolePayments},
	{http.MethodGet, "/console/api/payments/{id}", operator.Viewer, calm, (*server).consolePayment},
	{http.MethodPost, "/console/api/payments/{id}/unmask", operator.Operator, calm, (*server).consoleUnmask},
	{http.MethodGet, "/console/api/webhooks/in", operator.Viewer, calm, (*server).consoleNotes},
	{http.MethodGet, "/console/api/webhooks/in/{id}", operator.Viewer, calm, (*server).consoleNote},
	{http.MethodPost, "/console/api/webhooks/in/{id}/replay", operator.Operator, calm, (*server).consoleReplayNote},
	{http.MethodGet, "/console/api/webhooks/out", operator.Viewer, calm, (*server).consoleSent},
	{http.MethodPost, "/console/api/webhooks/out/{id}/replay", operator.Operator, calm, (*server).consoleReplaySent},

	{http.MethodGet, "/console/api/payments/{id}/refund-options", operator.Viewer, calm, (*server).refundOptions},
	{http.MethodPost, "/console/api/payments/{id}/cancel", operator.Operator, fresh, (*server).consoleCancel},
	{http.MethodPost, "/console/api/payments/{id}/tell-shop", operator.Operator, calm, (*server).consoleTellShop},
	{http.MethodGet, "/console/api/discrepancies", operator.Viewer, calm, (*server).listDiscrepancies},
	{http.MethodGet, "/console/api/discrepancies/{id}", operator.Viewer, calm, (*server).readDiscrepancy},
	{http.MethodPost, "/console/api/discrepancies/{id}/accept", operator.Operator, calm, (*server).acceptDiscrepancy},
	{http.MethodPost, "/console/api/discrepancies/{id}/give-back", operator.Operator, fresh, (*server).consoleGiveBack},

	{http.MethodGet, "/console/api/keys", operator.Admin, calm, (*server).consoleKeys},
	{http.MethodPost, "/console/api/keys", operator.Admin, fresh, (*server).consoleCreateKey},
	{http.MethodDelete, "/console/api/keys/{id}", operator.Admin, fresh, (*server).consoleRevokeKey},
	{http.MethodPost, "/console/api/keys/{id}/rotate", operator.Admin, fresh, (*server).consoleRotateKey},

	{http.MethodGet, "/console/api/webhook-endpoints", operator.Viewer, calm, (*server).listEndpoints},
	{http.MethodPost, "/console/api/webhook-endpoints", operator.Admin, fresh, (*server).createEndpoint},
	{http.MethodGet, "/console/api/webhook-endpoints/{id}", operator.Viewer, calm, (*server).readEndpoint},
	{http.MethodPatch, "/console/api/webhook-endpoints/{id}", operator.Admin, fresh, (*server).changeEndpoint},
	{http.MethodDelete, "/console/api/webhook-endpoints/{id}", operator.Admin, fresh, (*server).deleteEndpoint},
	{http.MethodPost, "/console/api/webhook-endpoints/{id}/pause", operator.Admin, fresh, endpointDeed((*merchant.Service).PauseEndpoint)},
	{http.MethodPost, "/console/api/webhook-endpoints/{id}/resume", operator.Admin, fresh, endpointDeed((*merchant.Service).ResumeEndpoint)},
	{http.MethodPost, "/console/api/webhook-endpoints/{id}/rotate", operator.Admin, fresh, (*server).rotateEndpoint},
	{http.MethodPost, "/console/api/webhook-endpoints/{id}/test", operator.Admin, fresh, (*server).tryEndpoint},
	{http.MethodPost, "/console/api/webhook-endpoints/{id}/replay", operator.Admin, fresh, (*server).replayEndpoint},

	{http.MethodGet, "/console/api/audit", operator.Admin, calm, (*server).consoleAudit},

	{http.MethodGet, "/console/api/exports/{file}", operator.Viewer, calm, (*server).consoleExport},
	{http.MethodGet, "/console/api/exports/progress/{ticket}", operator.Viewer, calm, (*server).consoleExportProgress},
	{http.MethodGet, "/console/api/live", operator.Viewer, calm, (*server).consoleLive},
}

// consolePath begins every address of the console.
const consolePath = "/console"

// registerConsole puts the console before the router, if there is one.
func (a *server) registerConsole() {
	if a.Console == nil {
		return
	}
	for _, r := range consoleTable {
		do := func(w http.ResponseWriter, req *http.Request) error { return r.do(a, w, req) }
		guarded := a.Console.Admit(r.need(), r.path, do)
		places := a.crowded(route{method: r.method, path: strings.Replace(r.path, consolePath+"/api", "/api", 1)}, handler(guarded))
		a.router.Method(r.method, r.path, a.do(a.consoleHeaders(places)))
	}
	pages := a.do(a.consoleHeaders(a.consolePages()))
	a.router.Get(consolePath, pages)
	a.router.Get(consolePath+"/*", pages)
	a.router.Head(consolePath, pages)
	a.router.Head(consolePath+"/*", pages)
}

// consoleHeaders are those of every answer of the console, beside the ones that
// all answers have.
func (a *server) consoleHeaders(next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		h := w.Header()
		h.Set("Permissions-Policy", adminapi.Permissions)
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Add("Vary", "Cookie")
		return next(w, r)
	}
}

// noSuchConsole answers what begins like an address of the console's API and is
// none.
func noSuchConsole(path string) error {
	if path == consolePath+"/api" || strings.HasPrefix(path, consolePath+"/api/") {
		return fault.New(fault.RouteNotFound)
	}
	return nil
}
