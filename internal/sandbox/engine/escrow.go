package engine

import (
	"context"
	"slices"
	"strconv"
)

// EscrowStatus is how far an escrow payment is, in KG이니시스's codes.
type EscrowStatus string

// The statuses.
const (
	EscrowDelivering       EscrowStatus = "2"  // the delivery is registered
	EscrowConfirmed        EscrowStatus = "3"  // the buyer has confirmed the purchase
	EscrowAutoConfirmed    EscrowStatus = "31" // nobody has in time
	EscrowForced           EscrowStatus = "32" // the PG has
	EscrowRefused          EscrowStatus = "4"  // the buyer has refused it
	EscrowCancelled        EscrowStatus = "8"  // the whole payment was given back
	EscrowRefusalConfirmed EscrowStatus = "10" // the shop has taken the refusal
)

// escrowNext is what may follow a status. PortOne lists the codes, not their
// order (assumed). A cancel of the whole payment ends every one of them.
var escrowNext = map[EscrowStatus][]EscrowStatus{
	EscrowDelivering: {EscrowConfirmed, EscrowAutoConfirmed, EscrowForced, EscrowRefused},
	EscrowRefused:    {EscrowRefusalConfirmed},
}

// Party is who sends or receives.
type Party struct {
	Name         string `json:"name,omitempty"`
	Tel          string `json:"tel,omitempty"`
	Addr         string `json:"addr,omitempty"`
	Postcode     string `json:"postcode,omitempty"`
	Relationship string `json:"relationship,omitempty"` // of the sender: 본인
	Line1        string `json:"address_line_1,omitempty"`
	Line2        string `json:"address_line_2,omitempty"`
}

// LogisProduct is one of the goods of a delivery.
type LogisProduct struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Code     string `json:"code,omitempty"`
	Amount   string `json:"amount"` // decimal in major units
	Currency string `json:"currency"`
	Quantity int64  `json:"quantity"`
	Tag      string `json:"tag,omitempty"`
}

// LogisRequest is a delivery as the shop tells it; Sender and Receiver are nil
// when they were not sent.
type LogisRequest struct {
	Sender      *Party
	Receiver    *Party
	Company     string // code of the courier
	Invoice     string
	SentAt      int64 // UNIX seconds
	ReceivingAt string
	Address     string
	Products    []LogisProduct
	NoEmail     bool // send_email was false
}

// Escrow is the delivery (배송정보) of an escrow payment, and how far it is.
type Escrow struct {
	Merchant     string         `json:"merchant"`
	ImpUID       string         `json:"imp_uid"`
	Company      string         `json:"company"`
	Invoice      string         `json:"invoice"`
	SentAt       int64          `json:"sent_at"`
	ReceivingAt  string         `json:"receiving_at,omitempty"`
	Address      string         `json:"address,omitempty"`
	Sender       Party          `json:"sender"`
	Receiver     Party          `json:"receiver"`
	Products     []LogisProduct `json:"products,omitempty"`
	NoEmail      bool           `json:"no_email,omitempty"`
	AppliedAt    int64          `json:"applied_at"` // UNIX seconds
	Status       EscrowStatus   `json:"escrow_status"`
	ChangedAt    int64          `json:"changed_at"`
	DeniedReason string         `json:"denied_reason,omitempty"`
}

func (Escrow) kind() string { return "escrow" }

func (x Escrow) apply(e *Engine) {
	if e.escrows == nil {
		e.escrows = map[string]Escrow{}
	}
	e.escrows[x.ImpUID] = x
}

// Annotation is the delivery as PortOne's EscrowLogisAnnotation.
func (x Escrow) Annotation() Object {
	return Object{{"applied_at", x.AppliedAt}, {"company", x.Company}, {"invoice", x.Invoice}, {"sent_at", x.SentAt}}
}

// Next lists the statuses that may follow.
func (x Escrow) Next() []EscrowStatus { return slices.Clone(escrowNext[x.Status]) }

// couriers are the codes of the couriers; those of the second line are of the
// older manual.
var couriers = []string{
	"HYUNDAI", "HANARO", "SAGAWA", "KGB", "YELLOWCAP", "DONGBU", "EPOST", "CJGLS", "HANJIN", "DAESIN", "ETC",
	"REGISTPOST", "CHUNIL", "ILYANG", "CVSNET", "KDEXP", "HONAM", "HDEXP",
}

// courier is a code that is known, and ETC for any other.
func courier(code string) string {
	if slices.Contains(couriers, code) {
		return code
	}
	return "ETC"
}

// Texts of escrow; PortOne's are unknown but for the last, which its
// description holds.
const (
	textEscrowNotForPG = "에스크로 배송정보 API를 지원하지 않는 PG입니다."
	textEscrowNotOne   = "에스크로 결제건이 아닙니다."
	textEscrowUnpaid   = "결제완료(paid) 상태의 에스크로 결제건만 배송정보를 등록할 수 있습니다."
	textEscrowTwice    = "이미 배송정보 등록이 완료된 거래입니다."
	textEscrowLocked   = "배송정보를 수정할 수 없는 거래입니다."
	textBadSentAt      = "logis[sent_at] 파라메터는 UNIX TIMESTAMP여야 합니다."
	textNoSuchStep     = "지금 상태에서 선택할 수 없는 에스크로 상태입니다."
	textNeedlessReason = "denied_reason은 구매거절(4)에서만 사용합니다."
	textEscrowNone     = "등록된 배송정보가 존재하지 않습니다."
)

