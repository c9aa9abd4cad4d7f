package console

import (
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) billingRoutes() []route {
	// Of a sub-store imp is its store: the code of the account, a point, its tier_code.
	const one = "/merchants/{imp}/schedules/{merchant_uid}"
	return []route{
		{"GET", "/merchants/{imp}/billing-keys", s.billingKeys},
		{"DELETE", "/merchants/{imp}/billing-keys/{customer_uid}", s.deleteBillingKey},
		{"GET", "/merchants/{imp}/schedules", s.schedules},
		{"GET", one, s.schedule},
		{"POST", one + "/move", s.moveSchedule},
		{"POST", one + "/revoke", s.revokeSchedule},
		{"POST", one + "/retry", s.retrySchedule},
		{"POST", one + "/reschedule", s.reschedule},
	}
}

// key is PortOne's annotation of a billing key with what the console shows
// beside it.
func key(k engine.BillingKey) engine.Object {
	var declines any
	if k.Decline != "" {
		declines = string(k.Decline)
	}
	return append(k.Annotation(), engine.Object{
		{Name: "store", Value: k.Merchant},
		{Name: "channel_key", Value: k.ChannelKey},
		{Name: "deleted_at", Value: k.EndedAt},
		{Name: "declines", Value: declines},
	}...)
}

func (s *server) billingKeys(_ http.ResponseWriter, r *http.Request) (any, error) {
	l, err := s.listing(r, []string{"usable", "deleted"}, "q")
	if err != nil {
		return nil, err
	}
	for _, k := range s.engine.BillingKeys(l.store, l.query.Get("q")) {
		its := "usable"
		if k.Deleted {
			its = "deleted"
		}
		l.add(its, func() any { return key(k) })
	}
	return l.answer(), nil
}

func (s *server) deleteBillingKey(_ http.ResponseWriter, r *http.Request) (any, error) {
	_, err := s.engine.DeleteBillingKey(r.Context(), path(r, "imp"), path(r, "customer_uid"), "")
	return engine.Object{}, err
}

// plan is PortOne's annotation of a schedule with what the console shows
// beside it.
func plan(sc engine.Schedule) engine.Object {
	return append(sc.Annotation(), engine.Object{
		{Name: "store", Value: sc.Merchant},
		{Name: "outcome", Value: string(sc.Outcome())},
	}...)
}

func (s *server) schedules(_ http.ResponseWriter, r *http.Request) (any, error) {
	l, err := s.listing(r, []string{string(engine.Waits), string(engine.Succeeded), string(engine.NotPaid), string(engine.Ended)}, "q", "from", "to")
	if err != nil {
		return nil, err
	}
	var days engine.PaymentSearch
	if err := period(l.query, &days); err != nil {
		return nil, err
	}
	for sc := range s.engine.ScanSchedules(l.store, l.query.Get("q")) {
		if sc.ScheduleAt >= days.From && (days.To == 0 || sc.ScheduleAt < days.To) {
			l.add(string(sc.Outcome()), func() any { return plan(*sc) })
		}
	}
	return l.answer(), nil
}

func (s *server) schedule(_ http.ResponseWriter, r *http.Request) (any, error) {
	sc, err := s.engine.ScheduleOf(path(r, "imp"), path(r, "merchant_uid"))
	if err != nil {
		return nil, err
	}
	return plan(sc), nil
}

// atBody is a time to charge at.
type atBody struct {
	At int64 `json:"schedule_at"` // UNIX seconds
}

func (s *server) moveSchedule(w http.ResponseWriter, r *http.Request) (any, error) {
	var in atBody
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	if _, err := s.engine.MoveSchedule(r.Context(), path(r, "imp"), path(r, "merchant_uid"), in.At); err != nil {
		return nil, err
	}
	return s.schedule(w, r)
}

func (s *server) reschedule(w http.ResponseWriter, r *http.Request) (any, error) {
	var in atBody
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	if _, err := s.engine.Reschedule(r.Context(), path(r, "imp"), path(r, "merchant_uid"), in.At); err != nil {
		return nil, err
	}
	return s.schedule(w, r)
}

func (s *server) revokeSchedule(w http.ResponseWriter, r *http.Request) (any, error) {
	if _, err := s.engine.Unschedule(r.Context(), path(r, "imp"), "", []string{path(r, "merchant_uid")}); err != nil {
		return nil, err
	}
	return s.schedule(w, r)
}

func (s *server) retrySchedule(w http.ResponseWriter, r *http.Request) (any, error) {
	if _, err := s.engine.RetrySchedule(r.Context(), path(r, "imp"), path(r, "merchant_uid")); err != nil {
		return nil, err
	}
	return s.schedule(w, r)
}
