package alert

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
)

const tryWords = "시험 알림입니다. 이 줄이 보이면 알림이 제대로 옵니다. 하실 일은 없습니다."

// mostOrders is how many orders one line names.
const mostOrders = 3

// head begins every line.
func (a *Alerter) head() string {
	if a.config.Test {
		return "[나루·테스트] "
	}
	return "[나루] "
}

// titles say what there is of a kind; %d is how much.
var titles = map[merchant.AlertKind]string{
	merchant.AlertQuarantine:    "확정하지도 돌려주지도 않은 결제 %d건",
	merchant.AlertRefundHuman:   "사람이 마무리해야 하는 환불 %d건",
	merchant.AlertRefundUnknown: "30분 넘게 결과를 모르는 환불 %d건",
	merchant.AlertDeadLetter:    "상점에 끝내 전하지 못한 소식 %d건",
	merchant.AlertRecovery:      "백업에서 되돌린 데이터베이스, 환불 잠금 %d건",
	merchant.AlertEndpoint:      "꺼진 상점 웹훅 주소 %d개",
	merchant.AlertDuty:          "15분 넘게 실패하는 작업 %d개",
}

// todo says what to do about kinds that have no code of the catalogue.
var todo = map[merchant.AlertKind]string{
	merchant.AlertRefundUnknown: "두 번 나가지 않게 서버가 계속 확인합니다. 포트원 콘솔의 취소 내역을 보고, 직접 취소하지는 마세요.",
	merchant.AlertDeadLetter:    "상점 웹훅 주소와 서버를 확인하고, 빠진 주문은 결제 조회로 맞춰 주세요. 돈은 그대로입니다.",
	merchant.AlertRecovery:      "포트원 기록을 모두 다시 읽으면 환불이 저절로 열립니다. naru recovery status로 얼마나 왔는지 볼 수 있습니다. 결제는 그대로 받습니다.",
	merchant.AlertEndpoint:      "닷새 동안 한 번도 닿지 않았거나 410으로 답한 주소입니다. 상점 서버를 확인하고 resume으로 켠 뒤, 빠진 소식은 replay로 다시 보내 주세요. 돈은 그대로입니다.",
	merchant.AlertDuty:          "포트원 접속과 서버 로그를 확인해 주세요. naru doctor가 설정을 살펴 줍니다. 결제는 잃지 않으며 풀리면 이어서 합니다.",
}

// message writes the one line about everything of a kind: how much, which
// orders, what to do, and where to look.
func (a *Alerter) message(ctx context.Context, kind merchant.AlertKind, list []merchant.Alert) (string, error) {
	var line strings.Builder
	line.WriteString(a.head())
	fmt.Fprintf(&line, titles[kind], len(list))
	if sum := total(list); sum != "" {
		if len(list) > 1 {
			sum = "합계 " + sum
		}
		line.WriteString(", " + sum)
	}
	orders, err := a.orders(ctx, list)
	if err != nil {
		return "", err
	}
	if orders != "" {
		line.WriteString(" (" + orders + ")")
	}
	line.WriteString(". ")
	line.WriteString(a.advice(kind, list))
	if link := a.link(list); link != "" {
		line.WriteString(" " + link)
	}
	return line.String(), nil
}

// advice is the catalogue's own sentence where there is one: it says what
// happened, what it means for the money, and what to do.
func (a *Alerter) advice(kind merchant.AlertKind, list []merchant.Alert) string {
	if words, ok := todo[kind]; ok {
		return words
	}
	if entry, ok := fault.Catalogue[fault.Code(list[0].Reason)]; ok {
		return entry.Korean
	}
	return "포트원 콘솔에서 확인해 주세요."
}

// orders names the orders, the endpoints' hosts or the duties that a line is
// about.
func (a *Alerter) orders(ctx context.Context, list []merchant.Alert) (string, error) {
	var names []string
	err := a.store.View(ctx, func(tx merchant.Tx) error {
		names = nil
		for _, one := range list {
			name := "작업 " + one.Reason
			switch one.Kind {
			case merchant.AlertDuty:
			case merchant.AlertEndpoint:
				name = "주소 " + one.Reason
			default:
				p, err := tx.Payments().ByID(ctx, one.PaymentID)
				if errors.Is(err, merchant.ErrNotFound) {
					continue // money of which we know no order
				}
				if err != nil {
					return err
				}
				name = "주문 " + string(p.OrderRef)
			}
			if name = plain(name); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		return nil
	})
	if len(names) > mostOrders {
		names = append(names[:mostOrders], fmt.Sprintf("외 %d건", len(names)-mostOrders))
	}
	return strings.Join(names, ", "), err
}

// plain makes a text harmless in one line of Slack's.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// link leads to the first payment.
func (a *Alerter) link(list []merchant.Alert) string {
	if a.config.Link == "" {
		return ""
	}
	for _, one := range list {
		if one.PaymentID != "" {
			return a.config.Link + "/api/payments/" + string(one.PaymentID)
		}
	}
	return a.config.Link + "/readyz"
}

// total adds up the amounts that are known, if they are of one currency.
func total(list []merchant.Alert) string {
	var sum money.Amount
	unknown := 0
	for _, one := range list {
		switch {
		case !one.Amount.IsSet():
			unknown++
		case !sum.IsSet():
			sum = one.Amount
		default:
			more, err := sum.Add(one.Amount)
			if err != nil {
				return ""
			}
			sum = more
		}
	}
	if !sum.IsSet() {
		return ""
	}
	if unknown > 0 {
		return fmt.Sprintf("%s과 금액을 모르는 %d건", won(sum), unknown)
	}
	return won(sum)
}

// won writes an amount as people here do: 59,000원.
func won(a money.Amount) string {
	whole, part, _ := strings.Cut(a.Major(), ".")
	for at := len(whole) - 3; at > 0 && whole[at-1] != '-'; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if part != "" {
		whole += "." + part
	}
	if a.Currency() == money.KRW {
		return whole + "원"
	}
	return whole + " " + string(a.Currency())
}
