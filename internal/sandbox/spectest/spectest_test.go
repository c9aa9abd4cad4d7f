package spectest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// probe is a test that keeps its errors and its clean-up to itself.
type probe struct {
	testing.TB
	errors   []string
	cleanups []func()
}

func (p *probe) Helper()           {}
func (p *probe) Error(args ...any) { p.errors = append(p.errors, fmt.Sprint(args...)) }
func (p *probe) Cleanup(f func())  { p.cleanups = append(p.cleanups, f) }
func (p *probe) end() []string {
	for len(p.cleanups) > 0 {
		last := len(p.cleanups) - 1
		f := p.cleanups[last]
		p.cleanups = p.cleanups[:last]
		f()
	}
	return p.errors
}

func newEngine(t *testing.T) *engine.Engine {
	t.Helper()
	e, err := engine.New(engine.Config{
		Clock: clock.NewManual(time.Unix(1_790_000_000, 0)), Entropy: rand.NewChaCha8([32]byte{1}), Seed: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// saying is an API that answers everything alike.
func saying(status int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
}

func ask(h http.Handler, operation string) *httptest.ResponseRecorder {
	method, path, _ := strings.Cut(operation, " ")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

func needDescription(t *testing.T) *Description {
	t.Helper()
	d, err := Published()
	if err != nil {
		t.Fatal(err)
	}
	if d == nil {
		t.Skip("PortOne's published description is not beside the project")
	}
	return d
}

const bank = `{"code":0,"message":null,"response":{"code":"004","name":"KB국민은행"}}`

func TestJudge_findsWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	d := needDescription(t)
	for name, test := range map[string]struct {
		operation string
		status    int
		body      string
		problem   string
	}{
		"a success":                {"GET /banks/004", 200, bank, ""},
		"a field of another type":  {"GET /banks/004", 200, strings.Replace(bank, `"004"`, `4`, 1), "body.response.code is no string"},
		"a list for an object":     {"GET /banks/004", 200, `{"code":0,"message":null,"response":[]}`, "no object"},
		"an object for a list":     {"GET /banks", 200, bank, "no list"},
		"null where not required":  {"GET /payments/imp_1/balance", 200, `{"code":0,"message":null,"response":null}`, ""},
		"a required field":         {"POST /users/getToken", 200, `{"code":0,"message":null,"response":{"access_token":null}}`, "access_token is required"},
		"a refusal":                {"GET /banks/004", 404, `{"code":-1,"message":"없음","response":null}`, ""},
		"a refusal without words":  {"GET /banks/004", 404, `{"code":-1,"message":"","response":null}`, "without a message"},
		"a refusal with a payload": {"GET /banks/004", 404, `{"code":-1,"message":"없음","response":{}}`, "without a message"},
		"a status of nobody":       {"GET /banks/004", 409, `{"code":-1,"message":"없음","response":null}`, "status 409 is not described"},
		"a status of every call":   {"POST /payments/cancel", 413, `{"code":-1,"message":"큼","response":null}`, ""},
		"a success with a failure": {"GET /banks/004", 404, bank, "code 0 with HTTP 404"},
		"a further field outside":  {"GET /banks/004", 200, `{"code":0,"message":null,"response":null,"more":1}`, "not the envelope"},
		"a code in text":           {"GET /banks/004", 200, `{"code":"0","message":null,"response":null}`, "not the envelope"},
		"HTML":                     {"GET /banks/004", 502, `<html>`, "no JSON"},
		"half an answer":           {"GET /banks/004", 200, bank[:30], "no JSON"},
		"two answers":              {"GET /banks/004", 200, bank + bank, "more than one"},
		"the PG's own words":       {"POST /kcpquick/members/m/fido/release", 200, `{"code":1,"message":"실패","response":null,"error":{"code":"C210","message":"없음"}}`, ""},
		"words of no PG":           {"GET /banks/004", 200, `{"code":1,"message":"실패","response":null,"error":{"code":"C210"}}`, "not the envelope"},
		"an unknown path":          {"GET /bank", 404, `{"code":-1,"message":"Not Found","response":null}`, ""},
		"an unknown path that has": {"GET /bank", 200, bank, "nobody lists"},
	} {
		method, path, _ := strings.Cut(test.operation, " ")
		_, _, problems := judge(d, Answer{method, path, test.status, []byte(test.body)})
		if got := strings.Join(problems, "; "); (got == "") != (test.problem == "") || !strings.Contains(got, test.problem) {
			t.Errorf("%s: problems %q, want %q", name, got, test.problem)
		}
	}
}

func TestJudge_knowsTheEnvelopeWithoutADescription(t *testing.T) {
	t.Parallel()
	for body, fits := range map[string]bool{
		bank: true,
		`{"code":1,"message":"실패","response":null,"error":{"code":"C210"}}`: true,
		`{"code":1,"message":"실패","response":null,"more":1}`:                false,
		`<html>`: false,
	} {
		operation, _, problems := judge(nil, Answer{"GET", "/banks/004", 200, []byte(body)})
		if operation != "GET /banks/{bank_standard_code}" || (len(problems) == 0) != fits {
			t.Errorf("%s: %s, problems %q", body, operation, problems)
		}
	}
}

func TestOperationOf_takesTheFixedSegment(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]string{
		"GET /payments":                         "GET /payments",
		"GET /payments/imp_1":                   "GET /payments/{imp_uid}",
		"GET /payments/prepare/a%2Fb":           "GET /payments/prepare/{merchant_uid}",
		"GET /payments/find/order-1":            "GET /payments/find/{merchant_uid}/{payment_status}",
		"GET /payments/status/all":              "GET /payments/status/{payment_status}",
		"GET /subscribe/payments/schedule":      "GET /subscribe/payments/schedule",
		"POST /subscribe/customers/c1":          "POST /subscribe/customers/{customer_uid}",
		"GET /subscribe/customers/c1/schedules": "GET /subscribe/customers/{customer_uid}/schedules",
		"PATCH /payments/imp_1":                 "",
		"GET /nowhere":                          "",
	} {
		method, path, _ := strings.Cut(asked, " ")
		if got := OperationOf(method, path); got != want {
			t.Errorf("OperationOf(%s) = %q, want %q", asked, got, want)
		}
	}
}

func TestHandler_failsTheTestWhoseAnswerDoesNotFit(t *testing.T) {
	t.Setenv(ReportEnv, "") // the run of this story is none of the real ones
	needDescription(t)
	r, p := New(), &probe{TB: t}
	h := r.Handler(p, newEngine(t), saying(http.StatusOK, `{"code":0,"message":null,"response":7}`))
	if w := ask(h, "GET /banks/004"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "7") {
		t.Errorf("the answer became %d %s", w.Code, w.Body)
	}
	if len(p.errors) != 0 {
		t.Errorf("before its end the test has %q", p.errors)
	}
	if got := p.end(); len(got) != 1 || !strings.Contains(got[0], "GET /banks/004 answered 200 and body.response is no object") {
		t.Errorf("the test ends with %q", got)
	}
	ask(h, "GET /banks/004")
	if len(r.late) != 1 || r.checked != 2 {
		t.Errorf("after the test: %d late, %d checked", len(r.late), r.checked)
	}
	if code := r.Around(runner(0)).Run(); code != 1 {
		t.Errorf("a run with a late problem ends with %d", code)
	}
}

func TestWatch_failsTheRun(t *testing.T) {
	t.Parallel()
	needDescription(t)
	r := New()
	h, err := r.Watch(newEngine(t), saying(http.StatusOK, `<html>`))
	if err != nil {
		t.Fatal(err)
	}
	if ask(h, "GET /banks"); len(r.late) != 1 {
		t.Errorf("the run has %q", r.late)
	}
}

func TestHandler_leavesOutWhatAScenarioSpoiled(t *testing.T) {
	t.Parallel()
	r, p, e := New(), &probe{TB: t}, newEngine(t)
	h := r.Handler(p, e, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if err := e.Record(restKind, "", "", engine.Object{
			{Name: "method", Value: q.Method}, {Name: "path", Value: q.URL.EscapedPath()}, {Name: "scenario_id", Value: "scn_1"}, {Name: "status", Value: 200}, {Name: "answer", Value: `{"code":`},
		}); err != nil {
			t.Error(err)
		}
		_, _ = w.Write([]byte(`{"code":`))
		panic(http.ErrAbortHandler)
	}))
	func() {
		defer func() {
			if recover() != http.ErrAbortHandler {
				t.Error("the abort did not reach the server")
			}
		}()
		ask(h, "GET /banks")
	}()
	if got := p.end(); len(got) != 0 || r.injected != 1 || r.checked != 0 {
		t.Errorf("a spoiled answer: %q, %d left out, %d checked", got, r.injected, r.checked)
	}
}

