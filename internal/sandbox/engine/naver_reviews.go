package engine

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Review is what a buyer wrote of a product order (구매평).
type Review struct {
	ID             string `json:"review_id"`
	Merchant       string `json:"merchant"`
	ImpUID         string `json:"imp_uid"`
	ChannelKey     string `json:"channel_key"`
	Type           string `json:"review_type"` // general, premium
	Score          int    `json:"score"`       // 1 to 5
	Title          string `json:"title"`       // of a general one: all of it
	Content        string `json:"content"`     // of a premium one
	ProductOrderID string `json:"product_order_id"`
	ProductID      string `json:"product_id"`
	ProductName    string `json:"product_name"`
	OptionName     string `json:"product_option_name"`
	Writer         string `json:"writer"`     // masked
	CreatedAt      int64  `json:"created_at"` // UNIX seconds
}

// The types of reviews.
const (
	ReviewGeneral = "general"
	ReviewPremium = "premium"
)

func (Review) kind() string { return "naver_review" }

func (r Review) apply(e *Engine) { e.naver.reviews = append(e.naver.reviews, r) }

// Texts of reviews; all are assumed.
const (
	textNotDecided  = "구매확정된 상품주문만 구매평을 쓸 수 있습니다."
	textReviewTwice = "이미 구매평을 쓴 상품주문입니다."
	textBadReview   = "구매평은 종류(general, premium), 1부터 5까지의 점수, 1000자 이하의 내용으로 씁니다."
	reviewMost      = 1000 // characters
)

// WriteReview is a buyer's, of a product order whose purchase they decided.
func (e *Engine) WriteReview(ctx context.Context, impUID string, r Review) (Review, error) {
	err := e.do(ctx, func(t *tx) error {
		p, err := e.naverPayment("", impUID, naverOrders)
		if err != nil {
			return err
		}
		o, ok := e.naver.orders[r.ProductOrderID]
		switch {
		case !ok || o.ImpUID != impUID:
			return refuse(Missing, textNoProductOrder)
		case r.Type != ReviewGeneral && r.Type != ReviewPremium || r.Score < 1 || r.Score > 5 || strings.TrimSpace(r.Title) == "",
			utf8.RuneCountInString(r.Title) > reviewMost, utf8.RuneCountInString(r.Content) > reviewMost, r.Type == ReviewGeneral && r.Content != "":
			return refuse(Malformed, textBadReview)
		case o.Status != NaverDecided:
			return refuse(Conflicting, textNotDecided)
		case slices.ContainsFunc(e.naver.reviews, func(other Review) bool { return other.ProductOrderID == o.ID && other.Type == r.Type }):
			return refuse(Conflicting, textReviewTwice)
		}
		if r.ID, err = e.random(decimalDigits, 10); err != nil {
			return err
		}
		r.Merchant, r.ImpUID, r.ChannelKey, r.Writer, r.CreatedAt = p.Merchant, impUID, p.ChannelKey, naverID(o.OrdererTel), t.unix()
		r.ProductID, r.ProductName, r.OptionName = o.ProductID, o.ProductName, o.OptionName
		t.put(r)
		return t.tell("naver.review", p.Merchant, impUID, Object{{"product_order_id", o.ID}, {"review_type", r.Type}, {"score", r.Score}})
	})
	return r, err
}

// ReviewQuery asks for the reviews of a channel by the time of their writing.
type ReviewQuery struct {
	ChannelKey string
	Type       string
	From, To   int64 // UNIX seconds, both included
}

// Reviews returns what a query asks for, oldest first. The channel must be one
// of 네이버페이 주문형.
func (e *Engine) Reviews(merchant string, q ReviewQuery) ([]Review, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !slices.ContainsFunc(e.merchants[merchant].Channels, func(c Channel) bool { return c.Key == q.ChannelKey && c.Provider == naverOrders }) {
		return nil, refuse(Malformed, textNoChannel)
	}
	list := []Review{}
	for _, r := range e.naver.reviews {
		if r.ChannelKey == q.ChannelKey && r.Type == q.Type && r.CreatedAt >= q.From && r.CreatedAt <= q.To {
			list = append(list, r)
		}
	}
	return list, nil
}

// Annotation is the review as PortOne's NaverReviewAnnotation.
func (r Review) Annotation() Object {
	return Object{
		{"content", textOrNull(r.Content)},
		{"created_at", r.CreatedAt},
		{"modified_at", r.CreatedAt},
		{"product_id", r.ProductID},
		{"product_name", r.ProductName},
		{"product_option_name", textOrNull(r.OptionName)},
		{"product_order_id", r.ProductOrderID},
		{"review_id", r.ID},
		{"score", strconv.Itoa(r.Score)},
		{"title", r.Title},
		{"writer", r.Writer},
	}
}
