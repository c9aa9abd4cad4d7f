package engine

import (
	"encoding/json"
	"time"

	"github.com/naru-pay/naru/internal/money"
)

// Device is the kind of browser that asks; it is told by the User-Agent.
type Device string

// The devices.
const (
	PC     Device = "pc"
	Mobile Device = "mobile"
)

// Kind is how a PG window is shown.
type Kind string

// The kinds of windows: an overlay in the shop's page, a pop-up, and a page
// that replaces the shop's.
const (
	Iframe Kind = "iframe"
	Popup  Kind = "popup"
	Page   Kind = "page"
)

// Delivery is how the shop's page learns the result.
type Delivery string

// The deliveries: the function given to request_pay, or m_redirect_url.
const (
	ByCallback Delivery = "callback"
	ByRedirect Delivery = "redirect"
)

// StartRequest is one call of IMP.request_pay.
type StartRequest struct {
	UserCode  string                     // argument of IMP.init: "imp" and 8 digits
	TierCode  string                     // second argument of IMP.agency; may be empty
	Params    map[string]json.RawMessage // first argument of request_pay, unchanged
	Device    Device                     // PC when empty
	UserAgent string                     // kept as user_agent of the payment
	Origin    string                     // origin of the shop's page; the window posts its result there
	PageURL   string                     // address of the shop's page, for the log
	Legacy    bool                       // true for the versioned SDK: full callback for every PG
}

// Window is a PG window that was opened for a payment now `ready`.
type Window struct {
	ImpUID   string
	Secret   string // unguessable part of the window's path
	Kind     Kind
	Delivery Delivery
}

// Refusal is a pre-check that failed: no window opens and no record is made.
type Refusal struct {
	Code        string   // error_code; may be empty where PortOne gives none
	Message     string   // error_msg, Korean
	Hint        string   // what the sandbox's log says about it; never sent to the shop
	Callback    Object   // what request_pay's function receives
	Delivery    Delivery // ByRedirect where the PG would have redirected this device
	RedirectURL string   // m_redirect_url with the failure; empty when there is none
}

// WindowView is what the PG window shows.
type WindowView struct {
	ImpUID       string
	Merchant     string // code of the account
	MerchantUID  string
	ShopName     string // the request's company, else the account's name
	OrderName    string
	Amount       money.Amount
	TaxFree      money.Amount // unset when the shop sent none
	Method       string       // pay_method that was asked for: card, trans, vbank, phone, kakaopay …
	Methods      []string     // what may be chosen instead, Method first
	Provider     string       // html5_inicis
	ProviderName string       // KG이니시스
	MID          string
	Test         bool
	Language     string // ko (default), en, zh
	BuyerName    string
	BuyerTel     string
	VbankDue     time.Time  // for vbank: when the account will expire
	Banks        []CodeName // banks of this PG for vbank and trans
	Cards        []CodeName // card companies (KFTC codes)
	Quotas       []int      // instalments that may be chosen; 0 is lump sum
	Carriers     []string   // of pay_method phone: SKT, KTF, LGT, MVNO
	Period       string     // of a service that is paid; empty when the shop says nothing
	Device       Device     // that asked for the window
	AppScheme    string     // where a card company's app comes back to, as the shop wrote it
	Kind         Kind       // how the window is shown
	Delivery     Delivery   // how the result will be told
	Origin       string     // targetOrigin of the message with the result
	Done         bool       // the window has been answered and cannot be used again
	Status       Status     // of the payment, now
	Outcomes     []Outcome  // what may be picked in this window
	Registers    bool       // stores a key for later charges; Amount is shown, not charged
	KeepsKey     bool       // stores a key; unless Registers, Amount is charged too
}

// CodeName is a code with the name that people read.
type CodeName struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Outcome is how a window ends.
type Outcome string

// The outcomes.
const (
	Approve          Outcome = "approve"
	DeclineLimit     Outcome = "decline_limit"
	DeclineStopped   Outcome = "decline_stopped"
	DeclinePassword  Outcome = "decline_password"
	CancelWindow     Outcome = "cancel"             // the buyer presses cancel: told, record failed
	CloseWindow      Outcome = "close"              // the buyer closes the window: told, record stays ready
	Hang             Outcome = "hang"               // nothing happens and nobody is told
	ApproveLoseReply Outcome = "approve_lose_reply" // paid, but the browser is told nothing
	IssueAccount     Outcome = "issue_account"      // a virtual account is issued
	LeavePending     Outcome = "leave_pending"      // 페이팔 takes its time: neither paid nor failed yet; see Settle
)

// Outcomes lists them in the order in which a window offers them.
var Outcomes = []Outcome{
	Approve, DeclineLimit, DeclineStopped, DeclinePassword, CancelWindow, CloseWindow, Hang, ApproveLoseReply, IssueAccount, LeavePending,
}

// Choice is what the buyer did in the window. Only Outcome is required.
type Choice struct {
	Outcome   Outcome
	Method    string // one of WindowView.Methods; empty keeps WindowView.Method
	Money     bool   // in KakaoPay: paid with its money, not with a card
	CardCode  string // KFTC code; empty picks one
	CardQuota int    // months; 0 is lump sum
	Bank      string // code of this PG, for vbank and trans; empty picks one
}

// Result is what becomes of a window.
type Result struct {
	ImpUID      string
	Status      Status
	Callback    Object // what request_pay's function receives
	RedirectURL string // m_redirect_url with the result; set when Delivery is ByRedirect
	Delivery    Delivery
	Kind        Kind
	Origin      string // targetOrigin of the message
	LoseReply   bool   // do not tell the browser
	Hang        bool   // keep the window open, tell nobody
}
