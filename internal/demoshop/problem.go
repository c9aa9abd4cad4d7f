package demoshop

import (
	"errors"
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
)

// The shop's own codes, beside those of the common catalogue.
const (
	serverAway      fault.Code = "payment_server_unavailable"
	lookupNotFound  fault.Code = "lookup_not_found"
	productUnknown  fault.Code = "product_unknown"
	optionUnknown   fault.Code = "option_unknown"
	qtyInvalid      fault.Code = "qty_invalid"
	methodUnknown   fault.Code = "method_unknown"
	signatureWrong  fault.Code = "webhook_signature_invalid"
	signatureOld    fault.Code = "webhook_timestamp_out_of_range"
	cannotBeStopped fault.Code = "order_not_cancellable"
	inPreparation   fault.Code = "order_in_preparation"
	notToBeSent     fault.Code = "order_not_to_be_sent"
	outOfStock      fault.Code = "out_of_stock"
	couponUnknown   fault.Code = "coupon_unknown"
	couponTooEarly  fault.Code = "coupon_too_small"
	consentMissing  fault.Code = "consent_missing"
)

// sentences are the shop's words for its buyers, looked up before the common
// catalogue, which speaks to developers.
var sentences = map[fault.Code]fault.Entry{
	serverAway:             {Kind: fault.Unavailable, Korean: "결제 서버가 답하지 않습니다. 이미 낸 돈은 결제 서버가 따로 확인합니다. 잠시 뒤 다시 눌러 주세요.", Eng: "The payment server does not answer. Money already paid is checked by it on its own. Try again in a moment."},
	lookupNotFound:         {Kind: fault.NotFound, Korean: "주문번호와 전화번호가 함께 맞는 주문이 없습니다. 둘 다 다시 확인해 주세요.", Eng: "No order has both this number and this phone number. Check the two."},
	productUnknown:         {Kind: fault.Unacceptable, Korean: "없는 상품입니다. 결제는 시작되지 않았습니다. 상품 목록에서 다시 골라 주세요.", Eng: "There is no such product. No payment was started. Choose again from the list."},
	optionUnknown:          {Kind: fault.Unacceptable, Korean: "이 상품에 없는 옵션입니다. 결제는 시작되지 않았습니다. 옵션을 다시 골라 주세요.", Eng: "The product has no such option. No payment was started. Choose one of its options."},
	qtyInvalid:             {Kind: fault.Unacceptable, Korean: "수량은 1개부터 10개까지입니다. 결제는 시작되지 않았습니다.", Eng: "Order 1 to 10 of it. No payment was started."},
	methodUnknown:          {Kind: fault.Unacceptable, Korean: "없는 결제 수단입니다. 결제는 시작되지 않았습니다. 다른 수단을 골라 주세요.", Eng: "There is no such way to pay. No payment was started. Choose another."},
	signatureWrong:         {Kind: fault.Unauthorized, Korean: "웹훅 서명이 맞지 않습니다. 아무것도 바뀌지 않았습니다.", Eng: "The webhook's signature does not hold. Nothing changed."},
	signatureOld:           {Kind: fault.Unauthorized, Korean: "웹훅 시각이 5분 넘게 다릅니다. 아무것도 바뀌지 않았습니다.", Eng: "The webhook's time is more than five minutes off. Nothing changed."},
	cannotBeStopped:        {Kind: fault.Conflict, Korean: "취소할 수 있는 금액이 없는 주문입니다. 돈은 움직이지 않았습니다.", Eng: "Nothing of this order can be cancelled. No money moved."},
	inPreparation:          {Kind: fault.Conflict, Korean: "이미 배송 준비가 시작되어 여기서 취소할 수 없습니다. 돈은 움직이지 않았습니다. 고객센터로 연락해 주세요.", Eng: "Your goods are being prepared, so the order cannot be cancelled here. No money moved. Please contact us."},
	notToBeSent:            {Kind: fault.Conflict, Korean: "결제된 주문이 아니거나 취소하고 있어 배송 준비를 시작하지 않았습니다.", Eng: "The order is not paid or is being cancelled: nothing was prepared."},
	outOfStock:             {Kind: fault.Conflict, Korean: "방금 품절되었거나 다른 분이 결제하고 있습니다. 결제는 시작되지 않았습니다.", Eng: "It has just sold out, or somebody else is paying for it. No payment was started."},
	couponUnknown:          {Kind: fault.Unacceptable, Korean: "없는 쿠폰입니다. 쿠폰 번호를 확인해 주세요.", Eng: "There is no such coupon. Check its code."},
	couponTooEarly:         {Kind: fault.Unacceptable, Korean: "상품을 20,000원 이상 담으면 쓸 수 있는 쿠폰입니다.", Eng: "This coupon needs goods of 20,000 won or more."},
	consentMissing:         {Kind: fault.Unacceptable, Korean: "주문 내용과 결제에 동의해 주세요. 결제는 시작되지 않았습니다.", Eng: "Please agree to the order and its payment. No payment was started."},
	fault.OrderNotFound:    {Kind: fault.NotFound, Korean: "그런 주문이 없거나 열쇠가 맞지 않습니다. 비회원 주문 조회로 찾아 주세요.", Eng: "There is no such order, or the key is wrong. Find it by order look-up."},
	fault.OrderAlreadyPaid: {Kind: fault.Conflict, Korean: "이미 결제된 주문입니다. 새 결제는 시작되지 않았습니다.", Eng: "The order is already paid. No new payment was started."},
}

// problemOf returns the problem that err is: what the payment server refused as
// it said it, all else as the catalogue has it, and both in the shop's own words
// where it has some.
func problemOf(err error) problem.Problem {
	p := problem.Of(err)
	if refused, ok := errors.AsType[*refusal](err); ok {
		p = problem.Problem{Type: p.Type, Status: refused.Status, Code: refused.Code, Korean: refused.Korean, English: refused.Eng}
	}
	if own, ok := sentences[p.Code]; ok {
		p = p.Saying(own)
	}
	return p
}

// handle makes a handler of a function that returns its error, which is
// answered as a problem and logged when it is ours.
func (s *Shop) handle(fn func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := fn(w, r)
		if err == nil {
			return
		}
		p := problemOf(err)
		if p.Status >= http.StatusInternalServerError {
			s.logger.Error("request not served", "code", string(p.Code), "err", err)
		}
		if p.Code == fault.TooManyRequests {
			w.Header().Set("Retry-After", "60")
		}
		problem.Write(w, p)
	}
}
