package engine

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unique"

	"github.com/naru-pay/naru/internal/money"
)

// session is an opened window and how its result will be told.
type session struct {
	Secret      string   `json:"secret"`
	Merchant    string   `json:"merchant"`
	ImpUID      string   `json:"imp_uid"`
	MerchantUID string   `json:"merchant_uid"`
	Method      string   `json:"method"` // as asked for
	Device      Device   `json:"device"`
	WindowKind  Kind     `json:"kind"`
	Delivery    Delivery `json:"delivery"`
	Origin      string   `json:"origin"`
	RedirectURL string   `json:"redirect_url"` // m_redirect_url
	Legacy      bool     `json:"legacy"`
	Language    string   `json:"language"`
	VbankDue    int64    `json:"vbank_due"` // UNIX seconds; 0 when the PG cannot issue
	CustomerID  string   `json:"customer_id,omitempty"`
	ConfirmURL  string   `json:"confirm_url,omitempty"`
	AppScheme   string   `json:"app_scheme,omitempty"`

	Words windowWords `json:"words,omitzero"`
	Done  bool        `json:"done"`

	Products json.RawMessage `json:"products,omitempty"` // naverProducts, where they become product orders
	Quotas   []int           `json:"quotas,omitempty"`   // months that the shop allows; nil: it does not say
	Cards    []cardOption    `json:"cards,omitempty"`    // card companies that it allows; nil: all
}

// start is one request_pay on its way through the pre-checks.
type start struct {
	StartRequest
	p        params
	merchant Merchant
	channel  Channel
	provider Provider
	uid      string
	method   string
	amount   money.Amount
	taxFree  money.Amount
	vat      money.Amount
	due      int64
	quotas   []int        // display.card_quota, card.direct; nil when the shop says nothing
	cards    []cardOption // card.direct, card.detail; nil for all
}

// StartWindow runs the pre-checks of request_pay and, when they pass, makes
// the payment `ready` and opens its window. A failed check is a Refusal and
// makes no record; err means that the sandbox itself failed.
func (e *Engine) StartWindow(ctx context.Context, r StartRequest) (w Window, refused *Refusal, err error) {
	if r.Device == "" {
		r.Device = PC
	}
	err = e.do(ctx, func(t *tx) error {
		s := &start{StartRequest: r, p: r.Params}
		if problem := e.check(t, s); problem != nil {
			refused = s.refusal(problem)
			return t.tell("window.refused", s.merchant.Code, "", Object{
				{"error_code", refused.Code},
				{"error_msg", refused.Message},
				{"hint", refused.Hint},
				{"user_code", r.UserCode},
				{"page_url", r.PageURL},
				{"params", r.Params},
			})
		}
		w, err = e.open(t, s)
		return err
	})
	return w, refused, err
}

// open stores the payment and its window.
func (e *Engine) open(t *tx, s *start) (Window, error) {
	impUID, err := e.fresh("imp_", decimalDigits, 12, e.impUIDTaken)
	if err != nil {
		return Window{}, err
	}
	secret, err := e.hex(16)
	if err != nil {
		return Window{}, err
	}
	p := s.payment(t.unix(), impUID)
	p.Order = e.orders + 1
	show := s.shown()
	win := session{
		Secret: secret, Merchant: s.merchant.Code, ImpUID: impUID, MerchantUID: s.uid, Method: s.method, Device: s.Device,
		WindowKind: show.kind, Delivery: show.delivery, Origin: s.Origin, RedirectURL: s.p.text("m_redirect_url"),
		Legacy: s.Legacy, Language: language(s.p.text("language"), s.provider.Languages...), VbankDue: s.due,
		CustomerID: s.p.text("customer_id"), ConfirmURL: s.p.text("confirm_url"),
		AppScheme: s.p.text("app_scheme"), Words: s.words(), Quotas: s.quotas, Cards: s.cards,
	}
	if s.channel.Provider == naverOrders {
		win.Products = s.p["naverProducts"]
	}
	t.put(p)
	t.put(win)
	err = t.tell("window.opened", p.Merchant, impUID, Object{
		{"merchant_uid", p.MerchantUID},
		{"pg", s.channel.Provider + "." + s.channel.MID},
		{"pay_method", s.method},
		{"amount", number(p.Amount)},
		{"currency", string(p.Amount.Currency())},
		{"kind", win.WindowKind},
		{"delivery", win.Delivery},
		{"page_url", s.PageURL},
		{"params", s.Params},
	})
	return Window{ImpUID: impUID, Secret: secret, Kind: win.WindowKind, Delivery: win.Delivery}, err
}