func TestHandler_judgesWhatIsLikeASpoiledAnswerButIsNone(t *testing.T) {
	t.Parallel()
	r, p, e := New(), &probe{TB: t}, newEngine(t)
	if err := e.Record(restKind, "", "", engine.Object{
		{Name: "method", Value: "GET"},
		{Name: "path", Value: "/banks"},
		{Name: "scenario_id", Value: "scn_1"},
		{Name: "status", Value: 502},
		{Name: "answer", Value: "<html>"},
	}); err != nil {
		t.Fatal(err)
	}
	ask(r.Handler(p, e, saying(http.StatusOK, "<html>")), "GET /banks")
	if got := p.end(); len(got) != 1 || r.injected != 0 {
		t.Errorf("problems %q, %d left out", got, r.injected)
	}
}

func TestEntries_judgeALog(t *testing.T) {
	t.Parallel()
	needDescription(t)
	r, p := New(), &probe{TB: t}
	entry := func(kind, answer, scenario string) Entry {
		e := Entry{Kind: kind}
		e.Data.Method, e.Data.Path, e.Data.Status, e.Data.Answer, e.Data.Scenario = "GET", "/banks/004", 200, answer, scenario
		return e
	}
	r.Entries(p, []Entry{
		entry(restKind, bank, ""),
		entry("webhook.sent", "", ""),
		entry(restKind, `{"code":0,"message":null,"response":"`+strings.Repeat("x", logMost), ""),
		entry(restKind, "<html>", "page"),
		entry(restKind, "<html>", ""),
	})
	if got := p.end(); len(got) != 1 || r.checked != 2 || r.cut != 1 || r.injected != 1 {
		t.Errorf("problems %q, %d checked, %d cut, %d injected", got, r.checked, r.cut, r.injected)
	}
	if got, want := r.summary(true), "2 responses of 1 operations checked against PortOne's description, 1 spoiled by scenarios left out, 1 that the log cut off left out"; got != want {
		t.Errorf("summary %q, want %q", got, want)
	}
}

