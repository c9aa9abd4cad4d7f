package engine

import (
	"context"
	"fmt"
	"unicode/utf8"
)

// BillingKey is a stored means of payment (빌링키) of one customer_uid. Of the
// card it keeps what PortOne shows: never its number, password or birth date.
type BillingKey struct {
	Merchant    string `json:"merchant"`
	CustomerUID string `json:"customer_uid"`
	CustomerID  string `json:"customer_id"`
	ChannelKey  string `json:"channel_key"`
	PGProvider  string `json:"pg_provider"`
	PGID        string `json:"pg_id"`
	Sandbox     bool   `json:"sandbox"`

	Method     string `json:"method,omitempty"` // pay_method of its charges; empty: card
	Wallet     string `json:"wallet,omitempty"` // emb_pg_provider of its charges
	CardCode   string `json:"card_code"`        // empty where no card stands behind it
	CardName   string `json:"card_name"`
	CardNumber string `json:"card_number"`    // masked
	Ends       string `json:"ends,omitempty"` // last four digits of a card that was typed

	Name     string `json:"customer_name"`
	Tel      string `json:"customer_tel"`
	Email    string `json:"customer_email"`
	Addr     string `json:"customer_addr"`
	Postcode string `json:"customer_postcode"`

	Inserted int64   `json:"inserted"` // UNIX seconds
	Updated  int64   `json:"updated"`
	Decline  Outcome `json:"decline,omitempty"` // how its charges end; empty: approved
	Deleted  bool    `json:"deleted,omitempty"`
	EndedAt  int64   `json:"ended_at,omitempty"` // when it was deleted
}

// customerKey is a customer_uid of one account.
type customerKey struct{ merchant, customerUID string }

func (BillingKey) kind() string { return "billing_key" }

func (k BillingKey) apply(e *Engine) {
	at := customerKey{k.Merchant, k.CustomerUID}
	if k.Deleted {
		delete(e.keys, at)
		e.endedKeys = append(e.endedKeys, k)
		return
	}
	e.keys[at] = k
}

// The uses of a customer_uid in a payment: customer_uid_usage.
const (
	usageIssue     = "issue"
	usagePayment   = "payment"
	usageScheduled = "payment.scheduled"
)

// Limits of the published description, in characters.
const (
	customerUIDMost  = 80
	customerNameMost = 20
	customerTextMost = 200
)

// Texts of PortOne's that clients have asserted; the reason of the PG follows
// those of a refused card.
const (
	textNoCustomer  = "요청하신 customer_uid(%s)로 등록된 정보를 찾을 수 없습니다."
	textKeyRefused  = "카드정보 인증 및 빌키 발급에 실패하였습니다. "
	textNotForAPI   = "API 방식의 카드 결제를 지원하지 않는 PG입니다."
	textOneTimeOnly = "정기결제로 계약되지 않은 상점아이디(MID)입니다."
	textNeedID      = "토스페이먼츠는 customer_id 파라메터가 필수입니다."
)

func noCustomer(uid string) error { return refuse(Missing, fmt.Sprintf(textNoCustomer, uid)) }

// customerUIDProblem says what is wrong with a customer_uid, or nothing.
func customerUIDProblem(uid string) string {
	switch {
	case uid == "":
		return "customer_uid 파라메터가 누락되었습니다."
	case notShown(uid):
		return "customer_uid에 사용할 수 없는 문자가 있습니다."
	case utf8.RuneCountInString(uid) > customerUIDMost:
		return "customer_uid는 80자를 넘을 수 없습니다."
	}
	return ""
}

// IssueRequest stores a card. Texts are as the caller sent them; empty ones
// were not sent.
type IssueRequest struct {
	CustomerUID string
	ChannelKey  string // wins over PG
	PG          string // {provider} or {provider}.{MID}
	CustomerID  string
	Card        CardData
	Name        string
	Tel         string
	Email       string
	Addr        string
	Postcode    string
}

// IssueBillingKey checks a card and stores it under its customer_uid, in place
// of an earlier one.
func (e *Engine) IssueBillingKey(ctx context.Context, merchant string, r IssueRequest) (BillingKey, error) {
	var k BillingKey
	err := e.do(ctx, func(t *tx) error {
		var err error
		k, err = t.issueKey(merchant, r)
		return err
	})
	return k, err
}

