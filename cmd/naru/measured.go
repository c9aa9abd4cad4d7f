package main

import (
	"context"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/gateway/gatewayv1"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/telemetry"
)

// measured is PortOne with its answers timed and its failures counted.
type measured struct {
	*gatewayv1.Gateway
	metrics *telemetry.Metrics
}

// note counts one call that began at.
func (m measured) note(operation string, began time.Time, err error) {
	if errors.Is(err, context.Canceled) {
		return // who asked has left; PortOne did nothing wrong
	}
	m.metrics.Gateway(operation, failure(err), time.Since(began))
}

// failure names the kind of a failed call; "" for one that was answered as
// asked, also by "there is no such payment".
func failure(err error) string {
	if err == nil || errors.Is(err, merchant.ErrNoPayment) {
		return ""
	}
	if _, ok := errors.AsType[*merchant.Refused](err); ok {
		return "refused"
	}
	switch fault.CodeOf(err) {
	case fault.GatewayRefused:
		return "credentials"
	case fault.GatewayUnusable:
		return "unusable"
	case fault.GatewayUnavailable:
		return "unavailable"
	}
	return "unknown"
}

// Lookup implements merchant.Gateway.
func (m measured) Lookup(ctx context.Context, uid payment.ImpUID) (payment.Seen, error) {
	began := time.Now()
	seen, err := m.Gateway.Lookup(ctx, uid)
	m.note("lookup", began, err)
	return seen, err
}

// LookupAll implements merchant.Gateway.
func (m measured) LookupAll(ctx context.Context, uid payment.MerchantUID) ([]payment.Seen, error) {
	began := time.Now()
	list, err := m.Gateway.LookupAll(ctx, uid)
	m.note("lookup_all", began, err)
	return list, err
}

// Cancel implements merchant.Gateway.
func (m measured) Cancel(ctx context.Context, order payment.CancelOrder) (payment.Seen, error) {
	began := time.Now()
	seen, err := m.Gateway.Cancel(ctx, order)
	m.note("cancel", began, err)
	return seen, err
}

// CloseAccount implements merchant.Gateway.
func (m measured) CloseAccount(ctx context.Context, uid payment.ImpUID) error {
	began := time.Now()
	err := m.Gateway.CloseAccount(ctx, uid)
	m.note("close_account", began, err)
	return err
}

// Preregister implements merchant.Preregistrar.
func (m measured) Preregister(ctx context.Context, uid payment.MerchantUID, want money.Amount) error {
	began := time.Now()
	err := m.Gateway.Preregister(ctx, uid, want)
	m.note("preregister", began, err)
	return err
}

// Channels implements merchant.ChannelLister.
func (m measured) Channels(ctx context.Context) ([]merchant.ChannelInfo, error) {
	began := time.Now()
	list, err := m.Gateway.Channels(ctx)
	m.note("channels", began, err)
	return list, err
}

// Listing implements merchant.PaymentLister.
func (m measured) Listing(ctx context.Context, from, to time.Time, page, limit int) (merchant.Listing, error) {
	began := time.Now()
	list, err := m.Gateway.Listing(ctx, from, to, page, limit)
	m.note("listing", began, err)
	return list, err
}
