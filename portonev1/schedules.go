package portonev1

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// The states of a Schedule. An executed one was tried: PaymentStatus tells
// whether it was paid.
const (
	ScheduleWaiting  = "scheduled"
	ScheduleExecuted = "executed"
	ScheduleRevoked  = "revoked"
)

// Schedule is a charge that PortOne makes by itself, its
// ScheduleResultAnnotation.
type Schedule struct {
	// MerchantUID is the shop's order number; each may be scheduled once.
	MerchantUID string `v1:"merchant_uid,required"`
	// CustomerUID names the billing key.
	CustomerUID string `v1:"customer_uid,lenient"`
	CustomerID  string `v1:"customer_id,lenient"`
	// ImpUID is the payment; empty until executed.
	ImpUID string `v1:"imp_uid"`
	// PGProvider and PGID are the gateway and the shop's id there (MID).
	PGProvider string `v1:"pg_provider,lenient"`
	PGID       string `v1:"pg_id,lenient"`
	// ScheduleAt is when it is due; ExecutedAt and RevokedAt are zero if that
	// never happened.
	ScheduleAt time.Time `v1:"schedule_at,required"`
	ExecutedAt time.Time `v1:"executed_at"`
	RevokedAt  time.Time `v1:"revoked_at"`
	// Amount is in major units of Currency.
	Amount   Decimal `v1:"amount,required"`
	Currency string  `v1:"currency"`
	Name     string  `v1:"name,lenient"`
	// State is ScheduleWaiting, ScheduleExecuted, ScheduleRevoked, or a newer
	// value.
	State string `v1:"schedule_status,required"`
	// PaymentStatus is empty until executed, then paid, failed or cancelled.
	PaymentStatus Status `v1:"payment_status"`
	// FailReason is why the charge failed.
	FailReason string `v1:"fail_reason,lenient"`
	// CustomData is what was kept with the charge.
	CustomData string `v1:"custom_data,lenient"`
	// BuyerName to BuyerPostcode are the buyer's.
	BuyerName     string `v1:"buyer_name,lenient"`
	BuyerEmail    string `v1:"buyer_email,lenient"`
	BuyerTel      string `v1:"buyer_tel,lenient"`
	BuyerAddr     string `v1:"buyer_addr,lenient"`
	BuyerPostcode string `v1:"buyer_postcode,lenient"`
	// PromotionID is a card promotion of the shop's contract.
	PromotionID string `v1:"promotion_id,lenient"`
}

// PlannedCharge is one charge to schedule.
type PlannedCharge struct {
	// At is when it is due, to the second, not in the past.
	At time.Time
	// Charge needs a Name as well. A buyer that it leaves out is the key's
	// customer.
	Charge Charge
}

// ScheduleRequest schedules charges of one key.
type ScheduleRequest struct {
	// CustomerUID names the billing key.
	CustomerUID string
	// CustomerID is demanded by tosspayments.
	CustomerID string
	// ChannelKey selects the channel where a card is stored.
	ChannelKey string
	// Card is stored first if there is no key of this name yet; its zero value
	// sends none.
	Card Card
	// CheckingAmount is charged at once and given back at once; 0 charges
	// nothing.
	CheckingAmount int
	Charges        []PlannedCharge
}

// scheduleBody is ScheduleRequest on the wire.
type scheduleBody struct {
	CustomerUID    string `json:"customer_uid"`
	CustomerID     string `json:"customer_id,omitempty"`
	ChannelKey     string `json:"channel_key,omitempty"`
	CheckingAmount int    `json:"checking_amount,omitempty"`
	cardBody
	Schedules []plannedBody `json:"schedules"`
}

type plannedBody struct {
	At int64 `json:"schedule_at"`
	chargeBody
}

// Schedule schedules charges: POST /subscribe/payments/schedule, docs group
// "subscribe". It is sent once. Each charge ends with a webhook, paid or
// failed. If OutcomeUnknown reports true, ScheduleOf tells what was stored.
func (c *Client) Schedule(ctx context.Context, r ScheduleRequest) ([]Schedule, error) {
	const operation = "Schedule"
	if _, err := customerPath(operation, r.CustomerUID); err != nil {
		return nil, err
	}
	switch {
	case len(r.Charges) == 0:
		return nil, &RequestError{operation, "Charges", "is empty"}
	case r.CheckingAmount < 0:
		return nil, &RequestError{operation, "CheckingAmount", "is negative"}
	}
	if r.Card != (Card{}) {
		if err := r.Card.check(operation); err != nil {
			return nil, err
		}
	}
	body := scheduleBody{
		CustomerUID: r.CustomerUID, CustomerID: r.CustomerID, ChannelKey: r.ChannelKey,
		CheckingAmount: r.CheckingAmount, cardBody: cardBody(r.Card),
	}
	asked := map[string]bool{}
	for _, planned := range r.Charges {
		if err := planned.check(operation); err != nil {
			return nil, err
		}
		if planned.Charge.Currency == "" {
			planned.Charge.Currency = "KRW" // required here
		}
		body.Schedules = append(body.Schedules, plannedBody{planned.At.Unix(), planned.Charge.body()})
		asked[planned.Charge.MerchantUID] = true
	}
	req, err := c.write(operation, http.MethodPost, "/subscribe/payments/schedule", body, c.cancelTimeout)
	if err != nil {
		return nil, err
	}
	return c.schedules(ctx, req, func(s Schedule) bool { return asked[s.MerchantUID] })
}

