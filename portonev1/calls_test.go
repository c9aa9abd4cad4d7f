package portonev1_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/naru-pay/naru/portonev1"
)

// apiCall is a method with what it sends and what a good answer is.
type apiCall struct {
	name           string
	call           func(*testing.T, *portonev1.Client) error
	answer         string
	sent           string
	write          bool
	another, other string // a text of the answer, and what makes it somebody else's; empty: the answer names nobody
}

// everyCall are the methods that are told by tables.
func everyCall() []apiCall {
	return slices.Concat(billingCalls, accountCalls, receiptCalls, certificationCalls, escrowCalls, storeCalls, kcpQuickCalls, naverCalls, partnerCalls)
}

func TestCalls_sendWhatPortOneDescribes(t *testing.T) {
	t.Parallel()
	for _, b := range everyCall() {
		f := newFake(t, answer(http.StatusOK, enveloped(b.answer)))
		if err := b.call(t, f.client(t)); err != nil {
			t.Errorf("%s: %v", b.name, err)
		}
		calls := f.calls()
		if len(calls) != 1 {
			t.Errorf("%s sent %d requests", b.name, len(calls))
			continue
		}
		if got := calls[0].method + " " + calls[0].uri + " " + calls[0].body; got != b.sent {
			t.Errorf("%s sent\n%s, want\n%s", b.name, got, b.sent)
		}
	}
}

func TestCalls_takeNoAnswerAboutSomethingElse(t *testing.T) {
	t.Parallel()
	for _, b := range everyCall() {
		if b.another == "" {
			continue
		}
		changed := strings.Replace(b.answer, b.another, b.other, 1)
		if changed == b.answer {
			t.Errorf("%s: the answer holds no %s", b.name, b.another)
		}
		f := newFake(t, answer(http.StatusOK, enveloped(changed)))
		err := b.call(t, f.client(t))
		if !errors.Is(err, portonev1.ErrMalformed) || portonev1.OutcomeUnknown(err) != b.write {
			t.Errorf("%s took it: %v, unknown %t", b.name, err, portonev1.OutcomeUnknown(err))
		}
	}
}

func TestCalls_writesAreSentOnceAndRefusalsAreCertain(t *testing.T) {
	t.Parallel()
	for _, b := range everyCall() {
		if !b.write {
			continue
		}
		f := newFake(t, breakOff)
		if err := b.call(t, f.client(t)); !portonev1.OutcomeUnknown(err) || len(f.calls()) != 1 {
			t.Errorf("%s broke off: %v, sent %d times", b.name, err, len(f.calls()))
		}
		f = newFake(t, answer(http.StatusOK, `{"code":-1,"message":"카드정보 인증에 실패하였습니다.","response":null}`))
		err := b.call(t, f.client(t))
		var refused *portonev1.Error
		if !errors.As(err, &refused) || refused.Message != "카드정보 인증에 실패하였습니다." || portonev1.OutcomeUnknown(err) || len(f.calls()) != 1 {
			t.Errorf("%s refused: %v", b.name, err)
		}
	}
}

func TestCalls_readsAreTriedAgain(t *testing.T) {
	t.Parallel()
	for _, b := range everyCall() {
		if b.write {
			continue
		}
		f := newFake(t, inTurn(breakOff, answer(http.StatusOK, enveloped(b.answer))))
		if err := b.call(t, f.client(t)); err != nil || len(f.calls()) != 2 {
			t.Errorf("%s after a broken connection: %v, sent %d times", b.name, err, len(f.calls()))
		}
	}
}

func TestCalls_tellWhatIsNotThere(t *testing.T) {
	t.Parallel()
	for _, b := range everyCall() {
		f := newFake(t, answer(http.StatusNotFound, `{"code":-1,"message":"존재하지 않습니다.","response":null}`))
		if err := b.call(t, f.client(t)); !errors.Is(err, portonev1.ErrNotFound) || portonev1.OutcomeUnknown(err) {
			t.Errorf("%s of nothing: %v", b.name, err)
		}
	}
}
