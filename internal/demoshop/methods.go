package demoshop

import "time"

// method is a way to pay that the shop offers: what it asks of the payment
// server. An empty pg is the payment server's default channel.
type method struct {
	payMethod string
	pg        string
}

// methods are the shop's ways to pay under the names that its storefront uses.
var methods = map[string]method{
	"card":            {payMethod: "card"},
	"kakaopay":        {payMethod: "kakaopay"}, // inside the window of KG이니시스
	"kakaopay_direct": {payMethod: "kakaopay", pg: "kakaopay.TC0ONETIME"},
	"tosspayments":    {payMethod: "card", pg: "tosspayments.iamporttest_3"},
	"trans":           {payMethod: "trans"},
	"vbank":           {payMethod: "vbank"},
	"phone":           {payMethod: "phone"},
}

// depositDays is how long the shop waits for a deposit: to the end of that day
// in Korea.
const depositDays = 3

// extras returns the SDK parameters that a method needs beside the common ones.
func (m method) extras(language string, today time.Time) map[string]any {
	extra := map[string]any{}
	if language == "en" {
		extra["language"] = "en"
	}
	switch m.payMethod {
	case "phone":
		extra["digital"] = false // these goods are sent by post
	case "vbank":
		extra["vbank_due"] = today.AddDate(0, 0, depositDays).Format("20060102") + "235900"
	}
	return extra
}
