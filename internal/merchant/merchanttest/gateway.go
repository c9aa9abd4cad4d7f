package merchanttest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// Imp is the account that a new Gateway speaks for.
const Imp = "imp00000000"

// Default is the channel that a new Gateway's payments go through.
var Default = payment.Channel{Provider: "html5_inicis", MID: "INIpayTest"}

// ErrAway is what a Gateway answers while it is away, and in place of a reply
// that was lost.
var ErrAway = errors.New("PortOne does not answer")

var (
	_ merchant.Gateway       = (*Gateway)(nil)
	_ merchant.Preregistrar  = (*Gateway)(nil)
	_ merchant.ChannelLister = (*Gateway)(nil)
	_ merchant.PaymentLister = (*Gateway)(nil)
)

// Gateway is a PortOne in memory. It is safe for concurrent use.
type Gateway struct {
	clock clock.Clock

	mu         sync.Mutex // guards the rest
	seen       map[payment.ImpUID]payment.Seen
	order      []payment.ImpUID // as made
	registered map[payment.MerchantUID]money.Amount
	cancels    []payment.CancelOrder // carried out
	calls      map[string]int
	channels   []merchant.ChannelInfo
	away       bool
	lost       int    // replies to cancels that get lost
	refusals   int    // cancels that are refused
	refusal    string // in these words
	gate       chan struct{}
	entered    chan struct{}
	onListing  func(call int)
}

// NewGateway returns a PortOne without payments and with the Default channel.
func NewGateway(c clock.Clock) *Gateway {
	return &Gateway{
		clock: c, seen: map[payment.ImpUID]payment.Seen{}, registered: map[payment.MerchantUID]money.Amount{}, calls: map[string]int{},
		channels: []merchant.ChannelInfo{{Channel: Default, Key: "channel-key-1", Name: "test", Type: "payment", Env: payment.Test}},
	}
}

// Pay makes a paid payment by card and returns its imp_uid; change may make it
// another than what the order asked for.
func (g *Gateway) Pay(uid payment.MerchantUID, amount money.Amount, change ...func(*payment.Seen)) payment.ImpUID {
	paid := func(s *payment.Seen) {
		s.Status, s.RawStatus, s.Captured, s.PaidAt = payment.SeenPaid, "paid", amount, s.ChangedAt
	}
	return g.make(uid, amount, append([]func(*payment.Seen){paid}, change...))
}

// Fail makes an attempt that the PG declined in the given words.
func (g *Gateway) Fail(uid payment.MerchantUID, amount money.Amount, words string) payment.ImpUID {
	return g.make(uid, amount, []func(*payment.Seen){func(s *payment.Seen) {
		s.Status, s.RawStatus, s.FailReason = payment.SeenFailed, "failed", words
	}})
}

// Issue makes a virtual account that waits for its deposit until due.
func (g *Gateway) Issue(uid payment.MerchantUID, amount money.Amount, due time.Time) payment.ImpUID {
	return g.make(uid, amount, []func(*payment.Seen){func(s *payment.Seen) {
		s.Status, s.RawStatus, s.PayMethod = payment.SeenIssued, "ready", "vbank"
		s.Account = &payment.Account{BankCode: "04", BankName: "국민은행", Number: "98765432101234", Holder: "나루상점", DueAt: due}
	}})
}

func (g *Gateway) make(uid payment.MerchantUID, amount money.Amount, changes []func(*payment.Seen)) payment.ImpUID {
	g.mu.Lock()
	defer g.mu.Unlock()
	imp := payment.ImpUID(fmt.Sprintf("imp_%012d", len(g.order)+1))
	none := money.Zero(amount.Currency())
	s := payment.Seen{
		ImpUID: imp, MerchantUID: uid, Amount: amount, Captured: none, Cancelled: none,
		Store: Imp, Env: payment.Test, Channel: Default, PayMethod: "card", ChangedAt: g.clock.Now().Truncate(time.Second),
	}
	for _, change := range changes {
		change(&s)
	}
	g.seen[imp] = s
	g.order = append(g.order, imp)
	return imp
}

// Deposit pays into an issued account.
func (g *Gateway) Deposit(imp payment.ImpUID) {
	g.Change(imp, func(s *payment.Seen) {
		s.Status, s.RawStatus, s.Captured, s.PaidAt = payment.SeenPaid, "paid", s.Amount, g.clock.Now()
	})
}

// CancelElsewhere cancels as somebody does in PortOne's console.
func (g *Gateway) CancelElsewhere(imp payment.ImpUID, amount money.Amount) {
	g.Change(imp, func(s *payment.Seen) { cancel(s, amount, "콘솔에서 취소", g.clock.Now()) })
}

// Change alters what PortOne says of an attempt.
func (g *Gateway) Change(imp payment.ImpUID, change func(*payment.Seen)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.seen[imp]
	change(&s)
	g.seen[imp] = s
}

// Away makes every call fail, or work again.
func (g *Gateway) Away(away bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.away = away
}

// LoseReplies has the next n cancels carried out without their caller hearing.
func (g *Gateway) LoseReplies(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lost = n
}

// Refuse has the next n cancels refused in the given words.
func (g *Gateway) Refuse(n int, words string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.refusals, g.refusal = n, words
}

// Hold makes every call wait until release is called. Each call that begins to
// wait sends on entered.
func (g *Gateway) Hold() (entered <-chan struct{}, release func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	gate, in := make(chan struct{}), make(chan struct{}, 1024)
	g.gate, g.entered = gate, in
	return in, sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.gate = nil
		close(gate)
	})
}

