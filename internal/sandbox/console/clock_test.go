package console_test

import (
	"net/http"
	"strings"
	"testing"
)

type clockNow struct {
	Now     string
	Running bool
	NextDue *struct {
		At, What, Imp string
		ImpUID        string `json:"imp_uid"`
	} `json:"next_due"`
}

func TestClock_movesByEveryFormOfADuration(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"set":"2026-11-23T12:00:00+09:00"}`: "2026-11-23T03:00:00Z",
		`{"set":"2028-02-29T00:00:00Z"}`:      "2028-02-29T00:00:00Z",
		`{"advance":0}`:                       "2026-11-23T03:00:00Z",
		`{"advance":90}`:                      "2026-11-23T03:01:30Z",
		`{"advance":"90m"}`:                   "2026-11-23T04:30:00Z",
		`{"advance":"1h30m0.5s"}`:             "2026-11-23T04:30:00.5Z",
		`{"advance":"PT90M"}`:                 "2026-11-23T04:30:00Z",
		`{"advance":"P1W2DT3H4M5S"}`:          "2026-12-02T06:04:05Z",
		`{"advance_to_next_due":true}`:        "2026-11-23T03:00:00Z",
	} {
		a := newAPI(t)
		var moved struct {
			Now string
			Did int
		}
		a.ok(t, "POST", "/clock", body, &moved)
		if moved.Now != want || moved.Did != 0 {
			t.Errorf("%s answered %+v, want %s", body, moved, want)
		}
	}
}

func TestClock_refusesWhatItCannotDoAndStays(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	last := a.engine.Events(0)
	for body, word := range map[string]string{
		`{"set":"2026-11-23T02:59:59Z"}`: "does not go back",
		`{"set":"tomorrow"}`:             "RFC 3339",
		`{"set":"9000-01-01T00:00:01Z"}`: "ends at",
		`{"set":null}`:                   "only one",
		`{}`:                             "only one",
		`{"advance":1,"advance_to_next_due":true}`:     "only one",
		`{"advance_to_next_due":false}`:                "only one",
		`{"advance":-1}`:                               "duration",
		`{"advance":1.5}`:                              "duration",
		`{"advance":3200000000}`:                       "duration",
		`{"advance":null}`:                             "duration",
		`{"advance":"-1s"}`:                            "duration",
		`{"advance":"P1M"}`:                            "duration",
		`{"advance":"P"}`:                              "duration",
		`{"advance":"P1DT"}`:                           "duration",
		`{"advance":"P99999999999999999999D"}`:         "duration",
		`{"advance":"P36500DT1S"}`:                     "duration",
		`{"advance":"a while"}`:                        "duration",
		`{"rewind":1}`:                                 "",
		`{"set":"2027-01-01T00:00:00Z","advance":"1"}`: "only one",
	} {
		w := a.send("POST", "/clock", body)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), word) {
			t.Errorf("%s answered %d %s, want 400 with %q", body, w.Code, w.Body, word)
		}
	}
	var now clockNow
	a.ok(t, "GET", "/clock", "", &now)
	if now.Now != "2026-11-23T03:00:00Z" || !now.Running || now.NextDue != nil || len(a.engine.Events(0)) != len(last) {
		t.Errorf("after refusals the clock is %+v", now)
	}
}

func TestClock_goesToWhatIsDueNext(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var issued callback
	a.ok(t, "POST", "/buyer/pay", `{`+order+`,"pay_method":"vbank","outcome":"issue_account","vbank_due":"2026-12-31"}`, &issued)
	m := a.engine.Merchants()[0]
	if _, _, err := a.engine.Token(t.Context(), m.APIKey, m.APISecret); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ at, what, uid string }{
		{"2026-11-23T03:30:00Z", "token", ""},
		{"2026-12-31T15:00:00Z", "account", issued.ImpUID},
	} {
		var now clockNow
		a.ok(t, "GET", "/clock", "", &now)
		if d := now.NextDue; d == nil || d.At != want.at || d.What != want.what || d.Imp != a.imp || d.ImpUID != want.uid {
			t.Fatalf("next is %+v, want %+v", d, want)
		}
		var moved struct {
			Now string
			Did int
		}
		a.ok(t, "POST", "/clock", `{"advance_to_next_due":true}`, &moved)
		if moved.Now != want.at || moved.Did != 1 {
			t.Errorf("the move answered %+v, want %s", moved, want.at)
		}
	}
	if w := a.send("POST", "/payments/"+issued.ImpUID+"/deposit", "{}"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a deposit after the due time answered %d %s", w.Code, w.Body)
	}
}