func TestUntold_namesWhatNoTestSaw(t *testing.T) {
	t.Parallel()
	r := New()
	r.note("GET /banks", success)
	r.note("GET /banks", noToken)
	r.note("GET /cards", success)
	r.note("GET /cards", noToken)
	r.note("GET /payments", refusal)
	got := r.Untold([]string{"GET /banks", "GET /cards", "GET /payments", "GET /users/pg"}, "GET /banks")
	want := []string{
		"GET /cards: no test drives it through a refusal",
		"GET /payments: no test drives it through its success",
		"GET /users/pg: no test drives it through its success",
		"GET /users/pg: no test drives it through a refusal",
	}
	if !slices.Equal(got, want) {
		t.Errorf("Untold = %q, want %q", got, want)
	}
}

// runner is a test run that ends with a code.
type runner int

func (r runner) Run() int { return int(r) }

func TestRun_writesItsCountDown(t *testing.T) {
	needDescription(t)
	dir := t.TempDir()
	t.Setenv(ReportEnv, dir)
	r := New()
	r.note("GET /banks", success)
	if code := r.Around(runner(3)).Run(); code != 3 {
		t.Errorf("the run ends with %d", code)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.count"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files %q, %v", files, err)
	}
	if raw, err := os.ReadFile(files[0]); err != nil || string(raw) != "1\n" {
		t.Errorf("the file holds %q, %v", raw, err)
	}
}
