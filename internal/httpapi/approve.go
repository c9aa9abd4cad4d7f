package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/strictjson"
)

// approvalJSON is what PortOne reads of a refusal: reason is what it shows to
// the buyer, as "고객사 요청에 의해 결제를 중단합니다. (상세사유 : …)".
type approvalJSON struct {
	Approved bool       `json:"approved"`
	Reason   string     `json:"reason,omitempty"`
	Code     fault.Code `json:"code,omitempty"`
}

// buyerReasons are the refusals that a buyer can make something of.
var buyerReasons = map[fault.Code]string{
	fault.PaymentNotFound:    "주문을 찾을 수 없습니다",
	fault.AmountMismatch:     "결제 금액이 주문 금액과 다릅니다",
	fault.OrderAlreadyPaid:   "이미 결제된 주문입니다",
	fault.LatePayment:        "결제 시간이 지났습니다. 새로 결제해 주세요",
	fault.ApprovalRefused:    "상점이 주문을 받을 수 없습니다",
	fault.ApprovalUnanswered: "상점이 응답하지 않습니다. 잠시 뒤 다시 시도해 주세요",
}

// usualReason is what the buyer sees of everything else.
const usualReason = "결제를 확인할 수 없습니다. 잠시 뒤 다시 시도해 주세요"

// approvePayment answers PortOne's question before it approves a payment
// (confirm_url). It has no key: PortOne signs nothing and sends none. It says yes
// with 200 only when everything that we fixed matches; PortOne takes every other
// answer, and none, for a no.
func (a *server) approvePayment(w http.ResponseWriter, r *http.Request) error {
	if err := a.approvals.allow(r); err != nil {
		return err
	}
	call, err := readApproveCall(w, r)
	if err != nil {
		return err
	}
	err = a.Service.Approve(r.Context(), call)
	if err == nil {
		return problem.WriteJSON(w, http.StatusOK, approvalJSON{Approved: true})
	}
	code := fault.CodeOf(err)
	if seen, ok := w.(*watched); ok {
		seen.err = err
	}
	reason, known := buyerReasons[code]
	if !known {
		reason = usualReason
	}
	if coded, ok := errors.AsType[*fault.Error](err); ok && code == fault.ApprovalRefused && coded.Detail != "" {
		reason = coded.Detail
	}
	return problem.WriteJSON(w, code.Entry().Kind.Status(), approvalJSON{Reason: reason, Code: code})
}

// readApproveCall reads the three fields that PortOne sends; it may send more.
func readApproveCall(w http.ResponseWriter, r *http.Request) (merchant.ApproveCall, error) {
	var call merchant.ApproveCall
	kind, err := contentType(r)
	if err != nil || kind != "application/json" {
		return call, fault.New(fault.BadContentType)
	}
	body, err := problem.ReadBody(w, r, mostWebhook)
	if err != nil {
		return call, err
	}
	all, err := strictjson.Object(body, mostDepth)
	if err != nil {
		return call, err
	}
	imp, _ := all["imp_uid"].(string)
	uid, _ := all["merchant_uid"].(string)
	amount, _ := all["amount"].(json.Number)
	switch {
	case !impForm.MatchString(imp):
		return call, fault.Field(fault.BadField, "imp_uid", "not PortOne's imp_uid")
	case uid == "" || len(uid) > mostUID:
		return call, fault.Field(fault.BadField, "merchant_uid", "which payment")
	case amount == "" || len(amount) > mostStatus:
		return call, fault.Field(fault.BadField, "amount", "not a number")
	}
	return merchant.ApproveCall{ImpUID: payment.ImpUID(imp), MerchantUID: payment.MerchantUID(uid), Amount: amount.String()}, nil
}