// SetChannels replaces the account's channels.
func (g *Gateway) SetChannels(list []merchant.ChannelInfo) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.channels = slices.Clone(list)
}

// Calls returns how often a method was called: "Lookup", "LookupAll",
// "Cancel", "CloseAccount", "Preregister", "Channels", "Listing".
func (g *Gateway) Calls(method string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.calls[method]
}

// Cancels returns the cancels that were carried out, in their order.
func (g *Gateway) Cancels() []payment.CancelOrder {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.cancels)
}

// Seen returns what PortOne says of an attempt.
func (g *Gateway) Seen(imp payment.ImpUID) payment.Seen {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.seen[imp]
}

// Registered returns the amount that was registered before the window.
func (g *Gateway) Registered(uid payment.MerchantUID) (money.Amount, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	amount, ok := g.registered[uid]
	return amount, ok
}

// enter counts the call, waits while calls are held, and takes the lock unless
// PortOne is away or the caller has left.
func (g *Gateway) enter(ctx context.Context, method string) error {
	g.mu.Lock()
	g.calls[method]++
	if gate, entered := g.gate, g.entered; gate != nil {
		g.mu.Unlock()
		entered <- struct{}{}
		select {
		case <-gate:
		case <-ctx.Done():
			return ctx.Err()
		}
		g.mu.Lock()
	}
	if g.away {
		g.mu.Unlock()
		return ErrAway
	}
	return nil
}

// Lookup reads one attempt.
func (g *Gateway) Lookup(ctx context.Context, imp payment.ImpUID) (payment.Seen, error) {
	if err := g.enter(ctx, "Lookup"); err != nil {
		return payment.Seen{}, err
	}
	defer g.mu.Unlock()
	s, ok := g.seen[imp]
	if !ok {
		return payment.Seen{}, merchant.ErrNoPayment
	}
	return s, nil
}

// LookupAll reads every attempt at a merchant_uid.
func (g *Gateway) LookupAll(ctx context.Context, uid payment.MerchantUID) ([]payment.Seen, error) {
	if err := g.enter(ctx, "LookupAll"); err != nil {
		return nil, err
	}
	defer g.mu.Unlock()
	var list []payment.Seen
	for _, imp := range g.order {
		if s := g.seen[imp]; s.MerchantUID == uid {
			list = append(list, s)
		}
	}
	return list, nil
}

// Cancel gives money back when the checksum is what can still be cancelled.
func (g *Gateway) Cancel(ctx context.Context, o payment.CancelOrder) (payment.Seen, error) {
	if err := g.enter(ctx, "Cancel"); err != nil {
		return payment.Seen{}, err
	}
	defer g.mu.Unlock()
	s, ok := g.seen[o.ImpUID]
	balance := s.Balance()
	switch {
	case !ok:
		return payment.Seen{}, &merchant.Refused{Message: "존재하지 않는 결제정보입니다."}
	case g.refusals > 0:
		g.refusals--
		return payment.Seen{}, &merchant.Refused{Message: g.refusal}
	case o.Checksum != balance || o.Amount.Minor() > balance.Minor() || !o.Amount.IsPositive():
		return payment.Seen{}, &merchant.Refused{Message: "취소가능금액이 일치하지 않습니다."}
	}
	cancel(&s, o.Amount, o.Reason, g.clock.Now())
	g.seen[o.ImpUID] = s
	g.cancels = append(g.cancels, o)
	if g.lost > 0 {
		g.lost--
		return payment.Seen{}, ErrAway
	}
	return s, nil
}

// cancel takes amount off an attempt; it leaves the snapshots alone that were
// handed out before.
func cancel(s *payment.Seen, amount money.Amount, reason string, at time.Time) {
	at = at.Truncate(time.Second)
	s.Cancelled = money.New(s.Cancelled.Minor()+amount.Minor(), s.Cancelled.Currency())
	c := payment.Cancellation{ID: fmt.Sprintf("c%d", len(s.History)+1), Reason: reason, Amount: amount, At: at}
	s.History = append(slices.Clone(s.History), c)
	s.ChangedAt = at
	s.Status, s.RawStatus = payment.SeenPartCancelled, "paid"
	if s.Cancelled == s.Captured {
		s.Status, s.RawStatus = payment.SeenCancelled, "cancelled"
	}
}

// CloseAccount closes an issued account that nobody has paid into.
func (g *Gateway) CloseAccount(ctx context.Context, imp payment.ImpUID) error {
	if err := g.enter(ctx, "CloseAccount"); err != nil {
		return err
	}
	defer g.mu.Unlock()
	s, ok := g.seen[imp]
	if !ok || s.Status != payment.SeenIssued {
		return &merchant.Refused{Message: "말소할 수 없는 가상계좌입니다."}
	}
	s.Status, s.RawStatus, s.ChangedAt = payment.SeenCancelled, "cancelled", g.clock.Now().Truncate(time.Second)
	g.seen[imp] = s
	return nil
}

// Preregister keeps the amount.
func (g *Gateway) Preregister(ctx context.Context, uid payment.MerchantUID, want money.Amount) error {
	if err := g.enter(ctx, "Preregister"); err != nil {
		return err
	}
	defer g.mu.Unlock()
	g.registered[uid] = want
	return nil
}

// Channels lists the account's channels.
func (g *Gateway) Channels(ctx context.Context) ([]merchant.ChannelInfo, error) {
	if err := g.enter(ctx, "Channels"); err != nil {
		return nil, err
	}
	defer g.mu.Unlock()
	return slices.Clone(g.channels), nil
}
