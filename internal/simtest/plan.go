package simtest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// plan draws who acts in this history.
func (w *World) plan() {
	price := int64(1000 * (1 + w.tape.pick(50)))
	for i := range of(w.tape, 1, 1, 2, 3) {
		o := &customer{World: w, ref: fmt.Sprintf("order-%d", i+1), amount: price}
		if w.tape.chance(400) {
			o.amount = int64(1000 * (1 + w.tape.pick(50)))
		}
		if w.tape.chance(300) {
			o.taxFree = o.amount / int64(2+w.tape.pick(3))
		}
		tabs := of(w.tape, 1, 1, 1, 1, 2, 3, 4)
		for t := range tabs {
			at := w.now().Add(time.Duration(w.tape.pick(int(w.rates.chaos/2/time.Second))) * time.Second)
			w.sched.spawn(fmt.Sprintf("buyer %d/%d", i+1, t+1), at, o.visit)
		}
	}
	for i := range of(w.tape, 0, 0, 1, 2) {
		w.sched.spawn(fmt.Sprintf("console %d", i+1), w.later(), w.operate)
	}
	w.misfortunes()
	if w.rates.hookForged > 0 {
		for i := range 1 + w.tape.pick(3) {
			w.sched.spawn(fmt.Sprintf("forger %d", i+1), w.later(), w.forge)
		}
	}
}

// misfortunes are what goes wrong at the PG, which PortOne can only tell of.
func (w *World) misfortunes() {
	ctx := context.Background()
	if w.tape.chance(150) {
		w.reach("PG refuses cancels")
		w.scenario(ctx, engine.Scenario{Name: "no cancel", When: engine.When{Times: of(w.tape, 1, 2, 6, 0)}, Do: engine.Do{Effect: engine.CancelDecline}})
	}
	if w.tape.chance(100) {
		w.reach("PG approves late")
		delay := engine.Span(of(w.tape, time.Minute, 20*time.Minute))
		w.scenario(ctx, engine.Scenario{Name: "late approval", When: engine.When{Times: 1 + w.tape.pick(2)}, Do: engine.Do{Effect: engine.ApproveLate, Delay: delay}})
	}
}

// later is some time while things go wrong.
func (w *World) later() time.Time {
	return w.now().Add(time.Duration(w.tape.pick(int(w.rates.chaos/time.Second))) * time.Second)
}

// think lets a thread wait.
func (w *World) think(ctx context.Context, what string, seconds ...int) {
	w.sched.pause(threadOf(ctx), what, w.now().Add(time.Duration(of(w.tape, seconds...))*time.Second))
}

// customer is one order with whoever pays it, in one tab or in several.
type customer struct {
	*World
	ref     string
	amount  int64
	taxFree int64
}

// opened is what the shop's page was given.
type opened struct {
	ID          string
	MerchantUID string
	Token       string
	Params      map[string]json.RawMessage
}

// open asks a server for a payment, as the shop's server does: again until it is
// answered, or tired.
func (o *customer) open(ctx context.Context, method string, amount int64) (opened, bool) {
	wish := map[string]any{
		"order_ref": o.ref, "amount": amount, "tax_free": min(o.taxFree, amount), "name": "thing", "pay_method": method,
		"buyer": map[string]string{"name": "buyer", "tel": "01012345678", "email": "b@example.com"},
	}
	if method == "vbank" {
		due := o.now().Add(of(o.tape, 6*time.Hour, 30*time.Minute, 20*time.Minute)).In(clock.KST).Format("20060102150405")
		wish["request_pay"] = map[string]string{"vbank_due": due}
	}
	if o.tape.chance(200) {
		wish["expires_at"] = o.now().Add(2*time.Hour + 5*time.Minute).Format(time.RFC3339)
	} else if o.tape.chance(200) {
		wish["expires_at"] = o.now().Add(of(o.tape, 5*time.Minute, 20*time.Minute)).Format(time.RFC3339)
	}
	body, _ := json.Marshal(wish)
	for range 4 {
		got, err := o.choose().call(ctx, o.fromShop(http.MethodPost, "/api/payments", body))
		if err == nil && got.status < 300 {
			return o.answered(ctx, got)
		}
		if err == nil && got.status < 500 {
			o.note(threadOf(ctx).name, "may not open: "+strconv.Itoa(got.status)+" "+codeIn(got.body))
			return opened{}, false
		}
		o.think(ctx, "opens again", 1, 5)
	}
	return opened{}, false
}

