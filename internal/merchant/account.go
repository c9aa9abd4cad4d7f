package merchant

import (
	"strings"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/pgrule"
)

// The digits that a Korean account number has, and the most characters of a
// holder's name that PGs take.
const (
	accountLeast = 6
	accountMost  = 20
	holderMost   = 16
)

// refundAccount checks where a refund goes and writes it as the PG takes it: its
// own code of the bank, digits alone. No account stays none.
func refundAccount(provider string, told *payment.RefundAccount) (*payment.RefundAccount, error) {
	if told == nil {
		return nil, nil
	}
	a := *told
	code, ok := pgrule.BankCode(provider, a.Bank)
	if !ok {
		return nil, fault.Field(fault.RefundBankUnknown, "refund_account.bank", "%.20q at %s", a.Bank, provider)
	}
	a.Bank = code
	a.Number = strings.NewReplacer("-", "", " ", "").Replace(a.Number)
	if len(a.Number) < accountLeast || len(a.Number) > accountMost || strings.Trim(a.Number, "0123456789") != "" {
		return nil, fault.Field(fault.BadField, "refund_account.number", "%d to %d digits", accountLeast, accountMost)
	}
	a.Holder = strings.TrimSpace(a.Holder)
	if a.Holder == "" || utf8.RuneCountInString(a.Holder) > holderMost {
		return nil, fault.Field(fault.BadField, "refund_account.holder", "1 to %d characters", holderMost)
	}
	a.Tel = strings.NewReplacer("-", "", " ", "").Replace(a.Tel)
	if a.Tel != "" && (len(a.Tel) > accountMost || strings.Trim(a.Tel, "0123456789") != "") {
		return nil, fault.Field(fault.BadField, "refund_account.tel", "digits of a phone")
	}
	return &a, nil
}
