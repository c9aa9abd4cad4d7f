package engine

import (
	"slices"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/clock"
)

// CardData is a card as a caller typed it. It is looked at and forgotten.
type CardData struct {
	Number   string // 15 or 16 digits, with any separators
	Expiry   string // YYYY-MM
	Birth    string // YYMMDD, or ten digits of a business; may be empty
	Password string // first two digits; may be empty
	CVC      string // three or four digits; may be empty
}

// Given reports whether a card was sent at all.
func (c CardData) Given() bool { return c.Number != "" || c.Expiry != "" }

// card is what remains of one that passed.
type card struct {
	code, name string
	masked     string
	ends       string  // last four digits
	decline    Outcome // how its charges end; empty: approved
}

// magic is what the last four digits of a number make of a card.
type magic struct {
	refused string  // reason of the PG when the card is checked; empty: it passes
	decline Outcome // how its charges end
}

// magicCards are the sandbox's own: no PG knows them.
var magicCards = map[string]magic{
	"0001": {refused: reasonBadNumber},
	"0002": {refused: "카드 비밀번호가 일치하지 않습니다."},
	"0003": {decline: DeclineStopped}, // lost: a key is issued all the same
	"0004": {decline: DeclineLimit},
	"0005": {decline: DeclinePassword},
}

// Reasons of the PG. The first was seen, the others are assumed.
const (
	reasonBadNumber = "유효하지않은 카드번호를 입력하셨습니다."
	reasonBadExpiry = "유효하지않은 유효기간을 입력하셨습니다."
	reasonExpired   = "유효기간이 지난 카드입니다."
	reasonBadBirth  = "유효하지않은 생년월일 또는 사업자등록번호를 입력하셨습니다."
	reasonBadPwd    = "유효하지않은 카드 비밀번호를 입력하셨습니다."
	reasonBadCVC    = "유효하지않은 카드 인증번호를 입력하셨습니다."
)

// readCard checks the form of a card, and its magic; text begins the refusal.
// Whose card it is cannot be told from a made-up number: it is 신한카드's.
func readCard(c CardData, now time.Time, text string) (card, error) {
	switch {
	case c.Number == "":
		return card{}, refuse(Conflicting, "card_number 파라메터가 누락되었습니다.")
	case c.Expiry == "":
		return card{}, refuse(Conflicting, "expiry 파라메터가 누락되었습니다.")
	}
	number := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -./_", r) {
			return -1
		}
		return r
	}, c.Number)
	if reason := cardReason(c, number, now); reason != "" {
		return card{}, refuse(CardRefused, text+reason)
	}
	trait := magicCards[number[len(number)-4:]]
	if trait.refused != "" {
		return card{}, refuse(CardRefused, text+trait.refused)
	}
	name, _ := nameOf(Cards, defaultCard)
	hidden := strings.Repeat("*", len(number)-7)
	return card{code: defaultCard, name: name, masked: number[:6] + hidden + number[len(number)-1:], ends: number[len(number)-4:], decline: trait.decline}, nil
}

// cardReason is what is wrong with the form of a card, or nothing.
func cardReason(c CardData, number string, now time.Time) string {
	if !digitsOf(number, 15, 16) {
		return reasonBadNumber
	}
	month, err := time.ParseInLocation("2006-01", c.Expiry, clock.KST)
	switch {
	case err != nil:
		return reasonBadExpiry
	case !month.AddDate(0, 1, 0).After(now): // good until the end of its month
		return reasonExpired
	case c.Birth != "" && !digitsOf(c.Birth, 6, 10):
		return reasonBadBirth
	case c.Password != "" && !digitsOf(c.Password, 2):
		return reasonBadPwd
	case c.CVC != "" && !digitsOf(c.CVC, 3, 4):
		return reasonBadCVC
	}
	return ""
}

// digitsOf reports whether text is decimal digits of one of the lengths.
func digitsOf(text string, lengths ...int) bool {
	return slices.Contains(lengths, len(text)) && strings.Trim(text, decimalDigits) == ""
}

// apiUse is what a REST call wants of a channel's contract.
type apiUse int

const (
	forCharge apiUse = iota // a card is charged once
	forKeys                 // a card is stored
)

// refusedFor says why a channel cannot be used so, or nothing.
func (c Channel) refusedFor(use apiUse) string {
	provider, _ := ProviderByCode(c.Provider)
	switch {
	case use == forCharge && !provider.Billing.OneTime, use == forKeys && !provider.Billing.API:
		return textNotForAPI
	case use == forKeys && provider.oneTime(c.MID):
		return textOneTimeOnly
	}
	return ""
}

// apiChannel finds the channel of a REST call: channel_key, else pg. A pg that
// is missing or fits nothing means the default channel, which is the first
// that can do what is asked (assumed).
func apiChannel(m Merchant, key, pg string, use apiUse) (Channel, error) {
	var candidates, all []Channel
	for _, c := range m.Channels {
		if c.Type == typeCertification {
			continue
		}
		all = append(all, c)
		if key != "" && c.Key == key || key == "" && pg != "" && (pg == c.Provider || pg == c.Provider+"."+c.MID) {
			candidates = append(candidates, c)
		}
	}
	if key == "" && len(candidates) == 0 {
		candidates = all
	}
	if len(candidates) == 0 {
		return Channel{}, refuse(Conflicting, textNoChannel)
	}
	for _, c := range candidates {
		if c.refusedFor(use) == "" {
			return c, nil
		}
	}
	return Channel{}, refuse(Conflicting, candidates[0].refusedFor(use))
}
