package httpapi

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strconv"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
)

// pollAfter is how many seconds a caller waits before it asks again about
// something that is not known yet.
const pollAfter = 2

// impForm is what an imp_uid looks like; PortOne's own are "imp_" and digits.
var impForm = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)

// hint is what a browser says after the window closed. Only ImpUID is used, to
// know where to look; the rest is what the SDK hands to its callback.
type hint struct {
	imp         payment.ImpUID
	merchantUID payment.MerchantUID
}

func (a *server) completePayment(w http.ResponseWriter, r *http.Request) error {
	pid, err := paymentID(r)
	if err != nil {
		return err
	}
	if _, err := query(r); err != nil {
		return err
	}
	h, err := decodeHint(w, r)
	if err != nil {
		return err
	}
	uid, err := a.completed(r, pid, h)
	if err != nil {
		return err
	}
	v, err := a.confirm(r, merchant.Hint{PaymentID: pid, MerchantUID: uid, ImpUID: h.imp, Actor: "callback"})
	if v, err = a.unrecorded(claimOf(r), v, err); err == nil {
		err = notOf(pid, v, err)
	}
	switch {
	case err == nil:
		return problem.WriteJSON(w, http.StatusOK, shapeFor(callerOf(r), v))
	case unasked(err) && v.Payment.ID != "":
		a.Log.WarnContext(r.Context(), "payment not confirmed yet", "payment_id", v.Payment.ID, "err", err)
		w.Header().Set("Retry-After", strconv.Itoa(pollAfter))
		return problem.WriteJSON(w, http.StatusAccepted, shapeFor(callerOf(r), v))
	}
	return err
}

// completed returns by which merchant_uid a payment is found that may not be
// stored, and refuses a hint that names another payment's.
func (a *server) completed(r *http.Request, pid payment.ID, h hint) (payment.MerchantUID, error) {
	other := fault.Field(fault.BadField, "merchant_uid", "not this payment's")
	uid := claimOf(r).MerchantUID()
	if uid != "" && h.merchantUID != "" && h.merchantUID != uid {
		return "", other
	}
	if uid != "" || h.merchantUID == "" {
		return uid, nil
	}
	v, err := a.Service.Payment(r.Context(), pid)
	switch {
	case err == nil && v.Payment.MerchantUID != h.merchantUID:
		return "", other
	case fault.CodeOf(err) == fault.PaymentNotFound && a.Service.Marked(h.merchantUID):
		return h.merchantUID, nil
	}
	return h.merchantUID, err
}

// confirm looks at a payment for as long as a person waits. When PortOne takes
// longer the payment is as it was, and the server looks again by itself.
func (a *server) confirm(r *http.Request, h merchant.Hint) (merchant.View, error) {
	ctx, cancel := context.WithTimeout(r.Context(), a.AskWait)
	defer cancel()
	v, err := a.Service.Confirm(ctx, h)
	if err == nil || ctx.Err() == nil || r.Context().Err() != nil {
		return v, err
	}
	err = fault.Wrap(fault.GatewayUnavailable, err)
	if v.Payment.ID == "" {
		stored, readErr := a.Service.Payment(r.Context(), h.PaymentID)
		if stored, readErr = a.unrecorded(claimOf(r), stored, readErr); readErr != nil {
			return v, readErr
		}
		v = stored
	}
	return v, err
}

func decodeHint(w http.ResponseWriter, r *http.Request) (hint, error) {
	var h hint
	err := decode(w, r, func(f *fields) {
		imp := f.text("imp_uid", mostText)
		if imp != "" && !impForm.MatchString(imp) {
			f.reject(fault.BadField, "imp_uid", "not PortOne's imp_uid")
		}
		h.imp = payment.ImpUID(imp)
		h.merchantUID = payment.MerchantUID(f.text("merchant_uid", mostText))
		f.text("error_code", mostText)
		f.text("error_msg", mostReturnURL)
	})
	return h, err
}

// unasked reports that PortOne gave no answer that a judgement can rest on: the
// payment is as it was, and will be looked at again.
func unasked(err error) bool {
	switch fault.CodeOf(err) {
	case fault.GatewayUnavailable, fault.GatewayUnusable, fault.GatewayRefused:
		return !errors.Is(err, context.Canceled)
	}
	return false
}
