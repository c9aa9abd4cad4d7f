package main

import (
	"fmt"
	"time"

	"github.com/naru-pay/naru/internal/id"
)

// What one payment writes, by hand: the least SQL that leaves the same rows
// behind as our server does, in the same tables, in two durable steps. Both
// engines take the text as it is.
//
// Opening stores the order, the payment and the first line of its history.
const (
	insertOrder   = `INSERT INTO orders (order_ref, version, created_at, updated_at) VALUES ($1, 1, $2, $2)`
	insertPayment = `INSERT INTO payments (id, order_ref, merchant_uid, currency, amount, tax_free, store, env, pg_provider, pg_mid,
	pay_method, name, buyer, return_url, metadata, extra, terms_hash, state, bound, captured, returned, reason, fail_reason,
	account, version, check_at, checks, expires_at, created_at, updated_at, paid_at, closed_cause)
VALUES ($1, $2, $3, 'KRW', 59000, 0, 'imp00000000', 'test', 'html5_inicis', 'INIpayTest',
	'card', '맨투맨', '` + buyerText + `', 'http://localhost:4000/result', '{"cart":"c-20261123"}', 'null', $4, 'open', '', 0, 0, '', '',
	'', 1, $5, 0, $6, $7, $7, 0, '')`
	insertOpened = `INSERT INTO payment_events (id, payment_id, seq, version, type, actor, imp_uid, reason, detail, at)
VALUES ($1, $2, 1, 1, 'note.opened', 'shop', '', '', '59000 KRW', $3)`
)

// Confirming reads the payment again, as anybody must who judges, and then
// stores the attempt, the next line of the history and what the shop is told.
const (
	selectPayment = `SELECT order_ref, merchant_uid, amount, currency, state, version FROM payments WHERE id = $1`
	updatePayment = `UPDATE payments SET state = 'paid', bound = $1, captured = 59000, check_at = 0, paid_at = $2, updated_at = $3,
	version = version + 1 WHERE id = $4 AND version = $5 AND state = 'open'`
	insertAttempt = `INSERT INTO attempts (imp_uid, payment_id, seen, mark, reason, currency, captured, opened, succeeded, external,
	closing, closing_at, closings, created_at, updated_at)
VALUES ($1, $2, $3, 'bound', '', 'KRW', 59000, 0, 0, 0, '', 0, 0, $4, $4)`
	insertPaid = `INSERT INTO payment_events (id, payment_id, seq, version, type, actor, imp_uid, reason, detail, at)
VALUES ($1, $2, 2, 2, 'payment.paid', 'callback', $3, '', '', $4)`
	insertOutbox = `INSERT INTO outbox (event_id, payment_id, version, type, body, tries, fence, due_at, delivered_at, last_error, created_at)
VALUES ($1, $2, 2, 'payment.paid', $3, 0, 0, $4, 0, '', $4)`
)

// What the rows hold that does not change from payment to payment, of the sizes
// that our server stores.
const (
	buyerText = `{"name":"홍길동","email":"gildong@example.com","tel":"010-1234-5678","addr":"서울특별시 성동구","postcode":"04795"}`
	termsHash = "e42fe43c6f2f3fbfca81e097cae424b848c37cdec2a82924d17317bf42482b32"
	seenText  = `{"imp_uid":"%s","merchant_uid":"%s","status":"paid","raw_status":"paid","amount":"59000 KRW","captured":"59000 KRW",` +
		`"cancelled":"0 KRW","store":"imp00000000","env":"test","channel":{"Provider":"html5_inicis","MID":"INIpayTest"},"pay_method":"card",` +
		`"pg_tid":"StdpayCARDINIpayTest20261123054135849372","card_name":"신한카드","card_number":"510737*********6","approval":"47405704",` +
		`"receipt_url":"https://iniweb.inicis.com/receipt/iniReceipt.jsp?noTid=StdpayCARDINIpayTest20261123054135849372",` +
		`"paid_at":"2026-11-23T01:45:42Z","changed_at":"2026-11-23T01:45:42Z"}`
	toldText = `{"id":"%s","type":"payment.paid","created_at":"2026-11-23T01:45:42.613063Z","test":true,"data":{"payment_id":"%s",` +
		`"order_ref":"%s","merchant_uid":"%s","state":"paid","amount":59000,"refunded":0,"currency":"KRW","version":2}}`
)

// pay is one payment on its way through the hand-written SQL. Its ids are made
// as ours are, so that the indexes fill in the same order.
type pay struct {
	order, id, uid string // order_ref, payment, merchant_uid
	imp            string // imp_uid; empty until it is paid
	opened, told   string // ids of its two events
}

func newPay(order string) (*pay, error) {
	p := &pay{order: order}
	now := time.Now()
	var err error
	if p.uid, err = id.MerchantUID(order, id.System); err != nil {
		return nil, err
	}
	if p.id, err = id.New("pay", now, id.System); err != nil {
		return nil, err
	}
	if p.opened, err = id.New("evt", now, id.System); err != nil {
		return nil, err
	}
	return p, nil
}

// paid returns a payment that PortOne says was paid.
func paid(pid, uid, impUID string) (*pay, error) {
	told, err := id.New("evt", time.Now(), id.System)
	return &pay{id: pid, uid: uid, imp: impUID, told: told}, err
}

// step is one statement of a transaction.
type step struct {
	query string
	args  []any
}

func (p *pay) opening() []step {
	now := time.Now()
	at, later := now.UnixMicro(), now.Add(time.Hour).UnixMicro()
	return []step{
		{insertOrder, []any{p.order, at}},
		{insertPayment, []any{p.id, p.order, p.uid, termsHash, at, later, at}},
		{insertOpened, []any{p.opened, p.id, at}},
	}
}

// stored is what is read of a payment before it is judged.
type stored struct {
	order, uid, currency, state string
	amount, version             int64
}

// fields are where a row of selectPayment goes.
func (s *stored) fields() []any {
	return []any{&s.order, &s.uid, &s.amount, &s.currency, &s.state, &s.version}
}

// judge compares what PortOne says was paid with what was stored, and returns
// the writes that follow; it is the whole of the baseline's judgement.
func (s *stored) judge(p *pay) ([]step, error) {
	if s.uid != p.uid || s.amount != price || s.currency != "KRW" || s.state != "open" {
		return nil, fmt.Errorf("payment %s of %s: stored as %+v", p.id, p.uid, s)
	}
	p.order = s.order
	return p.confirming(s.version), nil
}

// confirming are the writes after the payment was read at the version.
func (p *pay) confirming(version int64) []step {
	at := time.Now().UnixMicro()
	return []step{
		{updatePayment, []any{p.imp, at, at, p.id, version}},
		{insertAttempt, []any{p.imp, p.id, fmt.Sprintf(seenText, p.imp, p.uid), at}},
		{insertPaid, []any{p.told, p.id, p.imp, at}},
		{insertOutbox, []any{p.told, p.id, []byte(fmt.Sprintf(toldText, p.told, p.id, p.order, p.uid)), at}},
	}
}
