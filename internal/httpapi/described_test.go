package httpapi_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/api"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/report"
)

// description is api/openapi.yaml with a router that finds a request's place in
// it.
type description struct {
	doc    *openapi3.T
	router routers.Router
}

var described = sync.OnceValues(func() (description, error) {
	openapi3filter.RegisterBodyDecoder(report.XLSX.Media(), openapi3filter.FileBodyDecoder)
	doc, err := openapi3.NewLoader().LoadFromFile("../../api/openapi.yaml")
	if err != nil {
		return description{}, err
	}
	if err := doc.Validate(context.Background()); err != nil {
		return description{}, err
	}
	router, err := legacy.NewRouter(doc)
	return description{doc, router}, err
})

var schemaOptions = []openapi3.SchemaValidationOption{openapi3.EnableJSONSchema2020(), openapi3.EnableFormatValidation()}

// checkAgainstDescription fails the test when an answer, or a request that was
// accepted, is not as api/openapi.yaml says.
func (w *world) checkAgainstDescription(r *http.Request, body string, got reply) {
	w.t.Helper()
	if w.quick {
		if _, known := fault.Catalogue[fault.Code(got.code())]; !known && got.json != nil && got.status >= http.StatusBadRequest {
			w.t.Errorf("%s %s: answered %d without a known code: %s", r.Method, r.URL, got.status, got.body)
		}
		return
	}
	d, err := described()
	if err != nil {
		w.t.Fatal(err)
	}
	if code := fault.Code(got.code()); code == fault.RouteNotFound || code == fault.MethodNotAllowed {
		w.checkProblem(d, r, got)
		return
	}
	route, params, err := d.router.FindRoute(r)
	if err != nil {
		w.checkProblem(d, r, got)
		return
	}
	options := &openapi3filter.Options{
		IncludeResponseStatus: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, SchemaValidationOptions: schemaOptions,
	}
	request := r.Clone(context.WithoutCancel(r.Context()))
	request.Body = io.NopCloser(strings.NewReader(body))
	input := &openapi3filter.RequestValidationInput{Request: request, PathParams: params, Route: route, Options: options}
	counted(route.Operation.OperationID, got.status < http.StatusBadRequest)
	if got.status < http.StatusBadRequest {
		if err := openapi3filter.ValidateRequest(request.Context(), input); err != nil {
			w.t.Errorf("%s %s %s: accepted, but it is not as described: %v", r.Method, r.URL, body, err)
		}
	}
	if strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
		options.ExcludeResponseBody = true
		answer := route.Operation.Responses.Status(got.status)
		if answer == nil || answer.Value.Content["text/html"] == nil {
			w.t.Errorf("%s %s: answered %d with a page, which is not described", r.Method, r.URL, got.status)
		}
	}
	answer := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: got.status, Header: got.header, Body: io.NopCloser(bytes.NewReader(got.body)), Options: options,
	}
	if err := openapi3filter.ValidateResponse(request.Context(), answer); err != nil {
		w.t.Errorf("%s %s %s: answered %d, which is not as described: %v\n%s", r.Method, r.URL, body, got.status, err, got.body)
	}
}

// checkProblem holds the answer about an address that is not described to the
// form of every problem.
func (w *world) checkProblem(d description, r *http.Request, got reply) {
	w.t.Helper()
	if r.Method == http.MethodOptions && got.status == http.StatusNoContent {
		return // a browser's preflight is no call of the API
	}
	if got.json == nil {
		w.t.Errorf("%s %s: answered %d without a problem: %s", r.Method, r.URL, got.status, got.body)
		return
	}
	if err := d.doc.Components.Schemas["Problem"].Value.VisitJSON(any(got.json), schemaOptions...); err != nil {
		w.t.Errorf("%s %s: answered %d, which is no problem as described: %v", r.Method, r.URL, got.status, err)
	}
}

func TestDescription_isServedAsGenerated(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.want(w.send("GET", "/api/openapi.json", "", noKey), http.StatusOK, "")
	if !bytes.Equal(r.body, api.OpenAPI()) || r.text("openapi") != "3.1.0" {
		t.Errorf("served %d bytes, embedded are %d", len(r.body), len(api.OpenAPI()))
	}
	ofYAML, err := described()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../api/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	ofJSON, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	want, errA := ofYAML.doc.MarshalJSON()
	got, errB := ofJSON.MarshalJSON()
	if errA != nil || errB != nil || !bytes.Equal(got, want) {
		t.Error("api/openapi.json is not what api/openapi.yaml says; run go run ./internal/gen/tsapi")
	}
}

func TestDocs_showEveryCallAndCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.want(w.send("GET", "/api/docs", "", noKey), http.StatusOK, "")
	d, err := described()
	if err != nil {
		t.Fatal(err)
	}
	page := string(r.body)
	for path, item := range d.doc.Paths.Map() {
		for verb := range item.Operations() {
			if !strings.Contains(page, `<span class="verb">`+verb+`</span> <code>`+path+`</code>`) {
				t.Errorf("the page lacks %s %s", verb, path)
			}
		}
	}
	for code := range fault.Catalogue {
		if !strings.Contains(page, `<tr id="`+string(code)+`">`) {
			t.Errorf("the page lacks the code %s", code)
		}
	}
	for _, link := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !strings.Contains(page, `id="`+link[1]+`"`) {
			t.Errorf("a link of the page leads nowhere: #%s", link[1])
		}
	}
	for path, item := range d.doc.Paths.Map() {
		for verb, op := range item.Operations() {
			if !regexp.MustCompile(`^[ -~]+[.)] .*\p{Hangul}`).MatchString(op.Summary) {
				t.Errorf("%s %s: the summary is not in English and then in Korean: %q", verb, path, op.Summary)
			}
		}
	}
	if n := strings.Count(page, `<span class="tag">scope: `); n < 8 {
		t.Errorf("the page names the scope of %d calls only", n)
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "src=") {
		t.Error("the page loads something")
	}
}

// TestDescription_listsEveryCode holds the enumeration of codes to the
// catalogue; those of the sandbox are no answers of this API.
func TestDescription_listsEveryCode(t *testing.T) {
	t.Parallel()
	d, err := described()
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for code := range fault.Catalogue {
		if !strings.HasPrefix(string(code), "sandbox_") && code != fault.Misdirected {
			want = append(want, string(code))
		}
	}
	for _, v := range d.doc.Components.Schemas["ErrorCode"].Value.Enum {
		text, _ := v.(string)
		got = append(got, text)
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ErrorCode in api/openapi.yaml is not the catalogue, sorted (-catalogue +description):\n%s", diff)
	}
}
