package sandbox_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// scriptCPU is how much of the processor one script may take; it is what a
// person waits for a year of charges.
const scriptCPU = time.Second

// TestScripts runs each file of testdata/scenarios: what a shop, its buyers and
// whoever causes trouble do, line by line, and what must come of it. The files
// are read by the commands below; README.md beside them explains those.
func TestScripts(t *testing.T) { // not parallel: the processor's time is the whole process's
	files, err := filepath.Glob("testdata/scenarios/*.txt")
	if err != nil || len(files) < 12 {
		t.Fatalf("there are %d scripts, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			before := used(t)
			s := &script{t: t, file: file, at: newYear}
			for i, text := range strings.Split(string(raw), "\n") {
				if text, _, _ = strings.Cut(text, " #"); strings.TrimSpace(text) != "" && text[0] != '#' {
					s.line = i + 1
					s.run(text)
				}
			}
			if took := used(t) - before; took > scriptCPU {
				t.Errorf("the script took %v of the processor, want at most %v", took, scriptCPU)
			}
		})
	}
}

// used is the processor's time of this process.
func used(t *testing.T) time.Duration {
	t.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		t.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// script is one file being run.
type script struct {
	t    *testing.T
	file string
	line int
	at   time.Time // where the clock stands at first

	p       *portone // nil until the first command that needs it
	shop    *httptest.Server
	heard   []string // ORDER:STATUS of the webhooks that the shop got
	answers int      // the shop's answer to webhooks
	monthly *monthly
}

// monthly is a shop that charges a key on the same day of each month, or on the
// last where a month is shorter, and schedules the next month when it hears of
// a paid one.
type monthly struct {
	key, order, amount string
	first              time.Time
	times, made        int
}

func (s *script) fail(format string, args ...any) {
	s.t.Helper()
	s.t.Fatalf("%s:%d: %s", s.file, s.line, fmt.Sprintf(format, args...))
}

// run carries out one line.
func (s *script) run(text string) {
	s.t.Helper()
	words, want := s.split(text)
	name, rest := words[0], words[1:]
	if name == "clock" {
		s.at = s.moment(rest[0])
		return
	}
	s.open()
	commands := map[string]func(rest, want []string){
		"scenario": s.scenario, "set": s.load, "shop": s.answer, "setting": s.setting, "pay": s.pay, "login": s.renew,
		"control": s.control, "rest": s.rest, "advance": s.advance, "monthly": s.subscribe, "expect": s.expect,
	}
	run, known := commands[name]
	if !known {
		s.fail("unknown command %q", name)
	}
	run(rest, want)
	if name != "advance" && name != "expect" { // webhooks that are due now are sent before the next line
		if _, err := s.p.MoveClock(s.t.Context(), s.p.Now()); err != nil {
			s.fail("%v", err)
		}
	}
}

// open starts the sandbox and the shop.
func (s *script) open() {
	s.t.Helper()
	if s.p != nil {
		return
	}
	s.answers = http.StatusOK
	s.shop = httptest.NewServer(http.HandlerFunc(s.hear))
	s.t.Cleanup(s.shop.Close)
	// With a seed webhooks are sent one after another, so that their order is sure.
	s.p = start(s.t, sandbox.Options{StandAt: s.at, Seed: new(uint64)})
	s.setting([]string{`{"test":{"url":"` + s.shop.URL + `"}}`}, nil)
	s.p.login(s.t)
}

// hear is the shop's webhook endpoint.
func (s *script) hear(w http.ResponseWriter, r *http.Request) {
	var hook struct {
		MerchantUID string `json:"merchant_uid"`
		Status      string `json:"status"`
	}
	if err := json.NewDecoder(r.Body).Decode(&hook); err != nil {
		s.t.Errorf("%s:%d: the shop got %v", s.file, s.line, err)
	}
	s.heard = append(s.heard, hook.MerchantUID+":"+hook.Status)
	if s.monthly != nil && hook.Status == "paid" {
		s.nextMonth()
	}
	w.WriteHeader(s.answers)
}

// split takes a line apart: words, JSON objects as one word each, and what
// follows ->. A quoted part of a word may hold spaces.
func (s *script) split(text string) (words, want []string) {
	s.t.Helper()
	into := &words
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		if rest, found := strings.CutPrefix(text, "->"); found {
			into, text = &want, rest
			continue
		}
		word, rest, err := nextWord(text)
		if err != nil {
			s.fail("%v in %s", err, text)
		}
		*into, text = append(*into, s.named(word)), rest
	}
	return words, want
}

