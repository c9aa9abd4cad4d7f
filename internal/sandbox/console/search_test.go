package console_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/console"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// stocked is a sandbox that remembers n payments of another run, one a minute
// until noon, of the merchant imp00000001.
func stocked(tb testing.TB, n int) *api {
	tb.Helper()
	begin := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC).Add(-time.Duration(n) * time.Minute)
	history := func(yield func(engine.Event, error) bool) {
		for i := range n + 1 {
			state := engine.StateChange{Kind: "merchant", Value: []byte(`{"code":"imp00000001","api_key":"1","name":"상점"}`)}
			at := begin.Add(time.Duration(i) * time.Minute)
			if i > 0 {
				status, paid := "paid", at.Unix()
				if i%10 == 0 {
					status, paid = "failed", 0
				}
				state.Kind, state.Value = "payment", fmt.Appendf(nil, `{"imp_uid":"imp_%012d","merchant_uid":"order-%d","merchant":"imp00000001","name":"맨투맨 %d","status":%q,
					"pay_method":"card","card_name":"신한카드","card_number":"433012******123%d","pg_provider":"html5_inicis","pg_id":"INIpayTest","sandbox":true,"currency":"KRW","amount":%d,
					"buyer_name":"홍길동","buyer_tel":"010-1234-%04d","started_at":%d,"paid_at":%d,"order":%d}`, i, i, i, status, i%10, 1000+i, i%10000, at.Unix(), paid, i)
			}
			if !yield(engine.Event{Seq: uint64(i) + 1, At: at, Kind: "state", State: []engine.StateChange{state}}, nil) {
				return
			}
		}
	}
	e, err := engine.New(engine.Config{
		Clock: clock.NewManual(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)), Entropy: id.System, History: iter.Seq2[engine.Event, error](history),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return &api{engine: e, handler: console.New(e, console.Options{Memory: true}), imp: "imp00000001"}
}

func TestPayments_areFoundByEveryFilter(t *testing.T) {
	t.Parallel()
	a := stocked(t, 1000) // more than a scan reads at a time
	for query, want := range map[string]int{
		"":                              1000,
		"status=failed":                 100,
		"q=imp_000000000999":            1,
		"q=order-100":                   2, // order-100 and order-1000
		"q=010-1234-0100":               1,
		"q=010-1234-0100&in=buyer_tel":  1,
		"q=010-1234-0100&in=buyer_name": 0,
		"q=" + "%EC%8B%A0%ED%95%9C" + "&in=card_name": 1000, // 신한
		"q=4330":                          1000,
		"provider=html5_inicis":           1000,
		"provider=kakaopay":               0,
		"method=card":                     1000,
		"method=vbank":                    0,
		"mode=test":                       1000,
		"mode=live":                       0,
		"kind=single":                     1000,
		"kind=regular":                    0,
		"min=1500":                        501,
		"max=1500":                        500,
		"min=1500&max=1500":               1,
		"from=2026-11-23&basis=requested": 721,
		"to=2026-11-22&basis=requested":   279,
		"from=2026-11-22&to=2026-11-22":   252, // a failed one has no time of failure here
		"status=paid&min=1001&max=1010&q=order&mode=":   9,
		"from=2026-11-23&to=2026-11-22&basis=requested": 0,
	} {
		var page struct {
			Total  int
			Counts map[string]int
			List   []json.RawMessage
		}
		a.ok(t, "GET", "/merchants/"+a.imp+"/payments?"+query, "", &page)
		limit := 20
		if strings.Contains(query, "limit=200") {
			limit = 200
		}
		if page.Total != want || len(page.List) != min(limit, want) {
			t.Errorf("?%s found %d, shows %d, want %d", query, page.Total, len(page.List), want)
		}
	}
}

func TestPayments_areCountedByStatusWhateverTabIsOpen(t *testing.T) {
	t.Parallel()
	a := stocked(t, 100)
	var page struct{ Counts map[string]int }
	a.ok(t, "GET", "/merchants/"+a.imp+"/payments?status=failed&min=1091", "", &page)
	want := map[string]int{"all": 10, "paid": 9, "failed": 1, "ready": 0, "cancelled": 0, "pending": 0}
	if diff := cmp.Diff(want, page.Counts); diff != "" {
		t.Error(diff)
	}
}

func TestPayments_pageAfterPageShowsEachOnceNewestFirst(t *testing.T) {
	t.Parallel()
	a := stocked(t, 450)
	last := 451
	for page := range 3 {
		var got struct {
			List []struct {
				ImpUID string `json:"imp_uid"`
			}
		}
		a.ok(t, "GET", fmt.Sprintf("/merchants/%s/payments?limit=200&page=%d", a.imp, page+1), "", &got)
		for _, p := range got.List {
			last--
			if p.ImpUID != fmt.Sprintf("imp_%012d", last) {
				t.Fatalf("page %d shows %s, want %d", page+1, p.ImpUID, last)
			}
		}
	}
	if last != 1 {
		t.Errorf("the pages end at %d", last)
	}
}