// RegisterLogis registers the delivery of an escrow payment, once.
func (e *Engine) RegisterLogis(ctx context.Context, merchant, impUID string, r LogisRequest) (Escrow, error) {
	var x Escrow
	err := e.do(ctx, func(t *tx) error {
		p, err := e.escrowPayment(merchant, impUID, OpRegisterLogis)
		if err != nil {
			return err
		}
		if err := r.check(OpRegisterLogis, p); err != nil {
			return err
		}
		if _, ok := e.escrows[impUID]; ok {
			return refuse(Clashing, textEscrowTwice)
		}
		switch {
		case !p.Escrow:
			return refuse(Clashing, textEscrowNotOne)
		case p.Status != Paid:
			return refuse(Clashing, textEscrowUnpaid)
		}
		x = Escrow{Merchant: merchant, ImpUID: impUID, AppliedAt: t.unix()}
		x.take(r)
		x.NoEmail = r.NoEmail
		x, err = t.escrowStep(x, EscrowDelivering, "")
		return err
	})
	return x, err
}

// ChangeLogis replaces a delivery that the buyer has not decided on.
func (e *Engine) ChangeLogis(ctx context.Context, merchant, impUID string, r LogisRequest) (Escrow, error) {
	var x Escrow
	err := e.do(ctx, func(t *tx) error {
		p, err := e.escrowPayment(merchant, impUID, OpChangeLogis)
		if err != nil {
			return err
		}
		if err := r.check(OpChangeLogis, p); err != nil {
			return err
		}
		var ok bool
		if x, ok = e.escrows[impUID]; !ok {
			return refuse(Clashing, textEscrowNone)
		}
		if x.Status != EscrowDelivering {
			return refuse(Clashing, textEscrowLocked)
		}
		x.take(r)
		t.put(x)
		return t.tell("escrow.changed", merchant, impUID, Object{{"company", x.Company}, {"invoice", x.Invoice}, {"sent_at", x.SentAt}})
	})
	return x, err
}

// take writes what the shop told over the delivery.
func (x *Escrow) take(r LogisRequest) {
	x.Company, x.Invoice, x.SentAt = courier(r.Company), cut(r.Invoice, 64), r.SentAt
	x.Sender, x.Receiver, x.ReceivingAt, x.Address, x.Products = *r.Sender, *r.Receiver, r.ReceivingAt, r.Address, r.Products
}

// escrowPayment finds a payment whose PG knows the operation.
func (e *Engine) escrowPayment(merchant, impUID string, op Operation) (Payment, error) {
	p, ok := e.payments.get(impUID)
	if !ok || p.Merchant != merchant {
		return p, refuse(Missing, textNoPayment)
	}
	if !Supports(op, p.PGProvider) {
		return p, refuse(Malformed, textEscrowNotForPG)
	}
	return p, nil
}

// check asks for what every PG needs, then for what this one does.
func (r LogisRequest) check(op Operation, p Payment) error {
	text := ""
	switch {
	case r.Sender == nil:
		text = missing("sender")
	case r.Receiver == nil:
		text = missing("receiver")
	case r.Company == "":
		text = missing("logis[company]")
	case r.Invoice == "":
		text = missing("logis[invoice]")
	case r.SentAt == 0:
		text = missing("logis[sent_at]")
	case r.SentAt < 0:
		text = textBadSentAt
	default:
		text = lacking(op, p.PGProvider, r.sent())
	}
	for i, item := range r.Products {
		if text == "" {
			text = item.problem(i)
		}
	}
	if text != "" {
		return refuse(Malformed, text)
	}
	return nil
}

// sent are the members that a PG may demand, by their names.
func (r LogisRequest) sent() map[string]string {
	m := map[string]string{"logis[receiving_at]": r.ReceivingAt, "logis[address]": r.Address}
	for name, who := range map[string]*Party{"sender": r.Sender, "receiver": r.Receiver} {
		m[name+"[name]"], m[name+"[tel]"], m[name+"[addr]"], m[name+"[postcode]"] = who.Name, who.Tel, who.Addr, who.Postcode
		m[name+"[relationship]"] = who.Relationship
		m[name+"[formed_address][address_line_1]"], m[name+"[formed_address][address_line_2]"] = who.Line1, who.Line2
	}
	if len(r.Products) > 0 {
		m["products"] = "given"
	}
	return m
}

// problem says what is wrong with one of the goods, or nothing.
func (g LogisProduct) problem(place int) string {
	name := "products[" + strconv.Itoa(place) + "]"
	switch {
	case g.ID == "":
		return missing(name + "[id]")
	case g.Name == "":
		return missing(name + "[name]")
	case g.Amount == "":
		return missing(name + "[amount]")
	}
	return ""
}

// LogisOf returns the delivery of a payment.
func (e *Engine) LogisOf(merchant, impUID string) (Escrow, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, err := e.escrowPayment(merchant, impUID, OpReadLogis); err != nil {
		return Escrow{}, err
	}
	x, ok := e.escrows[impUID]
	if !ok {
		return Escrow{}, refuse(Clashing, textEscrowNone)
	}
	return x, nil
}
