package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/sandbox/spectest"
)

// restReads are the reads that a shop has made of the REST API, each once, and
// those of every payment.
func restReads(t *testing.T, s *sandbox.Sandbox) []string {
	t.Helper()
	var list []string
	for _, ev := range s.Engine().Events(0) {
		if ev.Kind != "rest.request" {
			continue
		}
		var call struct{ Method, Path, Query string }
		if err := json.Unmarshal(ev.Data, &call); err != nil {
			t.Fatal(err)
		}
		if call.Method == http.MethodGet {
			list = append(list, call.Path+"?"+call.Query)
		}
	}
	for _, p := range s.Engine().All(s.Seeded().Imp) {
		list = append(list, "/payments/"+p.ImpUID+"?include_sandbox=true", "/certifications/"+p.ImpUID, "/receipts/"+p.ImpUID,
			"/escrows/logis/"+p.ImpUID, "/payments/"+p.ImpUID+"/balance", "/payments/"+p.ImpUID+"/naver/product-orders", "/payments/"+p.ImpUID+"/naver/cash-amount")
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// controlReads are what the console shows.
func controlReads(s *sandbox.Sandbox) []string {
	imp := "/sandbox/merchants/" + s.Seeded().Imp
	list := []string{
		"/sandbox/merchants", "/sandbox/webhooks", "/sandbox/faults", "/sandbox/scenarios", imp, imp + "/payments", imp + "/certifications", imp + "/settings",
		imp + "/kcpquick/members", imp + "/tiers", imp + "/webhooks", imp + "/ip-whitelist", imp + "/channels", imp + "/receipts", imp + "/billing-keys", imp + "/schedules",
	}
	for _, p := range s.Engine().All(s.Seeded().Imp) {
		list = append(list, "/sandbox/payments/"+p.ImpUID, "/sandbox/payments/"+p.ImpUID+"/naver", "/sandbox/payments/"+p.ImpUID+"/escrow")
	}
	return list
}

// readAll is what a sandbox answers, by address, and how many of the answers
// tell something.
func readAll(t *testing.T, s *sandbox.Sandbox, rest, control []string) (answered map[string]string, told int) {
	t.Helper()
	token, _, err := s.Engine().Token(t.Context(), s.Seeded().APIKey, s.Seeded().APISecret)
	if err != nil {
		t.Fatal(err)
	}
	answered = map[string]string{}
	read := func(h http.Handler, address string) {
		w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost"+address, nil)
		r.Header.Set("Authorization", token.Value)
		h.ServeHTTP(w, r)
		answered[address] = http.StatusText(w.Code) + " " + w.Body.String()
		if w.Code == http.StatusOK {
			told++
		}
	}
	for _, address := range rest {
		read(s.RESTV1(), address)
	}
	for _, address := range control {
		read(s.Console(), address)
	}
	return answered, told
}

// Whatever any operation did, a sandbox that was stopped and started again
// answers every read as before.
func TestRestart_answersEveryReadAsBefore(t *testing.T) {
	t.Parallel()
	o := sandbox.Options{StandAt: newYear, DataDir: t.TempDir()}
	first, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s := shopAt(t, spectest.New(), &portone{Sandbox: first})
	s.everything()
	for _, sc := range []engine.Scenario{
		{Name: "late", When: engine.When{MerchantUID: "late-1"}, Do: engine.Do{Effect: engine.ApproveLate, Delay: engine.Span(1e12)}},
		{Name: "second", When: engine.When{Nth: 2, Probability: "0.5"}, Do: engine.Do{Effect: engine.WebhookDrop}},
	} {
		_, err := first.Engine().AddScenario(t.Context(), sc)
		s.must(err)
	}
	s.buy("late-1", "", approve)
	s.channel("paypal_v2", "")
	s.buy("pending-1", `"pg":"paypal_v2","currency":"USD","pay_method":null`, engine.Choice{Outcome: engine.LeavePending})
	s.must(first.Engine().SetFaults(t.Context(), engine.Faults{HoldWebhooks: true}))

	rest, control := restReads(t, first), controlReads(first)
	before, told := readAll(t, first, rest, control)
	due, waits := first.Engine().NextDue()
	points := func(s *sandbox.Sandbox) string {
		m, err := s.Engine().MerchantByCode(s.Seeded().Imp)
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(m.Channels, func(c engine.Channel) bool { return c.Provider == "kcp" })
		left, err := s.Engine().BenepiaPoints(m.Code, engine.BenepiaRequest{ChannelKey: m.Channels[at].Key, User: "gildong", Password: "word"})
		if err != nil {
			t.Fatal(err)
		}
		return left.String()
	}
	pointsBefore := points(first)
	s.must(first.Close())

	o.StandAt = newYear.AddDate(-1, 0, 0) // the clock stays where it was
	again, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.must(again.Close()) })
	after, _ := readAll(t, again, rest, control)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("after the restart it answers otherwise:\n%s", diff)
	}
	if now, still := again.Engine().NextDue(); now != due || still != waits || !waits {
		t.Errorf("next due was %+v, is %+v", due, now)
	}
	if now := points(again); now != pointsBefore {
		t.Errorf("points were %s, are %s", pointsBefore, now)
	}
	if told < 100 || !strings.Contains(before["/sandbox/scenarios"], "late") {
		t.Errorf("%d of %d reads told something", told, len(before))
	}
}
