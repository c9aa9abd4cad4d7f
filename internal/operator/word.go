package operator

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The length of a password, in characters.
const (
	WordLeast = 15
	WordMost  = 128
)

// Weakness is why a password will not do; empty when it does.
type Weakness string

// The weaknesses.
const (
	Strong      Weakness = ""
	TooShort    Weakness = "too_short"
	TooLong     Weakness = "too_long"
	TooCommon   Weakness = "too_common"   // among what is tried first
	NamesItself Weakness = "names_itself" // its owner's name or address is most of it
)

// Weak says why a password will not do for somebody. No character is asked for
// and none refused: length is what counts, as long as it is not a length of what
// everybody tries.
func Weak(word, email, name string) Weakness {
	n := utf8.RuneCountInString(word)
	switch {
	case n < WordLeast:
		return TooShort
	case n > WordMost:
		return TooLong
	}
	plain := plainWord(word)
	switch {
	case distinct(plain) < 5, along(plain), repeats(plain), common(plain):
		return TooCommon
	case own(plain, email, name):
		return NamesItself
	}
	return Strong
}

// plainWord is a password as guessers try it: small letters, and the usual signs
// as the letters that they stand for.
func plainWord(word string) string {
	return strings.NewReplacer("@", "a", "$", "s", "0", "o", "1", "l", "3", "e", " ", "").Replace(strings.ToLower(word))
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// rows are sequences that fingers know.
var rows = func() []string {
	var out []string
	for _, row := range []string{
		"abcdefghijklmnopqrstuvwxyz", "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol",
		"ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ", "가나다라마바사아자차카타파하",
	} {
		row = plainWord(row)
		out = append(out, row, reversed(row))
	}
	return out
}()

func reversed(s string) string {
	list := []rune(s)
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return string(list)
}

// along reports whether s goes along keys or the alphabet nearly all the way.
func along(s string) bool {
	list := []rune(s)
	steps := 0
	for i := 1; i < len(list); i++ {
		pair := string(list[i-1 : i+1])
		for _, row := range rows {
			if strings.Contains(row, pair) {
				steps++
				break
			}
		}
	}
	return steps*5 >= (len(list)-1)*4
}

// repeats reports whether s is one short piece again and again.
func repeats(s string) bool {
	list := []rune(s)
	for size := 1; size <= len(list)/2; size++ {
		same := true
		for i := size; i < len(list) && same; i++ {
			same = list[i] == list[i-size]
		}
		if same {
			return true
		}
	}
	return false
}

// commonWords are what passwords that were lost elsewhere are mostly made of, and
// what an attacker of this very program tries.
var commonWords = []string{
	"passwort", "password", "passwd", "passcode", "passphrase", "letmein", "welcome", "administrator", "admin", "manager", "operator",
	"iloveyou", "princess", "sunshine", "football", "baseball", "superman", "batman", "monkey", "dragon", "master", "shadow", "michael",
	"jennifer", "trustno", "whatever", "starwars", "computer", "internet", "samsung", "google", "secret", "changeme", "default", "qwerty",
	"login", "user", "root", "test", "hello", "server", "database", "korea", "seoul", "naru", "portone", "iamport", "payment", "console",
	"qlalfqjsgh", "dkaghdkagh", "tkfkdgo", "dkssud", "rhksflwk", "비밀번호", "암호", "관리자", "사랑해", "안녕하세요", "결제", "나루", "포트원", "대한민국",
}

// common reports whether little is left of s without common words, digits and
// signs.
func common(s string) bool {
	for _, word := range commonWords {
		s = strings.ReplaceAll(s, plainWord(word), " ")
	}
	for _, run := range rows {
		for size := len([]rune(run)); size >= 4; size-- {
			list := []rune(run)
			for i := 0; i+size <= len(list); i++ {
				s = strings.ReplaceAll(s, string(list[i:i+size]), " ")
			}
		}
	}
	left := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			left++
		}
	}
	return left < 5 && left*2 < utf8.RuneCountInString(s)+5 && !enoughDigits(s)
}

// enoughDigits keeps a password of dice or of a generator that has few letters.
func enoughDigits(s string) bool {
	n := 0
	for _, r := range s {
		if !unicode.IsLetter(r) && r != ' ' {
			n++
		}
	}
	return n >= WordLeast-3
}

// own reports whether s is its owner's name or address with little else.
func own(s, email, name string) bool {
	local, host, _ := strings.Cut(strings.ToLower(email), "@")
	rest := s
	for _, part := range []string{strings.ToLower(email), local, host, strings.ToLower(name)} {
		if part = plainWord(part); utf8.RuneCountInString(part) >= 2 {
			rest = strings.ReplaceAll(rest, part, "")
		}
	}
	return rest != s && utf8.RuneCountInString(rest) < WordLeast/2
}

// Email writes an address in the form in which accounts are found by it; empty
// when it is none. It is as lenient as mail is: something, an @, a host.
func Email(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	local, host, found := strings.Cut(text, "@")
	bad := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '@' || r == '<' || r == '>' || r == ','
	}
	if !found || local == "" || host == "" || len(text) > 254 || strings.ContainsFunc(local, bad) || strings.ContainsFunc(host, bad) {
		return ""
	}
	return text
}
