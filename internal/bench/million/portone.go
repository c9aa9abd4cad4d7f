package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// account is the PortOne account that everything is about.
const account = "imp00000000"

// apart is the time between two payments: a million take a year.
const apart = 31 * time.Second

// ledger is an account with many payments of which none is kept: each is worked
// out from its number, so that what is measured holds all the memory.
type ledger struct {
	merchant.Gateway // nothing but what is defined here is called
	n                int
	first            time.Time // when the first payment changed last
	fresh            *sync.Map // payment.Seen by imp_uid, of payments that were made here; read once
}

func newLedger(n int, now time.Time) ledger {
	return ledger{n: n, first: now.Add(-time.Duration(n) * apart).Truncate(time.Second), fresh: &sync.Map{}}
}

func (l ledger) at(i int) time.Time { return l.first.Add(time.Duration(i) * apart) }

// seen is the ith payment: of a hundred three gave a part back, two all of it.
func (l ledger) seen(i int) payment.Seen {
	amount := money.Won(int64(1000 * (1 + i%200)))
	s := payment.Seen{
		ImpUID: payment.ImpUID(fmt.Sprintf("imp_%012d", i)), MerchantUID: payment.MerchantUID(fmt.Sprintf("%s-%07d", l.at(i).Format("20060102"), i)),
		Status: payment.SeenPaid, RawStatus: "paid", Amount: amount, Captured: amount, Cancelled: money.Won(0), Store: account, Env: payment.Test,
		Channel: payment.Channel{Provider: "html5_inicis", MID: "INIpayTest"}, PayMethod: []string{"card", "card", "card", "trans", "vbank", "phone"}[i%6],
		PGTID: "StdpayCARDINIpayTest" + strconv.Itoa(i), CardName: "신한카드", CardNumber: fmt.Sprintf("510737******%04d", i*7919%10_000), Approval: fmt.Sprintf("%08d", i%100_000_000),
		PaidAt: l.at(i), ChangedAt: l.at(i),
	}
	back := map[int]int64{10: 500, 30: 500, 50: 500, 70: amount.Minor(), 90: amount.Minor()}[i%100]
	if back > 0 {
		s.Status, s.RawStatus, s.PaidAt = payment.SeenPartCancelled, "cancelled", s.PaidAt.Add(-time.Hour)
		if back == amount.Minor() {
			s.Status = payment.SeenCancelled
		}
		s.Cancelled = money.Won(back)
		s.History = []payment.Cancellation{{ID: strconv.Itoa(i), Reason: "고객 요청", Amount: s.Cancelled, At: s.ChangedAt}}
	}
	return s
}

// Lookup implements merchant.Gateway.
func (l ledger) Lookup(_ context.Context, uid payment.ImpUID) (payment.Seen, error) {
	if seen, ok := l.fresh.LoadAndDelete(uid); ok {
		return seen.(payment.Seen), nil
	}
	i, err := strconv.Atoi(strings.TrimPrefix(string(uid), "imp_"))
	if err != nil || i < 0 || i >= l.n {
		return payment.Seen{}, merchant.ErrNoPayment
	}
	return l.seen(i), nil
}

// Listing implements merchant.PaymentLister.
func (l ledger) Listing(_ context.Context, from, to time.Time, page, limit int) (merchant.Listing, error) {
	begin := max(0, int((from.Sub(l.first)+apart-1)/apart))
	end := min(l.n, int(to.Sub(l.first)/apart)+1)
	if to.Before(l.first) || begin >= end {
		return merchant.Listing{}, nil
	}
	list := merchant.Listing{Total: end - begin}
	for i := begin + (page-1)*limit; i < min(end, begin+page*limit); i++ {
		s := l.seen(i)
		list.Items = append(list.Items, merchant.Listed{
			ImpUID: s.ImpUID, MerchantUID: s.MerchantUID, At: s.ChangedAt, Seen: s, Name: "맨투맨 외 2건",
			Buyer: payment.Buyer{Name: name(i), Email: fmt.Sprintf("buyer%d@example.com", i%50_000), Tel: fmt.Sprintf("010-%04d-%04d", i/10_000%10_000, i%10_000)},
		})
	}
	return list, nil
}

// name is one of 20,000 names.
func name(i int) string {
	const family, given = "김이박최정강조윤장임한오서신권황안송류홍", "민서준도윤하은지우현수아영재경미정호성연주"
	f, g := []rune(family), []rune(given)
	n := i * 7919 % 20_000
	return string([]rune{f[n%20], g[n/20%20], g[n/400%20], g[n/8000%3]})
}