func TestPayments_refuseAFilterThatIsNone(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, query := range []string{
		"status=stolen", "in=secret", "basis=now", "kind=x", "mode=prod", "min=1.5", "max=-1", "min=9999999999999", "from=today", "to=2026-13-01",
		"from=2026-11-1", "page=0", "limit=0", "limit=201", "q=a&q=b",
	} {
		for _, target := range []string{"/payments?", "/payments/export?"} {
			w := a.send("GET", "/merchants/"+a.imp+target+query, "")
			if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"code":"bad_query"`) {
				t.Errorf("GET %s%s answered %d %.200s", target, query, w.Code, w.Body)
			}
		}
	}
	for _, query := range []string{"format=pdf", "lang=fr", "page=1"} {
		if w := a.send("GET", "/merchants/"+a.imp+"/payments/export?"+query, ""); w.Code != http.StatusBadRequest {
			t.Errorf("export?%s answered %d", query, w.Code)
		}
	}
	if w := a.send("GET", "/merchants/imp0/payments/export", ""); w.Code != http.StatusNotFound {
		t.Errorf("the export of nobody answered %d", w.Code)
	}
}

func TestExport_writesWhatWasAskedForAsASpreadsheet(t *testing.T) {
	t.Parallel()
	a := stocked(t, 300)
	w := a.ok(t, "GET", "/merchants/"+a.imp+"/payments/export?status=paid&min=1251", "", nil)
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="payments-imp00000001-20261123.xlsx"` {
		t.Errorf("Content-Disposition is %s", got)
	}
	f, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	if err != nil || len(rows) != 46 {
		t.Fatalf("%d rows, %v; want a head and 45", len(rows), err)
	}
	want := []string{
		"결제완료", "imp_000000000299", "order-299", "맨투맨 299", "홍길동", "010-1234-0299", "", "card", "신한카드", "433012******1239", "",
		"html5_inicis", "INIpayTest", "", "1299", "0", "KRW", "테스트-일반", "2026-11-23 11:59:00", "2026-11-23 11:59:00",
	}
	if diff := cmp.Diff(want, rows[1]); diff != "" {
		t.Error(diff)
	}
	if kind, err := f.GetCellType("Sheet1", "O2"); err != nil || kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
		t.Errorf("the amount is a cell of type %v, want a number", kind)
	}
	if len(rows[0]) != 23 || rows[0][0] != "결제상태" {
		t.Errorf("head %v", rows[0])
	}
}

func TestExport_asCSVIsReadByExcelAndRunsNothing(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	evil := strings.Replace(order, "<script>", `=HYPERLINK(\"http://evil\",\"x\")`, 1)
	a.ok(t, "POST", "/buyer/pay", `{`+evil+`,"buyer_name":"@SUM(1)","buyer_email":"a,\"b\"\nc"}`, nil)
	w := a.ok(t, "GET", "/merchants/"+a.imp+"/payments/export?format=csv&lang=en", "", nil)
	text, marked := strings.CutPrefix(w.Body.String(), "\ufeff")
	if !marked || !strings.Contains(text, "\r\n") {
		t.Errorf("no byte order mark or no CRLF in %q", w.Body)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != 2 || rows[0][0] != "Status" {
		t.Fatalf("%v, %v", rows, err)
	}
	got := map[string]string{}
	for i, name := range rows[0] {
		got[name] = rows[1][i]
	}
	for name, want := range map[string]string{
		"Status": "paid", "Order": `'=HYPERLINK("http://evil","x")`[:min(17, 99)], "Buyer": "'@SUM(1)", "Amount": "1000", "Kind": "test-single",
	} {
		if !strings.HasPrefix(got[name], want) {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}

// BenchmarkPayments is one page of 100,000 payments, and BenchmarkExport all of
// them as a file.
func BenchmarkPayments(b *testing.B) {
	a := stocked(b, 100_000)
	for b.Loop() {
		if w := a.send("GET", "/merchants/"+a.imp+"/payments?q=010-1234-0100&status=paid", ""); w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	}
}

// BenchmarkPaymentsPage is the first page that no filter narrows, as the
// console asks for it after every event.
func BenchmarkPaymentsPage(b *testing.B) {
	a := stocked(b, 100_000)
	for b.Loop() {
		if w := a.send("GET", "/merchants/"+a.imp+"/payments", ""); w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	}
}

func BenchmarkExport(b *testing.B) {
	a := stocked(b, 100_000)
	for _, format := range []string{"xlsx", "csv"} {
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				if w := a.send("GET", "/merchants/"+a.imp+"/payments/export?format="+format, ""); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
