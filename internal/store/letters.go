package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type letters struct{ *tx }

func (r letters) Due(ctx context.Context, now time.Time) (bool, []string, error) {
	unspread, err := r.q.AnyUnspread(ctx)
	if err != nil {
		return false, nil, r.done("look for unspread events", err)
	}
	list, err := r.q.DueEndpoints(ctx, micros(now))
	return len(unspread) > 0, list, r.done("look for due endpoints", err)
}

func (r letters) Spread(ctx context.Context, now time.Time, limit int) (int, error) {
	rows, err := r.q.TakeUnspread(ctx, most(limit))
	if err != nil || len(rows) == 0 {
		return 0, r.done("take unspread events", err)
	}
	all, err := endpoints(r).List(ctx)
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		for _, e := range all {
			waits := e.State == merchant.EndpointActive || e.State == merchant.EndpointPaused
			if !waits || !e.Wants(payment.EventType(row.Type)) {
				continue
			}
			if _, err := r.insert(ctx, e.ID, sqlgen.EventsBetweenRow(row), now); err != nil {
				return 0, err
			}
		}
	}
	return len(rows), nil
}

// insert makes a letter that is due, unless there is one.
func (r letters) insert(ctx context.Context, endpointID string, row sqlgen.EventsBetweenRow, now time.Time) (int64, error) {
	n, err := r.q.InsertLetter(ctx, sqlgen.InsertLetterParams{
		EventID: row.EventID, EndpointID: text(endpointID), PaymentID: row.PaymentID, Version: row.Version,
		DueAt: micros(now), SinceAt: micros(now), CreatedAt: row.CreatedAt,
	})
	return n, r.done("insert letter", err)
}

func (r letters) Claim(ctx context.Context, endpointID string, now, lease time.Time, limit int) ([]merchant.Letter, error) {
	rows, err := r.q.ClaimDueLetters(ctx, sqlgen.ClaimDueLettersParams{
		Lease: micros(lease), EndpointID: text(endpointID), Now: micros(now), Most: most(limit),
	})
	if err != nil {
		return nil, r.done("claim letters", err)
	}
	return each(rows, func(row sqlgen.Delivery) (merchant.Letter, error) {
		l := letterOf(row)
		what, err := r.q.LetterBody(ctx, row.EventID)
		l.Type, l.Body = payment.EventType(what.Type), what.Body
		return l, r.done("read a letter's body", err)
	})
}

func (r letters) Delivered(ctx context.Context, endpointID, eventID string, fence int64, now time.Time, a merchant.ShopReply) error {
	n, err := r.q.SetLetterDelivered(ctx, sqlgen.SetLetterDeliveredParams{
		At: micros(now), Status: int64(a.Status), Answer: text(a.Body), EventID: text(eventID), EndpointID: text(endpointID), Fence: fence,
	})
	return r.one("mark letter delivered", n, err, merchant.ErrStale)
}

func (r letters) Failed(ctx context.Context, endpointID, eventID string, fence int64, now, next time.Time, a merchant.ShopReply) error {
	n, err := r.q.SetLetterFailed(ctx, sqlgen.SetLetterFailedParams{
		Next: micros(next), Dead: deadAt(now, next), Problem: text(a.Problem), Status: int64(a.Status), Answer: text(a.Body),
		EventID: text(eventID), EndpointID: text(endpointID), Fence: fence,
	})
	return r.one("mark letter failed", n, err, merchant.ErrStale)
}

func letterOf(row sqlgen.Delivery) merchant.Letter {
	return merchant.Letter{
		EndpointID: row.EndpointID,
		Delivery: merchant.Delivery{
			EventID: row.EventID, PaymentID: payment.ID(row.PaymentID), Version: row.Version, Tries: int(row.Tries), Fence: row.Fence,
			DueAt: moment(row.DueAt), SinceAt: moment(row.SinceAt), CreatedAt: moment(row.CreatedAt), LastError: row.LastError,
		},
		DeliveredAt: moment(row.DeliveredAt), DeadAt: moment(row.DeadAt), Status: int(row.Status), Answer: row.Answer,
	}
}