// payment is the record of the window that opens now.
func (s *start) payment(now int64, impUID string) Payment {
	zero := money.Zero(s.amount.Currency())
	p := Payment{
		ImpUID: impUID, MerchantUID: s.uid, Merchant: s.merchant.Code, PayMethod: s.method, Channel: string(s.Device),
		PGProvider: s.channel.Provider, PGID: s.channel.MID, Sandbox: s.channel.Mode == Test, Escrow: s.p.isTrue("escrow"),
		Name: cut(s.p.text("name"), 40), Amount: s.amount, CancelAmount: zero, TaxFree: s.taxFree, VAT: s.vat, CancelTaxFree: zero,
		BuyerName: cut(s.p.text("buyer_name"), 16), BuyerEmail: cut(s.p.text("buyer_email"), 64), BuyerTel: cut(s.p.text("buyer_tel"), 16),
		BuyerAddr: cut(s.p.text("buyer_addr"), 128), BuyerPostcode: cut(s.p.text("buyer_postcode"), 8),
		CustomData: s.p.customData(), UserAgent: unique.Make(cut(s.UserAgent, 512)).Value(), Status: Ready, StartedAt: now, UpdatedAt: now,
		ChannelKey: s.channel.Key, NoticeURLs: s.p.texts("notice_url"),
	}
	if s.p.has("customer_uid") {
		p.CustomerUID, p.CustomerUIDUsage = s.p.text("customer_uid"), usageIssue
		p.ChargesToo = s.amount.IsPositive() && slices.Contains(s.provider.Billing.Charges, s.method)
	}
	return p
}

// shown is how the window shows and tells its result. That `popup: true` makes a
// pop-up of any PG's window on a PC is assumed; PortOne documents it for some
// PGs alone. 페이코 has pop-ups on phones too, and 네이버페이 is told by
// naverPopupMode whether to redirect. That kakaopayMobileAsPC shows and tells as
// on a PC is read off its name.
func (s *start) shown() shown {
	device := s.Device
	if s.provider.Code == "kakaopay" && s.p.isTrue("kakaopayMobileAsPC") {
		device = PC
	}
	show := s.provider.windows[device]
	switch popup := s.p.isTrue("popup"); {
	case s.provider.Wallet == "naverpay" && s.p.has("naverPopupMode"):
		if s.p.isTrue("naverPopupMode") {
			return shown{Popup, ByCallback}
		}
		return shown{Page, ByRedirect}
	case popup && show.kind == Iframe && (s.Device == PC || s.provider.Code == "payco"):
		show.kind = Popup
	}
	return show
}

// language is the window's: ko, en, zh or one of the PG's own, otherwise ko.
func language(text string, more ...string) string {
	if slices.Contains([]string{"ko", "en", "zh"}, text) || slices.Contains(more, text) {
		return text
	}
	return "ko"
}

// WindowBySecret returns what an opened window shows, and whether there is one.
func (e *Engine) WindowBySecret(secret string) (WindowView, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	w, ok := e.windows[secret]
	if spent, answered := e.spent.get(secret); answered {
		w, ok = spent.session(secret, e.payments.of(spent.ImpUID)), true
	}
	if !ok {
		return WindowView{}, false
	}
	p, m := e.payments.of(w.ImpUID), e.merchants[w.Merchant]
	provider, _ := ProviderByCode(p.PGProvider)
	v := WindowView{
		Merchant: p.Merchant, Device: w.Device, AppScheme: w.AppScheme, Period: w.Words.Period, Carriers: w.Words.carriers(),
		ImpUID: p.ImpUID, MerchantUID: p.MerchantUID, ShopName: w.Words.shop(m.Name), OrderName: p.Name, Amount: p.Amount, TaxFree: p.TaxFree,
		Method: w.Method, Methods: w.choices(p, provider), Provider: p.PGProvider, ProviderName: provider.buyersName(), MID: p.PGID,
		Test: p.Sandbox, Language: w.Language, BuyerName: p.BuyerName, BuyerTel: p.BuyerTel, Banks: provider.Banks, Cards: w.offeredCards(),
		Quotas: w.months(p), Kind: w.WindowKind, Delivery: w.Delivery, Origin: w.Origin, Done: w.Done, Status: p.Status,
		Outcomes: provider.outcomes(w.Method), Registers: p.registers(), KeepsKey: p.CustomerUIDUsage == usageIssue,
	}
	if !v.KeepsKey && w.VbankDue != 0 {
		v.VbankDue = time.Unix(w.VbankDue, 0).UTC()
	}
	if v.KeepsKey && methodFills[w.Method].kind != byBank {
		v.Banks = nil
	}
	return v, true
}

