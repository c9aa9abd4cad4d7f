package portonetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
)

// Certification is the first argument of IMP.certification and who sits in front
// of the window.
type Certification struct {
	MerchantUID string // the shop's id of it
	PG          string // danal, inicis_unified, kcp …; empty: the default channel; see AddChannel
	RedirectURL string // m_redirect_url
	Person      Person
	OTP         string // six digits of the text message; empty: confirmed in the carrier's app
	Mobile      bool   // the person holds a phone
	Extra       map[string]any
}

// Person is who proves to be somebody. What is empty is the shop's form, and
// then made up from name and phone, always alike.
type Person struct {
	Name      string `json:"name,omitempty"`
	Phone     string `json:"phone,omitempty"`    // digits alone
	Birthday  string `json:"birthday,omitempty"` // YYYY-MM-DD
	Gender    string `json:"gender,omitempty"`   // male or female
	Foreigner bool   `json:"foreigner,omitempty"`
	Carrier   string `json:"carrier,omitempty"` // SKT, KT, LGT, SKT_MVNO …
}

// Certified is what the function given to IMP.certification receives.
type Certified struct {
	Called      bool   // false: the shop's page hears nothing
	ImpUID      string // empty: no window opened
	RedirectURL string // where a phone's browser is sent instead
	Success     bool
	ErrorCode   string // empty: none
	ErrorMsg    string
	Raw         json.RawMessage // all of it; null when the function is not called
}

// Certify opens a window of IMP.certification as the shop's page does and ends
// it as the person does: Approve (as if empty), DeclinePerson, CancelWindow,
// CloseWindow, Hang or ApproveLoseReply. The shop reads who it was from the REST
// API. An outcome that is none of these is an error.
func (s *Sandbox) Certify(ctx context.Context, c Certification, outcome Outcome) (Certified, error) {
	if outcome == "" {
		outcome = Approve
	}
	body := map[string]any{"imp": s.Imp, "outcome": outcome, "person": c.Person}
	for name, text := range map[string]string{"merchant_uid": c.MerchantUID, "pg": c.PG, "m_redirect_url": c.RedirectURL, "otp": c.OTP} {
		if text != "" {
			body[name] = text
		}
	}
	if c.Mobile {
		body["device"] = "mobile"
	}
	maps.Copy(body, c.Extra)
	a, err := s.control(ctx, http.MethodPost, "/buyer/certify", body)
	if err != nil {
		return Certified{}, fmt.Errorf("certify %s: %w", c.MerchantUID, err)
	}
	var told struct {
		Success   bool   `json:"success"`
		ErrorCode string `json:"error_code"`
		ErrorMsg  string `json:"error_msg"`
	}
	if err := a.into(&told); err != nil {
		return Certified{}, err
	}
	raw := json.RawMessage(bytes.TrimSpace(a.body))
	return Certified{
		Called: string(raw) != "null", ImpUID: a.header.Get("Naru-Imp-Uid"), RedirectURL: a.header.Get("Naru-Redirect-Url"),
		Success: told.Success, ErrorCode: told.ErrorCode, ErrorMsg: told.ErrorMsg, Raw: raw,
	}, nil
}

// AddChannel makes a contract with a PG (채널 추가) and returns it with its key,
// which channelKey and channel_key name. MID may be any.
func (s *Sandbox) AddChannel(ctx context.Context, c Channel) (Channel, error) {
	body := map[string]string{"name": c.PG + " " + c.MID, "provider": c.PG, "mid": c.MID}
	if c.Type != "" {
		body["type"] = c.Type
	}
	a, err := s.control(ctx, http.MethodPost, "/merchants/"+s.Imp+"/channels", body)
	if err != nil {
		return Channel{}, fmt.Errorf("add a channel of %s: %w", c.PG, err)
	}
	var made struct{ Provider, MID, Key, Type string }
	err = a.into(&made)
	return Channel{made.Provider, made.MID, made.Key, made.Type}, err
}

// DepositAmount lets an amount in won arrive on an account that takes any, as
// fixed accounts without an end do.
func (s *Sandbox) DepositAmount(ctx context.Context, impUID string, amount int64) error {
	return s.act(ctx, impUID, "deposit", map[string]any{"amount": amount})
}

// PayAtStore is a buyer at a convenience store with the barcode of POST /cvs.
// payType is card or cash. The shop's confirm_url is asked first; what it refuses
// is an error.
func (s *Sandbox) PayAtStore(ctx context.Context, impUID, payType string) error {
	return s.act(ctx, impUID, "cvs", map[string]any{"pay_type": payType})
}

// Settle decides a payment that a PG left pending, as PayPal does: Approve (as
// if empty) or one of the declines.
func (s *Sandbox) Settle(ctx context.Context, impUID string, outcome Outcome) error {
	if outcome == "" {
		outcome = Approve
	}
	return s.act(ctx, impUID, "settle", map[string]any{"outcome": outcome})
}

// EscrowDecision is what becomes of an escrow payment whose delivery the shop
// registered.
type EscrowDecision string

// The decisions, by the PG's numbers.
const (
	EscrowConfirmed       EscrowDecision = "3"  // the buyer takes it
	EscrowAutoConfirmed   EscrowDecision = "31" // time ran out
	EscrowForcedConfirmed EscrowDecision = "32" // the PG decided
	EscrowDenied          EscrowDecision = "4"  // the buyer sends it back; say why
	EscrowCancelled       EscrowDecision = "8"  // the transaction was cancelled
	EscrowDenialConfirmed EscrowDecision = "10" // the shop takes it back
)

// DecideEscrow lets somebody decide about an escrow payment; the shop is told by
// webhook. reason is why a buyer denies, and empty otherwise.
func (s *Sandbox) DecideEscrow(ctx context.Context, impUID string, decision EscrowDecision, reason string) error {
	return s.act(ctx, impUID, "escrow", map[string]any{"status": decision, "denied_reason": reason})
}

func (s *Sandbox) act(ctx context.Context, impUID, what string, body map[string]any) error {
	_, err := s.control(ctx, http.MethodPost, "/payments/"+url.PathEscape(impUID)+"/"+what, body)
	return err
}
