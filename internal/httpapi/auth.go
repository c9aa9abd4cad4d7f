package httpapi

import (
	"context"
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
)

// caller says who sent a request that was let in.
type caller string

const (
	shopServer caller = "shop"    // by its secret key
	buyer      caller = "browser" // by the client token of one payment
)

type callerKey struct{}

type claimKey struct{}

// claimOf returns what the caller's client token says; nothing for a shop's
// server.
func claimOf(r *http.Request) merchant.Claim {
	c, _ := r.Context().Value(claimKey{}).(merchant.Claim)
	return c
}

func callerOf(r *http.Request) caller {
	c, _ := r.Context().Value(callerKey{}).(caller)
	return c
}

func as(r *http.Request, c caller) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), callerKey{}, c))
}

type usedKey struct{}

// withKeyOf notes which key sent the request, as the actor of what it does.
func withKeyOf(r *http.Request, k merchant.Key) *http.Request {
	return r.WithContext(context.WithValue(merchant.WithActor(r.Context(), k.ID), usedKey{}, k))
}

// mayDo reports whether the key that sent the request has a scope beside its
// route's.
func mayDo(r *http.Request, scope merchant.Scope) bool {
	k, _ := r.Context().Value(usedKey{}).(merchant.Key)
	return slices.Contains(k.Scopes, scope)
}

// mostSecret is the longest secret that is looked at. A client token of a
// payment that is not stored carries its quote.
const mostSecret = 6 << 10

// bearer returns the secret of the Authorization header. It is never taken from
// the URL, where logs would keep it.
func bearer(r *http.Request) (string, error) {
	values := r.Header.Values("Authorization")
	if len(values) == 0 || values[0] == "" {
		return "", fault.New(fault.KeyMissing)
	}
	scheme, secret, _ := strings.Cut(values[0], " ")
	if len(values) > 1 || !strings.EqualFold(scheme, "Bearer") || secret == "" || len(secret) > mostSecret || !visible(secret) {
		return "", fault.New(fault.KeyInvalid)
	}
	return secret, nil
}

// withKey lets the shop's servers in whose key has the scope.
func (a *server) withKey(scope merchant.Scope, next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var k merchant.Key
		secret, err := bearer(r)
		if err == nil && strings.HasPrefix(secret, "ct_") {
			err = fault.New(fault.KeyScope)
		}
		if err == nil {
			k, err = a.Service.Admit(r.Context(), secret, scope, address(r))
			r = withKeyOf(r, k)
		}
		if err == nil {
			err = a.keys.allowOne(k.ID)
		}
		if err != nil {
			return a.stranger(r, err)
		}
		return next(w, as(r, shopServer))
	}
}

// withKeyOrScraper lets a scraper in, too, whose own secret can do nothing else.
// The caller's address lets nobody in: behind a proxy on this machine the whole
// world comes from loopback.
func (a *server) withKeyOrScraper(scope merchant.Scope, next handler) handler {
	withKey := a.withKey(scope, next)
	return func(w http.ResponseWriter, r *http.Request) error {
		secret, err := bearer(r)
		if err == nil && a.Scraper != "" && subtle.ConstantTimeCompare([]byte(secret), []byte(a.Scraper)) == 1 {
			return next(w, r)
		}
		return withKey(w, r)
	}
}

// stranger counts a refused caller against its address. A store that is away
// is nobody's guess at a key.
func (a *server) stranger(r *http.Request, err error) error {
	switch fault.CodeOf(err) {
	case fault.KeyMissing, fault.KeyInvalid, fault.KeyRevoked, fault.KeyExpired, fault.KeyAddress, fault.KeyScope, fault.TokenInvalid:
		if limited := a.badKeys.allow(r); limited != nil {
			return limited
		}
	}
	return err
}

// withKeyOrToken lets the shop's servers in, and the browser that holds the
// client token of the payment that the path names. Another payment's token
// learns nothing: not even whether this one exists.
func (a *server) withKeyOrToken(scope merchant.Scope, next handler) handler {
	withKey := a.withKey(scope, next)
	return func(w http.ResponseWriter, r *http.Request) error {
		secret, err := bearer(r)
		if err != nil || !strings.HasPrefix(secret, "ct_") {
			return withKey(w, r)
		}
		if err := a.browsers.allow(r); err != nil {
			return err
		}
		claim, err := a.Service.TokenClaim(secret)
		if err != nil {
			return a.stranger(r, err)
		}
		if asked, err := paymentID(r); err != nil || asked != claim.PaymentID {
			return fault.New(fault.PaymentNotFound)
		}
		if err := a.payments.allowOne(string(claim.PaymentID)); err != nil {
			return err
		}
		return next(w, as(r.WithContext(context.WithValue(r.Context(), claimKey{}, claim)), buyer))
	}
}

// cors lets the shop's own pages read the answer, and no other page.
func (a *server) cors(next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		a.allowOrigin(w, r)
		return next(w, r)
	}
}

func (a *server) allowOrigin(w http.ResponseWriter, r *http.Request) bool {
	h := w.Header()
	h.Add("Vary", "Origin")
	origins := r.Header.Values("Origin")
	if len(origins) != 1 || !slices.Contains(a.Service.ShopOrigins, origins[0]) {
		return false
	}
	h.Set("Access-Control-Allow-Origin", origins[0])
	h.Set("Access-Control-Expose-Headers", "Retry-After, X-Request-Id")
	return true
}

// preflight answers the browser's question before a call across origins.
func (a *server) preflight(method string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		h := w.Header()
		h.Set("Allow", method+", "+http.MethodOptions)
		if a.allowOrigin(w, r) {
			h.Set("Access-Control-Allow-Methods", method)
			h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
			h.Set("Access-Control-Max-Age", "600")
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}
