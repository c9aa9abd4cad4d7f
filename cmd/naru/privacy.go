package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// systemClock tells the time of what a person does at the command line.
var systemClock clock.System

// privacyCmd is naru privacy.
type privacyCmd struct {
	Purge privacyPurgeCmd `cmd:"" help:"Forget who paid long ago; money stays. (오래된 개인정보 파기)"`
	Erase privacyEraseCmd `cmd:"" help:"Forget one buyer; money stays. (한 사람의 개인정보 삭제)"`
	Show  privacyShowCmd  `cmd:"" help:"Show who made a payment; the look is noted in the audit log. (구매자 정보 열람)"`
}

// privacyPurgeCmd is naru privacy purge.
type privacyPurgeCmd struct {
	OlderThan string `required:"" help:"Since when payments have not changed: 5y, 18m, 400d. (보존 기간)" placeholder:"TIME"`
	DryRun    bool   `help:"Count only. (세기만)"`
	sealed
}

// Help shows an example.
func (privacyPurgeCmd) Help() string {
	return "Names, phones, addresses, account numbers, metadata and PortOne's webhooks go; amounts, states and times stay. Payments that still wait for money are left.\n\nExample: naru privacy purge --older-than 5y --dry-run"
}

// Run forgets, or counts.
func (c *privacyPurgeCmd) Run(ctx context.Context) error {
	now := systemClock.Now()
	before, err := longAgo(c.OlderThan, now)
	if err != nil {
		return err
	}
	db, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	said := 0
	done, err := merchant.Purge(byHand(ctx), db, merchant.Forgetting{Before: before, DryRun: c.DryRun}, now, func(f merchant.Forgotten) {
		if f.Payments >= said+10_000 {
			said = f.Payments
			fmt.Fprintf(os.Stderr, "%d건 / %d payments\n", f.Payments, f.Payments)
		}
	})
	tellForgotten(done, c.DryRun)
	return err
}

func tellForgotten(f merchant.Forgotten, dry bool) {
	ko, en := "지웠습니다", "forgotten"
	if dry {
		ko, en = "지울 것입니다(연습)", "would be forgotten"
	}
	fmt.Printf("결제 %d건의 개인정보를 %s. 이미 지운 것 %d건, 아직 진행 중이라 남긴 것 %d건, 웹훅 %d건.\n", f.Payments, ko, f.Already, f.Running, f.Webhooks)
	fmt.Printf("%d payments %s, %d were already, %d still run and were left, %d webhooks.\n", f.Payments, en, f.Already, f.Running, f.Webhooks)
}

// The longest time that a payment is looked back for.
const mostYearsAgo = 100

// longAgo reads 5y, 18m or 400d as the time that long before now.
func longAgo(text string, now time.Time) (time.Time, error) {
	wrong := usage("--older-than은 5y, 18m, 400d처럼 적습니다 (--older-than takes 5y, 18m or 400d, not %q)", text)
	if text == "" {
		return time.Time{}, wrong
	}
	n, err := strconv.Atoi(text[:len(text)-1])
	if err != nil || n < 1 || n > mostYearsAgo*366 {
		return time.Time{}, wrong
	}
	switch text[len(text)-1] {
	case 'y':
		return now.AddDate(-n, 0, 0), nil
	case 'm':
		return now.AddDate(0, -n, 0), nil
	case 'd':
		return now.AddDate(0, 0, -n), nil
	}
	return time.Time{}, wrong
}

// privacyEraseCmd is naru privacy erase.
type privacyEraseCmd struct {
	Phone  string `xor:"who" required:"" help:"Of the buyer, in any form. (전화번호)" placeholder:"NUMBER"`
	Email  string `xor:"who" required:"" help:"Of the buyer. (이메일)" placeholder:"ADDRESS"`
	Order  string `xor:"who" required:"" help:"The order, by the shop's own name for it. (주문번호)" placeholder:"ORDER_REF"`
	DryRun bool   `help:"Count only. (세기만)"`
	sealed
}

// Help shows an example.
func (privacyEraseCmd) Help() string {
	return "Payments that still wait for money, or give it back, are left: run it again when they are done.\n\nExample: naru privacy erase --phone 010-1234-5678 --dry-run"
}

// Run forgets one buyer.
func (c *privacyEraseCmd) Run(ctx context.Context) error {
	db, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	who := merchant.Forgetting{Phone: c.Phone, Email: c.Email, Order: payment.OrderRef(c.Order), DryRun: c.DryRun}
	done, err := merchant.Erase(byHand(ctx), db, who, systemClock.Now())
	if fault.CodeOf(err) == fault.BadField {
		return usage("누구의 정보를 지울지 알 수 없습니다 (whom to forget cannot be told)")
	}
	tellForgotten(done, c.DryRun)
	return err
}

// privacyShowCmd is naru privacy show.
type privacyShowCmd struct {
	Payment string `arg:"" help:"pay_…"`
	Why     string `required:"" help:"Why you look; noted with your name. (사유)" placeholder:"TEXT"`
	sealed
}

// Help shows an example.
func (privacyShowCmd) Help() string {
	return "Example: naru privacy show pay_01… --why 'the buyer asks where the refund is'"
}

// Run notes the look and shows the buyer.
func (c *privacyShowCmd) Run(ctx context.Context) error {
	if strings.TrimSpace(c.Why) == "" {
		return usage("--why에 사유를 적어 주세요 (say why in --why)")
	}
	db, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	buyer, account, err := merchant.Unmask(byHand(ctx), db, payment.ID(c.Payment), c.Why, systemClock.Now())
	if errors.Is(err, fault.New(fault.PaymentNotFound)) {
		return usage("그런 결제가 없습니다 (no such payment: %s)", c.Payment)
	}
	if err != nil {
		return err
	}
	fmt.Printf("이름 / name    %s\n전화 / phone   %s\n메일 / e-mail  %s\n주소 / address %s %s\n", buyer.Name, buyer.Tel, buyer.Email, buyer.Postcode, buyer.Addr)
	if account != nil {
		fmt.Printf("계좌 / account %s %s %s\n", account.BankName, account.Number, account.Holder)
	}
	return nil
}
