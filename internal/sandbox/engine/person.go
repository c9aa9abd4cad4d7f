package engine

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/clock"
)

// Person is who is certified (본인인증). Nobody is behind it: what a caller
// leaves empty is made up from name and phone, the same each time.
type Person struct {
	Name      string `json:"name"`
	Phone     string `json:"phone"`    // digits alone
	Birthday  string `json:"birthday"` // YYYY-MM-DD
	Gender    string `json:"gender"`   // male or female
	Foreigner bool   `json:"foreigner"`
	Carrier   string `json:"carrier"` // one of Carriers
}

// Carriers are the mobile carriers as CertificationAnnotation names them; MVNO
// is a 알뜰폰 on the carrier's network.
var Carriers = []string{"SKT", "KT", "LGT", "SKT_MVNO", "KT_MVNO", "LGT_MVNO"}

// mvno ends the name of a carrier whose customer is a 알뜰폰's.
const mvno = "_MVNO"

// somebody stands in the window where the shop and the buyer name nobody.
var somebody = Person{Name: "홍길동", Phone: "01012345678"}

// The ends of phone numbers that decide what the carrier says. They are the
// sandbox's own: no carrier knows them.
const (
	phoneUnknown = "0001" // the carrier knows no such person
	phoneBroken  = "0002" // the carrier does not answer
)

// Texts about persons; all are assumed.
const (
	textBadName     = "name 파라메터는 1자 이상 50자 이하여야 합니다."
	textBadPhone    = "phone 파라메터가 올바른 휴대폰번호가 아닙니다."
	textBadBirthday = "생년월일이 올바르지 않습니다."
	textBadGender   = "성별은 male 또는 female입니다."
	textBadCarrier  = "carrier 파라메터는 SKT, KT, LGT 가운데 하나여야 합니다."
	textNoPerson    = "입력하신 정보와 일치하는 휴대폰 가입자를 찾을 수 없습니다."
	textNoCarrier   = "통신사 응답 오류로 본인인증을 진행할 수 없습니다."
)

// digitsIn drops everything but digits, as PortOne does with a phone number
// and a birth date.
func digitsIn(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// over fills what is empty from other.
func (p Person) over(other Person) Person {
	if p.Name == "" {
		p.Name = other.Name
	}
	if p.Phone == "" {
		p.Phone = other.Phone
	}
	if p.Birthday == "" {
		p.Birthday = other.Birthday
	}
	if p.Gender == "" {
		p.Gender = other.Gender
	}
	if p.Carrier == "" {
		p.Carrier = other.Carrier
	}
	p.Foreigner = p.Foreigner || other.Foreigner
	return p
}

// completed makes up what is still empty, from name and phone alone.
func (p Person) completed() Person {
	sum := sha512.Sum512([]byte("person\x00" + p.Name + "\x00" + p.Phone))
	draw := func(at int, n uint32) int { return int(binary.BigEndian.Uint32(sum[4*at:]) % n) }
	return p.over(Person{
		Birthday: fmt.Sprintf("%04d-%02d-%02d", 1965+draw(0, 40), 1+draw(1, 12), 1+draw(2, 28)),
		Gender:   []string{"male", "female"}[draw(3, 2)],
		Carrier:  Carriers[draw(4, uint32(len(Carriers)))],
	})
}

// problem says what is wrong with a complete person, or nothing. That the
// carrier knows them is another question.
func (p Person) problem(now time.Time) string {
	born, err := time.ParseInLocation(time.DateOnly, p.Birthday, clock.KST)
	switch {
	case strings.TrimSpace(p.Name) == "" || utf8.RuneCountInString(p.Name) > 50 || notShown(p.Name):
		return textBadName
	case !strings.HasPrefix(p.Phone, "01") || !digitsOf(p.Phone, 10, 11):
		return textBadPhone
	case err != nil || born.After(now):
		return textBadBirthday
	case p.Gender != "male" && p.Gender != "female":
		return textBadGender
	case !slices.Contains(Carriers, p.Carrier):
		return textBadCarrier
	}
	return ""
}

// age is the person's in whole years (만 나이) by the Korean calendar.
func (p Person) age(now time.Time) int {
	born, err := time.ParseInLocation(time.DateOnly, p.Birthday, clock.KST)
	if err != nil {
		return 0
	}
	today := now.In(clock.KST)
	years := today.Year() - born.Year()
	if today.Month() < born.Month() || today.Month() == born.Month() && today.Day() < born.Day() {
		years--
	}
	return years
}

// uniqueKey is the person's CI: 88 letters, the same for every shop and PG, and
// for whatever phone the person uses.
func (p Person) uniqueKey() string {
	sum := sha512.Sum512([]byte(strings.Join([]string{"CI", p.Name, p.Birthday, p.Gender}, "\x00")))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// uniqueIn is the person's DI at one contract of one shop: 64 letters.
func (p Person) uniqueIn(merchant, pg, mid string) string {
	sum := sha512.Sum512([]byte(strings.Join([]string{"DI", p.uniqueKey(), merchant, pg, mid}, "\x00")))
	return base64.StdEncoding.EncodeToString(sum[:48])
}
