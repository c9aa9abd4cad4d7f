package engine

import (
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/money"
)

// Provider is what the sandbox knows of a PG. All that differs between PGs
// stands in the table behind Providers; facts are PortOne's published ones
// unless docs/sandbox-fidelity.md calls them assumed.
type Provider struct {
	Code    string   // pg_provider: html5_inicis
	Name    string   // Korean name, as the console has it
	Buyers  string   // the name that buyers know, where it is another
	Modules []Module // what 채널 추가 offers

	TestMoney    TestMoney
	IDsOnly      bool     // the current SDK's callback carries ids and errors alone
	IgnoreMethod bool     // pay_method of the request binds nobody: the buyer chooses
	Wallets      []string // wallets that the card window offers too
	Wallet       string   // the wallet that the PG itself is: never an emb_pg_provider of its own
	TestLacks    []string // pay_methods that its test mode does not have
	Escrow       bool     // escrow: true is taken
	VAT          bool     // vat_amount is kept
	Pending      bool     // an approval or a cancel may stay pending
	SlowRefunds  []string // pay_methods whose cancel is never carried out at once
	TellsIssuer  bool     // records tell issuer and publisher of a card
	HidesHolder  bool     // vbank_holder is not told
	Quotas       QuotaRule
	Demands      []demand // what request_pay must bring
	NoMethod     string   // PG's text for a pay_method that it does not have
	NoKeyMethod  string   // the same for windows that store a key

	Currencies []money.Currency // taken ones, the default first; nil: KRW and what PortOne lists
	Languages  []string         // beside ko, en and zh

	Banks    []CodeName // of trans and vbank, in the PG's own codes
	DueDays  int        // days until a virtual account expires when the shop says nothing
	DueForms []string   // layouts of vbank_due; nil: every one that PortOne lists

	CancelText string // error_msg when the buyer cancels
	CancelCode string // error_code then; empty where the PG gives none

	Billing Billing

	windows map[Device]shown
	methods []string // of all modules, once the table stands
	tid     shape    // of pg_tid
	receipt shape    // of receipt_url; empty where none is known
}

// Module is one product of a PG.
type Module struct {
	Name     string
	Type     string   // 채널 속성 of its channels: payment (default), api_payment, certification
	Methods  []string // pay_method values; none for certification
	TestMIDs []TestMID
}

// typeAPI is the type of channels that take REST charges and open no window.
const typeAPI = "api_payment"

// TestMID is a PG상점아이디 that PortOne shares for tests.
type TestMID struct {
	MID     string
	Name    string
	OneTime bool // its contract is for single payments alone: it stores no keys
}

// Billing is what a PG does with stored means of payment.
type Billing struct {
	Window  []string // pay_methods whose window stores one; none: no such window
	Charges []string // those of them whose window charges the amount as well
	API     bool     // POST /subscribe/customers stores card data
	OneTime bool     // POST /subscribe/payments/onetime charges card data
	Buyer   bool     // customer_id is required
}

// TestMoney is what becomes of money in a PG's test mode at PortOne; none moves
// in the sandbox.
type TestMoney string

// The ways; nothing is known of the other PGs.
const (
	NoMoney      TestMoney = "none"     // it does not move
	MoneyReturns TestMoney = "returned" // it moves, and the PG cancels on the same day without telling PortOne
	MoneyStays   TestMoney = "kept"     // it moves and stays
)

// QuotaRule is how a PG reads display.card_quota.
type QuotaRule int

// The rules. A list means its months and a lump sum unless the PG reads it
// otherwise.
const (
	ListedMonths QuotaRule = iota
	UpToLast               // up to the greatest of the list
	FixedMonth             // the one month of the list, which the buyer cannot change
)

// shown is how a window shows and how its result is told.
type shown struct {
	kind     Kind
	delivery Delivery
}

// The ways of the PGs: an overlay on a PC and a page on a phone, an overlay on
// both, a pop-up on both, a page on both.
var (
	usualWindows    = map[Device]shown{PC: {Iframe, ByCallback}, Mobile: {Page, ByRedirect}}
	popupOnPC       = map[Device]shown{PC: {Popup, ByCallback}, Mobile: {Page, ByRedirect}}
	overlayWindows  = map[Device]shown{PC: {Iframe, ByCallback}, Mobile: {Iframe, ByCallback}}
	popupWindows    = map[Device]shown{PC: {Popup, ByCallback}, Mobile: {Popup, ByCallback}}
	redirectWindows = map[Device]shown{PC: {Page, ByRedirect}, Mobile: {Page, ByRedirect}}
)