func (p PlannedCharge) check(operation string) error {
	switch {
	case p.At.Unix() <= 0 || p.At.Unix() > latestTime:
		return &RequestError{operation, "At", "is not set"}
	case p.Charge.Name == "":
		return &RequestError{operation, "Charge.Name", "is empty"}
	}
	return p.Charge.check(operation)
}

// Unschedule revokes charges that wait: POST /subscribe/payments/unschedule,
// docs group "subscribe". With a customerUID alone it revokes all of the key;
// with order numbers only those. It returns what was revoked; nothing to revoke
// is an *Error with HTTPStatus 200. It is sent once.
func (c *Client) Unschedule(ctx context.Context, customerUID string, merchantUIDs ...string) ([]Schedule, error) {
	const operation = "Unschedule"
	if customerUID == "" && len(merchantUIDs) == 0 {
		return nil, &RequestError{operation, "CustomerUID, MerchantUID", "at least one must be set"}
	}
	for _, uid := range merchantUIDs {
		if err := checkID(operation, "MerchantUID", uid); err != nil {
			return nil, err
		}
	}
	req, err := c.write(operation, http.MethodPost, "/subscribe/payments/unschedule", struct {
		CustomerUID  string   `json:"customer_uid,omitempty"`
		MerchantUIDs []string `json:"merchant_uid,omitempty"`
	}{customerUID, merchantUIDs}, c.cancelTimeout)
	if err != nil {
		return nil, err
	}
	return c.schedules(ctx, req, func(s Schedule) bool { return customerUID == "" || s.CustomerUID == customerUID })
}

// ScheduleQuery selects schedules by the time at which they are due.
type ScheduleQuery struct {
	// From is included, To is not; both are required, at most three months
	// apart.
	From, To time.Time
	// State restricts to one state; empty means any.
	State string
	// Page counts from 1; 0 means the first. Limit is up to 1000; 0 leaves it
	// to PortOne, which takes 20.
	Page, Limit int
	// OldestFirst turns PortOne's order around.
	OldestFirst bool
}

// Schedules reads one page of the schedules: GET /subscribe/payments/schedule,
// docs group "subscribe". Its answer names no total: a page that is not full is
// the last.
func (c *Client) Schedules(ctx context.Context, q ScheduleQuery) ([]Schedule, error) {
	const operation = "Schedules"
	switch {
	case q.From.IsZero() || q.To.IsZero() || q.To.Before(q.From):
		return nil, &RequestError{operation, "From, To", "must both be set, in this order"}
	case q.Page < 0 || q.Limit < 0 || q.Limit > maxLimit:
		return nil, &RequestError{operation, "Page, Limit", "must not be negative, nor Limit over 1000"}
	}
	query := url.Values{
		"schedule_from": {strconv.FormatInt(q.From.Unix(), 10)}, "schedule_to": {strconv.FormatInt(q.To.Unix(), 10)},
	}
	if q.State != "" {
		query.Set("schedule_status", q.State)
	}
	if q.Page > 0 {
		query.Set("page", strconv.Itoa(q.Page))
	}
	if q.Limit > 0 {
		query.Set("limit", strconv.Itoa(q.Limit))
	}
	if q.OldestFirst {
		query.Set("sorting", "scheduled")
	}
	return c.schedules(ctx, c.read(operation, "/subscribe/payments/schedule", query), func(Schedule) bool { return true })
}