func nextWord(text string) (word, rest string, err error) {
	if text[0] == '{' {
		d := json.NewDecoder(strings.NewReader(text))
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return "", "", err
		}
		return string(raw), text[d.InputOffset():], nil
	}
	quoted := false
	end := strings.IndexFunc(text, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
	if quoted {
		return "", "", errors.New("a quote does not end")
	}
	if end < 0 {
		end = len(text)
	}
	return strings.ReplaceAll(text[:end], `"`, ""), text[end:], nil
}

// named puts the imp_uid of an order's newest payment where @ORDER stands.
func (s *script) named(word string) string {
	at := strings.IndexByte(word, '@')
	if at < 0 || s.p == nil {
		return word
	}
	end := strings.IndexAny(word[at+1:], `"/?&`)
	if end < 0 {
		end = len(word) - at - 1
	}
	return word[:at] + s.newest(word[at+1:at+1+end]).ImpUID + word[at+1+end:]
}

// newest is the newest payment of an order, or the nth with ORDER#n.
func (s *script) newest(order string) engine.Payment {
	s.t.Helper()
	order, number, nth := strings.Cut(order, "#")
	list := s.p.Engine().FindAll(s.p.Seeded().Imp, order, "", "started")
	at := len(list) - 1
	if nth {
		n, err := strconv.Atoi(number)
		if err != nil {
			s.fail("%v", err)
		}
		at = n - 1
	}
	if at < 0 || at >= len(list) {
		s.fail("the order %s has %d payments", order, len(list))
	}
	return list[at]
}

func (s *script) moment(text string) time.Time {
	s.t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		s.fail("%v", err)
	}
	return at
}

// members reads name=value words; a JSON object among them is kept under "{".
func members(words []string) map[string]string {
	all := map[string]string{}
	for _, word := range words {
		if word[0] == '{' {
			all["{"] = word
			continue
		}
		name, value, _ := strings.Cut(word, "=")
		all[name] = value
	}
	return all
}

// call sends a request and returns status and body; an answer that broke off
// has the status 0.
func (s *script) call(method, address, body, token string) (int, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		s.fail("%v", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.fail("%v", err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, string(raw)
	}
	return res.StatusCode, string(raw)
}

// nextMonth schedules the charge after those that were made.
func (s *script) nextMonth() {
	m := s.monthly
	if m.made == m.times {
		return
	}
	first := m.first.In(clock.KST)
	month := time.Date(first.Year(), first.Month()+time.Month(m.made), 1, first.Hour(), first.Minute(), first.Second(), 0, clock.KST)
	last := month.AddDate(0, 1, -1).Day()
	at := month.AddDate(0, 0, min(first.Day(), last)-1)
	body := fmt.Sprintf(`{"customer_uid":"%s","schedules":[{"merchant_uid":"%s%d","schedule_at":%d,"amount":%s,"name":"구독"}]}`,
		m.key, m.order, m.made+1, at.Unix(), m.amount)
	m.made++
	s.p.login(s.t) // a month is longer than a token's life
	if status, raw := s.call("POST", s.p.rest+"/subscribe/payments/schedule", body, s.p.token); status != http.StatusOK || !strings.Contains(raw, `"code":0`) {
		s.t.Errorf("%s:%d: the schedule answered %d %s", s.file, s.line, status, raw)
	}
}

// count returns how often a word stands in a list.
func count(list []string, word string) int {
	return len(list) - len(slices.DeleteFunc(slices.Clone(list), func(w string) bool { return w == word }))
}
