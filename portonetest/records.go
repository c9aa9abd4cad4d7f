package portonetest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
)

// Record is what PortOne itself knows of a payment, test payments included,
// with what no answer of the REST API tells.
type Record struct {
	ImpUID       string          `json:"imp_uid"`
	MerchantUID  string          `json:"merchant_uid"`
	Status       string          `json:"status"` // ready, paid, failed, cancelled, pending
	PayMethod    string          `json:"pay_method"`
	PGProvider   string          `json:"pg_provider"`
	Amount       json.Number     `json:"amount"`        // in major units
	CancelAmount json.Number     `json:"cancel_amount"` // in major units
	Currency     string          `json:"currency"`
	FailReason   string          `json:"fail_reason"`
	CustomerUID  string          `json:"customer_uid"`
	Raw          json.RawMessage `json:"-"` // all of it
}

// Payments lists PortOne's records of an order number, oldest first: one for
// each window that was opened and each charge that was tried.
func (s *Sandbox) Payments(merchantUID string) []Record {
	var all struct{ List []json.RawMessage }
	query := url.Values{"q": {merchantUID}, "limit": {"200"}}
	s.must(http.MethodGet, "/merchants/"+s.Imp+"/payments?"+query.Encode(), nil, &all)
	var list []Record
	for _, raw := range all.List {
		r := Record{Raw: raw}
		if err := json.Unmarshal(raw, &r); err != nil {
			s.fail(err)
		}
		if r.MerchantUID == merchantUID {
			list = append(list, r)
		}
	}
	slices.Reverse(list)
	return list
}

// Schedule is a charge that PortOne makes by itself when Clock comes to it.
type Schedule struct {
	MerchantUID   string      `json:"merchant_uid"`
	CustomerUID   string      `json:"customer_uid"`
	ImpUID        string      `json:"imp_uid"` // empty until executed
	ScheduleAt    int64       `json:"schedule_at"`
	ExecutedAt    int64       `json:"executed_at"` // UNIX seconds; 0: not yet
	Amount        json.Number `json:"amount"`
	State         string      `json:"schedule_status"` // scheduled, executed, revoked
	PaymentStatus string      `json:"payment_status"`  // paid, failed, cancelled; empty until executed
	FailReason    string      `json:"fail_reason"`
}

// Schedules lists the charges that the shop has scheduled, by their time.
func (s *Sandbox) Schedules() []Schedule {
	var all struct{ List []Schedule }
	s.must(http.MethodGet, "/merchants/"+s.Imp+"/schedules?limit=200", nil, &all)
	slices.SortStableFunc(all.List, func(a, b Schedule) int { return int(a.ScheduleAt - b.ScheduleAt) })
	return all.List
}