func (o *customer) answered(ctx context.Context, got answer) (opened, bool) {
	var a struct {
		Payment struct {
			ID          string `json:"id"`
			MerchantUID string `json:"merchant_uid"`
			Amount      int64  `json:"amount"`
		} `json:"payment"`
		ClientToken string `json:"client_token"`
		Checkout    struct {
			Request map[string]json.RawMessage `json:"request"`
		} `json:"checkout"`
	}
	if err := json.Unmarshal(got.body, &a); err != nil {
		o.violate("HARNESS", "open answered %s", got.body)
		return opened{}, false
	}
	o.acks = append(o.acks, ack{kind: ackOpen, payment: a.Payment.ID, amount: a.Payment.Amount})
	o.note(threadOf(ctx).name, "opened "+a.Payment.MerchantUID+" for "+strconv.FormatInt(a.Payment.Amount, 10))
	return opened{a.Payment.ID, a.Payment.MerchantUID, a.ClientToken, a.Checkout.Request}, true
}

func codeIn(body []byte) string {
	var p struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(body, &p)
	return p.Code
}

func (w *World) fromShop(method, path string, body []byte, header ...string) *http.Request {
	return request(method, path, body, append(header, "Authorization", "Bearer "+w.key)...)
}

// The things that a buyer may do to the request on its way to PortOne.
const (
	honest = iota
	lessMoney
	moreMoney
	otherChannel
	realMoney
)

// visit is one tab: it opens a payment, pays it or not, and tells the server or
// not.
func (o *customer) visit(ctx context.Context) {
	method := of(o.tape, "card", "card", "vbank", "trans")
	amount := o.amount
	if o.tape.chance(150) {
		amount += 1000 // the cart has changed
	}
	p, ok := o.open(ctx, method, amount)
	if !ok {
		return
	}
	o.think(ctx, "looks at the window", 0, 3, 60, 700)
	if o.tape.chance(150) {
		o.replay(ctx, p)
	}
	for range 1 + o.tape.pick(2) { // a declined buyer may try again, a hasty one too
		win, ok := o.window(ctx, p)
		if !ok {
			return
		}
		o.think(ctx, "is in the window", 1, 10, 90, 600, 4000)
		if paid := o.finish1(ctx, p, win, method); paid && !o.tape.chance(200) {
			return
		} else if paid {
			o.reach("paid and pays again")
		}
	}
}

// window opens the PG's window, honestly or not.
func (o *customer) window(ctx context.Context, p opened) (engine.Window, bool) {
	params := map[string]json.RawMessage{}
	for k, v := range p.Params {
		params[k] = v
	}
	who := threadOf(ctx).name
	switch trick := of(o.tape, honest, honest, honest, honest, honest, honest, lessMoney, moreMoney, otherChannel, realMoney); trick {
	case lessMoney:
		params["amount"] = json.RawMessage("100")
		delete(params, "tax_free")
		o.note(who, "forges the amount to 100")
	case moreMoney:
		params["amount"] = json.RawMessage(strconv.FormatInt(o.amount+50_000, 10))
		o.note(who, "forges the amount upwards")
	case otherChannel:
		params["pg"] = json.RawMessage(`"kakaopay.TC0ONETIME"`)
		params["pay_method"] = json.RawMessage(`"card"`)
		o.note(who, "forges the channel")
	case realMoney:
		params["pg"] = json.RawMessage(`"html5_inicis.` + liveMID + `"`)
		o.note(who, "pays with the other kind of money")
	}
	win, refused, err := o.engine.StartWindow(ctx, engine.StartRequest{UserCode: o.account.Code, Params: params, Origin: "http://shop.test"})
	if err != nil {
		o.violate("HARNESS", "StartWindow: %v", err)
		return win, false
	}
	if refused != nil {
		o.note(who, "is refused a window: "+refused.Message)
		o.reach("window refused")
		return win, false
	}
	return win, true
}