// SchedulesOf reads one page of a key's schedules: GET
// /subscribe/payments/schedule/customers/{customer_uid}, docs group
// "subscribe", of which GET /subscribe/customers/{customer_uid}/schedules is
// another name. Limit and OldestFirst must not be set.
func (c *Client) SchedulesOf(ctx context.Context, customerUID string, q ScheduleQuery) ([]Schedule, error) {
	const operation = "SchedulesOf"
	id, err := segment(operation, "CustomerUID", customerUID)
	if err != nil {
		return nil, err
	}
	switch {
	case q.From.IsZero() || q.To.IsZero() || q.To.Before(q.From):
		return nil, &RequestError{operation, "From, To", "must both be set, in this order"}
	case q.Page < 0 || q.Limit != 0 || q.OldestFirst:
		return nil, &RequestError{operation, "Page, Limit, OldestFirst", "must not be negative, nor set"}
	}
	query := url.Values{"from": {strconv.FormatInt(q.From.Unix(), 10)}, "to": {strconv.FormatInt(q.To.Unix(), 10)}}
	if q.State != "" {
		query.Set("schedule-status", q.State) // with a hyphen, here alone
	}
	if q.Page > 0 {
		query.Set("page", strconv.Itoa(q.Page))
	}
	req := c.read(operation, "/subscribe/payments/schedule/customers/"+id, query)
	return c.schedules(ctx, req, func(s Schedule) bool { return s.CustomerUID == customerUID })
}

// ScheduleOf reads the schedule of an order number: GET
// /subscribe/payments/schedule/{merchant_uid}, docs group "subscribe". It
// returns an error matching ErrNotFound if there is none.
func (c *Client) ScheduleOf(ctx context.Context, merchantUID string) (Schedule, error) {
	path, err := schedulePath("ScheduleOf", merchantUID)
	if err != nil {
		return Schedule{}, err
	}
	return c.oneSchedule(ctx, c.read("ScheduleOf", path, nil), merchantUID)
}

// MoveSchedule changes when a charge that waits is due: PUT
// /subscribe/payments/schedule/{merchant_uid}, docs group "subscribe". PortOne
// refuses with HTTP 400 what was executed or revoked, and a time that is past.
// It is sent once.
func (c *Client) MoveSchedule(ctx context.Context, merchantUID string, at time.Time) (Schedule, error) {
	return c.putOff(ctx, "MoveSchedule", http.MethodPut, merchantUID, "", at)
}

// Reschedule lets a charge that failed or was revoked wait again: POST
// /subscribe/payments/schedule/{merchant_uid}/reschedule, docs group
// "subscribe". PortOne refuses any other with HTTP 400. It is sent once.
func (c *Client) Reschedule(ctx context.Context, merchantUID string, at time.Time) (Schedule, error) {
	return c.putOff(ctx, "Reschedule", http.MethodPost, merchantUID, "/reschedule", at)
}

func (c *Client) putOff(ctx context.Context, operation, method, merchantUID, action string, at time.Time) (Schedule, error) {
	path, err := schedulePath(operation, merchantUID)
	if err != nil {
		return Schedule{}, err
	}
	if at.Unix() <= 0 || at.Unix() > latestTime {
		return Schedule{}, &RequestError{operation, "at", "is not set"}
	}
	req, err := c.write(operation, method, path+action, struct {
		At int64 `json:"schedule_at"`
	}{at.Unix()}, c.readTimeout)
	if err != nil {
		return Schedule{}, err
	}
	return c.oneSchedule(ctx, req, merchantUID)
}

// RetrySchedule tries a charge that failed or was revoked once more, now: POST
// /subscribe/payments/schedule/{merchant_uid}/retry, docs group "subscribe".
// The payment's Status tells whether it was paid this time. It is sent once and
// may take Config.CancelTimeout; for an error of which OutcomeUnknown is true,
// read ScheduleOf and FindAll before anything else.
func (c *Client) RetrySchedule(ctx context.Context, merchantUID string) (Payment, error) {
	path, err := schedulePath("RetrySchedule", merchantUID)
	if err != nil {
		return Payment{}, err
	}
	req, err := c.write("RetrySchedule", http.MethodPost, path+"/retry", nil, c.cancelTimeout)
	if err != nil {
		return Payment{}, err
	}
	return c.onePayment(ctx, req, func(p Payment) bool { return p.MerchantUID == merchantUID })
}

func schedulePath(operation, merchantUID string) (string, error) {
	id, err := segment(operation, "MerchantUID", merchantUID)
	return "/subscribe/payments/schedule/" + id, err
}

// schedules makes a call whose answer is a list, all of which must be meant.
func (c *Client) schedules(ctx context.Context, req call, meant func(Schedule) bool) ([]Schedule, error) {
	var list []Schedule
	_, err := c.do(ctx, req, func(raw json.RawMessage) error {
		if err := decodeResponse(raw, &list); err != nil {
			return err
		}
		for _, s := range list {
			if !meant(s) {
				return errAnother
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

func (c *Client) oneSchedule(ctx context.Context, req call, merchantUID string) (Schedule, error) {
	var one Schedule
	_, err := c.do(ctx, req, func(raw json.RawMessage) error {
		if err := decodeObject(raw, &one); err != nil {
			return err
		}
		if one.MerchantUID != merchantUID {
			return errAnother
		}
		return nil
	})
	if err != nil {
		return Schedule{}, err
	}
	return one, nil
}
