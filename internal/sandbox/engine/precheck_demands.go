package engine

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/money"
)

// demand is one thing that a PG asks of request_pay before its window opens.
// That it asks is documented; the text is PortOne's where one was found
// (saying) and the sandbox's own otherwise.
type demand struct {
	field   string   // parameter that it is about
	methods []string // pay_methods that it concerns; nil: every one
	when    func(*start) bool
	met     func(*start) bool
	text    string
	hint    string
}

// of narrows a demand to some pay_methods.
func (d demand) of(methods ...string) demand { d.methods = methods; return d }

// saying gives a demand PortOne's own text.
func (d demand) saying(text string) demand { d.text = text; return d }

// whenEscrow narrows a demand to escrow payments.
func (d demand) whenEscrow() demand {
	d.when = func(s *start) bool { return s.p.isTrue("escrow") }
	return d
}

// whenPaying narrows a demand to windows that store no key.
func (d demand) whenPaying() demand {
	d.when = func(s *start) bool { return !s.p.has("customer_uid") }
	return d
}

// problemOf says why a request does not meet the demand, or nothing.
func (d demand) problemOf(s *start) *problem {
	concerned := (len(d.methods) == 0 || slices.Contains(d.methods, s.method)) && (d.when == nil || d.when(s))
	if !concerned || d.met(s) {
		return nil
	}
	return bad(d.text, s.provider.Name+": "+d.hint)
}

// called are the parameters in the texts' words, with the particle that follows.
var called = map[string]string{
	"buyer_tel":   "구매자 전화번호(buyer_tel)는",
	"buyer_name":  "구매자 이름(buyer_name)은",
	"buyer_email": "구매자 이메일(buyer_email)은",
	"customer_id": "구매자 아이디(customer_id)는",
	"vbank_due":   "가상계좌 입금기한(vbank_due)은",
	"biz_num":     "사업자등록번호(biz_num)는",
}

// need asks for a text.
func need(field string) demand {
	return demand{
		field: field, text: called[field] + " 필수 입력입니다.", hint: "이 PG는 " + field + "가 필수입니다.",
		met: func(s *start) bool { return strings.TrimSpace(s.p.text(field)) != "" },
	}
}

// listed asks for a list with something in it, in one of the fields.
func listed(fields ...string) demand {
	return demand{
		field: fields[0], text: "상품 정보(" + fields[0] + ")는 필수 입력입니다.", hint: "상품을 담은 배열입니다.",
		met: func(s *start) bool {
			return slices.ContainsFunc(fields, func(name string) bool {
				var list []json.RawMessage
				return json.Unmarshal(s.p[name], &list) == nil && len(list) > 0
			})
		},
	}
}

// absent asks for a parameter not to be there; dots lead into objects.
func absent(path string) demand {
	return demand{
		field: path, text: path + " 파라미터는 사용할 수 없습니다.", hint: path + "를 빼세요.",
		met: func(s *start) bool { return !s.p.within(path) },
	}
}

// none asks for an amount of nothing.
func none(field string) demand {
	return demand{
		field: field, text: field + "는 0이어야 합니다.", hint: field + "를 빼거나 0으로 보내세요.",
		met: func(s *start) bool { return !s.p.has(field) || strings.Trim(s.p.text(field), "0.") == "" },
	}
}

// notFalse refuses a switch that is off.
func notFalse(field string) demand {
	return demand{
		field: field, text: field + "를 끌 수 없습니다.", hint: field + ": false를 빼세요.",
		met: func(s *start) bool { return string(s.p[field]) != "false" },
	}
}

// atMost asks for a text of so many characters.
func atMost(field string, most int) demand {
	return demand{
		field: field, text: called[field] + " " + strconv.Itoa(most) + "자를 넘을 수 없습니다.", hint: "받은 글자가 더 많습니다.",
		met: func(s *start) bool { return utf8.RuneCountInString(s.p.text(field)) <= most },
	}
}

// digits asks for so many decimal digits.
func digits(field string, length int) demand {
	return demand{
		field: field, text: called[field] + " 숫자 " + strconv.Itoa(length) + "자리여야 합니다.", hint: "구분자 없이 숫자만 넣습니다.",
		met: func(s *start) bool { return digitsOf(s.p.text(field), length) },
	}
}

const textLettersOnly = "주문 번호(merchant_uid)에 특수문자는 허용되지 않습니다."

// lettersAndDigits asks for a merchant_uid of letters and digits alone.
func lettersAndDigits() demand {
	return demand{
		field: "merchant_uid", text: textLettersOnly, hint: "영문자와 숫자만 씁니다.",
		met: func(s *start) bool { return strings.Trim(s.uid, alphanumerics) == "" },
	}
}

// digital asks whether the goods are digital.
func digital(text string) demand {
	return demand{
		field: "digital", methods: []string{"phone"}, text: text, hint: "digital: true(컨텐츠) 또는 false(실물)를 넣습니다.",
		met: func(s *start) bool { raw := string(s.p["digital"]); return raw == "true" || raw == "false" },
	}
}

