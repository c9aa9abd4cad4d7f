package httpapi

import (
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// buyerJSON is who paid, as far as the shop told. Masked is what every reading
// shows; the whole is shown to a key with the scope admin that asks for it, and
// that it asked is noted.
type buyerJSON struct {
	Name     string `json:"name"`
	Email    string `json:"email"`
	Tel      string `json:"tel"`
	Addr     string `json:"addr"`
	Postcode string `json:"postcode"`
	Masked   bool   `json:"masked"`
}

// shapeBuyer returns nil for a buyer of whom nothing is known.
func shapeBuyer(b payment.Buyer, masked bool) *buyerJSON {
	if b == (payment.Buyer{}) {
		return nil
	}
	return &buyerJSON{Name: b.Name, Email: b.Email, Tel: b.Tel, Addr: b.Addr, Postcode: b.Postcode, Masked: masked}
}

// shapeMasked is a payment whose buyer is masked.
func shapeMasked(v merchant.View) paymentJSON {
	out := shapePayment(v)
	out.Buyer = shapeBuyer(v.Payment.Buyer.Masked(), true)
	return out
}

// shapeListed is a payment as lists show it: neither who paid nor an account can
// be read from pages of them.
func shapeListed(v merchant.View) paymentJSON {
	v.Payment.Account = v.Payment.Account.Masked()
	return shapeMasked(v)
}

// mayUnmask reads unmask, which takes a key with the scope admin.
func (a *server) mayUnmask(r *http.Request, asked string) (bool, error) {
	switch asked {
	case "":
		return false, nil
	case "true":
	default:
		return false, fault.Field(fault.BadQuery, "unmask", "true, or left out")
	}
	if !mayDo(r, merchant.ScopeAdmin) {
		return false, fault.Newf(fault.KeyScope, "this needs a key with the scope %s", merchant.ScopeAdmin)
	}
	return true, nil
}

// unmask shows who paid, once it is noted who looked.
func (a *server) unmask(r *http.Request, pid payment.ID, out *paymentJSON) error {
	b, _, err := merchant.Unmask(r.Context(), a.Service.Store, pid, "api", a.Clock.Now())
	if err != nil {
		return err
	}
	out.Buyer = shapeBuyer(b, false)
	return nil
}

// buyerAsked reads by what a buyer is looked for. It stands alone: to cut a
// buyer's few payments further is the caller's.
func buyerAsked(q map[string]string) (merchant.Trait, string, error) {
	phone, email := q["buyer_phone"], q["buyer_email"]
	if phone == "" && email == "" {
		return "", "", nil
	}
	trait, name, value := merchant.ByPhone, "buyer_phone", phone
	if phone == "" {
		trait, name, value = merchant.ByEmail, "buyer_email", email
	}
	for other := range q {
		if other != name && other != "cursor" && other != "limit" {
			return "", "", fault.Field(fault.BadQuery, name, "stands alone, beside cursor and limit")
		}
	}
	if trait.Normal(value) == "" {
		return "", "", fault.Field(fault.BadQuery, name, "nobody's")
	}
	return trait, value, nil
}
