package httpapi_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/operator"
	"github.com/naru-pay/naru/internal/payment"
)

// export reads a CSV of a day.
func (b *browser) export(file, query string) [][]string {
	b.t.Helper()
	got := b.see("/console/api/exports/" + file + "?" + query)
	text, marked := bytes.CutPrefix(got.body, []byte("\ufeff"))
	if !marked || bytes.Count(text, []byte("\n")) != bytes.Count(text, []byte("\r\n")) {
		b.t.Errorf("%s: not UTF-8 with a mark and CRLF: %q", file, got.body)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		b.t.Fatal(err)
	}
	return rows
}

// column picks one column of a sheet by its title.
func column(rows [][]string, title string) []string {
	at := slices.Index(rows[0], title)
	var out []string
	for _, row := range rows[1:] {
		out = append(out, row[at])
	}
	return out
}

func TestConsole_exportsWhatThePGsSheetSays(t *testing.T) {
	t.Parallel()
	b := newDesk(t, operator.Operator) // the clock begins at 09:00 of the 23rd in Korea
	o, imp := b.paid(`{"order_ref":"=HYPERLINK(1)","amount":59000,"tax_free":4000,"name":"맨투맨","pay_method":"card","buyer":{"name":"홍길동","tel":"010-1234-5678","email":"a@b.kr"}}`)
	b.portone.Change(imp, func(s *payment.Seen) {
		s.CardName, s.Approval, s.PGTID, s.CardQuota = "신한카드", "@00123", "+tid", 3
	})
	b.want(b.world.send("POST", "/api/payments/"+o.id+"/cancel", `{"amount":9000,"tax_free":4000,"reason":"-1 of it"}`, header("Idempotency-Key", "k1")), http.StatusOK, "")
	b.clock.Advance(24 * time.Hour)
	b = b.logIn(b.hire(operator.Admin))
	b.portone.CancelElsewhere(imp, money.Won(11_000))
	b.want(b.world.send("POST", "/api/payments/"+o.id+"/complete", fmt.Sprintf(`{"imp_uid":%q}`, imp)), http.StatusOK, "")

	day := b.export("payments.csv", "from=2026-11-23&to=2026-11-23")
	for title, want := range map[string][]string{
		"구분": {"결제", "환불"}, "주문번호": {"'=HYPERLINK(1)", "'=HYPERLINK(1)"}, "금액": {"59000", "-9000"}, "공급가": {"50000", "-4545"},
		"부가세": {"5000", "-455"}, "면세": {"4000", "-4000"}, "승인번호": {"'@00123", "'@00123"}, "pg_tid": {"'+tid", "'+tid"}, "수단": {"카드", "카드"},
		"할부": {"3개월", "3개월"}, "MID": {"INIpayTest", "INIpayTest"}, "사유": {"", "'-1 of it"}, "비고": {"", ""},
	} {
		if diff := cmp.Diff(want, column(day, title)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", title, diff)
		}
	}
	next := b.export("refunds.csv", "from=2026-11-24&to=2026-11-30")
	if got := column(next, "금액"); !slices.Equal(got, []string{"-11000"}) || column(next, "비고")[0] != "포트원·PG에서 환불" || column(next, "부가세")[0] != "-1000" {
		t.Errorf("what went back elsewhere: %v", next)
	}
	if got := b.export("daily.csv", "from=2026-11-01&to=2026-11-30"); fmt.Sprint(got[1:]) != "[[2026-11-23 KRW 1 59000 1 -9000 50000] [2026-11-24 KRW 0 0 1 -11000 -11000]]" {
		t.Errorf("daily close: %v", got[1:])
	}
	if got := b.export("totals.csv", "from=2026-11-01&to=2026-11-30&lang=en"); fmt.Sprint(got[1:]) != "[[html5_inicis INIpayTest card KRW 1 59000 2 -20000 39000 35455 3545 0]]" || got[0][0] != "PG" || got[0][5] != "Paid" {
		t.Errorf("totals: %v", got)
	}
	if rows := b.export("payments.csv", "from=2026-11-25&to=2026-11-25"); len(rows) != 1 {
		t.Errorf("a day without money: %v", rows)
	}
	if !slices.Contains(b.audited(), "payments.exported 2 rows") {
		t.Errorf("audit log: %v", b.audited())
	}
}

