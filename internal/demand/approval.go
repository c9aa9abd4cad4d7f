package demand

import (
	"slices"

	"github.com/naru-pay/naru/internal/payment"
)

// The PGs at which PortOne approves without asking confirm_url first (v1.md
// §5.7): these at all, and 다날 for gift cards. In Instagram's own browser
// nobody is asked either, which cannot be known when a payment is opened.
var (
	neverAsk  = []string{"naverco", "daou", "eximbay"}
	danal     = []string{"danal", "danal_tpay"}
	giftCards = []string{"cultureland", "culturegift", "smartculture", "happymoney", "booknlife"}
)

// AsksFirst reports whether PortOne asks confirm_url before it approves a
// payment by this method through this channel.
func AsksFirst(channel payment.Channel, method string) bool {
	if slices.Contains(neverAsk, channel.Provider) {
		return false
	}
	return !slices.Contains(danal, channel.Provider) || !slices.Contains(giftCards, method)
}
