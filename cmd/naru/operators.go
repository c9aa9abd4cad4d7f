package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/operator"
	"github.com/naru-pay/naru/internal/password"
)

// staffOf is the use cases of the console's operators over a store.
func staffOf(kept merchant.Store, now clock.Clock) *merchant.Staff {
	return &merchant.Staff{Store: kept, Clock: now, Entropy: id.System, Passwords: password.New(id.System, runtime.NumCPU())}
}

// operatorsCmd is naru operators.
type operatorsCmd struct {
	Add     operatorsAddCmd     `cmd:"" help:"Add somebody; their password is asked for. (운영자 추가)"`
	List    operatorsListCmd    `cmd:"" help:"List them. (운영자 목록)"`
	Disable operatorsDisableCmd `cmd:"" help:"Let somebody in no more, and end their sessions. (사용 중지)"`
	Reset   operatorsResetCmd   `cmd:"" help:"Give who lost it another password; switches codes off and lets a disabled one in again. (비밀번호 재설정)"`
}

// asking is how a password is told.
type asking struct {
	Stdin bool `name:"password-stdin" help:"Read the password from standard input, one line. (비밀번호를 표준 입력에서)"`

	from io.Reader // nil: standard input
}

// word asks for a password twice without showing it, or reads one line.
func (a asking) word() (string, error) {
	if a.Stdin && a.from != nil {
		return firstLine(a.from)
	}
	if a.Stdin {
		return firstLine(os.Stdin)
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return "", usage("비밀번호를 물을 터미널이 없습니다. --password-stdin으로 알려 주세요 (there is no terminal to ask on; use --password-stdin)")
	}
	first, err := askHidden(fmt.Sprintf("새 비밀번호, %d자 이상 / new password, at least %d characters: ", operator.WordLeast, operator.WordLeast))
	if err != nil {
		return "", err
	}
	again, err := askHidden("한 번 더 / again: ")
	if err != nil {
		return "", err
	}
	if first != again {
		return "", usage("두 번 적은 비밀번호가 다릅니다 (the two passwords differ)")
	}
	return first, nil
}

func askHidden(question string) (string, error) {
	fmt.Fprint(os.Stderr, question)
	typed, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(os.Stderr)
	return string(typed), err
}

func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", usage("표준 입력에 비밀번호가 없습니다 (there is no password on standard input)")
	}
	return line, nil
}

// staffing opens the database with the key that seals operators' codes.
type staffing struct{ sealed }

func (s staffing) open(ctx context.Context) (*merchant.Staff, func(), error) {
	db, err := s.sealed.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	return staffOf(db, clock.System{}), func() { _ = db.Close() }, nil
}

// refusedBy explains a refusal of the use cases on the command line.
func refusedBy(err error) error {
	switch fault.CodeOf(err) {
	case fault.PasswordWeak, fault.BadField, fault.MissingField, fault.OperatorExists, fault.OperatorLastAdmin, fault.OperatorNotFound:
		entry := fault.CodeOf(err).Entry()
		return usage("운영자를 바꾸지 않았습니다. %s (%s %w)", entry.Korean, entry.Eng, err)
	}
	return err
}

// operatorsAddCmd is naru operators add.
type operatorsAddCmd struct {
	Email string `arg:"" help:"E-mail address, with which they log in."`
	Name  string `help:"Who it is, as the history shows it. (이름)" placeholder:"NAME"`
	Role  string `help:"What they may do: ${enum} (${default}). (역할)" enum:"viewer,operator,admin" default:"admin"`
	Limit string `name:"refund-limit" help:"Won that they may give back of one payment, or none for no limit; an operator's is 100,000 and an admin's second look begins above 1,000,000 unless told. (환불 한도)" placeholder:"WON|none"`
	asking
	staffing
}

// Help shows an example.
func (operatorsAddCmd) Help() string {
	return "Example: naru operators add kim@shop.example --name 김나루 --role operator --refund-limit 50000"
}

// Run adds somebody.
func (c *operatorsAddCmd) Run(ctx context.Context) error {
	wish := merchant.OperatorWish{Email: c.Email, Name: c.Name, Role: operator.Role(c.Role)}
	if wish.Name == "" {
		wish.Name, _, _ = strings.Cut(c.Email, "@")
	}
	var err error
	if wish.RefundLimit, err = refundLimit(c.Limit); err != nil {
		return err
	}
	if wish.Password, err = c.word(); err != nil {
		return err
	}
	staff, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	o, _, err := staff.Create(byHand(ctx), wish)
	if err != nil {
		return refusedBy(err)
	}
	fmt.Printf("%s  %s  %s\n", o.ID, o.Email, o.Role)
	fmt.Fprintln(os.Stderr, "추가했습니다. 결제 서버의 /console에서 로그인하세요. / Added: log in at /console of the payment server.")
	return nil
}

