package console

import (
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// naverOrder is PortOne's annotation of a product order with what the console
// shows beside it.
func naverOrder(o engine.ProductOrder) engine.Object {
	return append(o.Annotation(), engine.Object{
		{Name: "placed", Value: o.Placed},
		{Name: "withheld", Value: o.Withheld},
		{Name: "claim_reason", Value: o.ClaimReason},
		{Name: "memo", Value: o.Memo},
		{Name: "shipped", Value: o.Shipped},
		{Name: "sent_back", Value: o.SentBack},
		{Name: "dispatched_at", Value: o.DispatchedAt},
	}...)
}

func (s *server) naverOrders(_ http.ResponseWriter, r *http.Request) (any, error) {
	p, err := s.engine.PaymentByImpUID("", path(r, "imp_uid"))
	if err != nil {
		return nil, err
	}
	orders, err := s.engine.ProductOrders(p.Merchant, p.ImpUID)
	if err != nil {
		return nil, err
	}
	list := []engine.Object{}
	for _, o := range orders {
		list = append(list, naverOrder(o))
	}
	return engine.Object{{Name: "list", Value: list}, {Name: "actions", Value: append(engine.NaverBuyerDeeds(), review)}}, nil
}

// review is the action that writes a 구매평; the others are the engine's.
const review = engine.NaverDeed("review")

// naverAct does what happens at 네이버페이 itself: to the product orders that are
// named, or to all.
func (s *server) naverAct(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		Action          engine.NaverDeed `json:"action"`
		ProductOrderIDs []string         `json:"product_order_id"`
		Reason          string           `json:"reason"`
		Parcel          engine.Parcel    `json:"parcel"`
		ReviewType      string           `json:"review_type"`
		Score           int              `json:"score"`
		Title           string           `json:"title"`
		Content         string           `json:"content"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	if in.Action == review {
		if len(in.ProductOrderIDs) != 1 {
			return nil, fault.Field(fault.BadField, "product_order_id", "a review is of one product order")
		}
		written, err := s.engine.WriteReview(r.Context(), path(r, "imp_uid"), engine.Review{
			ProductOrderID: in.ProductOrderIDs[0], Type: in.ReviewType, Score: in.Score, Title: in.Title, Content: in.Content,
		})
		if err != nil {
			return nil, err
		}
		return engine.Object{{Name: "done", Value: []engine.Object{written.Annotation()}}, {Name: "failed", Value: 0}}, nil
	}
	result, err := s.engine.BuyNaver(r.Context(), path(r, "imp_uid"), engine.NaverWork{
		Deed: in.Action, IDs: in.ProductOrderIDs, Reason: in.Reason, Parcel: in.Parcel,
	})
	if err != nil {
		return nil, err
	}
	if len(result.Done) == 0 {
		return nil, fault.Newf(fault.SandboxRefused, "%s", result.Reason)
	}
	done := []engine.Object{}
	for _, o := range result.Done {
		done = append(done, naverOrder(o))
	}
	return engine.Object{{Name: "done", Value: done}, {Name: "failed", Value: result.Failed}}, nil
}
