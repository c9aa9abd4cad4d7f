package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// flow is the payment server that somebody would write by hand who wants it
// fast: the two calls of our API, the two calls to PortOne that we make, and
// the hand-written SQL; no validation, no log, one price. What it answers is as
// long as what ours answers.
type flow struct {
	portone string // its address
	writes  writes
	outward *http.Client
	web     *http.Server
	url     string
}

func startFlow(p *portone, w writes, clients int) (*flow, error) {
	transport := &http.Transport{MaxIdleConns: clients, MaxIdleConnsPerHost: clients}
	f := &flow{
		portone: p.url, writes: w,
		outward: &http.Client{Transport: transport, Timeout: 10 * time.Second},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/payments", f.refusing(f.openPayment))
	mux.HandleFunc("POST /api/payments/{id}/complete", f.refusing(f.completePayment))
	var err error
	f.web, f.url, err = serve(mux)
	return f, err
}

func (f *flow) close() {
	_ = f.web.Close()
	f.outward.CloseIdleConnections()
}

func (f *flow) refusing(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}
}

func (f *flow) openPayment(w http.ResponseWriter, r *http.Request) error {
	var asked struct {
		Ref    string `json:"order_ref"`
		Amount int64  `json:"amount"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return err
	}
	if asked.Amount != price {
		return fmt.Errorf("the price is %d", price)
	}
	p, err := newPay(asked.Ref)
	if err != nil {
		return err
	}
	if err := f.writes.open(r.Context(), p); err != nil {
		return err
	}
	if err := f.prepare(r.Context(), p); err != nil {
		return err
	}
	return f.reply(w, http.StatusCreated, map[string]any{"payment": shown(p, "open"), "checkout": openFiller})
}

// prepare registers the amount with PortOne.
func (f *flow) prepare(ctx context.Context, p *pay) error {
	body := fmt.Sprintf(`{"merchant_uid":%q,"amount":%d,"currency":"KRW"}`, p.uid, price)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.portone+"/payments/prepare", strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	var told struct {
		UID    string `json:"merchant_uid"`
		Amount int64  `json:"amount"`
	}
	if err := f.call(req, &told); err != nil {
		return err
	}
	if told.UID != p.uid || told.Amount != price {
		return errors.New("something else was registered")
	}
	return nil
}

func (f *flow) completePayment(w http.ResponseWriter, r *http.Request) error {
	var hint struct {
		ImpUID string `json:"imp_uid"`
	}
	if err := json.NewDecoder(r.Body).Decode(&hint); err != nil {
		return err
	}
	uid, err := f.look(r.Context(), hint.ImpUID)
	if err != nil {
		return err
	}
	p, err := paid(r.PathValue("id"), uid, hint.ImpUID)
	if err != nil {
		return err
	}
	if err := f.writes.confirm(r.Context(), p); err != nil {
		return err
	}
	told := shown(p, "paid")
	told["attempts"] = completeFiller
	return f.reply(w, http.StatusOK, told)
}

// look reads a payment back from PortOne and returns its merchant_uid.
func (f *flow) look(ctx context.Context, impUID string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.portone+"/payments/"+impUID+"?include_sandbox=true", nil)
	if err != nil {
		return "", err
	}
	var seen struct {
		ImpUID   string `json:"imp_uid"`
		UID      string `json:"merchant_uid"`
		Amount   int64  `json:"amount"`
		Status   string `json:"status"`
		Currency string `json:"currency"`
		Provider string `json:"pg_provider"`
		MID      string `json:"pg_id"`
		Receipt  string `json:"receipt_url"`
		Card     string `json:"card_name"`
		PaidAt   int64  `json:"paid_at"`
	}
	if err := f.call(req, &seen); err != nil {
		return "", err
	}
	if seen.ImpUID != impUID || seen.Amount != price || seen.Status != "paid" || seen.Currency != "KRW" ||
		seen.Provider != pgProvider || seen.MID != pgMID || seen.PaidAt == 0 {
		return "", fmt.Errorf("not what was ordered: %+v", seen)
	}
	return seen.UID, nil
}

// call makes a call to PortOne with the token that everybody shares.
func (f *flow) call(req *http.Request, into any) error {
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := f.outward.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	var body bytes.Buffer
	if _, err := body.ReadFrom(resp.Body); err != nil {
		return err
	}
	envelope := struct {
		Code     int `json:"code"`
		Response any `json:"response"`
	}{Response: into}
	if err := json.Unmarshal(body.Bytes(), &envelope); err != nil || envelope.Code != 0 {
		return fmt.Errorf("PortOne: %s: %.200s", resp.Status, body.Bytes())
	}
	return nil
}

func (f *flow) reply(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, err = w.Write(body)
	return err
}

func shown(p *pay, state string) map[string]any {
	return map[string]any{
		"id": p.id, "order_ref": p.order, "merchant_uid": p.uid, "state": state, "amount": price, "currency": "KRW", "name": "맨투맨",
		"pay_method": "card", "pg": pgProvider + "." + pgMID, "imp_uid": p.imp, "version": 1, "test": true,
	}
}

// The rest of the answers, which are as long as ours are.
var (
	openFiller     = strings.Repeat("x", 1050)
	completeFiller = strings.Repeat("x", 950)
)
