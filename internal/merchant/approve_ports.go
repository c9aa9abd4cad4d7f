package merchant

import (
	"context"
	"encoding/json"
	"time"

	"github.com/naru-pay/naru/internal/payment"
)

// Holds keeps what the shop said of attempts before they were approved: of each
// attempt one hold, and one more when its money came late.
type Holds interface {
	// Insert stores a new hold; ErrExists when the attempt has one.
	Insert(ctx context.Context, h payment.Hold) error
	// Save stores h's State and Reason if the stored state is was; ErrStale
	// otherwise.
	Save(ctx context.Context, h payment.Hold, was payment.HoldState) error
	// OfPayment lists a payment's holds, oldest first.
	OfPayment(ctx context.Context, id payment.ID) ([]payment.Hold, error)
}

// Approver asks the shop's own server whether it holds the goods of a payment.
// An error is no answer, and no answer is a no.
type Approver interface {
	Approve(ctx context.Context, q Question) (Permission, error)
}

// Question is what the shop is asked. The same ID asks the same again: a shop
// that has answered it holds nothing twice.
type Question struct {
	ID   string // of the hold, hld_…
	At   time.Time
	Body []byte // JSON, a ShopQuestion
}

// Permission is what the shop says.
type Permission struct {
	Approved bool
	Reason   string // of a refusal, for the buyer
}

// ShopQuestion is what the shop's approve URL receives.
type ShopQuestion struct {
	ID        string           `json:"id"` // of the hold; the event that ends it names it
	Type      string           `json:"type"`
	CreatedAt time.Time        `json:"created_at"`
	Test      bool             `json:"test"`
	Data      ShopQuestionData `json:"data"`
}

// ShopQuestionData is the payment in question. Amount is in integer minor units
// of Currency. Late says that the money is there already, and goes back unless
// the shop can still send the goods.
type ShopQuestionData struct {
	PaymentID   payment.ID          `json:"payment_id"`
	OrderRef    payment.OrderRef    `json:"order_ref"`
	MerchantUID payment.MerchantUID `json:"merchant_uid"`
	ImpUID      payment.ImpUID      `json:"imp_uid"`
	Amount      int64               `json:"amount"`
	Currency    string              `json:"currency"`
	Late        bool                `json:"late"`
	Metadata    json.RawMessage     `json:"metadata"`
}

// approveType is the type of a ShopQuestion.
const approveType = "payment.approve"

func question(p payment.Payment, h payment.Hold) (Question, error) {
	metadata := p.Metadata
	if len(metadata) == 0 {
		metadata = json.RawMessage("{}")
	}
	body, err := json.Marshal(ShopQuestion{
		ID: h.ID, Type: approveType, CreatedAt: h.AskedAt.UTC(), Test: p.Env == payment.Test,
		Data: ShopQuestionData{
			PaymentID: p.ID, OrderRef: p.OrderRef, MerchantUID: p.MerchantUID, ImpUID: h.ImpUID,
			Amount: p.Amount.Minor(), Currency: string(p.Amount.Currency()), Late: h.Late, Metadata: metadata,
		},
	})
	return Question{ID: h.ID, At: h.AskedAt, Body: body}, err
}
