package httpapi

import (
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/strictjson"
)

// The longest values of a webhook that are kept.
const (
	mostUID    = 200
	mostStatus = 40
)

// takeWebhook notes a webhook of PortOne's and answers 200 once the note is
// safe. It is lenient with what PortOne may add, and never tells whether a
// payment is ours.
func (a *server) takeWebhook(w http.ResponseWriter, r *http.Request) error {
	if err := a.webhooks.allow(r); err != nil {
		return err
	}
	kind, err := contentType(r)
	if err != nil {
		return err
	}
	body, err := problem.ReadBody(w, r, mostWebhook)
	if err != nil {
		return err
	}
	told, err := readWebhook(kind, body)
	if err != nil {
		return err
	}
	n := merchant.Note{
		ImpUID: payment.ImpUID(told["imp_uid"]), MerchantUID: payment.MerchantUID(told["merchant_uid"]),
		Status: told["status"], ContentType: kind, Body: []byte(payment.CutCards(string(body))), Source: source(r),
	}
	if err := a.Service.Webhook(r.Context(), n); err != nil {
		return fault.Wrap(fault.StoreUnavailable, err)
	}
	return problem.WriteJSON(w, http.StatusOK, map[string]bool{"ok": true})
}

// webhookFields are the fields that we read, and how long they may be.
var webhookFields = map[string]int{"imp_uid": mostUID, "merchant_uid": mostUID, "status": mostStatus, "cancellation_id": mostUID}

func readWebhook(kind string, body []byte) (map[string]string, error) {
	var all map[string]any
	var err error
	switch kind {
	case "application/json":
		all, err = strictjson.Object(body, mostDepth)
	case "application/x-www-form-urlencoded":
		all, err = parseForm(body)
	default:
		err = fault.New(fault.BadContentType)
	}
	if err != nil {
		return nil, err
	}
	told := map[string]string{}
	for name, most := range webhookFields {
		v, ok := all[name]
		if !ok || v == nil {
			continue
		}
		s, ok := v.(string)
		if !ok || utf8.RuneCountInString(s) > most || strings.ContainsFunc(s, unicode.IsControl) {
			return nil, fault.Field(fault.BadField, name, "not a text of at most %d characters", most)
		}
		told[name] = s
	}
	if told["merchant_uid"] == "" {
		return nil, fault.Field(fault.MissingField, "merchant_uid", "which payment")
	}
	return told, nil
}

func parseForm(body []byte) (map[string]any, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, fault.Newf(fault.BadRequest, "not a form")
	}
	all := map[string]any{}
	for name, list := range values {
		if len(list) > 1 {
			return nil, fault.Field(fault.BadField, strictjson.Clip(strings.ToValidUTF8(name, "?")), "stands there twice")
		}
		if !utf8.ValidString(list[0]) {
			return nil, fault.Field(fault.BadField, strictjson.Clip(strings.ToValidUTF8(name, "?")), "not UTF-8")
		}
		all[name] = list[0]
	}
	return all, nil
}
