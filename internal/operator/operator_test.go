package operator_test

import (
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/operator"
)

// The values of RFC 6238, appendix B, cut to six digits.
func TestCodeOf_isWhatRFC6238Says(t *testing.T) {
	t.Parallel()
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := operator.CodeOf(secret, operator.StepAt(time.Unix(at, 0))); got != want {
			t.Errorf("code at %d = %s, want %s", at, got, want)
		}
	}
}

func TestMatch_takesACodeOnceAndNearNow(t *testing.T) {
	t.Parallel()
	secret := []byte("12345678901234567890")
	now := time.Unix(1234567890, 0)
	here := operator.StepAt(now)
	for _, c := range []struct {
		name string
		step int64
		last int64
		want bool
	}{
		{"this step's", here, 0, true},
		{"the step's before", here - 1, 0, true},
		{"the step's after", here + 1, 0, true},
		{"two steps ago", here - 2, 0, false},
		{"two steps ahead", here + 2, 0, false},
		{"one that was used", here, here, false},
		{"one of before the used one", here - 1, here, false},
		{"one of after the used one", here + 1, here, true},
	} {
		step, ok := operator.Match(secret, operator.CodeOf(secret, c.step), now, c.last)
		if ok != c.want || (ok && step != c.step) {
			t.Errorf("%s: step %d, %v; want %d, %v", c.name, step, ok, c.step, c.want)
		}
	}
	for _, wrong := range []string{"", "00000", "0000000", "abcdef"} {
		if _, ok := operator.Match(secret, wrong, now, 0); ok {
			t.Errorf("%q is taken", wrong)
		}
	}
}

func TestCodeURI_isWhatAppsRead(t *testing.T) {
	t.Parallel()
	const want = "otpauth://totp/Naru:kim@shop.kr?algorithm=SHA1&digits=6&issuer=Naru&period=30&secret=GEZDGNBVGY3TQOJQ"
	if got := operator.CodeURI("Naru", "kim@shop.kr", operator.SecretText([]byte("1234567890"))); got != want {
		t.Errorf("uri = %s, want %s", got, want)
	}
}

func TestWeak_refusesWhatIsTriedFirst(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]operator.Weakness{
		"":                                    operator.TooShort,
		"correct-horse!":                      operator.TooShort,
		"짧은 비밀번호입니다":                          operator.TooShort,
		strings.Repeat("가나다 ", 33):            operator.TooLong,
		"aaaaaaaaaaaaaaaaaaaa":                operator.TooCommon,
		"123456789012345":                     operator.TooCommon,
		"qwertyuiopasdfghjkl":                 operator.TooCommon,
		"passwordpassword":                    operator.TooCommon,
		"P@ssw0rd12345678":                    operator.TooCommon,
		"PasswordPassword2026!":               operator.TooCommon,
		"abcabcabcabcabcabc":                  operator.TooCommon,
		"adminadmin123456":                    operator.TooCommon,
		"비밀번호비밀번호비밀번호1234":                    operator.TooCommon,
		"narupaymentconsole":                  operator.TooCommon,
		"honggildong@shop.kr":                 operator.NamesItself,
		"honggildong홍길동2026":                  operator.NamesItself,
		"correct horse battery staple":        operator.Strong,
		"우리 가게 앞 은행나무 열두 그루":                  operator.Strong,
		"k7#Lq92!xVmd04Tz":                    operator.Strong,
		"7h3k9d2m5p8q1r4t":                    operator.Strong,
		strings.Repeat("xq7zv kd8wp lt5 ", 8): operator.TooCommon, // a piece again and again
	} {
		if got := operator.Weak(word, "honggildong@shop.kr", "홍길동"); got != want {
			t.Errorf("%q is %q, want %q", word, got, want)
		}
	}
}

func TestMay_growsWithTheRole(t *testing.T) {
	t.Parallel()
	for i, have := range operator.Roles {
		for j, need := range operator.Roles {
			if got := have.May(need); got != (i >= j) {
				t.Errorf("%s may what %s may: %v", have, need, got)
			}
		}
		if have.May("") || operator.Role("").May(have) || operator.Role("root").May(have) {
			t.Errorf("%s and nobody's role are mixed up", have)
		}
	}
}

func TestAbove_holdsOtherCurrenciesBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		limit, spent int64
		won, want    bool
	}{{100, 100, true, false}, {100, 101, true, true}, {0, 1, true, true}, {operator.NoLimit, 1 << 40, true, false}, {100, 1, false, true}, {operator.NoLimit, 1, false, false}} {
		if got := operator.Above(c.limit, c.spent, c.won); got != c.want {
			t.Errorf("Above(%d, %d, %v) = %v", c.limit, c.spent, c.won, got)
		}
	}
}

func TestEmail_isFoundHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		" Kim@Shop.KR ": "kim@shop.kr", "a@b": "a@b", "": "", "kim": "", "@b": "", "a@": "", "a b@c": "", "a@b@c": "", "<a@b>": "", "a@b\n": "a@b",
	} {
		if got := operator.Email(text); got != want {
			t.Errorf("Email(%q) = %q, want %q", text, got, want)
		}
	}
}
