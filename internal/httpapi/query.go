package httpapi

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/strictjson"
)

// The size of one page of a list.
const (
	usualPage = 20
	mostPage  = 100
)

// query reads the named parameters, each at most once and on one line, and
// refuses any other.
func query(r *http.Request, names ...string) (map[string]string, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fault.New(fault.BadQuery)
	}
	got := map[string]string{}
	for name, list := range values {
		switch {
		case !slices.Contains(names, name):
			return nil, fault.Field(fault.BadQuery, strictjson.Clip(strings.ToValidUTF8(name, "?")), "not a parameter of this address")
		case len(list) > 1:
			return nil, fault.Field(fault.BadQuery, name, "stands there twice")
		case !plain(list[0]):
			return nil, fault.Field(fault.BadQuery, name, "up to 200 visible ASCII characters")
		}
		got[name] = list[0]
	}
	return got, nil
}

// plain reports whether s is short visible ASCII, as all our own names are.
func plain(s string) bool {
	return len(s) <= 200 && visible(s)
}

func visible(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return c < 0x21 || c > 0x7e })
}

// pathValue returns a parameter of the path without its escapes: chi leaves
// them in when the raw path differs.
func pathValue(r *http.Request, name string) (string, bool) {
	value := chi.URLParam(r, name)
	if r.URL.RawPath != "" {
		var err error
		if value, err = url.PathUnescape(value); err != nil {
			return "", false
		}
	}
	return value, value != "" && plain(value)
}

var ownID = regexp.MustCompile(`^[a-z]{3}_[0-9A-Z]{26}$`)

// paymentID returns the payment that the path names. What cannot be one is not
// looked for.
func paymentID(r *http.Request) (payment.ID, error) {
	value, ok := pathValue(r, "id")
	if !ok || !ownID.MatchString(value) {
		return "", fault.New(fault.PaymentNotFound)
	}
	return payment.ID(value), nil
}

// page reads limit and cursor. It asks for one row more than limit, which tells
// whether there is a next page.
func page(q map[string]string) (merchant.Page, error) {
	p := merchant.Page{Limit: usualPage}
	if text := q["limit"]; text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > mostPage || text[0] == '+' {
			return p, fault.Field(fault.BadQuery, "limit", "from 1 to %d", mostPage)
		}
		p.Limit = n
	}
	p.Limit++
	if text := q["cursor"]; text != "" {
		raw, err := base64.RawURLEncoding.DecodeString(text)
		micros, rowID, found := strings.Cut(string(raw), ".")
		n, badTime := strconv.ParseInt(micros, 10, 64)
		if err != nil || !found || badTime != nil || n < 1 || n > 1<<52 || !ownID.MatchString(rowID) {
			return p, fault.Field(fault.BadQuery, "cursor", "not a next_cursor of this list")
		}
		p.Before, p.BeforeID = time.UnixMicro(n).UTC(), rowID
	}
	return p, nil
}

// cursorOf names the place in a list after which the next page begins.
func cursorOf(at time.Time, rowID string) *string {
	next := base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(at.UnixMicro(), 10) + "." + rowID))
	return &next
}

// instant reads a moment with its offset from UTC, "2026-11-23T09:00:00+09:00".
func instant(q map[string]string, name string) (time.Time, error) {
	text := q[name]
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.Year() < 2000 || at.Year() > 2200 {
		return time.Time{}, fault.Field(fault.BadQuery, name, "not RFC 3339, as 2026-11-23T09:00:00%%2B09:00")
	}
	return at.UTC(), nil
}

// list is one page of rows.
type list[T any] struct {
	Data []T     `json:"data"`
	Next *string `json:"next_cursor"`
}

// listOf cuts the row off that only told of a next page. place names the
// row's place in the list, shape its JSON.
func listOf[R, T any](rows []R, p merchant.Page, place func(R) (time.Time, string), shape func(R) T) list[T] {
	out := list[T]{Data: make([]T, 0, len(rows))}
	if len(rows) >= p.Limit {
		rows = rows[:p.Limit-1]
		at, rowID := place(rows[len(rows)-1])
		out.Next = cursorOf(at, rowID)
	}
	for _, row := range rows {
		out.Data = append(out.Data, shape(row))
	}
	return out
}