func (r letters) Record(ctx context.Context, eventID string) (merchant.ShopRecord, error) {
	row, err := r.q.EventByID(ctx, text(eventID))
	if err != nil {
		return merchant.ShopRecord{}, r.done("read event", err)
	}
	kind := payment.EventType(row.Type)
	out := merchant.ShopRecord{Body: row.Body, Event: payment.Event{
		ID: row.EventID, PaymentID: payment.ID(row.PaymentID), Version: row.Version, Type: kind, Actor: row.Actor,
		ImpUID: payment.ImpUID(row.ImpUID), Reason: fault.Code(row.Reason), Detail: row.Detail, At: moment(row.CreatedAt),
	}}
	if row.Tries > 0 || row.DeliveredAt == 0 {
		own := letterOf(sqlgen.Delivery{
			EventID: row.EventID, EndpointID: merchant.ConfiguredEndpoint, PaymentID: row.PaymentID, Version: row.Version,
			Tries: row.Tries, Fence: row.Fence, DueAt: row.DueAt, SinceAt: row.SinceAt, DeliveredAt: row.DeliveredAt, DeadAt: row.DeadAt,
			Status: row.Status, Answer: row.Answer, LastError: row.LastError, CreatedAt: row.CreatedAt,
		})
		out.Letters = append(out.Letters, own)
	}
	rows, err := r.q.LettersOfEvent(ctx, text(eventID))
	if err != nil {
		return merchant.ShopRecord{}, r.done("read letters", err)
	}
	for _, row := range rows {
		out.Letters = append(out.Letters, letterOf(row))
	}
	for i := range out.Letters {
		out.Letters[i].Type = kind
	}
	return out, nil
}

// beforeID is the id before which a page by ids begins.
func beforeID(p merchant.Page) string {
	if p.BeforeID == "" {
		return "~" // after every id
	}
	return text(p.BeforeID)
}

func places(ids []string) []merchant.EventPlace {
	var out []merchant.EventPlace
	for _, id := range ids {
		out = append(out, merchant.EventPlace{EventID: id})
	}
	return out
}

func (r letters) List(ctx context.Context, page merchant.Page) ([]merchant.EventPlace, error) {
	ids, err := r.q.ListEvents(ctx, sqlgen.ListEventsParams{Before: beforeID(page), Most: most(page.Limit)})
	return places(ids), r.done("list events", err)
}

// Dead merges what was given up at the configured address and at the others;
// what was given up at several at once is there once.
func (r letters) Dead(ctx context.Context, page merchant.Page) ([]merchant.EventPlace, error) {
	own, err := r.deadConfigured(ctx, page)
	if err != nil {
		return nil, err
	}
	at, id := before(page)
	rows, err := r.q.ListDeadLetters(ctx, sqlgen.ListDeadLettersParams{Before: at, BeforeID: id, Most: most(page.Limit)})
	if err != nil {
		return nil, r.done("list dead letters", err)
	}
	for _, row := range rows {
		own = append(own, merchant.EventPlace{EventID: row.EventID, At: moment(row.DeadAt)})
	}
	slices.SortFunc(own, func(a, b merchant.EventPlace) int {
		return cmp.Or(b.At.Compare(a.At), strings.Compare(b.EventID, a.EventID))
	})
	own = slices.Compact(own)
	return own[:min(len(own), page.Limit)], nil
}

func (r letters) deadConfigured(ctx context.Context, page merchant.Page) ([]merchant.EventPlace, error) {
	at, id := before(page)
	rows, err := r.q.ListDeadEvents(ctx, sqlgen.ListDeadEventsParams{Before: at, BeforeID: id, Most: most(page.Limit)})
	if err != nil {
		return nil, r.done("list dead events", err)
	}
	return each(rows, func(row sqlgen.ListDeadEventsRow) (merchant.EventPlace, error) {
		return merchant.EventPlace{EventID: row.EventID, At: moment(row.DeadAt)}, nil
	})
}

