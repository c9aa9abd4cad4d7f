package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// ScheduleState is where a scheduled charge (결제예약) stands.
type ScheduleState string

// The states. An executed one was tried; whether it was paid is its payment's
// to tell.
const (
	Scheduled ScheduleState = "scheduled"
	Executed  ScheduleState = "executed"
	Revoked   ScheduleState = "revoked"
)

// Valid reports whether the state exists; the empty one means any.
func (s ScheduleState) Valid() bool {
	return s == "" || s == Scheduled || s == Executed || s == Revoked
}

// Schedule is one charge to be made at a time. Times are UNIX seconds, 0 for
// never.
type Schedule struct {
	Merchant    string        `json:"merchant"`
	MerchantUID string        `json:"merchant_uid"`
	CustomerUID string        `json:"customer_uid"`
	CustomerID  string        `json:"customer_id"`
	PGProvider  string        `json:"pg_provider"`
	PGID        string        `json:"pg_id"`
	ScheduleAt  int64         `json:"schedule_at"`
	ExecutedAt  int64         `json:"executed_at"`
	RevokedAt   int64         `json:"revoked_at"`
	State       ScheduleState `json:"state"`
	ImpUID      string        `json:"imp_uid"` // of the last try
	Promotion   string        `json:"promotion_id"`
	Draft       Payment       `json:"draft"` // what is paid and by whom, not yet tried
	Order       uint64        `json:"order"` // running number

	payment Payment // of ImpUID, when it was read
}

func (Schedule) kind() string { return "schedule" }

func (s Schedule) apply(e *Engine) {
	key := orderKey{s.Merchant, s.MerchantUID}
	old, known := e.schedules[key]
	if !known {
		e.scheduleKeys = append(e.scheduleKeys, key)
	}
	if old.State == Scheduled {
		if i, found := slices.BinarySearchFunc(e.charges, old.due(), dueCharge.compare); found {
			e.charges = slices.Delete(e.charges, i, i+1)
		}
	}
	if s.State == Scheduled {
		i, _ := slices.BinarySearchFunc(e.charges, s.due(), dueCharge.compare)
		e.charges = slices.Insert(e.charges, i, s.due())
	}
	e.schedules[key] = s
}

// dueCharge is a schedule that waits for its time.
type dueCharge struct {
	at    int64
	order uint64
	key   orderKey
}

func (s Schedule) due() dueCharge {
	return dueCharge{s.ScheduleAt, s.Order, orderKey{s.Merchant, s.MerchantUID}}
}

// compare orders what waits: the earliest first, then the one made first.
func (d dueCharge) compare(other dueCharge) int {
	return cmp.Or(cmp.Compare(d.at, other.at), cmp.Compare(d.order, other.order))
}

// Texts of schedules. The first two were seen, the others are assumed.
const (
	textNoKeyToUse   = "등록된 고객정보가 없습니다."
	textNoneToRevoke = "취소할 예약결제 기록이 존재하지 않습니다."
	textNoSchedules  = "schedules 파라메터가 누락되었습니다."
	textScheduled    = "이미 예약된 merchant_uid입니다."
	textNoSchedule   = "존재하지 않는 결제예약입니다."
	textNoTime       = "schedule_at 파라메터가 누락되었습니다."
	textPastTime     = "예약시각(schedule_at)은 현재 시각 이후여야 합니다."
	textNotWaiting   = "이미 실행되었거나 취소된 결제예약입니다."
	textNotFailed    = "실행에 실패했거나 취소된 결제예약만 다시 처리할 수 있습니다."
	textWhichToEnd   = "customer_uid 또는 merchant_uid 파라메터가 필요합니다."
	textBadChecking  = "checking_amount 파라메터는 0 이상의 정수여야 합니다."
)

// scheduleLatest is the last moment that the sandbox's clock can reach.
var scheduleLatest = time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC).Unix()

// ScheduleItem is one charge of a ScheduleRequest; its CustomerUID is the
// request's.
type ScheduleItem struct {
	ChargeRequest
	ScheduleAt int64 // UNIX seconds; 0: not sent
	Promotion  string
}

// ScheduleRequest registers charges of one key, all or none.
type ScheduleRequest struct {
	CustomerUID string
	CustomerID  string
	ChannelKey  string   // where a card is stored
	Checking    int64    // tried at once and given back at once; 0: nothing is tried
	Card        CardData // stored first when there is no key yet
	Items       []ScheduleItem
}