// finish1 ends a window; false: it may be tried again.
func (o *customer) finish1(ctx context.Context, p opened, win engine.Window, method string) bool {
	who := threadOf(ctx).name
	choice := engine.Choice{Outcome: of(o.tape, engine.Approve, engine.Approve, engine.Approve, engine.Approve, engine.DeclineLimit, engine.CancelWindow, engine.CloseWindow, engine.ApproveLoseReply)}
	if method == "vbank" && (choice.Outcome == engine.Approve || choice.Outcome == engine.ApproveLoseReply) {
		choice.Outcome = engine.IssueAccount
	}
	r, err := o.engine.FinishWindow(ctx, win.Secret, choice)
	if err != nil {
		o.note(who, "cannot finish "+win.ImpUID+": "+err.Error())
		if choice.Outcome == engine.IssueAccount { // a forged channel has no accounts
			r, err = o.engine.FinishWindow(ctx, win.Secret, engine.Choice{Outcome: engine.Approve})
		}
		if err != nil {
			return true
		}
	}
	o.note(who, "leaves "+win.ImpUID+" "+string(r.Status))
	if r.Status == engine.Paid && o.tape.chance(60) {
		o.giveBack(who, win.ImpUID)
	}
	if r.Status == engine.Ready && choice.Outcome == engine.IssueAccount {
		o.sched.spawn(who+" deposits", o.now().Add(time.Duration(of(o.tape, 10, 60, 600, 2400, 5000))*time.Second), func(ctx context.Context) { o.deposit(ctx, win.ImpUID) })
	}
	if r.LoseReply || r.Hang || o.tape.chance(250) {
		o.reach("browser closed")
		return r.Status == engine.Paid
	}
	for range of(o.tape, 0, 0, 0, 1, 2) {
		o.reach("told twice")
		o.sched.spawn(who+" again", o.now(), func(ctx context.Context) { o.tell(ctx, p, win.ImpUID) })
	}
	o.tell(ctx, p, win.ImpUID)
	if o.tape.chance(200) {
		o.replay(ctx, p)
	}
	return r.Status == engine.Paid || choice.Outcome == engine.IssueAccount
}

// tell is the browser's callback or redirect.
func (o *customer) tell(ctx context.Context, p opened, imp string) {
	if o.tape.chance(200) {
		path := "/api/return?t=" + url.QueryEscape(p.Token) + "&imp_uid=" + imp + "&merchant_uid=" + p.MerchantUID + "&imp_success=true"
		_, _ = o.choose().call(ctx, request(http.MethodGet, path, nil))
		return
	}
	body, _ := json.Marshal(map[string]string{"imp_uid": imp, "merchant_uid": p.MerchantUID})
	for range 1 + o.tape.pick(2) {
		got, err := o.choose().call(ctx, request(http.MethodPost, "/api/payments/"+p.ID+"/complete", body, "Authorization", "Bearer "+p.Token))
		if err != nil {
			o.think(ctx, "tells again", 1, 5)
			continue
		}
		o.heard(p, got)
		if got.status == http.StatusOK {
			return
		}
	}
}

// heard keeps what a server promised.
func (o *customer) heard(p opened, got answer) {
	var a struct {
		State string `json:"state"`
	}
	if got.status == http.StatusOK && json.Unmarshal(got.body, &a) == nil {
		o.acks = append(o.acks, ack{kind: ackState, payment: p.ID, state: a.State})
	}
}

// replay tells of somebody else's payment with one's own token.
func (o *customer) replay(ctx context.Context, p opened) {
	for _, other := range slices.Backward(o.engine.All(o.account.Code)) {
		if other.MerchantUID == p.MerchantUID || other.PaidAt == 0 {
			continue
		}
		o.reach("foreign imp_uid told")
		body, _ := json.Marshal(map[string]string{"imp_uid": other.ImpUID})
		got, err := o.choose().call(ctx, request(http.MethodPost, "/api/payments/"+p.ID+"/complete", body, "Authorization", "Bearer "+p.Token))
		if err == nil {
			o.heard(p, got)
		}
		return
	}
}

// deposit pays into an issued account, in time or not, the amount due or less.
func (o *customer) deposit(ctx context.Context, imp string) {
	p, err := o.engine.PaymentByImpUID("", imp)
	if err != nil || p.Status != engine.Ready {
		return
	}
	who := threadOf(ctx).name
	if o.now().Unix() > p.VbankDate {
		o.scenario(ctx, engine.Scenario{Name: "late", When: engine.When{MerchantUID: p.MerchantUID}, Do: engine.Do{Effect: engine.DepositLate}})
		o.reach("deposit after its due time")
	} else if o.tape.chance(120) {
		o.scenario(ctx, engine.Scenario{Name: "short", When: engine.When{MerchantUID: p.MerchantUID}, Do: engine.Do{Effect: engine.DepositShort, Amount: "500"}})
		o.reach("deposit of less")
	}
	if p, err = o.engine.Deposit(ctx, imp, ""); err != nil {
		o.note(who, "cannot deposit: "+err.Error())
		return
	}
	o.reach("deposit")
	o.note(who, "deposits "+p.Amount.String()+" for "+imp)
}

func (w *World) scenario(ctx context.Context, s engine.Scenario) {
	if _, err := w.engine.AddScenario(ctx, s); err != nil {
		w.violate("HARNESS", "scenario %s: %v", s.Name, err)
	}
}
