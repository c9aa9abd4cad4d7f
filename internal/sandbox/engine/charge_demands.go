package engine

import "strings"

// chargeDemand is what a PG asks of charges of a stored key beyond what every
// PG asks, as the published description says.
type chargeDemand struct {
	buyer     []string // buyer_* that must be there
	lettersID bool     // merchant_uid is letters and digits alone
}

var chargeDemands = map[string]chargeDemand{
	"smartro_v2":  {buyer: []string{"buyer_name", "buyer_tel", "buyer_email"}, lettersID: true},
	"ksnet":       {buyer: []string{"buyer_name"}},
	"welcome":     {buyer: []string{"buyer_name"}},
	"paymentwall": {buyer: []string{"buyer_email"}},
}

// keyDemands is what a PG asks of a card that is stored by REST, as the
// published description says.
var keyDemands = map[string][]string{
	"ksnet":       {"birth", "pwd_2digit"},
	"paymentwall": {"cvc"},
	"welcome":     {"customer_name"},
}

// fitsPG refuses to store a card of which the PG wants to know more.
func (r IssueRequest) fitsPG(code string) error {
	given := map[string]string{"birth": r.Card.Birth, "pwd_2digit": r.Card.Password, "cvc": r.Card.CVC, "customer_name": r.Name}
	for _, field := range keyDemands[code] {
		if given[field] == "" {
			return refuse(Conflicting, field+" 파라메터가 누락되었습니다.")
		}
	}
	return nil
}

// textOtherMoney is assumed; that 페이팔 takes no won is documented.
const textOtherMoney = "이 PG가 지원하지 않는 화폐입니다."

// fitsPG refuses a charge that its PG would not take.
func (p Payment) fitsPG(code string) error {
	provider, ok := byCode[code]
	if !ok {
		return nil // a PG of an older journal: nothing is known of it
	}
	if !provider.takes(p.Amount.Currency()) {
		return refuse(Conflicting, textOtherMoney)
	}
	asks := chargeDemands[code]
	buyer := map[string]string{"buyer_name": p.BuyerName, "buyer_tel": p.BuyerTel, "buyer_email": p.BuyerEmail}
	for _, field := range asks.buyer {
		if buyer[field] == "" {
			return refuse(Conflicting, called[field]+" 필수 입력입니다.")
		}
	}
	if asks.lettersID && strings.Trim(p.MerchantUID, alphanumerics) != "" {
		return refuse(Conflicting, textLettersOnly)
	}
	return nil
}
