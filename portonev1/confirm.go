package portonev1

import (
	"encoding/json"
	"net/http"
)

// ConfirmTimeout in seconds is how long PortOne waits for a shop's answer to a
// ConfirmRequest before it takes the silence for a refusal.
const ConfirmTimeout = 10

// ConfirmRequest is what PortOne asks at confirm_url of request_pay right before
// it has the payment approved; docs page confirm-process/readme-v1. Nothing signs
// it: compare Amount with the order, and read the payment afterwards as ever.
type ConfirmRequest struct {
	// ImpUID and MerchantUID name the payment and the order.
	ImpUID      string `v1:"imp_uid,required"`
	MerchantUID string `v1:"merchant_uid,required"`
	// Amount is about to be paid, in major units.
	Amount Decimal `v1:"amount,required"`
}

// ParseConfirm reads the body of a request to confirm_url, which is JSON. It
// returns an error matching ErrMalformed where a member is missing or repeated,
// or the amount is no number of 0 or more.
func ParseConfirm(body []byte) (ConfirmRequest, error) {
	var r ConfirmRequest
	switch {
	case len(body) > maxNotice:
		return ConfirmRequest{}, malformed("confirm request: too long")
	case !json.Valid(body):
		return ConfirmRequest{}, malformed("confirm request: %w", errNotJSON)
	}
	if err := decodeObject(body, &r); err != nil {
		return ConfirmRequest{}, malformed("confirm request: %w", err)
	}
	if err := checkNames(r.ImpUID, r.MerchantUID); err != nil {
		return ConfirmRequest{}, malformed("confirm request: %w", err)
	}
	if !r.Amount.sendable(0) {
		return ConfirmRequest{}, malformed("confirm request: the amount is not a plain one of 0 or more")
	}
	return r, nil
}

// AcceptPurchase answers a ConfirmRequest, or an EventStoreConfirm, so that the
// payment goes on. HTTP 200 is all that PortOne looks at.
func AcceptPurchase(w http.ResponseWriter) { w.WriteHeader(http.StatusOK) }

// RefusePurchase answers a ConfirmRequest so that the payment ends as failed.
// The buyer reads reason in FailReason, as "고객사 요청에 의해 결제를 중단합니다.
// (상세사유 : …)"; without one PortOne says that it is unknown.
func RefusePurchase(w http.ResponseWriter, reason string) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(http.StatusBadRequest)
	body := struct {
		Reason string `json:"reason,omitempty"`
	}{reason}
	_ = json.NewEncoder(w).Encode(body) // PortOne has left: it takes that for a refusal, too
}
