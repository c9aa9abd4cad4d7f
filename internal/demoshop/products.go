package demoshop

import (
	"net/http"
	"slices"

	"github.com/naru-pay/naru/internal/problem"
)

// product is one thing on sale; Price is in won, VAT included.
type product struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	NameEn  string   `json:"name_en"`
	About   string   `json:"about"`
	AboutEn string   `json:"about_en"`
	Price   int64    `json:"price"`
	Options []string `json:"options"`  // the buyer must pick one; none when empty
	Picture string   `json:"picture"`  // the storefront's own drawing
	TaxFree bool     `json:"tax_free"` // 면세: books, by Article 26 of the VAT act
	Stock   int64    `json:"-"`        // pieces there are; 0 for as many as anybody wants
}

// catalogue is what the shop sells, in the order of the list page: one thing
// with options and dear enough for instalments, one without VAT, and one of
// which there is a single piece.
var catalogue = []product{
	{ID: "sweatshirt", Name: "기모 맨투맨", NameEn: "Fleece sweatshirt", Price: 59_000, Options: []string{"S", "M", "L", "XL"}, Picture: "sweatshirt", About: "안쪽을 부드럽게 기모로 마감한 면 100% 맨투맨입니다. 넉넉하게 나왔습니다.", AboutEn: "Pure cotton, brushed inside. It runs large."},
	{ID: "socks", Name: "양말 세 켤레", NameEn: "Three pairs of socks", Price: 9_900, Options: []string{}, Picture: "socks", About: "발목이 조이지 않는 면 양말 세 켤레입니다.", AboutEn: "Cotton, loose at the ankle, three pairs."},
	{ID: "mug", Name: "나루 머그", NameEn: "Naru mug", Price: 16_500, Options: []string{}, Picture: "mug", About: "350ml 도자기 머그입니다. 식기세척기에 넣어도 됩니다.", AboutEn: "Stoneware, 350 ml, safe in the dishwasher."},
	{ID: "tote", Name: "캔버스 에코백", NameEn: "Canvas tote", Price: 19_000, Options: []string{}, Picture: "tote", About: "A4 노트북이 들어가는 두꺼운 캔버스 가방입니다.", AboutEn: "Heavy canvas that takes a laptop."},
	{ID: "book", Name: "나루터 산책", NameEn: "Walks along the ferry landings", Price: 18_000, Options: []string{}, Picture: "book", TaxFree: true, About: "한강의 옛 나루터 열두 곳을 걷고 쓴 책입니다. 도서는 부가세가 붙지 않습니다.", AboutEn: "Twelve old landings of the Han river, on foot. Books carry no VAT."},
	{ID: "jar", Name: "백자 달항아리", NameEn: "White moon jar", Price: 129_000, Options: []string{}, Picture: "jar", Stock: 1, About: "손으로 빚어 한 점뿐인 달항아리입니다. 높이 24cm, 똑같은 것은 다시 만들지 않습니다.", AboutEn: "Thrown by hand, 24 cm tall. There is one, and no other will be made."},
}

func findProduct(id string) (product, bool) {
	i := slices.IndexFunc(catalogue, func(p product) bool { return p.ID == id })
	if i < 0 {
		return product{}, false
	}
	return catalogue[i], true
}

// offers reports whether option can be ordered: one of the product's, or none
// when it has none.
func (p product) offers(option string) bool {
	if len(p.Options) == 0 {
		return option == ""
	}
	return slices.Contains(p.Options, option)
}

// onSale is a product with the pieces that are left; nil for as many as anybody
// wants.
type onSale struct {
	product
	Left *int64 `json:"left"`
}

func (s *Shop) listProducts(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	list := make([]onSale, 0, len(catalogue))
	for _, p := range catalogue {
		item := onSale{product: p}
		if p.Stock > 0 {
			left := s.orders.left(p, "")
			item.Left = &left
		}
		list = append(list, item)
	}
	return problem.WriteJSON(w, http.StatusOK, map[string]any{
		"products": list, "shipping_fee": shippingFee, "free_shipping_from": freeShippingFrom, "instalments_from": instalmentsFrom,
	})
}
