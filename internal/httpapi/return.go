package httpapi

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/telemetry"
)

// returnBuyer takes the browser back after a mobile redirect. It is the one GET
// that may confirm a payment: it is only a hint, found by the client token in
// the address, since the redirect may land in a browser without cookies. What
// PortOne adds to the address is not believed, and what it may add is not
// limited.
func (a *server) returnBuyer(w http.ResponseWriter, r *http.Request) error {
	if err := a.returns.allow(r); err != nil {
		return a.sorry(w, r, err)
	}
	q := r.URL.Query()
	claim, err := a.Service.TokenClaim(q.Get("t"))
	if err != nil {
		return a.sorry(w, r, err)
	}
	pid := claim.PaymentID
	h := merchant.Hint{PaymentID: pid, MerchantUID: claim.MerchantUID(), Actor: "redirect"}
	if imp := q.Get("imp_uid"); impForm.MatchString(imp) {
		h.ImpUID = payment.ImpUID(imp)
	}
	v, err := a.confirm(r, h)
	if err != nil {
		a.Log.WarnContext(r.Context(), "redirect not confirmed", "payment_id", pid, "err", err)
	}
	if v.Payment.ID == "" {
		v, err = a.Service.Payment(r.Context(), pid)
		if v, err = a.unrecorded(claim, v, err); err != nil {
			return a.sorry(w, r, err)
		}
	}
	if to, ok := onward(v.Payment); ok {
		w.Header()["Content-Type"] = nil // a redirect without a body
		http.Redirect(w, r, to, http.StatusSeeOther)
		return nil
	}
	return a.showState(w, v.Payment)
}

// onward returns the shop's own page with the payment's names appended to its
// query.
func onward(p payment.Payment) (string, bool) {
	if p.ReturnURL == "" {
		return "", false
	}
	u, err := url.Parse(p.ReturnURL)
	if err != nil {
		return "", false
	}
	added := url.Values{"payment_id": {string(p.ID)}, "order_ref": {string(p.OrderRef)}}.Encode()
	if u.RawQuery != "" {
		added = u.RawQuery + "&" + added
	}
	u.RawQuery = added
	return u.String(), true
}

// sorry shows an error to a person instead of a program.
func (a *server) sorry(w http.ResponseWriter, r *http.Request, err error) error {
	if seen, ok := w.(*watched); ok {
		seen.err = err
	}
	coded, ok := errors.AsType[*fault.Error](err)
	if !ok {
		coded = fault.New(fault.InternalError)
	}
	entry := coded.Code.Entry()
	return a.page(w, entry.Kind.Status(), notice{
		Korean: entry.Korean, English: entry.Eng, Tone: "bad", RequestID: telemetry.RequestID(r.Context()),
		TitleKo: "결제를 확인하지 못했습니다", TitleEn: "The payment could not be looked up",
	})
}

func (a *server) showState(w http.ResponseWriter, p payment.Payment) error {
	n := stateNotices[p.State]
	n.OrderRef, n.Name, n.Amount = string(p.OrderRef), p.Name, p.Amount.String()
	return a.page(w, http.StatusOK, n)
}