// inWonUnless asks for won, save at one MID.
func inWonUnless(mid string) demand {
	return demand{
		field: "currency", text: "이 PG가 지원하지 않는 화폐입니다.", hint: "KRW만 됩니다.",
		met: func(s *start) bool { return s.amount.Currency() == money.KRW || s.channel.MID == mid },
	}
}

// atLeast asks for so many won where money is taken, in channels of a mode. Of
// the PGs' minimums these few are documented.
func atLeast(won int64, mode Mode) demand {
	least := money.Won(won)
	return demand{
		field: "amount", text: "결제할 수 있는 최소 금액은 " + number(least).String() + "원입니다.", hint: "PG의 최소 결제 금액입니다.",
		met: func(s *start) bool {
			short, err := s.amount.Compare(least)
			return err != nil || short >= 0 || s.channel.Mode != mode || s.p.has("customer_uid")
		},
	}
}

// eucKR asks for characters that EUC-KR has. Its Korean syllables are the 2,350
// common ones; the sandbox takes all, and refuses what is of no Korean text:
// emoji, other scripts' letters and the rest (assumed).
func eucKR(field string) demand {
	return demand{
		field: field, text: "상품명(" + field + ")에 EUC-KR로 표현할 수 없는 문자가 있습니다.", hint: "이모지와 특수 문자를 빼세요.",
		met: func(s *start) bool { return !strings.ContainsFunc(s.p.text(field), beyondEUCKR) },
	}
}

// beyondEUCKR reports whether a character is surely not in EUC-KR.
func beyondEUCKR(r rune) bool {
	switch {
	case r < 0x80, r >= 0xAC00 && r <= 0xD7A3: // ASCII, syllables
		return false
	case r >= 0x3131 && r <= 0x318E, r >= 0x4E00 && r <= 0x9FFF: // letters, hanja
		return false
	case r >= 0x3000 && r <= 0x30FE, r >= 0xFF01 && r <= 0xFFE6: // CJK marks, kana, full width
		return false
	case r >= 0x2460 && r <= 0x24B5, r >= 0x2500 && r <= 0x25CF: // circled, boxes and shapes
		return false
	}
	return !strings.ContainsRune("·…―“”‘’±×÷≠≤≥∞°℃Å¢£¥§※★☆○●◎◇◆→←↑↓↔", r)
}

// wholePeriod asks for both ends of period.
func wholePeriod() demand {
	return demand{
		field: "period", hint: "period: {from: \"YYYYMMDD\", to: \"YYYYMMDD\"}",
		text: "웰컴페이먼츠의 경우 제공 기간은 시작 날짜와 종료 날짜를 모두 입력하셔야 합니다. (둘 중 하나만 입력 불가)",
		met:  func(s *start) bool { return s.p.within("period.from") == s.p.within("period.to") },
	}
}

// tenthOfAmount asks for no more than a tenth of the amount.
func tenthOfAmount(field string) demand {
	return demand{
		field: field, text: "부가세(" + field + ")는 총 금액의 10%를 넘을 수 없습니다.", hint: "PG가 결제를 거절합니다.",
		met: func(s *start) bool {
			part, err := parseAmount(s.p.text(field), s.amount.Currency())
			if err != nil {
				return true // checkParts has looked at it
			}
			tenfold, err := part.Mul(10)
			return err == nil && !over(tenfold, s.amount)
		},
	}
}

// everyPG is what each PG asks.
var everyPG = []demand{
	digital("휴대폰 소액결제시 상품 유형(digital) 파라미터는 필수 입력입니다."),
	{
		field: "period", text: "제공 기간은 range와 interval 둘 중 하나만 입력해주세요", hint: "period의 from/to와 interval을 함께 쓸 수 없습니다.",
		met: func(s *start) bool {
			interval := s.p.within("period.interval") || s.p.has("interval")
			return !interval || !s.p.within("period.from") && !s.p.within("period.to")
		},
	},
	{
		field: "escrow", text: "에스크로를 지원하지 않는 PG입니다.", hint: "escrow를 빼세요.",
		met: func(s *start) bool { return s.provider.Escrow || !s.p.isTrue("escrow") },
	},
}

// checkDemands asks for what the PG demands, then for what every PG does.
func (s *start) checkDemands(_ *start) *problem {
	for _, d := range slices.Concat(s.provider.Demands, everyPG) {
		if problem := d.problemOf(s); problem != nil {
			return problem
		}
	}
	return nil
}

// Asks names the parameters that the PG's windows demand, each with the
// pay_methods that it is for in brackets when it is not for all.
func (p Provider) Asks() []string {
	var list []string
	for _, d := range p.Demands {
		field := d.field
		if len(d.methods) > 0 {
			field += " (" + strings.Join(d.methods, ", ") + ")"
		}
		if !slices.Contains(list, field) {
			list = append(list, field)
		}
	}
	return list
}
