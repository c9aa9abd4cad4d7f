package sandbox_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (s *script) scenario(rest, _ []string) {
	s.t.Helper()
	method, path, body := "POST", "/scenarios", rest[0]
	if body == "clear" {
		path, body = "/scenarios/clear", ""
	}
	if status, raw := s.call(method, s.p.console+"/sandbox"+path, body, ""); status != http.StatusOK {
		s.fail("the scenario was refused: %d %s", status, raw)
	}
}

// load switches a built-in set on.
func (s *script) load(rest, _ []string) {
	s.t.Helper()
	if status, raw := s.call("POST", s.p.console+"/sandbox/scenarios/sets/"+rest[0], "", ""); status != http.StatusOK {
		s.fail("the set was refused: %d %s", status, raw)
	}
}

// answer decides how the shop answers webhooks from now on.
func (s *script) answer(rest, _ []string) {
	s.t.Helper()
	var err error
	if s.answers, err = strconv.Atoi(rest[len(rest)-1]); err != nil {
		s.fail("%v", err)
	}
}

func (s *script) setting(rest, _ []string) {
	s.t.Helper()
	if status, raw := s.call("PUT", s.p.console+"/sandbox/merchants/"+s.p.Seeded().Imp+"/webhook", rest[0], ""); status != http.StatusOK {
		s.fail("the setting was refused: %d %s", status, raw)
	}
}

// pay is a buyer with a window. What the shop's page is told is judged after
// ->: told, silent, or failed with a part of the text.
func (s *script) pay(rest, want []string) {
	s.t.Helper()
	m := members(rest)
	request := map[string]any{
		"pg": "html5_inicis.INIpayTest", "pay_method": "card", "name": "당근", "buyer_tel": "010-0000-0000",
		"merchant_uid": m["order"], "amount": json.Number(m["amount"]),
	}
	for name, member := range map[string]string{"method": "pay_method", "pg": "pg", "outcome": "outcome"} {
		if m[name] != "" {
			request[member] = m[name]
		}
	}
	if m["{"] != "" {
		if err := json.Unmarshal([]byte(m["{"]), &request); err != nil {
			s.fail("%v", err)
		}
	}
	body, err := json.Marshal(request)
	if err != nil {
		s.fail("%v", err)
	}
	status, raw := s.call("POST", s.p.console+"/sandbox/buyer/pay", string(body), "")
	var told struct {
		Message string `json:"error_msg"`
	}
	if status != http.StatusOK || json.Unmarshal([]byte(raw), &told) != nil {
		s.fail("the window answered %d %s", status, raw)
	}
	got := "told"
	switch {
	case strings.TrimSpace(raw) == "null":
		got = "silent"
	case told.Message != "":
		got = "failed~" + told.Message
	}
	for _, w := range want {
		if got != w && !(strings.HasPrefix(w, "failed~") && strings.HasPrefix(got, "failed~") && strings.Contains(got, w[len("failed~"):])) {
			s.fail("the shop's page was %s, want %s", got, w)
		}
	}
}

func (s *script) renew(_, _ []string) { s.p.login(s.t) }

func (s *script) control(rest, want []string) {
	s.t.Helper()
	s.exchange(s.p.console+"/sandbox", "", rest, want)
}

// rest calls the REST API with the shop's token.
func (s *script) rest(rest, want []string) {
	s.t.Helper()
	s.exchange(s.p.rest, s.p.token, rest, want)
}

// exchange sends a request and judges the answer: its status, cut where it
// broke off, and members, looked for in the envelope and in its response.
func (s *script) exchange(base, token string, rest, want []string) {
	s.t.Helper()
	body := ""
	if len(rest) > 2 {
		body = rest[2]
	}
	status, raw := s.call(rest[0], base+rest[1], body, token)
	var answer map[string]any
	_ = json.Unmarshal([]byte(raw), &answer) // an HTML page has no members
	if response, ok := answer["response"].(map[string]any); ok {
		maps.Copy(answer, response)
	}
	for _, w := range want {
		switch {
		case w == "cut":
			w = "0"
			fallthrough
		case !strings.ContainsAny(w, "=~"):
			if strconv.Itoa(status) != w {
				s.fail("answered %d %s, want %s", status, raw, w)
			}
		default:
			s.member(answer, w)
		}
	}
}

