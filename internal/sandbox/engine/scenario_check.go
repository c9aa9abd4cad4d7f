package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of a scenario.
const (
	scenarioNameMost = 80
	scenarioTextMost = 200
	scenarioCodeMost = 20
	matcherMost      = 200 // characters of a text in when
	countMost        = 1_000_000
	copiesMost       = 100
	slowMost         = 60_000 // milliseconds
	delayMost        = 366 * 24 * time.Hour
)

// memberProblem is what is wrong with one member.
func memberProblem(member, format string, args ...any) error {
	return &Error{Class: Malformed, Message: member + ": " + fmt.Sprintf(format, args...)}
}

// Check says what is wrong with a scenario, naming the member, or nothing.
func (s Scenario) Check() error {
	if s.Name == "" || utf8.RuneCountInString(s.Name) > scenarioNameMost {
		return memberProblem("name", "1자 이상 %d자 이하여야 합니다.", scenarioNameMost)
	}
	effect, ok := EffectByName(s.Do.Effect)
	if !ok {
		names := make([]string, len(Effects))
		for i, e := range Effects {
			names[i] = e.Name
		}
		return memberProblem("do.effect", "%s 가운데 하나여야 합니다.", strings.Join(names, ", "))
	}
	if err := s.Do.check(effect); err != nil {
		return err
	}
	return s.When.check(effect)
}

// given are the members of Do that are there.
func (d Do) given() []string {
	return present(map[string]bool{
		"code": d.Code != "", "text": d.Text != "", "delay": d.Delay != 0, "ms": d.MS != 0,
		"copies": d.Copies != 0, "amount": d.Amount != "", "after": d.After,
	})
}

func (d Do) check(effect Effect) error {
	given := d.given()
	for _, name := range given {
		if !slices.Contains(effect.Do, name) {
			return memberProblem("do."+name, "%s에는 쓸 수 없습니다.", effect.Name)
		}
	}
	for _, name := range effect.Needs {
		if !slices.Contains(given, name) {
			return memberProblem("do."+name, "%s에는 꼭 필요합니다.", effect.Name)
		}
	}
	switch {
	case d.Delay < 0 || time.Duration(d.Delay) > delayMost:
		return memberProblem("do.delay", "0보다 크고 366일 이하여야 합니다.")
	case d.MS < 0 || d.MS > slowMost:
		return memberProblem("do.ms", "1 이상 %d 이하여야 합니다.", slowMost)
	case d.Copies < 0 || d.Copies > copiesMost:
		return memberProblem("do.copies", "1 이상 %d 이하여야 합니다.", copiesMost)
	case d.Amount != "" && !d.Amount.positive():
		return memberProblem("do.amount", "0보다 큰 금액이어야 합니다.")
	case utf8.RuneCountInString(d.Code) > scenarioCodeMost:
		return memberProblem("do.code", "%d자 이하여야 합니다.", scenarioCodeMost)
	case utf8.RuneCountInString(d.Text) > scenarioTextMost:
		return memberProblem("do.text", "%d자 이하여야 합니다.", scenarioTextMost)
	}
	return nil
}

// given are the members of When that are there.
func (w When) given() []string {
	return present(map[string]bool{
		"merchant": w.Merchant != "", "merchant_uid": w.MerchantUID != "", "amount": w.Amount != "", "pg": w.PG != "",
		"pay_method": w.PayMethod != "", "card_ends": w.CardEnds != "", "by": w.By != "", "event": w.Event != "",
		"operation": w.Operation != "", "nth": w.Nth != 0, "times": w.Times != 0, "probability": w.Probability != "",
	})
}

func (w When) check(effect Effect) error {
	for _, name := range w.given() {
		if !slices.Contains(effect.When, name) {
			return memberProblem("when."+name, "%s에는 쓸 수 없습니다.", effect.Name)
		}
	}
	for name, text := range map[string]string{
		"merchant": w.Merchant, "merchant_uid": w.MerchantUID, "pg": w.PG, "pay_method": w.PayMethod, "operation": w.Operation,
	} {
		if utf8.RuneCountInString(text) > matcherMost {
			return memberProblem("when."+name, "%d자 이하여야 합니다.", matcherMost)
		}
	}
	switch {
	case w.Nth < 0 || w.Nth > countMost:
		return memberProblem("when.nth", "1 이상 %d 이하여야 합니다.", countMost)
	case w.Times < 0 || w.Times > countMost:
		return memberProblem("when.times", "1 이상 %d 이하여야 합니다.", countMost)
	case w.Probability != "" && !w.Probability.chance():
		return memberProblem("when.probability", "0보다 크고 1 이하이며 소수점 아래 아홉 자리까지여야 합니다.")
	case w.Amount != "" && !w.Amount.positive():
		return memberProblem("when.amount", "0보다 큰 금액이어야 합니다.")
	case w.By != "" && !slices.Contains([]string{inAWindow, overAPI, onSchedule}, w.By):
		return memberProblem("when.by", "window, api, schedule 가운데 하나여야 합니다.")
	case w.Event != "" && !slices.Contains([]Status{Ready, Paid, Failed, Cancelled}, Status(w.Event)):
		return memberProblem("when.event", "ready, paid, failed, cancelled 가운데 하나여야 합니다.")
	case w.CardEnds != "" && (len(w.CardEnds) > 4 || strings.Trim(w.CardEnds, decimalDigits) != ""):
		return memberProblem("when.card_ends", "숫자 1~4자리여야 합니다.")
	case w.Operation != "" && !operationForm(w.Operation):
		return memberProblem("when.operation", "\"POST /payments/cancel\"처럼 메서드와 경로를 한 칸 띄워 적습니다.")
	}
	return nil
}

// chance reports whether a number is a probability.
func (d Decimal) chance() bool {
	_, ok := billionths(d)
	return ok && d.positive()
}

// operationForm reports whether text is a method, or *, and a path.
func operationForm(text string) bool {
	method, path, found := strings.Cut(text, " ")
	return found && method != "" && strings.HasPrefix(path, "/") && !strings.ContainsAny(path, " ?#") &&
		(method == "*" || strings.Trim(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "")
}

// present lists the names that are true, in alphabetical order.
func present(members map[string]bool) []string {
	var names []string
	for name, there := range members {
		if there {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
