package checkout

import (
	"strconv"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// texts are the words of a window in one language.
type texts struct {
	Name                                                          string // of the language, in itself
	Title, Sandbox, SandboxHint, Test, Close                      string
	Shop, Order, Number, Amount, NoOrderName                      string
	HowToPay, CardCompany, AnyCard, Quota, LumpSum, Bank, AnyBank string
	Wallet, WalletCard, WalletMoney, PhoneNote, Buyer, Due        string
	Register, RegisterHint, RegisterShown, RegisterLost           string
	Registered, RegisteredLost, RegisterMeans, RegisterMeansHint  string
	KeepAndPay, KeepAndPayHint, KeptAndPaid, Period, Carrier      string
	Carriers                                                      map[string]string
	Pay, Issue, Cancel                                            string
	Hanging, HangingHint, Lost, LostHint, Done, DoneHint          string
	Over, OverHint, Abnormal, Confirming, Ordered, OrderedHint    string
	Months                                                        string
	Methods                                                       map[string]string
	Outcomes                                                      map[engine.Outcome][2]string
	Person                                                        personTexts
	App                                                           appTexts
}

// personTexts are the words of a window of IMP.certification.
type personTexts struct {
	Title, SandboxHint, Close, Intro                           string
	Name, Birthday, Gender, Male, Female, Foreigner            string
	Carrier, AnyCarrier, MVNO, Phone, OTP, SMS, AnyDigits, Age string
	Confirm, NeedOTP, AppTitle, AppHint                        string
	Hanging, LostHint, Done, Over, OverHint                    string
	Outcomes                                                   map[engine.Outcome][2]string
}

// appTexts are the words about the apps of card companies on a phone.
type appTexts struct {
	Title, Hint, Open, Opened                  string
	NoAnswer, NoAnswerHint, Android, IOS, Done string
	Back                                       string
}

// languages that windows speak, the default first.
var languages = []string{"ko", "en", "zh"}

var textsOf = map[string]texts{"ko": korean, "en": english, "zh": chinese}

// ofPerson are the same words where the window certifies a person.
func (t texts) ofPerson() texts {
	p := t.Person
	t.Title, t.SandboxHint, t.Close = p.Title, p.SandboxHint, p.Close
	t.Hanging, t.LostHint, t.Done, t.Over, t.OverHint = p.Hanging, p.LostHint, p.Done, p.Over, p.OverHint
	t.Outcomes, t.App.Title, t.App.Hint = p.Outcomes, p.AppTitle, p.AppHint
	return t
}

// method names a pay_method; one without a name shows as PortOne writes it.
func (t texts) method(code string) string {
	if name, ok := t.Methods[code]; ok {
		return name
	}
	return code
}

// outcome names an outcome and says what it does; where a means of payment is
// stored, approving stores it, and may pay nothing.
func (t texts) outcome(o engine.Outcome, keeps, registers bool) [2]string {
	words := t.Outcomes[o]
	switch {
	case registers && o == engine.Approve:
		words[1] = t.Registered
	case registers && o == engine.ApproveLoseReply:
		words[1] = t.RegisteredLost
	case keeps && o == engine.Approve:
		words[1] = t.KeptAndPaid
	}
	return words
}

func (t texts) quota(months int) string {
	if months == 0 {
		return t.LumpSum
	}
	return strconv.Itoa(months) + t.Months
}
