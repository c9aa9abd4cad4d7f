package merchant

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/payment"
)

// Keys of the log.
const (
	keyPayment = "payment_id"
	keyUID     = "merchant_uid"
	keyImp     = "imp_uid"
	keyRefund  = "refund_id"
	keyError   = "err"
)

// Config is what the operator says about the shop.
type Config struct {
	Imp         string          // 고객사 식별코드
	Env         payment.Env     // the kind of channel that is accepted
	Default     payment.Channel // for payments that name no pg
	SDKURL      string          // where the shop loads iamport.js from
	PublicURL   string          // of this server, without a slash at the end
	ShopOrigins []string        // where return URLs may lead
	TTL         time.Duration   // how long a payment waits for the buyer; 0: one hour
	TokenKey    []byte          // signs client tokens, at least 32 bytes
	// SecretHook says that webhooks come to an address that only PortOne's console
	// is told.
	SecretHook bool
	// OtherTokenKeys check client tokens while keys are rotated.
	OtherTokenKeys [][]byte
	Register       bool       // tell PortOne the amount before the window opens
	TellShop       bool       // the configuration names an address to send events to
	ShopURL        string     // that address
	Record         RecordMode // when a payment is stored; empty: before
}

// Deps are the adapters that the use cases act through.
type Deps struct {
	Store     Store
	Gateway   Gateway
	Register  Preregistrar
	Lister    ChannelLister
	Listing   PaymentLister // nil: nothing is swept
	Receipts  Receipts      // nil: no cash receipts
	Shipments Shipments     // nil: no escrow deliveries
	Shop      ShopCaller    // nil: endpoints cannot be added or tried
	Clock     clock.Clock
	Entropy   io.Reader // nil: the system's
	Log       *slog.Logger
	Approver  Approver                // asked before money is taken; nil: nobody is
	Changed   func(payment.EventType) // hears of every stored line of history; may be nil
}

// Service runs the use cases. It is safe for concurrent use.
type Service struct {
	Config
	Deps

	unrecorded readings

	mu     sync.Mutex // guards awaken
	awaken []chan struct{}

	used   keyUses
	wishes wishes
	purge  alarm
}

// The shortest key that signs client tokens.
const tokenKeyLeast = 32

// New returns a service, or an error that names what is missing.
func New(c Config, d Deps) (*Service, error) {
	switch {
	case c.Imp == "" || c.Default.Provider == "":
		return nil, errors.New("PORTONE_IMP and PORTONE_PG_CODE are needed")
	case c.Record != "" && c.Record != RecordBefore && c.Record != RecordAfter:
		return nil, errors.New("NARU_RECORD must be before or after")
	case c.Env != payment.Test && c.Env != payment.Live:
		return nil, errors.New("PORTONE_MODE must be test or live")
	case len(c.TokenKey) < tokenKeyLeast:
		return nil, errors.New("NARU_SECRET_KEY is too short")
	}
	if c.Record == "" {
		c.Record = RecordBefore
	}
	if c.TTL == 0 {
		c.TTL = time.Hour
	}
	if d.Entropy == nil {
		d.Entropy = id.System
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{Config: c, Deps: d}
	s.Store = witness{d.Store, s.tellChange, s.tellAudit}
	return s, nil
}

// Subscribe returns a channel that receives after something became due at once;
// running what is due finds out what.
func (s *Service) Subscribe() <-chan struct{} {
	woken := make(chan struct{}, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.awaken = append(s.awaken, woken)
	return woken
}

func (s *Service) wakeUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, woken := range s.awaken {
		select {
		case woken <- struct{}{}:
		default: // told already
		}
	}
}

// View is a payment with everything that belongs to it.
type View struct {
	Payment  payment.Payment
	Attempts []payment.Attempt
	Refunds  []payment.Refund
}

// newID returns an id of our own. Without entropy nothing safe can be done, so
// the error reaches the caller.
func (s *Service) newID(prefix string, now time.Time) (string, error) {
	return id.New(prefix, now, s.Entropy)
}

// load reads a payment with everything that belongs to it.
func load(ctx context.Context, tx Tx, pid payment.ID) (View, error) {
	p, err := tx.Payments().ByID(ctx, pid)
	if err != nil {
		return View{}, notFound(err, fault.PaymentNotFound)
	}
	return complete(ctx, tx, p)
}

func complete(ctx context.Context, tx Tx, p payment.Payment) (View, error) {
	v := View{Payment: p}
	var err error
	if v.Attempts, err = tx.Attempts().OfPayment(ctx, p.ID); err != nil {
		return View{}, err
	}
	if len(v.Attempts) == 0 {
		return v, nil // a refund is of an attempt
	}
	v.Refunds, err = tx.Refunds().OfPayment(ctx, p.ID)
	return v, err
}

// notFound turns the store's ErrNotFound into a coded error.
func notFound(err error, code fault.Code) error {
	if errors.Is(err, ErrNotFound) {
		return fault.New(code)
	}
	return err
}

// record appends events to the history and, where the shop is to be told, to
// the outbox, in the transaction of the change that they tell of.
func (s *Service) record(ctx context.Context, tx Tx, p payment.Payment, actor string, events ...payment.Event) error {
	for _, e := range events {
		var err error
		if e.ID, err = s.newID("evt", e.At); err != nil {
			return err
		}
		e.PaymentID, e.Version, e.Actor = p.ID, p.Version, actor
		if err := tx.Events().Append(ctx, e); err != nil {
			return err
		}
		if !e.Type.Outward() {
			continue
		}
		body, err := eventBody(p, e)
		if err != nil {
			return err
		}
		d := Delivery{EventID: e.ID, PaymentID: p.ID, Version: p.Version, Type: e.Type, Body: body, DueAt: e.At, CreatedAt: e.At, Nobody: !s.TellShop}
		if err := tx.Outbox().Insert(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// raise stores a discrepancy unless the same one stands.
func (s *Service) raise(ctx context.Context, tx Tx, d *payment.Discrepancy) error {
	if d == nil {
		return nil
	}
	var err error
	if d.ID, err = s.newID("dsc", d.CreatedAt); err != nil {
		return err
	}
	_, err = tx.Discrepancies().Raise(ctx, *d)
	return err
}
