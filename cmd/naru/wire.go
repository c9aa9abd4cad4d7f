package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/naru-pay/naru/internal/alert"
	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/egress"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/gateway/fuse"
	"github.com/naru-pay/naru/internal/gateway/gatewayv1"
	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/httpapi/adminapi"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/outbox"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/portonev1"
)

// What implements which port.
var (
	_ merchant.Store         = (*store.DB)(nil)
	_ merchant.Gateway       = (*gatewayv1.Gateway)(nil)
	_ merchant.Preregistrar  = (*gatewayv1.Gateway)(nil)
	_ merchant.ChannelLister = (*gatewayv1.Gateway)(nil)
	_ merchant.PaymentLister = (*gatewayv1.Gateway)(nil)
	_ merchant.ShopCaller    = (*outbox.Outbox)(nil)
	_ merchant.Receipts      = (*gatewayv1.Gateway)(nil)
	_ merchant.Shipments     = (*gatewayv1.Gateway)(nil)
)

// paymentServer is a shop's payment server with everything that it is made of.
type paymentServer struct {
	db      *store.DB
	service *merchant.Service
	staff   *merchant.Staff
	shop    *outbox.Outbox
	handler http.Handler
	done    chan struct{} // closed when the server is to end
	log     *slog.Logger
	ops     *operations
	people  *alert.Alerter // nil: nobody is told
}

// newPaymentServer checks the settings, opens the database and builds the
// server; nothing runs yet.
func newPaymentServer(ctx context.Context, dsn string, p portone, s serverSettings, log *slog.Logger) (*paymentServer, error) {
	return newPaymentServerBy(ctx, clock.System{}, dsn, p, s, log)
}

// newPaymentServerBy is newPaymentServer with a clock of one's own.
func newPaymentServerBy(ctx context.Context, now clock.Clock, dsn string, p portone, s serverSettings, log *slog.Logger) (*paymentServer, error) {
	config, err := merchantConfig(p, s)
	if err != nil {
		return nil, err
	}
	client, err := portonev1.New(portonev1.Config{
		Key: p.Key, Secret: p.Secret, BaseURL: p.Base, IncludeSandbox: config.Env == payment.Test, UserAgent: "naru/" + version(),
		Around: func(next http.RoundTripper) http.RoundTripper { return fuse.New(next, now) },
	})
	if err != nil {
		return nil, usageError{err}
	}
	var people *alert.Alerter
	approver, err := approverOf(s, now)
	if err != nil {
		return nil, err
	}
	proxies, err := s.proxies()
	if err != nil {
		return nil, err
	}
	intake, err := s.intake()
	if err != nil {
		return nil, err
	}
	opts, err := s.options(log)
	if err != nil {
		return nil, err
	}
	db, err := openSealed(ctx, dsn, opts)
	if err != nil {
		return nil, err
	}
	ops := newOperations(db, now)
	gateway := measured{gatewayv1.New(client, p.Imp, p.PGAPIKey), ops.metrics}
	shop, err := newOutbox(config, s, db, now, log)
	var service *merchant.Service
	if err == nil {
		service, err = merchant.New(config, merchant.Deps{
			Store: db, Gateway: gateway, Register: gateway, Lister: gateway, Listing: gateway, Receipts: gateway, Shipments: gateway, Shop: shop, Clock: now, Log: log,
			Approver: approver, Changed: ops.changed,
		})
	}
	if err == nil && s.AlertURL != "" {
		people, err = alert.New(ops.alerts(config, s.AlertURL), db, db.Alerts(), now, log)
	}
	if err != nil {
		_ = db.Close()
		return nil, usageError{err}
	}
	staff := staffOf(service.Store, now)
	var console *adminapi.Gate // none for a command that nobody's browser reaches
	if config.PublicURL != "" {
		console, err = adminapi.New(adminapi.Deps{Staff: staff, Clock: now, Log: log, PublicURL: config.PublicURL})
	}
	if err != nil {
		_ = db.Close()
		return nil, usage("NARU_PUBLIC_URL이 주소가 아닙니다 (NARU_PUBLIC_URL: %w)", err)
	}
	done := make(chan struct{})
	handler := httpapi.New(httpapi.Deps{
		Service: service, Console: console, Books: db.Books(), Done: done, Log: log, Clock: now, Version: version(), Ping: ops.beat.ask,
		Metrics: ops.metrics, Scraper: s.MetricsToken, Proxies: proxies, Intake: intake, Silent: ops.silent,
	})
	return &paymentServer{db: db, service: service, staff: staff, shop: shop, handler: handler, done: done, log: log, ops: ops, people: people}, nil
}

