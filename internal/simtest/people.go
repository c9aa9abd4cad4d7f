package simtest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// operate is somebody at PortOne's console who gives money back without telling
// the server.
func (w *World) operate(ctx context.Context) {
	var list []engine.Payment
	for _, p := range w.engine.All(w.account.Code) {
		if p.PaidAt > 0 && p.CancelAmount.Minor() < p.Amount.Minor() {
			list = append(list, p)
		}
	}
	if len(list) == 0 {
		return
	}
	w.giveBack(threadOf(ctx).name, list[w.tape.pick(len(list))].ImpUID)
}

// giveBack cancels a payment, or part of it, at PortOne's console.
func (w *World) giveBack(who, imp string) {
	p, err := w.engine.PaymentByImpUID("", imp)
	if err != nil || p.CancelAmount.Minor() >= p.Amount.Minor() {
		return
	}
	left := p.Amount.Minor() - p.CancelAmount.Minor()
	amount := left
	if w.tape.chance(500) && left > 1 {
		amount = 1 + int64(w.tape.pick(int(left-1)))
	}
	r := engine.CancelRequest{ImpUID: p.ImpUID, Amount: strconv.FormatInt(amount, 10), FromConsole: true, Reason: "console"}
	if p.PayMethod == "vbank" {
		r.RefundBank, r.RefundAccount, r.RefundHolder = "04", "1234567", "buyer"
	}
	_, err = w.engine.Cancel(context.Background(), w.account.Code, r)
	w.note(who, fmt.Sprintf("gives %d of %s back: %v", amount, p.ImpUID, err))
	if err == nil {
		w.reach("cancelled at PortOne's console")
	}
}

// forge sends webhooks that PortOne never sent.
func (w *World) forge(ctx context.Context) {
	for range 1 + w.tape.pick(3) {
		imp, uid := "imp_000000000000", "nobody"
		all := w.engine.All(w.account.Code)
		if len(all) > 0 && w.tape.chance(700) {
			imp = all[w.tape.pick(len(all))].ImpUID
		}
		if len(all) > 0 && w.tape.chance(800) {
			uid = all[w.tape.pick(len(all))].MerchantUID
		}
		body, _ := json.Marshal(map[string]string{"imp_uid": imp, "merchant_uid": uid, "status": of(w.tape, "paid", "cancelled", "ready", "failed")})
		w.note(threadOf(ctx).name, "forges a webhook of "+imp+" for "+uid)
		w.reach("webhook forged")
		_, _ = w.choose().call(ctx, request(http.MethodPost, "/api/webhooks/portone", body))
		w.think(ctx, "forges on", 5, 100, 1000)
	}
}

// shopLearnsPaid lets the shop sell, and now and then take back.
func (w *World) shopLearnsPaid(e merchant.ShopEvent) {
	for i := range of(w.tape, 0, 0, 1, 2, 3) {
		at := w.now().Add(time.Duration(of(w.tape, 1, 1, 30, 600, 3000)) * time.Second)
		if w.tape.chance(150) {
			near := at.Add(time.Duration(w.tape.pick(20)) * time.Second)
			w.sched.spawn("console beside", near, func(ctx context.Context) { w.giveBack(threadOf(ctx).name, w.boundOf(e.Data.PaymentID)) })
		}
		amount := e.Data.Amount
		if w.tape.chance(600) {
			amount = 1 + int64(w.tape.pick(int(e.Data.Amount)))
		}
		key := fmt.Sprintf("refund-%s-%d", e.Data.PaymentID, i)
		w.sched.spawn(fmt.Sprintf("shop refunds %s %d", e.Data.OrderRef, i+1), at, func(ctx context.Context) {
			w.refund(ctx, string(e.Data.PaymentID), key, amount)
		})
	}
}

func (w *World) boundOf(pid payment.ID) string { return string(w.monitor.payments[pid].Payment.Bound) }

// refund asks for money back until it is answered; the same wish has the same
// key, and a wish that lost its answer is made again.
func (w *World) refund(ctx context.Context, pid, key string, amount int64) {
	wish := map[string]any{"amount": amount, "reason": "the buyer sent it back"}
	if p, ok := w.monitor.byID(pid); ok && p.Payment.PayMethod == "vbank" && !w.tape.chance(100) {
		wish["refund_account"] = map[string]string{"bank": "04", "number": "1234567", "holder": "buyer"}
	}
	body, _ := json.Marshal(wish)
	again := w.tape.pick(3)
	for try := 0; try < 5; try++ {
		got, err := w.choose().call(ctx, w.fromShop(http.MethodPost, "/api/payments/"+pid+"/cancel", body, "Idempotency-Key", key))
		if err == nil {
			w.refundAnswered(ctx, pid, key, amount, got)
			if got.status < 500 && again == 0 {
				break
			}
			again--
		}
		w.think(ctx, "asks for the refund again", 1, 20, 200)
	}
	if w.tape.chance(150) { // a programmer's mistake: the key of another wish
		wish["amount"] = amount + 1
		other, _ := json.Marshal(wish)
		got, err := w.choose().call(ctx, w.fromShop(http.MethodPost, "/api/payments/"+pid+"/cancel", other, "Idempotency-Key", key))
		if err == nil && got.status < 300 && w.acked(key) {
			w.violate("B17", "the key %s was answered %d for another request", key, got.status)
		}
		w.reach("idempotency key of another request")
	}
}

func (w *World) refundAnswered(ctx context.Context, pid, key string, amount int64, got answer) {
	var a struct {
		Refund struct {
			ID     string `json:"id"`
			Amount int64  `json:"amount"`
			State  string `json:"state"`
		} `json:"refund"`
	}
	if got.status >= 300 || json.Unmarshal(got.body, &a) != nil {
		w.note(threadOf(ctx).name, "is told "+strconv.Itoa(got.status)+" "+codeIn(got.body))
		return
	}
	w.reach("refund answered " + a.Refund.State)
	w.acks = append(w.acks, ack{kind: ackRefund, payment: pid, refund: a.Refund.ID, key: key, amount: amount, state: a.Refund.State})
	if a.Refund.Amount != amount {
		w.violate("B17", "asked %d back with %s and was answered %d", amount, key, a.Refund.Amount)
	}
}

func (w *World) acked(key string) bool {
	for _, a := range w.acks {
		if a.kind == ackRefund && a.key == key {
			return true
		}
	}
	return false
}
