package merchant_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/operator"
)

const staffWord = "우리 가게 앞 은행나무 열두 그루"

// notebook is Passwords that writes down what it was asked to check; a hash is the
// password with a mark of what it cost.
type notebook struct {
	mu     sync.Mutex // guards checks
	mark   string
	checks []string
}

func (n *notebook) Hash(_ context.Context, word string) (string, error) { return n.mark + word, nil }

func (n *notebook) Check(_ context.Context, hash, word string) (right, stale bool, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.checks = append(n.checks, hash)
	return hash != "" && hash[1:] == word, hash != "" && hash[:1] != n.mark, nil
}

func newStaff() (*merchant.Staff, *notebook, *clock.Manual) {
	now, book := clock.NewManual(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)), &notebook{mark: "1"}
	return &merchant.Staff{Store: &merchanttest.Store{}, Clock: now, Entropy: id.System, Passwords: book}, book, now
}

func hire(t *testing.T, s *merchant.Staff, email string) merchant.Operator {
	t.Helper()
	o, start, err := s.Create(t.Context(), merchant.OperatorWish{Email: email, Name: "김나루", Role: operator.Admin, Password: staffWord})
	if err != nil || start != "" {
		t.Fatalf("create: %q, %v", start, err)
	}
	return o
}

func TestLogIn_hashesForNobodyToo(t *testing.T) {
	t.Parallel()
	s, book, _ := newStaff()
	o := hire(t, s, "kim@shop.kr")
	for _, email := range []string{"nobody@shop.kr", "no address", o.Email} {
		_, _, err := s.LogIn(t.Context(), merchant.LogInWish{Email: email, Password: "wrong"})
		if fault.CodeOf(err) != fault.LoginRefused {
			t.Errorf("%s: %v", email, err)
		}
	}
	if len(book.checks) != 3 || book.checks[0] != "" || book.checks[1] != "" || book.checks[2] != o.Password {
		t.Errorf("checked against %q", book.checks)
	}
}

func TestLogIn_makesACheapHashDear(t *testing.T) {
	t.Parallel()
	s, book, _ := newStaff()
	o := hire(t, s, "kim@shop.kr")
	book.mark = "2"
	wish := merchant.LogInWish{Email: " KIM@shop.kr ", Password: staffWord}
	if _, _, err := s.LogIn(t.Context(), wish); err != nil {
		t.Fatal(err)
	}
	now, err := s.OperatorByEmail(t.Context(), o.Email)
	if err != nil || now.Password != "2"+staffWord {
		t.Errorf("the hash is %q, %v", now.Password, err)
	}
	if _, _, err := s.LogIn(t.Context(), wish); err != nil {
		t.Error(err)
	}
}

func TestLogIn_takesACodeOnceFromManyAtOnce(t *testing.T) {
	t.Parallel()
	s, _, now := newStaff()
	o := hire(t, s, "kim@shop.kr")
	token, in, err := s.LogIn(t.Context(), merchant.LogInWish{Email: o.Email, Password: staffWord})
	if err != nil || token == "" {
		t.Fatal(err)
	}
	text, err := s.BeginCodes(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := operator.ParseSecret(text)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.ConfirmCodes(t.Context(), in, operator.CodeOf(secret, operator.StepAt(now.Now()))); err != nil {
		t.Fatal(err)
	}
	now.Advance(time.Minute)
	wish := merchant.LogInWish{Email: o.Email, Password: staffWord, Code: operator.CodeOf(secret, operator.StepAt(now.Now()))}
	const many = 16
	results := make(chan error, many)
	for range many {
		go func() {
			_, _, err := s.LogIn(t.Context(), wish)
			results <- err
		}()
	}
	in16 := 0
	for range many {
		switch err := <-results; {
		case err == nil:
			in16++
		case fault.CodeOf(err) != fault.LoginRefused:
			t.Error(err)
		}
	}
	if in16 != 1 {
		t.Errorf("one code let %d in", in16)
	}
}

func TestCreate_refusesWhatNobodyCouldUse(t *testing.T) {
	t.Parallel()
	s, _, _ := newStaff()
	hire(t, s, "kim@shop.kr")
	for name, c := range map[string]struct {
		wish merchant.OperatorWish
		code fault.Code
	}{
		"no address":    {merchant.OperatorWish{Email: "kim", Name: "김", Role: operator.Viewer, Password: staffWord}, fault.BadField},
		"no name":       {merchant.OperatorWish{Email: "a@b", Name: " ", Role: operator.Viewer, Password: staffWord}, fault.MissingField},
		"no role":       {merchant.OperatorWish{Email: "a@b", Name: "김", Role: "root", Password: staffWord}, fault.BadField},
		"weak password": {merchant.OperatorWish{Email: "a@b", Name: "김", Role: operator.Viewer, Password: "password1234567"}, fault.PasswordWeak},
		"twice":         {merchant.OperatorWish{Email: "KIM@shop.kr", Name: "김", Role: operator.Viewer, Password: staffWord}, fault.OperatorExists},
	} {
		if _, _, err := s.Create(t.Context(), c.wish); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	all, err := s.Operators(t.Context())
	if err != nil || len(all) != 1 {
		t.Errorf("there are %d operators, %v", len(all), err)
	}
}

func TestStaff_saysThatTheStoreIsAway(t *testing.T) {
	t.Parallel()
	s, _, _ := newStaff()
	hire(t, s, "kim@shop.kr")
	away := fault.Wrap(fault.StoreUnavailable, errors.New("away"))
	s.Store.(*merchanttest.Store).Break(away)
	if _, _, err := s.LogIn(t.Context(), merchant.LogInWish{Email: "kim@shop.kr", Password: staffWord}); fault.CodeOf(err) != fault.StoreUnavailable {
		t.Errorf("log in: %v", err)
	}
	if _, err := s.Session(t.Context(), "token"); fault.CodeOf(err) != fault.StoreUnavailable {
		t.Errorf("session: %v", err)
	}
}
