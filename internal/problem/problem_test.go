package problem_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
)

func TestOf_speaksTheCatalogueAndShowsNoCause(t *testing.T) {
	t.Parallel()
	field, internal := fault.BadField.Entry(), fault.InternalError.Entry()
	for _, c := range []struct {
		name string
		err  error
		want problem.Problem
	}{
		{
			"a fault in a chain", fmt.Errorf("secret: %w", fault.Field(fault.BadField, "items[0].qty", "a whole number")),
			problem.Problem{Type: "about:blank", Status: 400, Code: fault.BadField, Detail: "a whole number", Field: "items[0].qty", Korean: field.Korean, English: field.Eng},
		},
		{
			"a fault with a cause", fault.Wrap(fault.BadField, errors.New("secret")),
			problem.Problem{Type: "about:blank", Status: 400, Code: fault.BadField, Korean: field.Korean, English: field.Eng},
		},
		{
			"an error without a code", errors.New("secret"),
			problem.Problem{Type: "about:blank", Status: 500, Code: fault.InternalError, Korean: internal.Korean, English: internal.Eng},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, problem.Of(c.err)); diff != "" {
				t.Errorf("the problem differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWrite_answersAsRFC9457Says(t *testing.T) {
	t.Parallel()
	p := problem.Of(fault.New(fault.BadField)).Saying(fault.Entry{Kind: fault.Conflict, Korean: "<가>", Eng: "A."})
	short := httptest.NewRecorder()
	problem.Write(short, p)
	wantAnswer(t, short, http.StatusConflict, "application/problem+json",
		`{"type":"about:blank","title":"Conflict","status":409,"code":"bad_field","message_ko":"\u003c가\u003e","message_en":"A."}`)

	p.Type, p.Detail, p.Field, p.RequestID = "urn:x", "d", "f", "req_1"
	long := httptest.NewRecorder()
	problem.Write(long, p)
	wantAnswer(t, long, http.StatusConflict, "application/problem+json",
		`{"type":"urn:x","title":"Conflict","status":409,"code":"bad_field","detail":"d","field":"f",`+
			`"message_ko":"\u003c가\u003e","message_en":"A.","request_id":"req_1"}`)
}

func TestWriteJSON_answersWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	whole := httptest.NewRecorder()
	if err := problem.WriteJSON(whole, http.StatusCreated, map[string]string{"a": "</script>"}); err != nil {
		t.Fatal(err)
	}
	wantAnswer(t, whole, http.StatusCreated, "application/json", `{"a":"\u003c/script\u003e"}`)

	none := httptest.NewRecorder()
	if err := problem.WriteJSON(none, http.StatusCreated, map[string]any{"a": func() {}}); err == nil {
		t.Error("WriteJSON of a function returned no error")
	}
	if none.Body.Len() != 0 || len(none.Header()) != 0 {
		t.Errorf("WriteJSON of a function wrote %v %q", none.Header(), none.Body)
	}
}

func TestReadBody_readsUpToTheLimit(t *testing.T) {
	t.Parallel()
	broken := io.MultiReader(strings.NewReader("123"), iotest.ErrReader(errors.New("secret")))
	for _, c := range []struct {
		name string
		body io.Reader
		want string
		code fault.Code
	}{
		{"nothing", strings.NewReader(""), "", ""},
		{"the limit", strings.NewReader("12345"), "12345", ""},
		{"more", strings.NewReader("123456"), "", fault.BodyTooLarge},
		{"half of it", broken, "", fault.BadRequest},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "/", c.body)
			got, err := problem.ReadBody(httptest.NewRecorder(), r, 5)
			if string(got) != c.want || fault.CodeOf(err) != c.code {
				t.Errorf("ReadBody = %q, %v, want %q, %q", got, err, c.want, c.code)
			}
		})
	}
}

func wantAnswer(t *testing.T, w *httptest.ResponseRecorder, status int, kind, body string) {
	t.Helper()
	want := http.Header{"Content-Type": {kind}, "Cache-Control": {"no-store"}, "X-Content-Type-Options": {"nosniff"}}
	if diff := cmp.Diff(want, w.Header()); diff != "" {
		t.Errorf("the headers differ (-want +got):\n%s", diff)
	}
	if w.Code != status || w.Body.String() != body+"\n" {
		t.Errorf("answered %d %s, want %d %s", w.Code, w.Body, status, body)
	}
}
