package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/gateway/gatewayv1"
	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/portonev1"
)

// ours is the payment server as naru serve builds it, in this process: its API,
// use cases, store and PortOne client. What it logs is written and thrown away.
// Its own loops (deliveries to the shop, hot checks) do not run, as nothing of
// the kind runs beside the baselines; the rows that they would work on are
// stored.
type ours struct {
	db  *store.DB
	web *http.Server
	url string
	key string
}

func startOurs(ctx context.Context, dsn string, p *portone) (*ours, error) {
	client, err := portonev1.New(portonev1.Config{Key: apiKey, Secret: apiSecret, BaseURL: p.url, IncludeSandbox: true})
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	db, err := store.Open(ctx, dsn, store.Options{Logger: log})
	if err != nil {
		return nil, err
	}
	o := &ours{db: db}
	if err := o.begin(ctx, gatewayv1.New(client, imp, ""), log); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return o, nil
}

func (o *ours) begin(ctx context.Context, gateway *gatewayv1.Gateway, log *slog.Logger) error {
	service, err := newService(o.db, gateways{gateway, gateway, gateway}, log)
	if err != nil {
		return err
	}
	if o.key, _, err = service.CreateKey(ctx, merchant.KeyWish{Name: "bench", Scopes: merchant.ShopScopes}); err != nil {
		return err
	}
	handler := httpapi.New(httpapi.Deps{Service: service, Log: log, Version: "bench", Ping: o.db.Ping})
	o.web, o.url, err = serve(handler)
	return err
}

// gateways are the sides of PortOne that a payment needs.
type gateways struct {
	merchant.Gateway
	merchant.Preregistrar
	merchant.ChannelLister
}

// newService is the shop's payment server without its API.
func newService(db *store.DB, g gateways, log *slog.Logger) (*merchant.Service, error) {
	return merchant.New(
		merchant.Config{
			Imp: imp, Env: payment.Test, Default: payment.Channel{Provider: pgProvider, MID: pgMID},
			SDKURL: "http://localhost:4200/v1/iamport.js", PublicURL: "http://localhost:4100", ShopOrigins: []string{"http://localhost:4000"},
			TokenKey: bytes.Repeat([]byte("k"), 32), Register: true, TellShop: true,
		},
		merchant.Deps{Store: db, Gateway: g.Gateway, Register: g.Preregistrar, Lister: g.ChannelLister, Clock: clock.System{}, Log: log},
	)
}

func (o *ours) close() error {
	_ = o.web.Close()
	return o.db.Close()
}
