package demoshop

import (
	"net/http"
	"slices"

	"github.com/naru-pay/naru/internal/problem"
)

// product is one thing on sale; Price is in won.
type product struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	NameEn  string   `json:"name_en"`
	About   string   `json:"about"`
	AboutEn string   `json:"about_en"`
	Price   int64    `json:"price"`
	Options []string `json:"options"` // the buyer must pick one; none when empty
	Picture string   `json:"picture"` // the storefront's own drawing
}

// catalogue is what the shop sells, in the order of the list page.
var catalogue = []product{
	{ID: "sweatshirt", Name: "기모 맨투맨", NameEn: "Fleece sweatshirt", Price: 59_000, Options: []string{"S", "M", "L", "XL"}, Picture: "sweatshirt", About: "안쪽을 부드럽게 기모로 마감한 면 100% 맨투맨입니다. 넉넉하게 나왔습니다.", AboutEn: "Pure cotton, brushed inside. It runs large."},
	{ID: "beanie", Name: "니트 비니", NameEn: "Knitted beanie", Price: 24_000, Options: []string{"아이보리", "차콜"}, Picture: "beanie", About: "귀까지 덮는 길이의 울 혼방 비니입니다. 손세탁하세요.", AboutEn: "A wool blend, long enough for the ears. Wash by hand."},
	{ID: "socks", Name: "양말 세 켤레", NameEn: "Three pairs of socks", Price: 9_900, Options: []string{}, Picture: "socks", About: "발목이 조이지 않는 면 양말 세 켤레입니다.", AboutEn: "Cotton, loose at the ankle, three pairs."},
	{ID: "mug", Name: "나루 머그", NameEn: "Naru mug", Price: 16_500, Options: []string{}, Picture: "mug", About: "350ml 도자기 머그입니다. 식기세척기에 넣어도 됩니다.", AboutEn: "Stoneware, 350 ml, safe in the dishwasher."},
	{ID: "tote", Name: "캔버스 에코백", NameEn: "Canvas tote", Price: 19_000, Options: []string{}, Picture: "tote", About: "A4 노트북이 들어가는 두꺼운 캔버스 가방입니다.", AboutEn: "Heavy canvas that takes a laptop."},
	{ID: "parka", Name: "다운 파카", NameEn: "Down parka", Price: 289_000, Options: []string{"M", "L"}, Picture: "parka", About: "영하 15도까지 입는 구스다운 파카입니다.", AboutEn: "Goose down, for fifteen below zero."},
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

func (s *Shop) listProducts(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, map[string]any{"products": catalogue})
}
