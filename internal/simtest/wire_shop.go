package simtest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/naru-pay/naru/internal/merchant"
)

// shopWire carries events to the shop.
type shopWire struct{ inc *incarnation }

// shop is the shop's own view: what it was told, in the order of the first
// telling.
type shop struct {
	told []merchant.ShopEvent
	ids  map[string]merchant.ShopEvent
	yes  map[string]bool // told, and said so
}

var errShop = errors.New("the shop does not answer")

// RoundTrip implements http.RoundTripper.
func (s shopWire) RoundTrip(req *http.Request) (*http.Response, error) {
	w := s.inc.world
	body, _ := io.ReadAll(req.Body)
	var e merchant.ShopEvent
	if err := json.Unmarshal(body, &e); err != nil {
		w.violate("B16", "the shop cannot read %q", body)
	}
	s.inc.stand(req.Context(), "tell the shop "+e.ID)
	if s.inc.dead {
		return nil, errGone
	}
	if w.goes(w.rates.shopAway) {
		w.note("shop", "does not answer to "+string(e.Type))
		w.reach("shop away")
		return nil, errShop
	}
	w.shopHears(e, req.Header.Get("Webhook-Id"))
	if w.goes(w.rates.shopNo) {
		w.note("shop", "took "+string(e.Type)+", the answer is lost")
		w.reach("shop's answer lost")
		return nil, errShop
	}
	s.inc.stand(req.Context(), "shop answered "+e.ID)
	if s.inc.dead {
		return nil, errGone
	}
	w.shop.yes[e.ID] = true
	return plainAnswer(req, http.StatusNoContent, ""), nil
}
