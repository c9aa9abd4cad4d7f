package engine

import "strings"

// Provider is what the sandbox knows of a PG; facts are PortOne's published
// table unless docs/sandbox-fidelity.md calls them assumed.
type Provider struct {
	Code    string   // pg_provider: html5_inicis
	Name    string   // Korean name
	Modules []Module // what 채널 추가 offers

	IDsOnly      bool     // the current SDK's callback carries ids and errors alone
	IgnoreMethod bool     // pay_method of the request is ignored: the buyer chooses
	Wallets      []string // wallets that the card window offers too
	NeedTel      bool     // buyer_tel is required
	Banks        []CodeName
	DueDays      int    // days until a virtual account expires when the shop says nothing
	CancelText   string // error_msg when the buyer cancels
	CancelCode   string // error_code then; empty where the PG gives none

	Billing Billing

	kinds      map[Device]Kind
	deliveries map[Device]Delivery
}

// Billing is what a PG does with stored cards.
type Billing struct {
	Window      bool     // its window stores a card and charges nothing
	API         bool     // it takes card data by REST
	OneTimeMIDs []string // known MIDs whose contract is for single payments alone
}

// Module is one product of a PG.
type Module struct {
	Name     string
	Type     string   // 채널 속성 of its channels: payment (default), certification
	Methods  []string // pay_method values
	TestMIDs []TestMID
}

// TestMID is a PG상점아이디 that PortOne shares for tests.
type TestMID struct {
	MID  string
	Name string
}

// buyersName is the PG's name as a buyer knows it: which of two modules a shop
// has contracted with is the console's business.
func (p Provider) buyersName() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.Name, "(신) "), "(구) ")
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

// Methods returns the pay_method values of all modules.
func (p Provider) Methods() []string {
	var all []string
	for _, m := range p.Modules {
		all = append(all, m.Methods...)
	}
	return all
}

// Kind returns how the PG shows its window on a device.
func (p Provider) Kind(d Device) Kind { return p.kinds[d] }

// Delivery returns how the PG tells a result on a device.
func (p Provider) Delivery(d Device) Delivery { return p.deliveries[d] }

// usual is how most PGs do it: an overlay that calls back on a PC, a page that
// redirects on a phone.
var (
	usualKinds      = map[Device]Kind{PC: Iframe, Mobile: Page}
	usualDeliveries = map[Device]Delivery{PC: ByCallback, Mobile: ByRedirect}
)

// Providers lists the PGs whose windows work, in the console's order.
var Providers = []Provider{inicis, kakaopay, tosspayments, danal, inicisUnified, kcpV2}

// ProviderByCode returns the PG with exactly this code.
func ProviderByCode(code string) (Provider, bool) {
	for _, p := range Providers {
		if p.Code == code {
			return p, true
		}
	}
	return Provider{}, false
}

var inicis = Provider{
	Code: "html5_inicis",
	Name: "KG이니시스",
	Modules: []Module{{
		Name:     "결제창 일반/정기결제 및 API 수기/정기결제",
		Methods:  []string{"card", "trans", "vbank", "phone", "kakaopay"},
		TestMIDs: []TestMID{{"INIpayTest", "일반결제"}, {"INIBillTst", "정기결제"}},
	}},
	Wallets:    []string{"kakaopay"},
	NeedTel:    true,
	Banks:      banksInicis,
	DueDays:    30,
	Billing:    Billing{Window: true, API: true, OneTimeMIDs: []string{"INIpayTest"}},
	CancelText: "사용자가 결제를 취소하셨습니다",
	kinds:      usualKinds,
	deliveries: usualDeliveries,
}

var kakaopay = Provider{
	Code: "kakaopay",
	Name: "카카오페이",
	Modules: []Module{{
		Name:     "결제창 일반/정기결제",
		Methods:  []string{"kakaopay"},
		TestMIDs: []TestMID{{"TC0ONETIME", "일반결제"}},
	}},
	IgnoreMethod: true,
	CancelText:   "[결제포기] 사용자가 결제를 취소하셨습니다",
	kinds:        usualKinds,
	deliveries:   usualDeliveries,
}

var tosspayments = Provider{
	Code: "tosspayments",
	Name: "(신) 토스페이먼츠",
	Modules: []Module{{
		Name:     "결제창 일반/정기결제 및 API 수기/정기결제",
		Methods:  []string{"card", "trans", "vbank", "phone", "kakaopay"},
		TestMIDs: []TestMID{{"iamporttest_3", "일반결제"}},
	}},
	IDsOnly:    true,
	Wallets:    []string{"kakaopay"},
	Banks:      banksThreeDigits,
	DueDays:    tossDueDaysAssumed,
	Billing:    Billing{Window: true, API: true, OneTimeMIDs: []string{"iamporttest_3"}},
	CancelText: "[PAY_PROCESS_ABORTED] 사용자가 결제를 취소하였습니다",
	CancelCode: "PAY_PROCESS_ABORTED",
	kinds:      usualKinds,
	deliveries: usualDeliveries,
}

// tossDueDaysAssumed is not documented; a week is what shops commonly give.
const tossDueDaysAssumed = 7