// Texts of a buyer's cancel that more than one PG gives, as seen.
const (
	cancelled       = "사용자가 결제를 취소하셨습니다"
	cancelledMarked = "[결제포기] " + cancelled
)

// dueDaysAssumed is what shops commonly give; only KG이니시스's 30 days are
// documented.
const dueDaysAssumed = 7

// Providers lists the PGs of PortOne's table, in the console's order.
var Providers = slices.Concat(
	inicisProviders, kcpProviders, tossProviders, niceProviders, walletProviders, phoneProviders, bankProviders, worldProviders,
)

// byCode finds a PG without a walk through the table: every payment that is
// told looks its PG up.
var byCode = func() map[string]*Provider {
	index := make(map[string]*Provider, len(Providers))
	for i := range Providers {
		Providers[i].methods = Providers[i].Methods()
		index[Providers[i].Code] = &Providers[i]
	}
	return index
}()

// ProviderByCode returns the PG with exactly this code.
func ProviderByCode(code string) (Provider, bool) {
	p, ok := byCode[code]
	if !ok {
		return Provider{}, false
	}
	return *p, true
}

// tellsIssuer reports whether a PG tells issuer and publisher of a card.
func tellsIssuer(code string) bool {
	p, ok := byCode[code]
	return ok && p.TellsIssuer
}

// buyersName is the PG's name as a buyer knows it: which of two modules a shop
// has contracted with is the console's business.
func (p Provider) buyersName() string {
	if p.Buyers != "" {
		return p.Buyers
	}
	return strings.TrimPrefix(strings.TrimPrefix(p.Name, "(신) "), "(구) ")
}

// Methods returns the pay_method values of the PG's windows, without doubles. The
// list is the table's own, to be read and not changed.
func (p Provider) Methods() []string {
	if p.methods != nil {
		return p.methods
	}
	var all []string
	for _, m := range p.Modules {
		if m.ChannelType() != typePayment {
			continue
		}
		for _, method := range m.Methods {
			if !slices.Contains(all, method) {
				all = append(all, method)
			}
		}
	}
	return slices.Clip(all)
}

// module returns the module of a name.
func (p Provider) module(name string) (Module, bool) {
	for _, m := range p.Modules {
		if m.Name == name {
			return m, true
		}
	}
	return Module{}, false
}

// firstModule names the first module for channels of a type; an empty type is
// any.
func (p Provider) firstModule(channelType string) string {
	for _, m := range p.Modules {
		if channelType == "" || m.ChannelType() == channelType {
			return m.Name
		}
	}
	return p.Modules[0].Name
}

// ChannelType is the 채널 속성 of the module's channels.
func (m Module) ChannelType() string {
	if m.Type == "" {
		return typePayment
	}
	return m.Type
}

// Kind returns how the PG shows its window on a device.
func (p Provider) Kind(d Device) Kind { return p.windows[d].kind }

// Delivery returns how the PG tells a result on a device.
func (p Provider) Delivery(d Device) Delivery { return p.windows[d].delivery }

// oneTime reports whether a MID's contract is known to be for single payments
// alone.
func (p Provider) oneTime(mid string) bool {
	for _, m := range p.Modules {
		for _, t := range m.TestMIDs {
			if t.MID == mid {
				return t.OneTime
			}
		}
	}
	return false
}

// keyMIDs are the MIDs shared for tests whose contract stores keys.
func (p Provider) keyMIDs() []string {
	var mids []string
	for _, m := range p.Modules {
		for _, t := range m.TestMIDs {
			if !t.OneTime {
				mids = append(mids, t.MID)
			}
		}
	}
	return mids
}

// takes reports whether the PG takes amounts of a currency.
func (p Provider) takes(c money.Currency) bool {
	return len(p.Currencies) == 0 || slices.Contains(p.Currencies, c)
}

// currency is what a request without one means.
func (p Provider) currency() money.Currency {
	if len(p.Currencies) > 0 {
		return p.Currencies[0]
	}
	return money.KRW
}

// retired are PGs that PortOne has offered once and offers no more; their codes
// live on in old shops.
var retired = []string{"kakao", "jtnet", "bluewalnut", "chai", "syrup", "alipay", "payple"}
