package restv1

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

var errSearch = failure(http.StatusBadRequest, -1, "조회 조건이 올바르지 않습니다.")

// The paging of lists.
const (
	limitDefault = 20
	limitMost    = 1000
)

// statusWindow is the longest span of GET /payments/status, in seconds.
const statusWindow = 90 * 24 * 60 * 60

// status reads the optional payment_status of a path; all says whether the
// word "all" is one.
func (c *call) status(all bool) (engine.Status, error) {
	text := c.path("payment_status")
	if text == "" || all && text == "all" {
		return "", nil
	}
	status := engine.Status(text)
	if !slices.Contains([]engine.Status{engine.Ready, engine.Paid, engine.Failed, engine.Cancelled}, status) {
		return "", errSearch
	}
	return status, nil
}

func (c *call) sorting() (engine.Sorting, error) {
	order := engine.Sorting(c.query.Get("sorting"))
	if !order.Valid() {
		return "", errSearch
	}
	return order, nil
}

// number reads an integer of the query.
func (c *call) number(name string, fallback, least, most int64) (int64, error) {
	text := c.query.Get(name)
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		return 0, errSearch
	}
	return n, nil
}

func (s *server) matching(c *call) ([]engine.Payment, error) {
	status, err := c.status(false)
	if err != nil {
		return nil, err
	}
	order, err := c.sorting()
	if err != nil {
		return nil, err
	}
	list := s.engine.FindAll(c.merchant, c.path("merchant_uid"), status, order)
	if len(list) == 0 {
		return nil, failure(http.StatusNotFound, -1, "존재하지 않는 결제정보입니다.")
	}
	return list, nil
}

func (s *server) find(_ http.ResponseWriter, c *call) (any, error) {
	list, err := s.matching(c)
	if err != nil {
		return nil, err
	}
	return list[0].Annotation(), nil
}

func (s *server) findAll(_ http.ResponseWriter, c *call) (any, error) {
	list, err := s.matching(c)
	if err != nil {
		return nil, err
	}
	return paged(c, list)
}

func (s *server) byStatus(_ http.ResponseWriter, c *call) (any, error) {
	status, err := c.status(true)
	if err != nil {
		return nil, err
	}
	order, err := c.sorting()
	if err != nil {
		return nil, err
	}
	const latest = 1 << 40 // seconds; far beyond any clock
	to, err := c.number("to", s.engine.Now().Unix(), 0, latest)
	if err != nil {
		return nil, err
	}
	from, err := c.number("from", to-statusWindow, 0, latest)
	if err != nil {
		return nil, err
	}
	if from > to || to-from > statusWindow {
		return nil, errSearch
	}
	return paged(c, s.engine.ByStatus(c.merchant, engine.StatusQuery{Status: status, From: from, To: to, Order: order}))
}

// paged cuts one page out of a list; a page beyond the last is an error.
func paged(c *call, list []engine.Payment) (any, error) {
	page, err := c.number("page", 1, 1, 1<<31)
	if err != nil {
		return nil, err
	}
	limit, err := c.number("limit", limitDefault, 1, limitMost)
	if err != nil {
		return nil, err
	}
	total := int64(len(list))
	if page > 1 && (page-1)*limit >= total {
		return nil, errSearch
	}
	start, end := (page-1)*limit, min(page*limit, total)
	next := int64(0)
	if end < total {
		next = page + 1
	}
	return engine.Object{
		{Name: "list", Value: annotations(list[start:end])},
		{Name: "next", Value: next},
		{Name: "previous", Value: page - 1},
		{Name: "total", Value: total},
	}, nil
}