// newOutbox tells the address of the configuration, if it names one, and the
// endpoints that the shop adds.
func newOutbox(config merchant.Config, s serverSettings, db *store.DB, now clock.Clock, log *slog.Logger) (*outbox.Outbox, error) {
	allow, err := webhookAllow(s)
	if err != nil {
		return nil, err
	}
	c := outbox.Config{Policy: egress.Policy{Live: config.Env == payment.Live, Allow: allow}}
	if s.ShopWebhook != "" {
		c.URL, c.Secret = s.ShopWebhook, s.WebhookSecret
	}
	return outbox.New(c, db, now, log)
}

func webhookAllow(s serverSettings) ([]netip.Prefix, error) {
	list, err := egress.ParseAllow(s.WebhookAllow)
	if err != nil {
		return nil, usage("NARU_WEBHOOK_ALLOW는 10.0.0.0/8 같은 CIDR의 목록이어야 합니다 (NARU_WEBHOOK_ALLOW: %w)", err)
	}
	return list, nil
}

// merchantConfig turns settings into what the use cases need, naming the first
// that is missing or contradictory.
func merchantConfig(p portone, s serverSettings) (merchant.Config, error) {
	err := needed("PORTONE_IMP", p.Imp, "PORTONE_PG_CODE", p.PGCode, "PORTONE_API_KEY", p.Key, "PORTONE_API_SECRET", p.Secret, "NARU_SECRET_KEY", s.SecretKey)
	if err != nil {
		return merchant.Config{}, err
	}
	env, err := p.env()
	if err != nil {
		return merchant.Config{}, err
	}
	key, err := tokenKey(s.SecretKey)
	if err != nil {
		return merchant.Config{}, err
	}
	if err := s.strong(env); err != nil {
		return merchant.Config{}, err
	}
	var otherKeys [][]byte
	for _, secret := range s.others() {
		other, err := tokenKey(secret)
		if err != nil {
			return merchant.Config{}, err
		}
		otherKeys = append(otherKeys, other)
	}
	from, err := origins(s.ShopOrigins)
	if err != nil {
		return merchant.Config{}, err
	}
	if s.ShopWebhook != "" && s.WebhookSecret == "" {
		return merchant.Config{}, usage("NARU_SHOP_WEBHOOK_URL은 있는데 NARU_SHOP_WEBHOOK_SECRET이 없습니다. 상점이 우리와 남을 가릴 수 없습니다 (NARU_SHOP_WEBHOOK_URL is set, but NARU_SHOP_WEBHOOK_SECRET is not: the shop could not tell us from a stranger)")
	}
	switch merchant.RecordMode(s.Record) {
	case "", merchant.RecordBefore, merchant.RecordAfter:
	default:
		return merchant.Config{}, usage("NARU_RECORD는 before나 after여야 합니다 (NARU_RECORD=%q: say before or after)", s.Record)
	}
	if s.ApproveURL != "" && s.WebhookSecret == "" {
		return merchant.Config{}, usage("NARU_APPROVE_URL은 있는데 NARU_SHOP_WEBHOOK_SECRET이 없습니다. 상점이 우리와 남을 가릴 수 없습니다 (NARU_APPROVE_URL is set, but NARU_SHOP_WEBHOOK_SECRET is not: the shop could not tell us from a stranger)")
	}
	if _, err := webhookAllow(s); err != nil {
		return merchant.Config{}, err
	}
	if n := len(s.MetricsToken); n > 0 && n < metricsTokenLeast {
		return merchant.Config{}, usage("NARU_METRICS_TOKEN은 %[1]d자 이상이어야 합니다. 누구나 맞혀 볼 수 있기 때문입니다 (NARU_METRICS_TOKEN must have at least %[1]d characters: anyone may guess at it)", metricsTokenLeast)
	}
	return merchant.Config{
		Imp: p.Imp, Env: env, Default: p.channel(), SDKURL: p.SDK, PublicURL: s.PublicURL, ShopOrigins: from,
		TokenKey: key, OtherTokenKeys: otherKeys, SecretHook: s.WebhookPath != "", Register: s.Preregister, TellShop: s.ShopWebhook != "", ShopURL: s.ShopWebhook, Record: merchant.RecordMode(s.Record),
	}, nil
}

