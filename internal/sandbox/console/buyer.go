package console

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// buyer is what POST /buyer/pay takes besides the fields of request_pay.
type buyer struct {
	imp     string
	tier    string
	outcome engine.Outcome
	device  engine.Device
	legacy  bool
	choice  choice
}

// choice is what the buyer picks in the window.
type choice struct {
	Method    string `json:"method"`
	Money     bool   `json:"money"`
	CardCode  string `json:"card_code"`
	CardQuota int    `json:"card_quota"`
	Bank      string `json:"bank"`
}

// The headers that tell what the callback does not.
const (
	headerImpUID   = "Naru-Imp-Uid"
	headerRedirect = "Naru-Redirect-Url" // where a phone's browser would be sent
)

// buyerPay is a buyer without a browser: it opens a window and answers it. The
// body of the answer is what request_pay's function would receive, null when
// it would not be called.
func (s *server) buyerPay(w http.ResponseWriter, r *http.Request) (any, error) {
	params := map[string]json.RawMessage{}
	if err := decode(w, r, &params); err != nil {
		return nil, err
	}
	b, err := s.buyer(params)
	if err != nil {
		return nil, err
	}
	win, refused, err := s.engine.StartWindow(r.Context(), engine.StartRequest{
		UserCode: b.imp, TierCode: b.tier, Params: params, Device: b.device, UserAgent: r.UserAgent(), Legacy: b.legacy, PageURL: "buyer/pay",
	})
	if err != nil {
		return nil, err
	}
	if refused != nil {
		if refused.Delivery == engine.ByRedirect && refused.RedirectURL != "" {
			w.Header().Set(headerRedirect, refused.RedirectURL)
		}
		return refused.Callback, nil
	}
	w.Header().Set(headerImpUID, win.ImpUID)
	result, err := s.engine.FinishWindow(r.Context(), win.Secret, engine.Choice{
		Outcome: b.outcome, Method: b.choice.Method, Money: b.choice.Money, CardCode: b.choice.CardCode,
		CardQuota: b.choice.CardQuota, Bank: b.choice.Bank,
	})
	if err != nil {
		return nil, err
	}
	if result.LoseReply || result.Hang {
		return nil, nil
	}
	if result.Delivery == engine.ByRedirect {
		w.Header().Set(headerRedirect, result.RedirectURL)
	}
	return result.Callback, nil
}

// buyer takes our own members out of params; what remains is request_pay's.
func (s *server) buyer(params map[string]json.RawMessage) (buyer, error) {
	b := buyer{outcome: engine.Approve, device: engine.PC}
	for _, own := range [...]struct {
		name string
		into any
	}{{"imp", &b.imp}, {"tier", &b.tier}, {"outcome", &b.outcome}, {"device", &b.device}, {"legacy", &b.legacy}, {"choice", &b.choice}} {
		raw, given := params[own.name]
		if !given {
			continue
		}
		delete(params, own.name)
		if err := json.Unmarshal(raw, own.into); err != nil {
			return b, fault.Field(fault.BadField, own.name, "wrong type")
		}
	}
	if !slices.Contains(engine.Outcomes, b.outcome) {
		return b, fault.Field(fault.BadField, "outcome", "one of %v", engine.Outcomes)
	}
	if b.device != engine.PC && b.device != engine.Mobile {
		return b, fault.Field(fault.BadField, "device", "pc or mobile")
	}
	if b.imp == "" {
		all := s.engine.Merchants()
		if len(all) == 0 {
			return b, fault.Field(fault.MissingField, "imp", "there is no merchant yet")
		}
		b.imp = all[0].Code
	}
	return b, nil
}
