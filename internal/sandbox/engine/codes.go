package engine

// Cards are the card companies with their KFTC codes, in the published order.
var Cards = []CodeName{
	{"361", "BC카드"},
	{"381", "KB국민카드"},
	{"367", "현대카드"},
	{"365", "삼성카드"},
	{"368", "롯데카드"},
	{"371", "NH카드"},
	{"041", "우리카드"},
	{"374", "하나SK카드"},
	{"045", "새마을금고"},
	{"373", "제주카드"},
	{"364", "광주카드"},
	{"366", "신한카드"},
	{"002", "KDB산업은행"},
	{"369", "수협카드"},
	{"048", "신협"},
	{"370", "씨티카드"},
	{"071", "우체국"},
	{"089", "케이뱅크"},
	{"372", "전북카드"},
	{"090", "카카오뱅크"},
	{"10001", "은련"},
	{"10002", "다이너스"},
	{"10003", "아멕스"},
	{"10004", "마스터"},
	{"10005", "비자"},
	{"10006", "JCB"},
}

// Banks are the banks with their KFTC codes, which GET /banks answers.
var Banks = banksThreeDigits

var banksThreeDigits = []CodeName{
	{"004", "KB국민은행"},
	{"023", "SC제일은행"},
	{"039", "경남은행"},
	{"034", "광주은행"},
	{"003", "기업은행"},
	{"011", "농협은행"},
	{"031", "대구은행"},
	{"032", "부산은행"},
	{"002", "산업은행"},
	{"045", "새마을금고"},
	{"007", "수협은행"},
	{"088", "신한은행"},
	{"048", "신협"},
	{"081", "하나은행"},
	{"020", "우리은행"},
	{"071", "우체국"},
	{"037", "전북은행"},
	{"012", "축협"},
	{"090", "카카오뱅크"},
	{"089", "케이뱅크"},
	{"027", "씨티은행"},
	{"092", "토스뱅크"},
}

// nameOf returns the name of a code in a list, and whether it is there.
func nameOf(list []CodeName, code string) (string, bool) {
	for _, c := range list {
		if c.Code == code {
			return c.Name, true
		}
	}
	return "", false
}
