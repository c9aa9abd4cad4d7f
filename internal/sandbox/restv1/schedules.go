package restv1

import (
	"net/http"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) scheduleOperations() []operation {
	const list = "an empty list beyond the last page"
	return []operation{
		{
			group: "subscribe", method: "POST", path: "/subscribe/payments/schedule", handler: s.schedule,
			assumed: "a past time is refused; one bad item refuses all; texts",
		},
		{group: "subscribe", method: "GET", path: "/subscribe/payments/schedule", handler: s.listed, assumed: list},
		{group: "subscribe", method: "POST", path: "/subscribe/payments/unschedule", handler: s.unschedule},
		{group: "subscribe", method: "GET", path: "/subscribe/payments/schedule/{merchant_uid}", handler: s.scheduleOne},
		{group: "subscribe", method: "PUT", path: "/subscribe/payments/schedule/{merchant_uid}", handler: s.moveSchedule, assumed: "texts"},
		{group: "subscribe", method: "POST", path: "/subscribe/payments/schedule/{merchant_uid}/reschedule", handler: s.reschedule, assumed: "400 for what was approved before"},
		{group: "subscribe", method: "POST", path: "/subscribe/payments/schedule/{merchant_uid}/retry", handler: s.retrySchedule, assumed: "400 for what was approved before; its webhooks are the schedule's"},
		{group: "subscribe", method: "GET", path: "/subscribe/payments/schedule/customers/{customer_uid}", handler: s.listedOfKey, recorded: pagedElsewhere, assumed: list},
	}
}

// pagedElsewhere is where others and the published description, which is
// followed, disagree.
const pagedElsewhere = "PortOne's own old client and public code read list, total, next and previous where the description has a plain list"

func (s *server) schedule(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := engine.ScheduleRequest{
		CustomerUID: t.text("customer_uid"), CustomerID: t.text("customer_id"), ChannelKey: t.text("channel_key"),
		Checking: t.integer("checking_amount"), Card: t.card(), Items: t.items(c),
	}
	if t.err != nil {
		return nil, t.err
	}
	list, err := s.engine.Schedule(c.Context(), c.merchant, request)
	if err != nil {
		return nil, within200(err)
	}
	return schedules(list), nil
}

// items reads the list of charges, each an object.
func (t *take) items(c *call) []engine.ScheduleItem {
	if v := t.from["schedules"]; v.given && !v.nested && t.err == nil {
		t.err = errBody("schedules 파라메터는 목록이어야 합니다.")
	}
	byPlace := map[string]fields{}
	for name, value := range t.from {
		rest, ok := strings.CutPrefix(name, "schedules[")
		if !ok {
			continue
		}
		place, member, _ := strings.Cut(rest, "]")
		if byPlace[place] == nil {
			byPlace[place] = fields{}
		}
		if member == "" {
			if !value.nested && t.err == nil {
				t.err = errBody("schedules 파라메터의 항목은 객체여야 합니다.")
			}
			continue
		}
		inner, nested, _ := strings.Cut(strings.TrimPrefix(member, "["), "]")
		byPlace[place][inner+nested] = value
	}
	var list []engine.ScheduleItem
	for i := 0; len(list) < len(byPlace); i++ {
		item, ok := byPlace[itoa(i)]
		if !ok {
			if t.err == nil {
				t.err = errBody("schedules 파라메터는 목록이어야 합니다.")
			}
			return nil
		}
		one := take{from: item}
		list = append(list, engine.ScheduleItem{ChargeRequest: one.charge(c), ScheduleAt: one.integer("schedule_at"), Promotion: one.text("promotion_id")})
		if t.err == nil {
			t.err = one.err
		}
	}
	return list
}

func (s *server) unschedule(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	customerUID, merchantUIDs := t.text("customer_uid"), t.texts("merchant_uid")
	if t.err != nil {
		return nil, t.err
	}
	list, err := s.engine.Unschedule(c.Context(), c.merchant, customerUID, merchantUIDs)
	if err != nil {
		return nil, within200(err)
	}
	return schedules(list), nil
}

func schedules(list []engine.Schedule) []engine.Object {
	out := make([]engine.Object, len(list))
	for i, s := range list {
		out[i] = s.Annotation()
	}
	return out
}

// listed answers GET /subscribe/payments/schedule.
func (s *server) listed(_ http.ResponseWriter, c *call) (any, error) {
	order := c.query.Get("sorting")
	if order != "" && order != "scheduled" {
		return nil, errSearch
	}
	limit, err := c.number("limit", limitDefault, 1, limitMost)
	if err != nil {
		return nil, err
	}
	q := engine.ScheduleQuery{State: engine.ScheduleState(c.query.Get("schedule_status")), OldestFirst: order == "scheduled"}
	return s.schedulesBy(c, "schedule_", q, limit)
}

// listedOfKey answers both readings of one customer_uid, which write the name
// of the status with a hyphen and have pages of one size. A customer_uid without
// schedules has an empty list.
func (s *server) listedOfKey(_ http.ResponseWriter, c *call) (any, error) {
	q := engine.ScheduleQuery{CustomerUID: c.path("customer_uid"), State: engine.ScheduleState(c.query.Get("schedule-status"))}
	return s.schedulesBy(c, "", q, limitDefault)
}

// monthsMost is the longest span of a list of schedules.
const monthsMost = 3

// schedulesBy answers one page of a list; a page beyond the last is empty.
func (s *server) schedulesBy(c *call, prefix string, q engine.ScheduleQuery, limit int64) (any, error) {
	const never = -1
	var err error
	if q.From, err = c.number(prefix+"from", never, 0, 1<<40); err != nil {
		return nil, err
	}
	if q.To, err = c.number(prefix+"to", never, 0, 1<<40); err != nil {
		return nil, err
	}
	page, err := c.number("page", 1, 1, 1<<31)
	if err != nil {
		return nil, err
	}
	latest := time.Unix(q.From, 0).In(clock.KST).AddDate(0, monthsMost, 0).Unix()
	if q.From == never || q.To == never || q.From > q.To || q.To > latest || !q.State.Valid() {
		return nil, errSearch
	}
	list := schedules(s.engine.Schedules(c.merchant, q))
	start := min((page-1)*limit, int64(len(list)))
	return list[start:min(start+limit, int64(len(list)))], nil
}

func (s *server) scheduleOne(_ http.ResponseWriter, c *call) (any, error) {
	one, err := s.engine.ScheduleOf(c.merchant, c.path("merchant_uid"))
	return one.Annotation(), err
}

func (s *server) moveSchedule(_ http.ResponseWriter, c *call) (any, error) {
	at, err := c.fields.integer("schedule_at")
	if err != nil {
		return nil, err
	}
	one, err := s.engine.MoveSchedule(c.Context(), c.merchant, c.path("merchant_uid"), at)
	return one.Annotation(), err
}

func (s *server) reschedule(_ http.ResponseWriter, c *call) (any, error) {
	at, err := c.fields.integer("schedule_at")
	if err != nil {
		return nil, err
	}
	one, err := s.engine.Reschedule(c.Context(), c.merchant, c.path("merchant_uid"), at)
	return one.Annotation(), err
}

func (s *server) retrySchedule(_ http.ResponseWriter, c *call) (any, error) {
	p, err := s.engine.RetrySchedule(c.Context(), c.merchant, c.path("merchant_uid"))
	if err != nil {
		return nil, err
	}
	return p.Annotation(), nil
}