// choices are the methods that a buyer may pick. A window that stores a key
// keeps to the one that was asked for.
func (w session) choices(p Payment, provider Provider) []string {
	switch {
	case p.CustomerUIDUsage == usageIssue:
		return []string{w.Method}
	case provider.IgnoreMethod:
		others := slices.DeleteFunc(slices.Clone(provider.Methods()), func(m string) bool { return m == w.Method })
		return append([]string{w.Method}, others...)
	case w.Method == "card":
		wallets := slices.DeleteFunc(slices.Clone(provider.Wallets), func(m string) bool { return p.Sandbox && slices.Contains(provider.TestLacks, m) })
		return append([]string{"card"}, wallets...)
	}
	return []string{w.Method}
}

// offeredCards are the card companies that the window shows.
func (w session) offeredCards() []CodeName {
	if w.Cards == nil {
		return Cards
	}
	return slices.DeleteFunc(slices.Clone(Cards), func(c CodeName) bool {
		return !slices.ContainsFunc(w.Cards, func(o cardOption) bool { return o.Code == c.Code })
	})
}

// months are the instalments that the window shows.
func (w session) months(p Payment) []int {
	all := quotas(p.Amount)
	if p.registers() || len(all) == 1 {
		return []int{0}
	}
	if w.Quotas != nil {
		return w.Quotas
	}
	return all
}

// takesMonths reports whether a card company takes so many months here.
func (w session) takesMonths(p Payment, code string, months int) bool {
	offered := w.months(p)
	if !slices.Contains(offered, months) {
		return false
	}
	if len(offered) == 1 {
		return true // the one month stands, whatever a card company takes otherwise
	}
	for _, o := range w.Cards {
		if o.Code == code {
			return o.Most == 0 || months <= o.Most
		}
	}
	return w.Cards == nil
}

// quotasFrom is the least amount that may be paid in instalments.
var quotasFrom = money.Won(50_000)

func quotas(amount money.Amount) []int {
	if c, err := amount.Compare(quotasFrom); err != nil || c < 0 {
		return []int{0}
	}
	return []int{0, 2, 3, 4, 5, 6, 12}
}

// number writes an amount as PortOne's PHP does a number in major units: 1000,
// 10.5, 0.
func number(a money.Amount) jsonNumber { return jsonNumber(trimmed(a.Major())) }

// trimmed drops the zeros that end a decimal's fraction.
func trimmed(major string) string {
	if !strings.Contains(major, ".") {
		return major
	}
	return strings.TrimRight(strings.TrimRight(major, "0"), ".")
}

// nearest explains a channel that was not found; it helps the reader of the
// log and never reaches the shop.
func nearest(m Merchant, pg string) string {
	for _, c := range m.Channels {
		if c.Type != typePayment && (pg == c.Provider || pg == c.Provider+"."+c.MID) {
			return "결제창이 열리는 채널이 아닙니다. 채널 속성: " + c.Type
		}
	}
	for _, c := range m.Channels {
		if full := c.Provider + "." + c.MID; strings.EqualFold(pg, full) || strings.EqualFold(pg, c.Provider) {
			return "대소문자까지 같아야 합니다: " + full
		}
	}
	provider, mid, _ := strings.Cut(pg, ".")
	for _, c := range m.Channels {
		if c.Provider == provider && mid != "" {
			return "이 PG의 채널은 있지만 MID가 다릅니다: " + c.Provider + "." + c.MID
		}
	}
	if _, known := ProviderByCode(provider); known {
		return "콘솔의 채널 관리에 이 PG의 채널이 없습니다."
	}
	if slices.Contains(retired, provider) {
		return "포트원이 더 이상 제공하지 않는 PG입니다."
	}
	return "모르는 PG 코드입니다. 콘솔의 채널 관리에서 PG Provider를 확인하세요."
}
