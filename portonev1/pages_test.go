package portonev1_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/portonev1"
)

func pageJSON(total, previous, next int, ids ...string) string {
	var list []string
	for _, id := range ids {
		list = append(list, fmt.Sprintf(`{"amount":1000,"cancel_amount":0,"currency":"KRW","imp_uid":"%s","merchant_uid":"order-87","status":"paid"}`, id))
	}
	return fmt.Sprintf(`{"code":0,"message":null,"response":{"list":[%s],"next":%d,"previous":%d,"total":%d}}`,
		strings.Join(list, ","), next, previous, total)
}

// threePages serves imp_1 to imp_5, two a page.
func threePages(w http.ResponseWriter, r *http.Request) {
	switch number, _ := strconv.Atoi(r.URL.Query().Get("page")); number {
	case 1:
		answer(200, pageJSON(5, 0, 2, "imp_1", "imp_2"))(w, r)
	case 2:
		answer(200, pageJSON(5, 1, 3, "imp_3", "imp_4"))(w, r)
	case 3:
		answer(200, pageJSON(5, 2, 0, "imp_5"))(w, r)
	default:
		answer(400, `{"code":-1,"message":"page","response":null}`)(w, r)
	}
}

func TestEach_goesOverAllPages(t *testing.T) {
	t.Parallel()
	f := newFake(t, threePages)
	client := f.client(t)
	for name, all := range map[string]func(func(portonev1.Payment, error) bool){
		"EachOf":       client.EachOf(t.Context(), "order-87", portonev1.FindAllOptions{}),
		"EachByStatus": client.EachByStatus(t.Context(), portonev1.StatusQuery{Status: portonev1.StatusAll}),
	} {
		var ids []string
		for p, err := range all {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			ids = append(ids, p.ImpUID)
		}
		if want := []string{"imp_1", "imp_2", "imp_3", "imp_4", "imp_5"}; !slices.Equal(ids, want) {
			t.Errorf("%s went over %v, want %v", name, ids, want)
		}
	}
}

func TestEach_stopsWhereTheCallerStops(t *testing.T) {
	t.Parallel()
	f := newFake(t, threePages)
	for p, err := range f.client(t).EachOf(t.Context(), "order-87", portonev1.FindAllOptions{}) {
		if err != nil || p.ImpUID != "imp_1" {
			t.Fatalf("first is %s, %v", p.ImpUID, err)
		}
		break
	}
	if n := len(f.calls()); n != 1 {
		t.Errorf("%d pages were read, want 1", n)
	}
}

func TestEach_endsWithTheFirstError(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		second http.HandlerFunc
		is     error
	}{
		{"a page is gone", golden(t, 404, "not_found"), portonev1.ErrNotFound},
		{"the next page does not advance", answer(200, pageJSON(5, 1, 2, "imp_3")), portonev1.ErrMalformed},
		{"another order slips in", answer(200, strings.ReplaceAll(pageJSON(5, 1, 0, "imp_3"), "order-87", "order-88")), portonev1.ErrMalformed},
	}
	for _, tt := range tests {
		f := newFake(t, inTurn(answer(200, pageJSON(5, 0, 2, "imp_1")), tt.second))
		var got []string
		var last error
		for p, err := range f.client(t).EachOf(t.Context(), "order-87", portonev1.FindAllOptions{}) {
			got, last = append(got, p.ImpUID), err
		}
		if !slices.Equal(got, []string{"imp_1", ""}) || !errors.Is(last, tt.is) {
			t.Errorf("%s: went over %v and ended with %v", tt.name, got, last)
		}
	}
}

func TestPages_addressWhatWasAsked(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "page"))
	client := f.client(t)
	page, err := client.FindAll(t.Context(), "order-87", portonev1.FindAllOptions{
		Status: portonev1.StatusPaid,
		Paging: portonev1.Paging{Page: 2, Limit: 1000, Sort: portonev1.SortStarted},
	})
	if err != nil || page.Total != 1 || len(page.Payments) != 1 {
		t.Errorf("FindAll = %d of %d, %v", len(page.Payments), page.Total, err)
	}
	from, to := time.Unix(1600000000, 999), time.Unix(1600086400, 0)
	if _, err := client.ByStatus(t.Context(), portonev1.StatusQuery{Status: portonev1.StatusCancelled, From: from, To: to}); err != nil {
		t.Errorf("ByStatus: %v", err)
	}
	want := []string{
		"/payments/findAll/order-87/paid?limit=1000&page=2&sorting=started",
		"/payments/status/cancelled?from=1600000000&to=1600086400",
	}
	for i, call := range f.calls() {
		if call.uri != want[i] {
			t.Errorf("sent %s, want %s", call.uri, want[i])
		}
	}
}

func TestPages_refuseBadSearches(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "page"))
	client := f.client(t)
	now := time.Unix(1600000000, 0)
	paid := portonev1.StatusPaid
	for name, q := range map[string]portonev1.StatusQuery{
		"no state":      {},
		"91 days":       {Status: paid, From: now.Add(-91 * 24 * time.Hour), To: now},
		"backwards":     {Status: paid, From: now, To: now.Add(-time.Second)},
		"page -1":       {Status: paid, Paging: portonev1.Paging{Page: -1}},
		"limit 1001":    {Status: paid, Paging: portonev1.Paging{Limit: 1001}},
		"dotted status": {Status: ".."},
	} {
		if _, err := client.ByStatus(t.Context(), q); !errors.Is(err, portonev1.ErrInvalidRequest) {
			t.Errorf("%s: %v, want ErrInvalidRequest", name, err)
		}
	}
	if _, err := client.FindAll(t.Context(), "", portonev1.FindAllOptions{}); !errors.Is(err, portonev1.ErrInvalidRequest) {
		t.Errorf("no order number: %v, want ErrInvalidRequest", err)
	}
	if n := len(f.calls()); n != 0 {
		t.Errorf("%d refused searches reached PortOne", n)
	}
}

func TestPage_failsClosedOnBrokenLists(t *testing.T) {
	t.Parallel()
	for _, response := range []string{
		`null`, `[]`, `{}`, `{"total":1,"previous":0,"next":0}`, `{"total":1,"previous":0,"next":0,"list":null}`,
		`{"total":1,"previous":0,"next":0,"list":[null]}`, `{"total":1,"previous":0,"next":"2","list":[]}`,
		`{"total":1,"previous":0,"next":0,"list":[{"imp_uid":"imp_1"}]}`,
	} {
		f := newFake(t, answer(200, `{"code":0,"message":null,"response":`+response+`}`))
		if _, err := f.client(t).ByStatus(t.Context(), portonev1.StatusQuery{Status: portonev1.StatusAll}); !errors.Is(err, portonev1.ErrMalformed) {
			t.Errorf("%s: %v, want ErrMalformed", response, err)
		}
	}
}

func TestPages_escapeOrderNumbers(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusNotFound, "not_found"))
	const order = "a/b c+한"
	if _, err := f.client(t).FindAll(t.Context(), order, portonev1.FindAllOptions{}); !errors.Is(err, portonev1.ErrNotFound) {
		t.Errorf("FindAll = %v, want ErrNotFound", err)
	}
	if got, want := f.calls()[0].uri, "/payments/findAll/"+url.PathEscape(order); got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
}
