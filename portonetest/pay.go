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

// Outcome is how the payment window ends.
type Outcome string

// The outcomes.
const (
	Approve          Outcome = "approve"            // the buyer pays
	DeclineLimit     Outcome = "decline_limit"      // the card company refuses: over the limit
	DeclineStopped   Outcome = "decline_stopped"    // … a stopped card
	DeclinePassword  Outcome = "decline_password"   // … a wrong password
	CancelWindow     Outcome = "cancel"             // the buyer presses cancel
	CloseWindow      Outcome = "close"              // the buyer closes the window; the payment stays ready
	Hang             Outcome = "hang"               // nothing happens and nobody is told
	ApproveLoseReply Outcome = "approve_lose_reply" // paid, and the browser is told nothing
	IssueAccount     Outcome = "issue_account"      // a virtual account is issued; see Deposit
	DeclinePerson    Outcome = "decline_person"     // of Certify alone: the carrier does not know the person
	LeavePending     Outcome = "leave_pending"      // 페이팔 approves an hour later, by Clock; see Settle
)

// Payment is the first argument of request_pay and what the buyer does in the
// window. The pre-checks are PortOne's: nothing here has a default of its own.
type Payment struct {
	MerchantUID  string   // the order's number; required, up to 40 characters
	Amount       int64    // in won; for another currency give Extra "amount" and "currency"
	Name         string   // of the order
	PG           string   // html5_inicis, or html5_inicis.INIpayTest; empty: the default channel
	PayMethod    string   // card (as if empty), trans, vbank, phone, kakaopay …
	BuyerName    string   //
	BuyerEmail   string   //
	BuyerTel     string   // KG이니시스 demands it
	NoticeURLs   []string // webhook addresses of this payment alone
	VbankDue     string   // 2026-12-31; for vbank
	CustomData   any      // comes back from the REST API
	RedirectURL  string   // m_redirect_url
	CustomerUID  string   // customer_uid
	Extra        map[string]any
	Mobile       bool   // the buyer holds a phone
	VersionedSDK bool   // the page loads iamport.payment-1.2.0.js, not v1/iamport.js
	CardCode     string // KFTC code of the buyer's card; empty: any
	CardQuota    int    // instalments in months; 0: lump sum
	Bank         string // code of the PG, for trans and vbank; empty: any
	KakaoMoney   bool   // in KakaoPay: paid with its money and not a card
}

// Callback is what the function given to request_pay receives.
type Callback struct {
	Called      bool   // false: the shop's page hears nothing (Hang, ApproveLoseReply)
	ImpUID      string // also known to the test when the function is not called; empty: no window opened
	RedirectURL string // where a phone's browser is sent instead
	MerchantUID string
	Success     *bool  // nil for PGs that tell ids and errors alone
	ErrorCode   string // empty: none
	ErrorMsg    string
	PayMethod   string
	Status      string
	PaidAmount  json.Number // in major units: 1000, 10.55; empty where the PG does not tell
	PaidAt      int64       // UNIX seconds
	VbankName   string
	VbankNum    string
	VbankHolder string
	VbankDate   int64           // UNIX seconds until when the account takes the deposit
	Raw         json.RawMessage // all of it; null when the function is not called
}

// Pay opens a payment window as the shop's page does and ends it as the buyer
// does; an empty outcome approves. A declined or refused payment is a Callback
// and no error: an error is an outcome or a choice that the window does not
// offer, or a sandbox that is closed.
func (s *Sandbox) Pay(ctx context.Context, p Payment, outcome Outcome) (Callback, error) {
	if outcome == "" {
		outcome = Approve
	}
	a, err := s.control(ctx, http.MethodPost, "/buyer/pay", p.params(s.Imp, outcome))
	if err != nil {
		return Callback{}, fmt.Errorf("pay %s: %w", p.MerchantUID, err)
	}
	var told struct {
		ImpUID      string      `json:"imp_uid"`
		MerchantUID string      `json:"merchant_uid"`
		Success     *bool       `json:"success"`
		ErrorCode   string      `json:"error_code"`
		ErrorMsg    string      `json:"error_msg"`
		PayMethod   string      `json:"pay_method"`
		Status      string      `json:"status"`
		PaidAmount  json.Number `json:"paid_amount"`
		PaidAt      int64       `json:"paid_at"`
		VbankName   string      `json:"vbank_name"`
		VbankNum    string      `json:"vbank_num"`
		VbankHolder string      `json:"vbank_holder"`
		VbankDate   int64       `json:"vbank_date"`
	}
	if err := a.into(&told); err != nil {
		return Callback{}, err
	}
	raw := json.RawMessage(bytes.TrimSpace(a.body))
	c := Callback{
		Called: string(raw) != "null", ImpUID: a.header.Get("Naru-Imp-Uid"), RedirectURL: a.header.Get("Naru-Redirect-Url"),
		MerchantUID: told.MerchantUID, Success: told.Success, ErrorCode: told.ErrorCode, ErrorMsg: told.ErrorMsg,
		PayMethod: told.PayMethod, Status: told.Status, PaidAmount: told.PaidAmount, PaidAt: told.PaidAt,
		VbankName: told.VbankName, VbankNum: told.VbankNum, VbankHolder: told.VbankHolder, VbankDate: told.VbankDate,
		Raw: raw,
	}
	if c.ImpUID == "" {
		c.ImpUID = told.ImpUID
	}
	return c, nil
}

// params is the call of request_pay with the sandbox's own members; Extra wins.
func (p Payment) params(imp string, outcome Outcome) map[string]any {
	m := map[string]any{"imp": imp, "outcome": outcome, "merchant_uid": p.MerchantUID, "amount": p.Amount, "name": p.Name}
	for name, text := range map[string]string{
		"pg": p.PG, "pay_method": p.PayMethod, "buyer_name": p.BuyerName, "buyer_email": p.BuyerEmail, "buyer_tel": p.BuyerTel,
		"vbank_due": p.VbankDue, "m_redirect_url": p.RedirectURL, "customer_uid": p.CustomerUID,
	} {
		if text != "" {
			m[name] = text
		}
	}
	if len(p.NoticeURLs) > 0 {
		m["notice_url"] = p.NoticeURLs
	}
	if p.CustomData != nil {
		m["custom_data"] = p.CustomData
	}
	if p.Mobile {
		m["device"] = "mobile"
	}
	if p.VersionedSDK {
		m["legacy"] = true
	}
	m["choice"] = map[string]any{"card_code": p.CardCode, "card_quota": p.CardQuota, "bank": p.Bank, "money": p.KakaoMoney}
	maps.Copy(m, p.Extra)
	return m
}

// Deposit lets the money arrive on an issued virtual account. It is refused
// after the due time.
func (s *Sandbox) Deposit(ctx context.Context, impUID string) error {
	_, err := s.control(ctx, http.MethodPost, "/payments/"+url.PathEscape(impUID)+"/deposit", struct{}{})
	return err
}

// Cancel gives money back as the merchant does at PortOne's console, which the
// shop learns by webhook alone. An amount is in won, and 0 is all that remains.
// A paid virtual account needs the buyer's account: cancel it through the REST
// API.
func (s *Sandbox) Cancel(ctx context.Context, impUID string, amount int64) error {
	body := map[string]any{}
	if amount != 0 {
		body["amount"] = amount
	}
	_, err := s.control(ctx, http.MethodPost, "/payments/"+url.PathEscape(impUID)+"/cancel", body)
	return err
}
