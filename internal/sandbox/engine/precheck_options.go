package engine

import (
	"encoding/json"
	"slices"

	"github.com/naru-pay/naru/internal/money"
)

// cardOption is one card company that a window offers, with the most months of
// instalments that it takes; 0 is no limit of its own.
type cardOption struct {
	Code string `json:"code"`
	Most int    `json:"most,omitempty"`
}

// monthsMost bounds instalments; PortOne names no limit.
const monthsMost = 60

// checkOptions reads display.card_quota and card.*, which narrow what the
// window offers. That malformed ones are refused is assumed.
func (s *start) checkOptions(_ *start) *problem {
	months, text := s.months()
	if text != "" {
		return bad(text, "display: {card_quota: [3, 6]} 처럼 개월 수를 담은 배열입니다.")
	}
	if s.cards, text = s.cardOptions(); text != "" {
		return bad(text, "card: {direct: {code, quota}, detail: [{card_code, enabled, max_month}]}. 코드는 금융결제원 카드사 코드입니다.")
	}
	if direct, given := s.direct(); given && direct.Quota != nil {
		months = []int{*direct.Quota}
	}
	s.quotas = months
	return nil
}

// months are the instalments that the window offers; nil when the shop says
// nothing.
func (s *start) months() (list []int, problem string) {
	const text = "할부 개월수(display.card_quota)가 올바르지 않습니다."
	var display struct {
		Quotas *[]int `json:"card_quota"`
	}
	if !s.p.has("display") {
		return nil, ""
	}
	if json.Unmarshal(s.p["display"], &display) != nil {
		return nil, text
	}
	if display.Quotas == nil {
		return nil, ""
	}
	listed := *display.Quotas
	if slices.ContainsFunc(listed, func(m int) bool { return m < 0 || m > monthsMost }) {
		return nil, text
	}
	return s.provider.Quotas.read(listed)
}

// read turns display.card_quota into the months that a window offers.
func (r QuotaRule) read(listed []int) (months []int, problem string) {
	months = []int{0}
	switch {
	case len(listed) == 0:
	case r == FixedMonth && len(listed) > 1:
		return nil, "이 PG는 할부 개월수(display.card_quota)를 하나만 지정할 수 있습니다."
	case r == FixedMonth:
		months = []int{lumpSum(listed[0])}
	case r == UpToLast:
		for m := 2; m <= slices.Max(listed); m++ {
			months = append(months, m)
		}
	default:
		for _, m := range listed {
			months = append(months, lumpSum(m))
		}
		slices.Sort(months)
		months = slices.Compact(months)
	}
	return months, ""
}

// lumpSum reads one month as none at all.
func lumpSum(month int) int {
	if month == 1 {
		return 0
	}
	return month
}

// directCard is card.direct: the window opens at one card company.
type directCard struct {
	Code  string `json:"code"`
	Quota *int   `json:"quota"`
}

// cardParam is the parameter card.
type cardParam struct {
	Direct *directCard `json:"direct"`
	Detail []struct {
		Code    string `json:"card_code"`
		Enabled *bool  `json:"enabled"`
		Most    int    `json:"max_month"`
	} `json:"detail"`
}

// direct returns card.direct; checkOptions has refused a malformed one.
func (s *start) direct() (directCard, bool) {
	var card cardParam
	if json.Unmarshal(s.p["card"], &card) != nil || card.Direct == nil {
		return directCard{}, false
	}
	return *card.Direct, true
}

// cardOptions are the card companies that the window offers; nil is all.
func (s *start) cardOptions() (offered []cardOption, problem string) {
	const text = "카드사 설정(card)이 올바르지 않습니다."
	var card cardParam
	if !s.p.has("card") {
		return nil, ""
	}
	if json.Unmarshal(s.p["card"], &card) != nil {
		return nil, text
	}
	if card.Direct != nil {
		_, known := nameOf(Cards, card.Direct.Code)
		if q := card.Direct.Quota; !known || q != nil && (*q < 0 || *q > monthsMost) {
			return nil, text
		}
		return []cardOption{{Code: card.Direct.Code}}, ""
	}
	if len(card.Detail) == 0 {
		return nil, ""
	}
	off, most := map[string]bool{}, map[string]int{}
	for _, d := range card.Detail {
		_, known := nameOf(Cards, d.Code)
		if !known && d.Code != "*" || d.Most < 0 || d.Most > monthsMost {
			return nil, text
		}
		off[d.Code], most[d.Code] = d.Enabled != nil && !*d.Enabled, d.Most
	}
	for _, c := range Cards {
		code := c.Code
		if _, named := off[code]; !named {
			code = "*"
		}
		if !off[code] {
			offered = append(offered, cardOption{c.Code, most[code]})
		}
	}
	if len(offered) == 0 {
		return nil, "선택할 수 있는 카드사가 없습니다."
	}
	return offered, ""
}

// checkParts reads tax_free and vat_amount. A PG that knows no VAT keeps none
// (assumed: PortOne names the PGs that it is for).
func (s *start) checkParts(_ *start) *problem {
	for _, part := range []struct {
		name string
		into *money.Amount
		kept bool
	}{{"tax_free", &s.taxFree, true}, {"vat_amount", &s.vat, s.provider.VAT}} {
		if !part.kept || !s.p.has(part.name) {
			continue
		}
		amount, err := parseAmount(s.p.text(part.name), s.amount.Currency())
		if err != nil || !s.p.isNumber(part.name) || over(amount, s.amount) {
			return bad(part.name+"가 올바르지 않습니다.", part.name+"는 0 이상 amount 이하의 숫자입니다.")
		}
		*part.into = amount
	}
	if s.taxFree.IsSet() && s.vat.IsSet() {
		if both, err := s.taxFree.Add(s.vat); err != nil || over(both, s.amount) {
			return bad("vat_amount가 올바르지 않습니다.", "tax_free와 vat_amount의 합은 amount를 넘을 수 없습니다.")
		}
	}
	return nil
}