// Schedule registers charges. Those that name no buyer are the key's customer's.
func (e *Engine) Schedule(ctx context.Context, merchant string, r ScheduleRequest) ([]Schedule, error) {
	var list []Schedule
	err := e.do(ctx, func(t *tx) error {
		switch {
		case customerUIDProblem(r.CustomerUID) != "":
			return refuse(Conflicting, customerUIDProblem(r.CustomerUID))
		case len(r.Items) == 0:
			return refuse(Conflicting, textNoSchedules)
		case r.Checking < 0:
			return refuse(Conflicting, textBadChecking)
		}
		k, err := t.keyToSchedule(merchant, r)
		if err != nil {
			return err
		}
		// The check leaves no record (assumed): its merchant_uid is unknown.
		if r.Checking > 0 && k.Decline != "" {
			return refuse(CardRefused, textCardRefused+declines[k.Decline])
		}
		seen := map[string]bool{}
		for i, item := range r.Items {
			if seen[item.MerchantUID] {
				return refuse(Conflicting, textScheduled)
			}
			seen[item.MerchantUID] = true
			s, err := t.newSchedule(k, item)
			if err != nil {
				return err
			}
			s.Order += uint64(i)
			if r.CustomerID != "" {
				s.CustomerID = r.CustomerID
			}
			t.put(s)
			list = append(list, s)
		}
		return t.tell("schedule.made", merchant, "", Object{{"customer_uid", r.CustomerUID}, {"merchant_uid", orderNumbers(list)}})
	})
	return list, err
}

func orderNumbers(list []Schedule) []string {
	uids := make([]string, len(list))
	for i, s := range list {
		uids[i] = s.MerchantUID
	}
	return uids
}

// keyToSchedule is the key of the request, issued first when there is none and
// a card was sent.
func (t *tx) keyToSchedule(merchant string, r ScheduleRequest) (BillingKey, error) {
	if _, known := t.e.keys[customerKey{merchant, r.CustomerUID}]; known {
		return t.usableKey(merchant, r.CustomerUID)
	}
	if !r.Card.Given() {
		return BillingKey{}, refuse(Conflicting, textNoKeyToUse)
	}
	return t.issueKey(merchant, IssueRequest{CustomerUID: r.CustomerUID, CustomerID: r.CustomerID, ChannelKey: r.ChannelKey, Card: r.Card})
}

// newSchedule checks one item.
func (t *tx) newSchedule(k BillingKey, item ScheduleItem) (Schedule, error) {
	if item.Name == "" {
		return Schedule{}, refuse(Conflicting, textNoName)
	}
	draft, err := t.draft(k.Merchant, item.ChargeRequest)
	if err != nil {
		return Schedule{}, err
	}
	if text := t.timeProblem(item.ScheduleAt); text != "" {
		return Schedule{}, refuse(Conflicting, text)
	}
	if _, known := t.e.schedules[orderKey{k.Merchant, item.MerchantUID}]; known {
		return Schedule{}, refuse(Conflicting, textScheduled)
	}
	draft.BuyerName = cut(cmp.Or(draft.BuyerName, k.Name), 16)
	draft.BuyerTel = cut(cmp.Or(draft.BuyerTel, k.Tel), 16)
	draft.BuyerEmail = cut(cmp.Or(draft.BuyerEmail, k.Email), 64)
	draft.BuyerAddr = cut(cmp.Or(draft.BuyerAddr, k.Addr), 128)
	draft.BuyerPostcode = cut(cmp.Or(draft.BuyerPostcode, k.Postcode), 8)
	if err := draft.fitsPG(k.PGProvider); err != nil {
		return Schedule{}, err
	}
	return Schedule{
		Merchant: k.Merchant, MerchantUID: item.MerchantUID, CustomerUID: k.CustomerUID, CustomerID: k.CustomerID,
		PGProvider: k.PGProvider, PGID: k.PGID, ScheduleAt: item.ScheduleAt, State: Scheduled, Promotion: item.Promotion,
		Draft: draft, Order: uint64(len(t.e.scheduleKeys)) + 1,
	}, nil
}

// timeProblem says what is wrong with a time to charge at, or nothing. That a
// new schedule may not lie in the past is assumed.
func (t *tx) timeProblem(at int64) string {
	switch {
	case at == 0:
		return textNoTime
	case at < t.unix() || at > scheduleLatest:
		return textPastTime
	}
	return ""
}

