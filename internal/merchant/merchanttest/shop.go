package merchanttest

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

var _ merchant.Approver = (*Shop)(nil)

// ErrShopAway is what a Shop answers while it is away.
var ErrShopAway = errors.New("the shop does not answer")

// Shop is a shop's approve URL in memory; the zero Shop approves everything. It
// is safe for concurrent use.
type Shop struct {
	mu      sync.Mutex // guards the rest
	no      bool
	reason  string
	away    bool
	asked   []merchant.ShopQuestion
	meddles func(payment.ID)
}

// Refuse makes it refuse in the given words.
func (s *Shop) Refuse(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.no, s.reason = true, reason
}

// Away makes it answer nothing, or approve again.
func (s *Shop) Away(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

// Meanwhile has f called while the shop thinks.
func (s *Shop) Meanwhile(f func(payment.ID)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.meddles = f
}

// Asked returns the questions in their order.
func (s *Shop) Asked() []merchant.ShopQuestion {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]merchant.ShopQuestion{}, s.asked...)
}

// Approve implements merchant.Approver.
func (s *Shop) Approve(_ context.Context, q merchant.Question) (merchant.Permission, error) {
	var told merchant.ShopQuestion
	if err := json.Unmarshal(q.Body, &told); err != nil {
		return merchant.Permission{}, err
	}
	s.mu.Lock()
	s.asked = append(s.asked, told)
	meddles := s.meddles
	s.mu.Unlock()
	if meddles != nil {
		meddles(told.Data.PaymentID)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return merchant.Permission{}, ErrShopAway
	}
	return merchant.Permission{Approved: !s.no, Reason: s.reason}, nil
}
