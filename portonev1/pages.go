package portonev1

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"time"
)

const (
	// maxLimit is the most payments PortOne puts on one page.
	maxLimit = 1000
	// maxWindow is the longest time ByStatus may search.
	maxWindow = 90 * 24 * time.Hour
)

// errAnother is a swapped answer: somebody else's payment must not pass as
// the one that was asked for.
var errAnother = errors.New("answer is about another payment")

// Page is one page of a search. Pages are not a snapshot: while payments
// change between two pages, one may show up twice or not at all. Whoever must
// not miss any searches a closed time range again until nothing new appears.
type Page struct {
	// Total is how many payments match on all pages.
	Total int `v1:"total,required"`
	// Previous and Next are page numbers, 0 for none.
	Previous int `v1:"previous,required"`
	Next     int `v1:"next,required"`
	// Payments are those on this page.
	Payments []Payment `v1:"list,required"`
}

// Paging selects a page.
type Paging struct {
	// Page counts from 1; 0 means the first.
	Page int
	// Limit is how many payments make a page, up to 1000; 0 leaves it to
	// PortOne, which takes 20.
	Limit int
	// Sort is the order; empty means SortStartedDesc.
	Sort Sort
}

func (p Paging) query(operation string) (url.Values, error) {
	if p.Page < 0 {
		return nil, &RequestError{operation, "Page", "is negative"}
	}
	if p.Limit < 0 || p.Limit > maxLimit {
		return nil, &RequestError{operation, "Limit", fmt.Sprintf("must be 0 to %d", maxLimit)}
	}
	query := url.Values{}
	if p.Page > 0 {
		query.Set("page", strconv.Itoa(p.Page))
	}
	if p.Limit > 0 {
		query.Set("limit", strconv.Itoa(p.Limit))
	}
	if p.Sort != "" {
		query.Set("sorting", string(p.Sort))
	}
	return query, nil
}

// FindAllOptions narrows FindAll.
type FindAllOptions struct {
	// Status restricts to one state; empty or StatusAll means any.
	Status Status
	Paging
}

// FindAll reads one page of the payments of an order number: GET
// /payments/findAll/{merchant_uid}/{payment_status}, docs group "payments".
// It returns an error matching ErrNotFound if the order number is unknown.
func (c *Client) FindAll(ctx context.Context, merchantUID string, opts FindAllOptions) (Page, error) {
	path, err := findPath("FindAll", "/payments/findAll/", merchantUID, opts.Status)
	if err != nil {
		return Page{}, err
	}
	query, err := opts.query("FindAll")
	if err != nil {
		return Page{}, err
	}
	return c.page(ctx, c.read("FindAll", path, query), func(p Payment) error {
		if p.MerchantUID != merchantUID {
			return errAnother
		}
		return nil
	})
}

// EachOf goes over all payments of an order number, page by page from
// opts.Page on. It ends after the first error, which it yields with an empty
// Payment.
func (c *Client) EachOf(ctx context.Context, merchantUID string, opts FindAllOptions) iter.Seq2[Payment, error] {
	return each("FindAll", opts.Page, func(number int) (Page, error) {
		opts.Page = number
		return c.FindAll(ctx, merchantUID, opts)
	})
}

// StatusQuery selects payments by state and time.
type StatusQuery struct {
	// Status is required; StatusAll means any.
	Status Status
	// From and To bound, both inclusive and in whole seconds, the time that
	// belongs to the state: start for ready, capture for paid, cancellation
	// for cancelled, failure for failed. The range is at most 90 days. A zero
	// To means now at every page; a zero From means 90 days before To.
	From, To time.Time
	Paging
}

func (q StatusQuery) query() (url.Values, error) {
	if !q.From.IsZero() && !q.To.IsZero() {
		if span := q.To.Sub(q.From); span < 0 || span > maxWindow {
			return nil, &RequestError{"ByStatus", "From, To", "must span 0 to 90 days"}
		}
	}
	query, err := q.Paging.query("ByStatus")
	if err != nil {
		return nil, err
	}
	for name, at := range map[string]time.Time{"from": q.From, "to": q.To} {
		if !at.IsZero() {
			query.Set(name, strconv.FormatInt(at.Unix(), 10))
		}
	}
	return query, nil
}

// ByStatus reads one page of the payments in a state: GET
// /payments/status/{payment_status}, docs group "payments". PortOne refuses a
// page beyond the last with HTTP 400.
func (c *Client) ByStatus(ctx context.Context, q StatusQuery) (Page, error) {
	state, err := segment("ByStatus", "Status", string(q.Status))
	if err != nil {
		return Page{}, err
	}
	query, err := q.query()
	if err != nil {
		return Page{}, err
	}
	return c.page(ctx, c.read("ByStatus", "/payments/status/"+state, query), func(Payment) error { return nil })
}

// EachByStatus goes over all payments in a state, page by page from q.Page on.
// It ends after the first error, which it yields with an empty Payment. Set
// q.To, or payments that arrive meanwhile shift the pages.
func (c *Client) EachByStatus(ctx context.Context, q StatusQuery) iter.Seq2[Payment, error] {
	return each("ByStatus", q.Page, func(number int) (Page, error) {
		q.Page = number
		return c.ByStatus(ctx, q)
	})
}

func (c *Client) page(ctx context.Context, req call, check func(Payment) error) (Page, error) {
	var page Page
	_, err := c.do(ctx, req, func(raw json.RawMessage) error {
		if err := decodeObject(raw, &page); err != nil {
			return err
		}
		for _, p := range page.Payments {
			if err := check(p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Page{}, err
	}
	return page, nil
}

// each follows the pages' Next. A Next that does not advance would loop for
// ever and is an error.
func each(operation string, first int, read func(page int) (Page, error)) iter.Seq2[Payment, error] {
	return func(yield func(Payment, error) bool) {
		for number := max(first, 1); ; {
			page, err := read(number)
			if err == nil && page.Next != 0 && page.Next <= number {
				err = &Error{Operation: operation, HTTPStatus: 200, Err: malformed("page %d names %d as the next", number, page.Next)}
			}
			if err != nil {
				yield(Payment{}, err)
				return
			}
			for _, p := range page.Payments {
				if !yield(p, nil) {
					return
				}
			}
			if page.Next == 0 {
				return
			}
			number = page.Next
		}
	}
}
