// Package gatewayv1 lets the use cases talk to PortOne's REST API V1.
//
// It translates and nothing else: it refuses to judge, to retry a write, and to
// fill in what PortOne did not say. Its main invariant is that an answer which
// lacks anything that the judgement rests on is an error, never a sight.
package gatewayv1

import (
	"context"
	"errors"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/portonev1"
)

// Gateway is PortOne V1 as merchant.Gateway, merchant.Preregistrar and
// merchant.ChannelLister. Use New.
type Gateway struct {
	client   *portonev1.Client
	store    string
	pgAPIKey string
}

// New returns the gateway of one PortOne account: store is its 고객사 식별코드,
// which V1 never reads back, so that it is the one whose credentials are used.
// pgAPIKey is what KG이니시스 asks for on account calls; it may be empty.
func New(client *portonev1.Client, store, pgAPIKey string) *Gateway {
	return &Gateway{client: client, store: store, pgAPIKey: pgAPIKey}
}

// Lookup implements merchant.Gateway.
func (g *Gateway) Lookup(ctx context.Context, uid payment.ImpUID) (payment.Seen, error) {
	p, err := g.client.Payment(ctx, string(uid))
	if err != nil {
		return payment.Seen{}, reading(err)
	}
	return g.seen(p)
}

// attemptsMost bounds how many attempts at one merchant_uid are read; a buyer
// who makes more has only the newest looked at.
const attemptsMost = 200

// LookupAll implements merchant.Gateway.
func (g *Gateway) LookupAll(ctx context.Context, uid payment.MerchantUID) ([]payment.Seen, error) {
	var list []payment.Seen
	var problems []error
	read := 0
	options := portonev1.FindAllOptions{Paging: portonev1.Paging{Limit: 100}}
	for p, err := range g.client.EachOf(ctx, string(uid), options) {
		if errors.Is(err, portonev1.ErrNotFound) {
			break
		}
		if err != nil {
			problems = append(problems, reading(err))
			break
		}
		s, err := g.seen(p)
		if err == nil && s.MerchantUID != uid {
			err = fault.Newf(fault.GatewayUnusable, "asked for %s, got %s", uid, s.MerchantUID)
		}
		if err == nil {
			list = append(list, s)
		}
		problems = append(problems, err)
		if read++; read == attemptsMost {
			break
		}
	}
	return list, errors.Join(problems...)
}

// reading gives the error of a read its meaning.
func reading(err error) error {
	switch {
	case errors.Is(err, portonev1.ErrNotFound):
		return merchant.ErrNoPayment
	case errors.Is(err, portonev1.ErrMalformed):
		return fault.Wrap(fault.GatewayUnusable, err)
	case errors.Is(err, portonev1.ErrUnauthorized):
		return fault.Wrap(fault.GatewayRefused, err)
	}
	return fault.Wrap(fault.GatewayUnavailable, err)
}

// writing tells PortOne's refusal from everything else. A call that never left
// counts as unknown too: it is simply sent again in time, as it was.
func writing(err error) error {
	told, ok := errors.AsType[*portonev1.Error](err)
	if !ok || portonev1.OutcomeUnknown(err) || errors.Is(err, portonev1.ErrNotSent) || told.Message == "" {
		return err
	}
	return &merchant.Refused{Message: told.Message, Cause: err}
}

// Cancel implements merchant.Gateway. Amount and checksum are always sent.
func (g *Gateway) Cancel(ctx context.Context, order payment.CancelOrder) (payment.Seen, error) {
	checksum := portonev1.Decimal(order.Checksum.Major())
	request := portonev1.CancelRequest{
		ImpUID: string(order.ImpUID), Amount: portonev1.Decimal(order.Amount.Major()), Checksum: &checksum, Reason: order.Reason,
	}
	if order.TaxFree.IsSet() { // 0, too: some PGs take none for unknown (v1.md §3.4)
		free := portonev1.Decimal(order.TaxFree.Major())
		request.TaxFree = &free
	}
	if order.VAT.IsSet() {
		vat := portonev1.Decimal(order.VAT.Major())
		request.VATAmount = &vat
	}
	if order.Account != nil {
		request.RefundTel = order.Account.Tel
		request.RefundBank, request.RefundAccount, request.RefundHolder = order.Account.Bank, order.Account.Number, order.Account.Holder
	}
	p, err := g.client.Cancel(ctx, request)
	if err != nil {
		return payment.Seen{}, writing(err)
	}
	return g.seen(p)
}

// CloseAccount implements merchant.Gateway.
func (g *Gateway) CloseAccount(ctx context.Context, uid payment.ImpUID) error {
	_, err := g.client.CloseVirtualAccount(ctx, string(uid), g.pgAPIKey)
	return writing(err)
}

// Preregister implements merchant.Preregistrar.
func (g *Gateway) Preregister(ctx context.Context, uid payment.MerchantUID, want money.Amount) error {
	_, err := g.client.Prepare(ctx, portonev1.Preparation{
		MerchantUID: string(uid), Amount: portonev1.Decimal(want.Major()), Currency: string(want.Currency()),
	})
	return writing(err)
}

// Channels implements merchant.ChannelLister. A channel that does not say
// whether it is for tests is left out: no money is taken through it.
func (g *Gateway) Channels(ctx context.Context) ([]merchant.ChannelInfo, error) {
	told, err := g.client.Channels(ctx)
	if err != nil {
		return nil, reading(err)
	}
	list := make([]merchant.ChannelInfo, 0, len(told))
	for _, c := range told {
		if c.Sandbox == nil {
			continue
		}
		list = append(list, merchant.ChannelInfo{
			Channel: payment.Channel{Provider: c.PGProvider, MID: c.PGID}, Key: c.Key, Name: c.Name, Type: c.Type, Env: env(*c.Sandbox),
		})
	}
	return list, nil
}

func env(sandbox bool) payment.Env {
	if sandbox {
		return payment.Test
	}
	return payment.Live
}
