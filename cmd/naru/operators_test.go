package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/operator"
)

const (
	firstWord  = "우리 가게 앞 은행나무 열두 그루"
	secondWord = "correct horse battery staple"
)

// TestOperators_areAddedListedDisabledAndReset goes through the commands on one
// database, in which nobody is at first.
func TestOperators_areAddedListedDisabledAndReset(t *testing.T) {
	t.Parallel()
	on := staffing{sealed{database: database{Data: filepath.Join(t.TempDir(), "data")}, sealing: sealing{SecretKey: strings.Repeat("k", 48)}}}
	staff, done, err := on.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	everybody := func() []merchant.Operator {
		t.Helper()
		all, err := staff.Operators(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	logIn := func(word string) fault.Code {
		_, _, err := staff.LogIn(t.Context(), merchant.LogInWish{Email: "kim@shop.kr", Password: word})
		return fault.CodeOf(err)
	}
	if n := len(everybody()); n != 0 {
		t.Fatalf("%d operators in a new database", n)
	}
	typed := func(word string) asking { return asking{Stdin: true, from: strings.NewReader(word + "\r\n")} }
	add := operatorsAddCmd{Email: "Kim@shop.kr", Role: "admin", Limit: "50,000", asking: typed(firstWord), staffing: on}
	if err := add.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := everybody()
	if len(all) != 1 || all[0].Email != "kim@shop.kr" || all[0].Name != "Kim" || all[0].Role != operator.Admin || all[0].RefundLimit != 50_000 || all[0].MustChange() {
		t.Fatalf("operators %+v", all)
	}
	for name, wrong := range map[string]operatorsAddCmd{
		"twice":    {Email: "kim@shop.kr", Role: "admin", asking: typed(firstWord), staffing: on},
		"weak":     {Email: "lee@shop.kr", Role: "admin", asking: typed("password1234567"), staffing: on},
		"nothing":  {Email: "lee@shop.kr", Role: "admin", asking: typed(""), staffing: on},
		"no mail":  {Email: "lee", Role: "admin", asking: typed(firstWord), staffing: on},
		"no limit": {Email: "lee@shop.kr", Role: "admin", Limit: "a lot", asking: typed(firstWord), staffing: on},
	} {
		if err := wrong.Run(t.Context()); exitCode(err) != 2 {
			t.Errorf("%s: %v, want it refused", name, err)
		}
	}
	if code := logIn(firstWord); code != "" {
		t.Errorf("log in: %s", code)
	}
	disable := operatorsDisableCmd{Email: "kim@shop.kr", staffing: on}
	if err := disable.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "last admin") {
		t.Errorf("the last admin: %v", err)
	}
	second := operatorsAddCmd{Email: "lee@shop.kr", Role: "admin", Limit: "none", asking: typed(secondWord), staffing: on}
	if err := second.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := disable.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if code := logIn(firstWord); code != fault.LoginRefused {
		t.Errorf("log in of who is disabled: %q", code)
	}
	reset := operatorsResetCmd{Email: "kim@shop.kr", asking: typed(secondWord), staffing: on}
	if err := reset.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if old, now := logIn(firstWord), logIn(secondWord); old != fault.LoginRefused || now != "" {
		t.Errorf("after the reset: the old password %q, the new one %q", old, now)
	}
	for _, asJSON := range []bool{true, false} {
		if err := (&operatorsListCmd{JSON: asJSON, staffing: on}).Run(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if err := (&operatorsResetCmd{Email: "who@shop.kr", asking: typed(secondWord), staffing: on}).Run(t.Context()); exitCode(err) != 2 {
		t.Errorf("reset of nobody: %v", err)
	}
}

func TestDemo_keepsItsAdminsPassword(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	on := staffing{sealed{database: database{Data: dir}, sealing: sealing{SecretKey: strings.Repeat("k", 48)}}}
	staff, done, err := on.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	first, err := demoSecrets(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.admin(t.Context(), staff); err != nil {
		t.Fatal(err)
	}
	next, err := demoSecrets(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := next.admin(t.Context(), staff); err != nil {
		t.Fatal(err)
	}
	if len(first.Console) < operator.WordLeast || next.Console != first.Console {
		t.Errorf("passwords %q, then %q", first.Console, next.Console)
	}
	if _, _, err := staff.LogIn(t.Context(), merchant.LogInWish{Email: demoOperator, Password: next.Console}); err != nil {
		t.Error(err)
	}
}
