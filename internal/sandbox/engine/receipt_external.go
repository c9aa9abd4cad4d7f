package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/money"
)

// ExternalReceiptRequest asks for a receipt of money that was taken outside
// PortOne.
type ExternalReceiptRequest struct {
	ReceiptRequest
	MerchantUID string
	ChannelKey  string
	Name        string // of the order
	Amount      string
	PayMethod   string // trans, vbank
}

const textReceiptPayMethod = "pay_method 파라메터는 trans 또는 vbank여야 합니다."

// IssueExternalReceipt issues a receipt through the PG of a channel. It knows
// no payment: what the order cost is the caller's to say.
func (e *Engine) IssueExternalReceipt(ctx context.Context, merchant string, r ExternalReceiptRequest) (Receipt, error) {
	var issued Receipt
	err := e.do(ctx, func(t *tx) error {
		channel, err := channelFor(e.merchants[merchant], r.ChannelKey)
		if err != nil {
			return malformed(err)
		}
		if !Supports(OpIssueExternal, channel.Provider) {
			return refuse(Unsupported, textReceiptNotForPG)
		}
		amount, err := r.amount(channel.Provider)
		if err != nil {
			return err
		}
		if old, ok := e.receipts[receiptKey{merchant, "", r.MerchantUID}]; ok && old.CancelledAt == 0 {
			return refuse(Malformed, textReceiptIssued)
		}
		issued = Receipt{
			Merchant: merchant, MerchantUID: r.MerchantUID, Name: cut(r.Name, 40), PGProvider: channel.Provider, PGID: channel.MID,
			Sandbox: channel.Mode == Test, Amount: amount,
		}
		return t.issueReceipt(OpIssueExternal, &issued, r.ReceiptRequest, r.PayMethod)
	})
	return issued, err
}

// amount checks what is an external receipt's own and reads its amount.
func (r ExternalReceiptRequest) amount(provider string) (money.Amount, error) {
	text := merchantUIDProblem(r.MerchantUID)
	switch {
	case text != "":
	case slices.Contains(lettersAlone, provider) && strings.Trim(r.MerchantUID, alphanumerics) != "":
		text = textLettersAlone
	case r.Name == "":
		text = textNoName
	case r.Amount == "":
		text = textNoAmount
	case !slices.Contains([]string{"", "trans", "vbank"}, r.PayMethod):
		text = textReceiptPayMethod
	}
	if text != "" {
		return money.Amount{}, refuse(Malformed, text)
	}
	amount, err := parseAmount(r.Amount, money.KRW)
	if err != nil || !amount.IsPositive() {
		return amount, refuse(Malformed, textBadTotal)
	}
	return amount, nil
}

// ExternalReceiptOf returns the receipt of money taken outside for an order.
func (e *Engine) ExternalReceiptOf(merchant, merchantUID string) (Receipt, error) {
	return e.receiptAt(receiptKey{merchant, "", merchantUID})
}

// CancelExternalReceipt takes back a receipt of money taken outside.
func (e *Engine) CancelExternalReceipt(ctx context.Context, merchant, merchantUID string) (Receipt, error) {
	return e.cancelReceipt(ctx, receiptKey{merchant, "", merchantUID}, OpCancelExternal, Missing)
}
