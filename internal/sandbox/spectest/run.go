package spectest

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// ReportEnv names the variable that holds a folder into which each package's run
// writes how many answers it checked; the Makefile adds them up.
const ReportEnv = "NARU_SPEC_REPORT"

// Run is one package's test run. Make one in a variable of its tests, give it
// what answers by Handler or Log, and run the tests by Main.
type Run struct {
	mu      sync.Mutex
	checked int
	injected,
	cut int
	late []string // problems of tests that were over
	seen map[string]*[refusal + 1]int
}

// New returns a run that has seen nothing.
func New() *Run { return &Run{seen: map[string]*[refusal + 1]int{}} }

// Handler returns next, the REST API in front of e, with every answer judged;
// what does not fit fails the test. Answers that a scenario spoiled are not
// judged: PortOne's description is not about them. The log tells which those
// are.
func (r *Run) Handler(t testing.TB, e *engine.Engine, next http.Handler) http.Handler {
	t.Helper()
	if _, ok := t.(*testing.B); ok {
		return next // a measurement measures the API alone
	}
	return r.start(t).handler(e, next)
}

// Watch is Handler where there is no test, such as for examples: what does not
// fit fails the run.
func (r *Run) Watch(e *engine.Engine, next http.Handler) (http.Handler, error) {
	d, err := Published()
	if err != nil {
		return nil, err
	}
	return (&sheet{run: r, d: d, over: true}).handler(e, next), nil
}

func (s *sheet) handler(e *engine.Engine, next http.Handler) http.Handler {
	bad := &spoiled{engine: e, known: map[string]bool{}}
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		kept := &recorder{ResponseWriter: w, status: http.StatusOK}
		method, path := q.Method, q.URL.EscapedPath()
		defer func() {
			s.answered(Answer{method, path, kept.status, kept.body}, bad.has)
		}()
		next.ServeHTTP(kept, q)
	})
}

// sheet is what a run notes of one test.
type sheet struct {
	run      *Run
	d        *Description
	mu       sync.Mutex
	over     bool
	problems []string
}

func (r *Run) start(t testing.TB) *sheet {
	t.Helper()
	d, err := Published()
	if err != nil {
		t.Fatal(err)
	}
	s := &sheet{run: r, d: d}
	t.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.over = true
		for _, problem := range s.problems {
			t.Error(problem)
		}
	})
	return s
}

// answered judges one answer and notes it, unless it was spoiled on purpose: a
// refusal that a scenario made is none of the operation's.
func (s *sheet) answered(a Answer, onPurpose func(Answer) bool) {
	operation, says, problems := judge(s.d, a)
	if (says != success || len(problems) > 0) && onPurpose(a) {
		s.run.mu.Lock()
		defer s.run.mu.Unlock()
		s.run.injected++
		return
	}
	s.run.note(operation, says)
	for _, problem := range problems {
		s.report(fmt.Sprintf("%s %s answered %d and %s\n%s", a.Method, a.Path, a.Status, problem, a.Body))
	}
}

func (s *sheet) report(problem string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over {
		s.problems = append(s.problems, problem)
		return
	}
	s.run.mu.Lock()
	defer s.run.mu.Unlock()
	s.run.late = append(s.run.late, problem)
}

func (r *Run) note(operation string, says outcome) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.checked++
	if operation == "" {
		return
	}
	if r.seen[operation] == nil {
		r.seen[operation] = &[refusal + 1]int{}
	}
	r.seen[operation][says]++
}

// Untold lists what of the operations no test has seen: a success, or a refusal
// for another reason than the token. Those in tokenOnly take nothing that could
// be refused but the token.
func (r *Run) Untold(operations []string, tokenOnly ...string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, o := range operations {
		seen := r.seen[o]
		if seen == nil {
			seen = &[refusal + 1]int{}
		}
		if seen[success] == 0 {
			out = append(out, o+": no test drives it through its success")
		}
		if seen[refusal] == 0 && (seen[noToken] == 0 || !slices.Contains(tokenOnly, o)) {
			out = append(out, o+": no test drives it through a refusal")
		}
	}
	return out
}

// Succeeded reports whether a test drove the operation through its success.
func (r *Run) Succeeded(operation string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen[operation] != nil && r.seen[operation][success] > 0
}

// Around returns m with the run's count around it, for a TestMain that has more
// around it. Demands are asked after a run of all tests that passed; what they
// return fails it.
func (r *Run) Around(m interface{ Run() int }, demands ...func() []string) *Counted {
	return &Counted{run: r, tests: m, demands: demands}
}

// Main runs a package's tests and exits. Call it from TestMain.
func (r *Run) Main(m *testing.M, demands ...func() []string) { os.Exit(r.Around(m, demands...).Run()) }

// Counted is a test run that is counted.
type Counted struct {
	run     *Run
	tests   interface{ Run() int }
	demands []func() []string
}

// Run runs the tests, tells how many answers were checked and returns the exit
// code.
func (c *Counted) Run() int {
	code := c.tests.Run()
	c.run.mu.Lock()
	problems := slices.Clone(c.run.late)
	c.run.mu.Unlock()
	if code == 0 && whole() {
		for _, demand := range c.demands {
			problems = append(problems, demand()...)
		}
	}
	for _, problem := range problems {
		fmt.Fprintln(os.Stderr, problem)
		code = max(code, 1)
	}
	if err := c.run.tell(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	return code
}

// whole reports whether the run left no test out and measured and fuzzed
// nothing.
func whole() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.fuzz", "test.bench"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return false
		}
	}
	return true
}

// tell prints the count and writes it down where ReportEnv says.
func (r *Run) tell() error {
	if worker := flag.Lookup("test.fuzzworker"); worker != nil && worker.Value.String() == "true" {
		return nil
	}
	d, err := Published()
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintln(os.Stderr, r.summary(d != nil))
	dir := os.Getenv(ReportEnv)
	if dir == "" || d == nil {
		return nil
	}
	name := fmt.Sprintf("%s-%d.count", filepath.Base(os.Args[0]), os.Getpid())
	return os.WriteFile(filepath.Join(dir, name), fmt.Appendf(nil, "%d\n", r.checked), 0o644)
}

func (r *Run) summary(described bool) string {
	if !described {
		return "0 responses checked: PortOne's description is not beside the project"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d responses of %d operations checked against PortOne's description", r.checked, len(slices.Collect(maps.Keys(r.seen))))
	if r.injected > 0 {
		fmt.Fprintf(&b, ", %d spoiled by scenarios left out", r.injected)
	}
	if r.cut > 0 {
		fmt.Fprintf(&b, ", %d that the log cut off left out", r.cut)
	}
	return b.String()
}

// recorder keeps what a handler answers.
type recorder struct {
	http.ResponseWriter
	status int
	body   []byte
}

func (w *recorder) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(p []byte) (int, error) {
	w.body = append(w.body, p...)
	return w.ResponseWriter.Write(p)
}

// Unwrap lets an http.ResponseController reach what is beneath.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