func TestConsole_exportsASpreadsheetWithItsProgress(t *testing.T) {
	t.Parallel()
	b := newDesk(t, operator.Viewer)
	b.paid(order("=1+1", "홍길동", "010-1234-5678", "hong@example.com", 59_000))
	const ticket = "ticket-0123456789abcdef"
	b.want(b.send("GET", "/console/api/exports/progress/"+ticket, ""), http.StatusNotFound, "export_not_found")
	got := b.see("/console/api/exports/payments.xlsx?from=2026-11-23&to=2026-11-23&ticket=" + ticket)
	if got.header.Get("Naru-Export-Rows") != "1" || !strings.Contains(got.header.Get("Content-Disposition"), "naru-payments-20261123-20261123.xlsx") {
		t.Errorf("headers %v", got.header)
	}
	f, err := excelize.OpenReader(bytes.NewReader(got.body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Sheet1")
	if err != nil || len(rows) != 2 || rows[1][2] != "=1+1" || column(rows, "금액")[0] != "59,000" {
		t.Errorf("rows %v, error %v", rows, err)
	}
	if formula, _ := f.GetCellFormula("Sheet1", "C2"); formula != "" {
		t.Errorf("a cell runs %q", formula)
	}
	if p := b.see("/console/api/exports/progress/" + ticket); p.text("state") != "done" || p.json["rows_done"] != 1.0 || p.json["rows_total"] != 1.0 {
		t.Errorf("progress %s", p.body)
	}
	other := b.logIn(b.hire(operator.Admin))
	other.want(other.send("GET", "/console/api/exports/progress/"+ticket, ""), http.StatusNotFound, "export_not_found")
	for path, code := range map[string]string{
		"payments.pdf?from=2026-11-23&to=2026-11-23": "route_not_found", "secrets.csv?from=2026-11-23&to=2026-11-23": "route_not_found",
		"payments.csv": "bad_query", "payments.csv?from=2026-11-23&to=2026-11-22": "bad_query", "payments.csv?from=2026-11-23&to=2026-11-23&lang=fr": "bad_query",
		"payments.csv?from=2026-11-23&to=2026-11-23&ticket=x": "bad_query",
	} {
		if got := b.send("GET", "/console/api/exports/"+path, ""); got.code() != code {
			t.Errorf("%s: %d %s, want %s", path, got.status, got.code(), code)
		}
	}
}

// safeText is what a stream said so far.
type safeText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *safeText) add(b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Write(b)
}

func (s *safeText) all() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// eventually waits for a condition, for half a minute at most.
func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	late := time.After(30 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("it did not come")
		}
	}
}

// listen opens a stream and returns what it has sent so far, whenever asked.
func (b *browser) listen(ctx context.Context, edits ...edit) (heard func() string, ended <-chan struct{}) {
	b.t.Helper()
	server := httptest.NewServer(b.handler)
	b.t.Cleanup(server.Close)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/console/api/live", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Cookie", "naru_console="+b.cookie)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, e := range edits {
		e(r)
	}
	answer, err := server.Client().Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "text/event-stream" {
		b.t.Fatalf("answered %d %s", answer.StatusCode, answer.Header.Get("Content-Type"))
	}
	var text safeText
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer answer.Body.Close()
		piece := make([]byte, 4096)
		for {
			n, err := answer.Body.Read(piece)
			text.add(piece[:n])
			if err != nil {
				return
			}
		}
	}()
	return text.all, done
}

func TestConsole_tellsLiveWhatIsStored(t *testing.T) {
	t.Parallel()
	b := newDesk(t, operator.Viewer)
	b.paid(order("A-0", "홍길동", "010-1234-5678", "hong@example.com", 1000))
	ctx, leave := context.WithCancel(t.Context())
	heard, ended := b.listen(ctx)
	o, _ := b.paid(order("A-1", "홍길동", "010-1234-5678", "hong@example.com", 59_000))
	eventually(t, func() bool { return strings.Contains(heard(), `"payment.paid","payment_id":"`+o.id+`"`) })
	if n := strings.Count(heard(), "payment.paid"); n != 1 {
		t.Errorf("%d payments told of, want the one since: %s", n, heard())
	}
	leave()
	<-ended
	at := strings.Index(heard(), "id: evt_") + len("id: ")
	first := heard()[at : at+len("evt_")+26]
	again, _ := b.listen(t.Context(), header("Last-Event-ID", first))
	eventually(t, func() bool { return strings.Contains(again(), `"payment.paid","payment_id":"`+o.id+`"`) })
	b.clock.Advance(2 * time.Hour)
	b = b.logIn(b.hire(operator.Admin))
	late, over := b.listen(t.Context(), header("Last-Event-ID", first))
	eventually(t, func() bool { return strings.Contains(late(), "event: reload") })
	b.want(b.send("POST", "/console/api/logout", ""), http.StatusNoContent, "")
	<-over
	if !strings.Contains(late(), "event: end") {
		t.Errorf("the stream of a session that ended says %q", late())
	}
	b.want(b.send("GET", "/console/api/live", ""), http.StatusUnauthorized, "session_required")
}