func (r letters) ListOf(ctx context.Context, endpointID string, page merchant.Page) ([]merchant.EventPlace, error) {
	if endpointID == merchant.ConfiguredEndpoint {
		return r.List(ctx, page)
	}
	ids, err := r.q.ListLettersOfEndpoint(ctx, sqlgen.ListLettersOfEndpointParams{
		EndpointID: text(endpointID), Before: beforeID(page), Most: most(page.Limit),
	})
	return places(ids), r.done("list an endpoint's letters", err)
}

func (r letters) DeadOf(ctx context.Context, endpointID string, page merchant.Page) ([]merchant.EventPlace, error) {
	if endpointID == merchant.ConfiguredEndpoint {
		return r.deadConfigured(ctx, page)
	}
	ids, err := r.q.ListDeadLettersOfEndpoint(ctx, sqlgen.ListDeadLettersOfEndpointParams{
		EndpointID: text(endpointID), Before: beforeID(page), Most: most(page.Limit),
	})
	return places(ids), r.done("list an endpoint's dead letters", err)
}

func (r letters) Replay(ctx context.Context, endpointID, eventID string, now time.Time) error {
	row, err := r.q.EventByID(ctx, text(eventID))
	if err != nil {
		return r.done("read event", err)
	}
	of := sqlgen.EventsBetweenRow{
		EventID: row.EventID, PaymentID: row.PaymentID, Version: row.Version, Type: row.Type, CreatedAt: row.CreatedAt,
	}
	n, err := r.again(ctx, endpointID, of, now, true)
	if err != nil || n > 0 {
		return err
	}
	if endpointID == merchant.ConfiguredEndpoint {
		_, err = r.q.HastenDelivery(ctx, sqlgen.HastenDeliveryParams{Now: micros(now), EventID: row.EventID})
	} else {
		_, err = r.q.HastenLetter(ctx, sqlgen.HastenLetterParams{Now: micros(now), EventID: row.EventID, EndpointID: text(endpointID)})
	}
	return r.done("hasten a letter", err)
}

// again begins an event's tries anew, or for the first time; it returns 0 when
// there was nothing to begin.
func (r letters) again(ctx context.Context, endpointID string, row sqlgen.EventsBetweenRow, now time.Time, everything bool) (int64, error) {
	all := int64(0)
	if everything {
		all = 1
	}
	if endpointID == merchant.ConfiguredEndpoint {
		n, err := r.q.ReplayDelivery(ctx, sqlgen.ReplayDeliveryParams{Now: micros(now), EventID: row.EventID, Everything: all})
		return n, r.done("replay a delivery", err)
	}
	n, err := r.insert(ctx, endpointID, row, now)
	if err != nil || n > 0 {
		return n, err
	}
	n, err = r.q.ReplayLetter(ctx, sqlgen.ReplayLetterParams{
		Now: micros(now), EventID: row.EventID, EndpointID: text(endpointID), Everything: all,
	})
	return n, r.done("replay a letter", err)
}

func (r letters) ReplayBetween(ctx context.Context, e merchant.Endpoint, rg merchant.ReplayRange, now time.Time) (int, string, error) {
	rows, err := r.q.EventsBetween(ctx, sqlgen.EventsBetweenParams{After: text(rg.After), Below: text(rg.Below), Most: most(rg.Limit)})
	if err != nil {
		return 0, "", r.done("read events to replay", err)
	}
	begun, last := 0, ""
	for _, row := range rows {
		if e.Wants(payment.EventType(row.Type)) {
			n, err := r.again(ctx, e.ID, row, now, rg.Everything)
			if err != nil {
				return 0, "", err
			}
			begun += int(n)
		}
		last = row.EventID
	}
	if len(rows) < rg.Limit {
		last = ""
	}
	return begun, last, nil
}

func (r letters) Bury(ctx context.Context, endpointID string, now time.Time) error {
	_, err := r.q.BuryLetters(ctx, sqlgen.BuryLettersParams{Now: micros(now), EndpointID: text(endpointID)})
	return r.done("bury letters", err)
}

func (r letters) Hasten(ctx context.Context, endpointID string, now time.Time) error {
	_, err := r.q.HastenLetters(ctx, sqlgen.HastenLettersParams{Now: micros(now), EndpointID: text(endpointID)})
	return r.done("hasten letters", err)
}
