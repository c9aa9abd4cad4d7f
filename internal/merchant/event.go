package merchant

import (
	"encoding/json"
	"time"

	"github.com/naru-pay/naru/internal/payment"
)

// ShopEvent is what the shop's webhook receives: enough to know which payment
// to ask for, nothing that must be believed.
type ShopEvent struct {
	ID        string            `json:"id"`
	Type      payment.EventType `json:"type"`
	CreatedAt time.Time         `json:"created_at"`
	Test      bool              `json:"test"`
	Data      ShopEventData     `json:"data"`
}

// ShopEventData names the payment and where it stood when the event happened.
// Amounts are integer minor units of Currency.
type ShopEventData struct {
	PaymentID   payment.ID          `json:"payment_id"`
	OrderRef    payment.OrderRef    `json:"order_ref"`
	MerchantUID payment.MerchantUID `json:"merchant_uid"`
	State       payment.State       `json:"state"`
	Amount      int64               `json:"amount"`
	Refunded    int64               `json:"refunded"`
	Currency    string              `json:"currency"`
	Version     int64               `json:"version"`
	// ReleasedHolds are the ids of questions whose goods the shop may let go.
	ReleasedHolds []string `json:"released_holds,omitempty"`
}

func eventBody(p payment.Payment, e payment.Event) ([]byte, error) {
	return json.Marshal(ShopEvent{
		ID: e.ID, Type: e.Type, CreatedAt: e.At, Test: p.Env == payment.Test,
		Data: ShopEventData{
			PaymentID: p.ID, OrderRef: p.OrderRef, MerchantUID: p.MerchantUID, State: p.State, Amount: p.Amount.Minor(),
			Refunded: p.Returned.Minor(), Currency: string(p.Amount.Currency()), Version: p.Version, ReleasedHolds: e.Released,
		},
	})
}