// issueKey stores the key of a request within a command.
func (t *tx) issueKey(merchant string, r IssueRequest) (BillingKey, error) {
	if text := customerUIDProblem(r.CustomerUID); text != "" {
		return BillingKey{}, refuse(Conflicting, text)
	}
	channel, err := apiChannel(t.e.merchants[merchant], r.ChannelKey, r.PG, forKeys)
	if err != nil {
		return BillingKey{}, err
	}
	if byCode[channel.Provider].Billing.Buyer && r.CustomerID == "" {
		return BillingKey{}, refuse(Conflicting, textNeedID)
	}
	if err := r.fitsPG(channel.Provider); err != nil {
		return BillingKey{}, err
	}
	card, err := readCard(r.Card, t.now, textKeyRefused)
	if err != nil {
		return BillingKey{}, err
	}
	k := newKey(merchant, channel, card)
	k.CustomerUID, k.CustomerID = r.CustomerUID, r.CustomerID
	k.Name, k.Tel, k.Email = cut(r.Name, customerNameMost), cut(r.Tel, customerNameMost), cut(r.Email, customerTextMost)
	k.Addr, k.Postcode = cut(r.Addr, customerTextMost), cut(r.Postcode, 8)
	return k, t.storeKey(&k, "")
}

// newKey is a key of a card at a channel, of nobody yet.
func newKey(merchant string, channel Channel, c card) BillingKey {
	return BillingKey{
		Merchant: merchant, ChannelKey: channel.Key, PGProvider: channel.Provider, PGID: channel.MID, Sandbox: channel.Mode == Test,
		CardCode: c.code, CardName: c.name, CardNumber: c.masked, Ends: c.ends, Decline: c.decline,
	}
}

// storeKey puts a key in place of an earlier one of its customer_uid, whose
// first day stays. PortOne does not revoke the earlier key at the PG.
func (t *tx) storeKey(k *BillingKey, impUID string) error {
	k.Inserted, k.Updated = t.unix(), t.unix()
	old, replaced := t.e.keys[customerKey{k.Merchant, k.CustomerUID}]
	if replaced {
		k.Inserted = old.Inserted
	}
	t.put(*k)
	return t.tell("billing.issued", k.Merchant, impUID, Object{
		{"customer_uid", k.CustomerUID}, {"pg", k.PGProvider + "." + k.PGID}, {"card_number", k.CardNumber}, {"replaced", replaced},
	})
}

// BillingKeyOf returns the key of a customer_uid.
func (e *Engine) BillingKeyOf(merchant, customerUID string) (BillingKey, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	k, ok := e.keys[customerKey{merchant, customerUID}]
	if !ok {
		return BillingKey{}, noCustomer(customerUID)
	}
	return k, nil
}

// DeleteBillingKey removes a key for good. What is scheduled with it stays and
// fails when it is due (assumed).
func (e *Engine) DeleteBillingKey(ctx context.Context, merchant, customerUID, reason string) (BillingKey, error) {
	var k BillingKey
	err := e.do(ctx, func(t *tx) error {
		var ok bool
		if k, ok = e.keys[customerKey{merchant, customerUID}]; !ok {
			return noCustomer(customerUID)
		}
		gone := k
		gone.Deleted, gone.EndedAt = true, t.unix()
		t.put(gone)
		return t.tell("billing.deleted", merchant, "", Object{{"customer_uid", customerUID}, {"reason", textOrNull(cut(reason, 256))}})
	})
	return k, err
}

// PaymentsOfKey returns the payments of a customer_uid that has a key, newest
// first: the issue by a window and the charges.
func (e *Engine) PaymentsOfKey(merchant, customerUID string) ([]Payment, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, ok := e.keys[customerKey{merchant, customerUID}]; !ok {
		return nil, noCustomer(customerUID)
	}
	var list []Payment
	for p := range e.payments.newest() {
		if p.Merchant == merchant && p.CustomerUID == customerUID {
			list = append(list, p)
		}
	}
	return list, nil
}

// Annotation is the key as PortOne's CustomerAnnotation. card_type is null, as
// where the PG does not tell it.
func (k BillingKey) Annotation() Object {
	o := Object{{"card_code", textOrNull(k.CardCode)}}
	issuer := tellsIssuer(k.PGProvider) && k.CardCode != ""
	if issuer {
		o = append(o, Field{"card_issuer_code", k.CardCode}, Field{"card_issuer_name", k.CardName})
	}
	o = append(o, Field{"card_name", textOrNull(k.CardName)}, Field{"card_number", textOrNull(k.CardNumber)})
	if issuer {
		o = append(o, Field{"card_publisher_code", k.CardCode}, Field{"card_publisher_name", k.CardName})
	}
	return append(o, Object{
		{"card_type", nil},
		{"customer_addr", textOrNull(k.Addr)},
		{"customer_email", textOrNull(k.Email)},
		{"customer_id", textOrNull(k.CustomerID)},
		{"customer_name", textOrNull(k.Name)},
		{"customer_postcode", textOrNull(k.Postcode)},
		{"customer_tel", textOrNull(k.Tel)},
		{"customer_uid", k.CustomerUID},
		{"inserted", k.Inserted},
		{"pg_id", k.PGID},
		{"pg_provider", k.PGProvider},
		{"sandbox", k.Sandbox},
		{"updated", k.Updated},
	}...)
}