func refundLimit(text string) (*int64, error) {
	none := operator.NoLimit
	switch text {
	case "":
		return nil, nil
	case "none":
		return &none, nil
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(text, ",", ""), 10, 64)
	if err != nil || n < 0 {
		return nil, usage("--refund-limit은 원 단위 정수나 none입니다 (--refund-limit takes whole won, or none, not %q)", text)
	}
	return &n, nil
}

// operatorsListCmd is naru operators list.
type operatorsListCmd struct {
	JSON bool `help:"As JSON."`
	staffing
}

// Help shows an example.
func (operatorsListCmd) Help() string { return "Example: naru operators list --json" }

// operatorLine is an operator as listed; nothing in it is secret.
type operatorLine struct {
	ID          string        `json:"id"`
	Email       string        `json:"email"`
	Name        string        `json:"name"`
	Role        operator.Role `json:"role"`
	RefundLimit *int64        `json:"refund_limit"`
	TOTP        bool          `json:"totp"`
	Disabled    bool          `json:"disabled"`
}

// Run lists everybody.
func (c *operatorsListCmd) Run(ctx context.Context) error {
	staff, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	all, err := staff.Operators(ctx)
	if err != nil {
		return err
	}
	lines := make([]operatorLine, 0, len(all))
	for _, o := range all {
		line := operatorLine{ID: o.ID, Email: o.Email, Name: o.Name, Role: o.Role, TOTP: o.TOTP != "", Disabled: !o.Active()}
		if o.RefundLimit != operator.NoLimit {
			line.RefundLimit = &o.RefundLimit
		}
		lines = append(lines, line)
	}
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(lines)
	}
	if len(lines) == 0 {
		fmt.Fprintln(os.Stderr, "운영자가 없습니다. naru operators add로 첫 관리자를 만드세요. / Nobody yet: naru operators add makes the first admin.")
	}
	for _, l := range lines {
		limit, state := "none", "active"
		if l.RefundLimit != nil {
			limit = strconv.FormatInt(*l.RefundLimit, 10)
		}
		if l.Disabled {
			state = "disabled"
		}
		fmt.Printf("%s  %-8s  %-8s  %10s  totp=%-5t  %s  %s\n", l.ID, l.Role, state, limit, l.TOTP, l.Email, l.Name)
	}
	return nil
}

// operatorsDisableCmd is naru operators disable.
type operatorsDisableCmd struct {
	Email string `arg:"" help:"Whom."`
	staffing
}

// Help shows an example.
func (operatorsDisableCmd) Help() string { return "Example: naru operators disable kim@shop.example" }

// Run lets somebody in no more.
func (c *operatorsDisableCmd) Run(ctx context.Context) error {
	staff, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	o, err := staff.OperatorByEmail(ctx, c.Email)
	if err != nil {
		return refusedBy(err)
	}
	off := true
	if _, err := staff.Change(byHand(ctx), o.ID, merchant.OperatorChange{Disabled: &off}); err != nil {
		return refusedBy(err)
	}
	fmt.Println("disabled", o.ID)
	return nil
}

// operatorsResetCmd is naru operators reset.
type operatorsResetCmd struct {
	Email string `arg:"" help:"Whose."`
	asking
	staffing
}

// Help shows an example.
func (operatorsResetCmd) Help() string { return "Example: naru operators reset kim@shop.example" }

// Run gives somebody another password.
func (c *operatorsResetCmd) Run(ctx context.Context) error {
	word, err := c.word()
	if err != nil {
		return err
	}
	staff, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	o, err := staff.OperatorByEmail(ctx, c.Email)
	if err != nil {
		return refusedBy(err)
	}
	if _, _, err := staff.Reset(byHand(ctx), o.ID, word); err != nil {
		return refusedBy(err)
	}
	on := false
	if _, err := staff.Change(byHand(ctx), o.ID, merchant.OperatorChange{Disabled: &on}); err != nil {
		return refusedBy(err)
	}
	fmt.Println("reset", o.ID)
	return nil
}