// approverOf asks the shop at NARU_APPROVE_URL; nil without one.
func approverOf(s serverSettings, now clock.Clock) (merchant.Approver, error) {
	if s.ApproveURL == "" {
		return nil, nil
	}
	approver, err := outbox.NewApprover(s.ApproveURL, s.WebhookSecret, now)
	if err != nil {
		return nil, usageError{err}
	}
	return approver, nil
}

// Close lets go of the database.
func (p *paymentServer) Close() {
	if err := p.db.Close(); err != nil {
		p.log.Error("database not closed", "err", err)
	}
}

// tasks are what the server does by itself beside answering.
func (p *paymentServer) tasks() []task {
	list := []task{p.keepChannels}
	for _, duty := range p.service.Duties() {
		list = append(list, every(duty.Name, p.service.Subscribe(), p.ops.watched(duty.Name, duty.Run), p.log))
	}
	if p.service.TellShop {
		list = append(list, every("shop webhooks", p.service.Subscribe(), p.ops.watched("shop webhooks", p.shop.RunConfigured), p.log))
	}
	list = append(list, p.tellEndpoints, p.endStreams)
	if p.people != nil {
		list = append(list, every("alerts", nil, p.ops.watched("alerts", p.people.RunDue), p.log))
	}
	return list
}

// endStreams ends what is answered without an end, so that the server need not
// wait for who listens.
func (p *paymentServer) endStreams(ctx context.Context) error {
	<-ctx.Done()
	close(p.done)
	return nil
}

// tellEndpoints begins what is due for endpoints, and at the end waits for what
// was begun.
func (p *paymentServer) tellEndpoints(ctx context.Context) error {
	const name = "webhook endpoints"
	defer p.shop.Wait()
	return every(name, p.service.Subscribe(), p.ops.watched(name, p.shop.Dispatch), p.log)(ctx)
}

// How often PortOne is asked for its channels, and how soon again when it is
// away.
const (
	channelsEvery = time.Hour
	channelsRetry = 5 * time.Second
	// A refused key does not get better by itself.
	channelsRefused = time.Minute
)

// keepChannels reads the account's channels at start and hourly.
func (p *paymentServer) keepChannels(ctx context.Context) error {
	for {
		wait := channelsEvery
		err := p.service.RefreshChannels(ctx)
		switch {
		case err == nil || ctx.Err() != nil:
		case fault.CodeOf(err) == fault.GatewayRefused:
			p.log.Error("PortOne refuses PORTONE_API_KEY and PORTONE_API_SECRET: no payment can be confirmed until they are right"+
				" (포트원이 API 키를 거절했습니다. 고칠 때까지 결제를 확정할 수 없습니다)", "err", err)
			wait = channelsRefused
		default:
			p.log.Warn("channels not read from PortOne; the kept list serves", "err", err)
			wait = channelsRetry
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}
