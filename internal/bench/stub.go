package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// The one thing that everybody here buys, and through which channel.
const (
	price      = 59_000 // won, which have no minor units
	imp        = "imp00000000"
	apiKey     = "1234567890123456"
	apiSecret  = "bench-secret"
	token      = "a9ace025c90c0da2161075da6ddd3492a2fca776"
	pgProvider = "html5_inicis"
	pgMID      = "INIpayTest"
)

// portone stands in for PortOne's REST API V1: what a shop needs to register an
// amount and to read a payment back, as cheaply as net/http allows. Both the
// baseline and our server are measured against it, in the same process.
type portone struct {
	url string
	web *http.Server

	count atomic.Int64

	mu   sync.Mutex        // guards paid
	paid map[string]string // imp_uid → merchant_uid; a payment is read once
}

func startPortone() (*portone, error) {
	p := &portone{paid: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /users/getToken", p.giveToken)
	mux.HandleFunc("POST /payments/prepare", p.prepare)
	mux.HandleFunc("GET /payments/{imp_uid}", p.read)
	var err error
	p.web, p.url, err = serve(mux)
	return p, err
}

// serve answers on a free loopback port until the server is closed.
func serve(h http.Handler) (*http.Server, string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	web := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = web.Serve(l) }() // ends with Close, which says why to nobody
	return web, "http://" + l.Addr().String(), nil
}

func (p *portone) close() { _ = p.web.Close() }

// pay is the buyer in PortOne's window: it returns the imp_uid of a payment of
// the price under the merchant_uid.
func (p *portone) pay(merchantUID string) string {
	uid := p.invent()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paid[uid] = merchantUID
	return uid
}

// invent returns a new imp_uid of which nothing is known.
func (p *portone) invent() string { return fmt.Sprintf("imp_%012d", p.count.Add(1)) }

func (p *portone) giveToken(w http.ResponseWriter, _ *http.Request) {
	now := time.Now().Unix()
	answer(w, fmt.Sprintf(`{"code":0,"message":null,"response":{"access_token":%q,"now":%d,"expired_at":%d}}`, token, now, now+1800))
}

func (p *portone) prepare(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		UID    string      `json:"merchant_uid"`
		Amount json.Number `json:"amount"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || r.Header.Get("Authorization") == "" {
		http.Error(w, `{"code":-1,"message":"bad","response":null}`, http.StatusUnauthorized)
		return
	}
	answer(w, `{"code":0,"message":null,"response":{"amount":`+asked.Amount.String()+`,"currency":"KRW","merchant_uid":"`+asked.UID+`"}}`)
}

func (p *portone) read(w http.ResponseWriter, r *http.Request) {
	uid := r.PathValue("imp_uid")
	p.mu.Lock()
	merchantUID, known := p.paid[uid]
	delete(p.paid, uid)
	p.mu.Unlock()
	if !known || r.Header.Get("Authorization") == "" {
		http.Error(w, `{"code":-1,"message":"none","response":null}`, http.StatusNotFound)
		return
	}
	now := strconv.FormatInt(time.Now().Unix(), 10)
	answer(w, strings.NewReplacer("IMP_UID", uid, "MERCHANT_UID", merchantUID, "NOW", now).Replace(paidBody))
}

func answer(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write([]byte(body)) // a client that left is counted at its own end
}

// paidBody is a card payment in the form and size of PortOne's own answers.
const paidBody = `{"code":0,"message":null,"response":{"amount":59000,"apply_num":"47405704","bank_code":null,"bank_name":null,` +
	`"buyer_addr":"\uc11c\uc6b8\ud2b9\ubcc4\uc2dc \uc131\ub3d9\uad6c","buyer_email":"gildong@example.com","buyer_name":"\ud64d\uae38\ub3d9",` +
	`"buyer_postcode":"04795","buyer_tel":"010-1234-5678","cancel_amount":0,"cancel_history":[],"cancel_reason":null,"cancel_receipt_urls":[],` +
	`"cancelled_at":0,"card_code":"366","card_issuer_code":null,"card_issuer_name":null,"card_name":"\uc2e0\ud55c\uce74\ub4dc",` +
	`"card_number":"510737*********6","card_publisher_code":null,"card_publisher_name":null,"card_quota":0,"card_type":0,` +
	`"cash_receipt_issued":false,"channel":"pc","currency":"KRW","custom_data":null,"customer_uid":null,"customer_uid_usage":null,` +
	`"emb_pg_provider":null,"escrow":false,"fail_reason":null,"failed_at":0,"imp_uid":"IMP_UID","merchant_uid":"MERCHANT_UID",` +
	`"name":"\ub9e8\ud22c\ub9e8","paid_at":NOW,"pay_method":"card","pg_id":"INIpayTest","pg_provider":"html5_inicis",` +
	`"pg_tid":"StdpayCARDINIpayTest20261123054135849372",` +
	`"receipt_url":"https:\/\/iniweb.inicis.com\/receipt\/iniReceipt.jsp?noTid=StdpayCARDINIpayTest20261123054135849372",` +
	`"sandbox":true,"started_at":NOW,"status":"paid",` +
	`"user_agent":"Mozilla\/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit\/537.36 (KHTML, like Gecko) Chrome\/142.0.0.0 Safari\/537.36",` +
	`"vbank_code":null,"vbank_date":0,"vbank_holder":null,"vbank_issued_at":0,"vbank_name":null,"vbank_num":null}}`
