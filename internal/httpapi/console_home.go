package httpapi

import (
	"net/http"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/problem"
)

// homeJSON is the console's first page. All money in it is of one currency.
type homeJSON struct {
	Currency      money.Currency   `json:"currency"`
	Others        []money.Currency `json:"other_currencies"`
	Today         todayJSON        `json:"today"`
	Discrepancies openJSON         `json:"discrepancies"`
	Webhooks      homeWebhooks     `json:"webhooks"`
	Days          []dayJSON        `json:"days"`
	Failures      []failuresJSON   `json:"failures"`
	OtherFailures int64            `json:"other_failures"`
	Took          tookJSON         `json:"time_to_paid"`
}

type countJSON struct {
	Count  int64 `json:"count"`
	Amount int64 `json:"amount"`
}

type manyJSON struct {
	Count int64 `json:"count"`
}

type openJSON struct {
	Open int64 `json:"open"`
}

type todayJSON struct {
	Date     string    `json:"date"`
	Paid     countJSON `json:"paid"`
	Refunded countJSON `json:"refunded"`
	Failed   manyJSON  `json:"failed"`
	Waiting  countJSON `json:"waiting"`
}

type dayJSON struct {
	Date     string    `json:"date"`
	Paid     countJSON `json:"paid"`
	Refunded countJSON `json:"refunded"`
	Failed   manyJSON  `json:"failed"`
}

type homeWebhooks struct {
	In        pendingJSON    `json:"in"`
	Endpoints []endpointLine `json:"endpoints"`
}

type pendingJSON struct {
	Pending int64 `json:"pending"`
	Oldest  int64 `json:"oldest_seconds"`
}

type endpointLine struct {
	ID      string                 `json:"id"`
	URL     string                 `json:"url"`
	State   merchant.EndpointState `json:"state"`
	Pending int64                  `json:"pending"`
	Dead    int64                  `json:"dead"`
}

type failuresJSON struct {
	Code    fault.Code `json:"code"`
	Korean  string     `json:"message_ko"`
	English string     `json:"message_en"`
	Text    string     `json:"text"` // the PG's own words
	Count   int64      `json:"count"`
}

type tookJSON struct {
	Median  *int64       `json:"median_s"`
	Buckets []bucketJSON `json:"buckets"`
}

type bucketJSON struct {
	Upto  *int64 `json:"upto_s"`
	Count int64  `json:"count"`
}

func (a *server) consoleHome(w http.ResponseWriter, r *http.Request) error {
	q, err := query(r, "currency")
	if err != nil {
		return err
	}
	currency := money.Currency(q["currency"])
	if currency != "" && !currency.Known() {
		return fault.Field(fault.BadQuery, "currency", "not a currency")
	}
	h, err := a.reader().Home(r.Context(), currency)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, shapeHome(h, a.Clock.Now()))
}

func shapeCount(c merchant.Count) countJSON {
	return countJSON{Count: c.Many, Amount: c.Amount.Minor()}
}

func shapeHome(h merchant.Home, now time.Time) homeJSON {
	today := h.Days[len(h.Days)-1]
	out := homeJSON{
		Currency: h.Currency, Others: append([]money.Currency{}, h.Others...),
		Today: todayJSON{
			Date: today.Date, Paid: shapeCount(today.Paid), Refunded: shapeCount(today.Refunded), Failed: manyJSON{today.Failed}, Waiting: shapeCount(h.Waiting),
		},
		Discrepancies: openJSON{h.Troubles}, OtherFailures: h.OtherFail, Failures: []failuresJSON{},
		Webhooks: homeWebhooks{In: pendingJSON{Pending: h.Notes.Many}, Endpoints: []endpointLine{}},
		Took:     tookJSON{Buckets: []bucketJSON{}},
	}
	if !h.Notes.Oldest.IsZero() {
		out.Webhooks.In.Oldest = max(0, int64(now.Sub(h.Notes.Oldest)/time.Second))
	}
	for _, e := range h.Endpoints {
		out.Webhooks.Endpoints = append(out.Webhooks.Endpoints, endpointLine{ID: e.ID, URL: e.URL, State: e.State, Pending: e.Pending, Dead: e.Dead})
	}
	for _, d := range h.Days {
		out.Days = append(out.Days, dayJSON{d.Date, shapeCount(d.Paid), shapeCount(d.Refunded), manyJSON{d.Failed}})
	}
	for _, f := range h.Failures {
		entry := fault.Code(f.Code).Entry()
		out.Failures = append(out.Failures, failuresJSON{Code: fault.Code(f.Code), Korean: entry.Korean, English: entry.Eng, Text: f.Text, Count: f.Many})
	}
	if h.Median >= 0 {
		out.Took.Median = &h.Median
	}
	for _, b := range h.Buckets {
		out.Took.Buckets = append(out.Took.Buckets, bucketJSON{Upto: optional(b.Upto), Count: b.Many})
	}
	return out
}