// Unschedule revokes what has not been tried: all of a key, or those of the
// merchant_uids, or those of the merchant_uids that belong to the key.
func (e *Engine) Unschedule(ctx context.Context, merchant, customerUID string, merchantUIDs []string) ([]Schedule, error) {
	if customerUID == "" && len(merchantUIDs) == 0 {
		return nil, refuse(Conflicting, textWhichToEnd)
	}
	var list []Schedule
	err := e.do(ctx, func(t *tx) error {
		wanted := map[string]bool{}
		for _, uid := range merchantUIDs {
			wanted[uid] = true
		}
		for _, waiting := range e.charges {
			s := e.schedules[waiting.key]
			if s.Merchant != merchant || customerUID != "" && s.CustomerUID != customerUID || len(wanted) > 0 && !wanted[s.MerchantUID] {
				continue
			}
			s.State, s.RevokedAt = Revoked, t.unix()
			t.put(s)
			list = append(list, s)
		}
		if len(list) == 0 {
			return refuse(Conflicting, textNoneToRevoke)
		}
		return t.tell("schedule.revoked", merchant, "", Object{{"customer_uid", textOrNull(customerUID)}, {"merchant_uid", orderNumbers(list)}})
	})
	return list, err
}

// ScheduleQuery asks for schedules by the time at which they are due.
type ScheduleQuery struct {
	From, To    int64 // UNIX seconds; To is not included
	CustomerUID string
	State       ScheduleState
	OldestFirst bool
}

// Schedules returns what a query asks for, the newest first unless it says
// otherwise.
func (e *Engine) Schedules(merchant string, q ScheduleQuery) []Schedule {
	e.mu.Lock()
	defer e.mu.Unlock()
	var list []Schedule
	for _, key := range e.scheduleKeys {
		s := e.schedules[key]
		if s.Merchant != merchant || s.ScheduleAt < q.From || s.ScheduleAt >= q.To ||
			q.CustomerUID != "" && s.CustomerUID != q.CustomerUID || q.State != "" && s.State != q.State {
			continue
		}
		list = append(list, e.withPayment(s))
	}
	slices.SortFunc(list, func(a, b Schedule) int {
		if !q.OldestFirst {
			a, b = b, a
		}
		return a.due().compare(b.due())
	})
	return list
}

// ScheduleOf returns the schedule of a merchant_uid.
func (e *Engine) ScheduleOf(merchant, merchantUID string) (Schedule, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.schedule(merchant, merchantUID)
}

func (e *Engine) schedule(merchant, merchantUID string) (Schedule, error) {
	s, ok := e.schedules[orderKey{merchant, merchantUID}]
	if !ok {
		return Schedule{}, refuse(Missing, textNoSchedule)
	}
	return e.withPayment(s), nil
}

func (e *Engine) withPayment(s Schedule) Schedule {
	s.payment = e.payments.of(s.ImpUID)
	return s
}

// Annotation is the schedule as PortOne's ScheduleResultAnnotation.
func (s Schedule) Annotation() Object {
	d := s.Draft
	var status any
	if s.payment.Status != "" {
		status = string(s.payment.Status)
	}
	return Object{
		{"amount", number(d.Amount)},
		{"buyer_addr", textOrNull(d.BuyerAddr)},
		{"buyer_email", textOrNull(d.BuyerEmail)},
		{"buyer_name", textOrNull(d.BuyerName)},
		{"buyer_postcode", textOrNull(d.BuyerPostcode)},
		{"buyer_tel", textOrNull(d.BuyerTel)},
		{"currency", string(d.Amount.Currency())},
		{"custom_data", textOrNull(d.CustomData)},
		{"customer_id", textOrNull(s.CustomerID)},
		{"customer_uid", s.CustomerUID},
		{"executed_at", s.ExecutedAt},
		{"fail_reason", textOrNull(s.payment.FailReason)},
		{"imp_uid", textOrNull(s.ImpUID)},
		{"merchant_uid", s.MerchantUID},
		{"name", d.Name},
		{"payment_status", status},
		{"pg_id", s.PGID},
		{"pg_provider", s.PGProvider},
		{"promotion_id", textOrNull(s.Promotion)},
		{"revoked_at", s.RevokedAt},
		{"schedule_at", s.ScheduleAt},
		{"schedule_status", string(s.State)},
	}
}

// String names a schedule in a failure of the sandbox.
func (s Schedule) String() string { return fmt.Sprintf("schedule %s of %s", s.MerchantUID, s.Merchant) }