// member judges name=value, or name~part, of an object. A time stands for its
// UNIX seconds.
func (s *script) member(object map[string]any, want string) {
	s.t.Helper()
	at := strings.IndexAny(want, "=~")
	name, value := want[:at], want[at+1:]
	if t, err := time.Parse(time.RFC3339, value); err == nil {
		value = strconv.FormatInt(t.Unix(), 10)
	}
	got, there := object[name]
	text := fmt.Sprint(got)
	if number, ok := got.(float64); ok {
		text = strconv.FormatFloat(number, 'f', -1, 64)
	}
	if !there || want[at] == '=' && text != value || want[at] == '~' && !strings.Contains(text, value) {
		s.fail("%s is %q, want %s", name, text, want)
	}
}

// advance moves the clock by a duration, to a time, or to what is due next.
func (s *script) advance(rest, want []string) {
	s.t.Helper()
	body := `{"advance":"` + rest[0] + `"}`
	switch {
	case rest[0] == "next":
		body = `{"advance_to_next_due":true}`
	case rest[0] == "to":
		body = `{"set":"` + rest[1] + `"}`
	}
	s.exchange(s.p.console+"/sandbox", "", []string{"POST", "/clock", body}, append(want, "200"))
}

// subscribe lets the shop charge a key every month.
func (s *script) subscribe(rest, _ []string) {
	s.t.Helper()
	m := members(rest)
	times, err := strconv.Atoi(m["times"])
	if err != nil {
		s.fail("%v", err)
	}
	s.monthly = &monthly{key: m["key"], order: m["order"], amount: m["amount"], first: s.moment(m["first"]), times: times}
	s.nextMonth()
}

// expect judges what has come of it all.
func (s *script) expect(rest, _ []string) {
	s.t.Helper()
	switch rest[0] {
	case "payment":
		_, raw := s.call("GET", s.p.console+"/sandbox/payments/"+s.newest(rest[1]).ImpUID, "", "")
		var record map[string]any
		if err := json.Unmarshal([]byte(raw), &record); err != nil {
			s.fail("%v", err)
		}
		for _, w := range rest[2:] {
			s.member(record, w)
		}
	case "payments":
		if n := len(s.p.Engine().FindAll(s.p.Seeded().Imp, rest[1], "", "")); strconv.Itoa(n) != rest[2] {
			s.fail("%s has %d payments", rest[1], n)
		}
	case "webhook":
		s.times(count(s.heard, rest[2]+":"+rest[1]), rest[3:])
	case "heard":
		if want := rest[1:]; !slices.Equal(s.heard, want) && !(want[0] == "nothing" && len(s.heard) == 0) {
			s.fail("the shop heard %v, want %v", s.heard, want)
		}
	case "log":
		n := 0
		for _, ev := range s.p.Engine().Events(0) {
			if ev.Kind == rest[1] {
				n++
			}
		}
		s.times(n, rest[2:])
	case "clock":
		if now := s.p.Now(); !now.Equal(s.moment(rest[1])) {
			s.fail("the clock shows %v", now)
		}
	default:
		s.fail("nothing is known of %q", rest[0])
	}
}

// times judges a number: once, or as often as xN says.
func (s *script) times(n int, want []string) {
	s.t.Helper()
	if len(want) == 0 {
		want = []string{"x1"}
	}
	if "x"+strconv.Itoa(n) != want[0] {
		s.fail("it happened %d times, want %s", n, want[0])
	}
}
