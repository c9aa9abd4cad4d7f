package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// ErrConfirming is returned for a window whose approval waits for the shop's
// confirm_url: it can be answered again once that call has ended.
var ErrConfirming = errors.New("the shop is being asked whether the payment may be approved")

// Question is a call to the shop's server whose answer decides: confirm_url of
// request_pay, and that of a payment at a convenience store.
type Question struct {
	URL  string
	Body string // JSON
}

// noAsker is what the log says of a question that nobody can put.
const noAsker = "이 샌드박스는 네트워크를 쓰지 않아 호출하지 않았습니다."

// SetAsker tells how a Question reaches the shop's server; the engine itself
// has no network. Without one every question stays unanswered, which is a
// refusal. Call it before the engine is used.
func (e *Engine) SetAsker(ask func(context.Context, Question) Attempt) { e.asker = ask }

// ask puts a question to the shop. It must not be called under the lock. It
// ends by the asker's own time limit, not because the buyer's browser left:
// PortOne's server would not notice.
func (e *Engine) ask(ctx context.Context, q Question) Attempt {
	if e.asker == nil {
		return Attempt{Problem: noAsker}
	}
	a := e.asker(context.WithoutCancel(ctx), q)
	a.At = e.clock.Now().Unix()
	return a
}

// The texts of a payment that the shop has stopped.
const (
	confirmRefused  = "고객사 요청에 의해 결제를 중단합니다. (상세사유 : "
	confirmNoReason = "알 수 없음"
)

// codeConfirmRefused is the sandbox's own: no source tells PortOne's error_code.
const codeConfirmRefused = "SANDBOX_CONFIRM_REFUSED"

// confirmText is fail_reason and error_msg of a payment that the shop has
// stopped, empty when it lets it go on: HTTP 200 alone does. The reason is the
// answer's, if it is JSON that gives one.
func confirmText(a Attempt) string {
	if a.Code == 200 && a.Problem == "" {
		return ""
	}
	var answer struct {
		Reason string `json:"reason"`
	}
	if json.Unmarshal([]byte(a.Response), &answer) != nil || strings.TrimSpace(answer.Reason) == "" {
		answer.Reason = confirmNoReason
	}
	return confirmRefused + cut(answer.Reason, confirmReasonMost) + ")"
}

// confirmReasonMost is how many characters of a reason are kept; assumed.
const confirmReasonMost = 200

// confirmation is the question that must be answered before f is approved, nil
// when there is none. Why a confirm_url is not called is told in the log.
func (f *finish) confirmation() (*Question, error) {
	approves := slices.Contains([]Outcome{Approve, ApproveLoseReply, IssueAccount, LeavePending}, f.c.Outcome)
	if f.w.ConfirmURL == "" || f.message != "" || !approves {
		return nil, nil
	}
	why := f.unconfirmed()
	if why != "" {
		return nil, f.tell("confirm.skipped", f.p.Merchant, f.p.ImpUID, Object{{"url", f.w.ConfirmURL}, {"hint", why}})
	}
	body, err := plainJSON(Object{{"imp_uid", f.p.ImpUID}, {"merchant_uid", f.p.MerchantUID}, {"amount", number(f.p.Amount)}})
	if err != nil {
		return nil, err
	}
	return &Question{URL: f.w.ConfirmURL, Body: string(body)}, nil
}

// unconfirmed says why PortOne approves without asking the shop, empty when it
// asks: it does where it was enabled, except at some PGs and in Instagram's
// browser. That storing a card without a charge is not asked is assumed.
func (f *finish) unconfirmed() string {
	switch {
	case !f.e.merchants[f.p.Merchant].ConfirmProcess:
		return "이 고객사에는 confirm_url이 켜져 있지 않습니다. 설정의 confirm_process를 켜 주세요."
	case slices.Contains([]string{"naverco", "daou", "eximbay"}, f.p.PGProvider),
		f.p.PGProvider == "danal_tpay" && slices.Contains([]string{"cultureland", "happymoney"}, f.method):
		return "이 PG는 confirm_url을 지원하지 않습니다."
	case strings.Contains(f.p.UserAgent, "Instagram"):
		return "인스타그램 인앱 브라우저에서는 confirm_url이 호출되지 않습니다."
	case f.p.registers():
		return "카드를 등록하기만 하는 창은 승인이 없어 confirm_url을 호출하지 않습니다."
	}
	return ""
}

// asked marks the window as one whose shop is being asked. The mark is not kept
// over a restart: the window can then be answered again, and nothing was paid.
func (f *finish) asked(q *Question) error {
	f.e.confirming[f.w.Secret] = true
	f.changes, f.events = nil, nil // what would be approved is judged again after the answer
	return f.tell("confirm.asked", f.p.Merchant, f.p.ImpUID, Object{{"url", q.URL}, {"body", json.RawMessage(q.Body)}})
}

// confirmed takes the mark away: whatever went wrong, a window that is not over
// can be answered again.
func (e *Engine) confirmed(secret string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.confirming, secret)
}

// heard tells the log what the shop answered, and fails the payment when it did
// not let it go on.
func (f *finish) heard(q *Question, a Attempt) (stopped bool, err error) {
	text := confirmText(a)
	if err := f.tell("confirm.answered", f.p.Merchant, f.p.ImpUID, Object{
		{"url", q.URL},
		{"body", json.RawMessage(q.Body)},
		{"code", a.Code},
		{"response", string(bytes.TrimSpace([]byte(a.Response)))},
		{"problem", textOrNull(a.Problem)},
		{"proceeds", text == ""},
	}); err != nil || text == "" {
		return false, err
	}
	code := ""
	if !f.w.Legacy {
		code = codeConfirmRefused
	}
	return true, f.fail(code, text)
}

// SetConfirmProcess switches the confirm process of an account on or off: PortOne
// calls confirm_url only where its support has enabled it.
func (e *Engine) SetConfirmProcess(ctx context.Context, code string, on bool) (Merchant, error) {
	return e.changeMerchant(ctx, code, "merchant.settings_saved", func(_ *tx, m *Merchant) error {
		m.ConfirmProcess = on
		return nil
	})
}
