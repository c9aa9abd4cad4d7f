package engine

import (
	"net/url"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/money"
)

// problem is a failed pre-check. invented is the error_code that the current
// SDK build is given where no source tells PortOne's: its documented test of
// failure is that error_code is not null.
type problem struct {
	code     string // PortOne's error_code; may be empty
	invented string
	message  string
	hint     string
}

// Codes that no source tells, marked as the sandbox's own.
const (
	codeBadParameter = "SANDBOX_BAD_PARAMETER"
	codeNoChannel    = "SANDBOX_NO_CHANNEL"
	codePrepared     = "SANDBOX_PREPARED_MISMATCH"
	codeUserCancel   = "SANDBOX_USER_CANCEL"
)

// windowRefused begins the texts of the newer modules' pre-checks.
const windowRefused = "결제 창 호출에 실패하였습니다. "

func bad(message, hint string) *problem {
	return &problem{invented: codeBadParameter, message: windowRefused + message, hint: hint}
}

// check runs the pre-checks in the documented order: channel, already paid,
// prepared amount, and what this PG demands. The type of the amount is looked
// at after the channel, whose PG says what a missing currency means.
func (e *Engine) check(t *tx, s *start) *problem {
	for _, step := range []func(*start) *problem{
		e.checkUser, e.checkTier, s.checkMerchantUID, e.checkChannel, s.checkAmount, s.checkParts, e.checkUnpaid, e.checkPrepared, s.checkMethod,
		s.checkDemands, s.checkRedirect, s.checkOptions, s.checkBilling,
	} {
		if problem := step(s); problem != nil {
			return problem
		}
	}
	return s.checkDue(t.now)
}

func (e *Engine) checkUser(s *start) *problem {
	m, ok := e.merchants[s.UserCode]
	if !ok || m.isStore() {
		return &problem{
			invented: codeBadParameter, message: "유효하지 않은 고객사 식별코드입니다.",
			hint: "IMP.init에는 콘솔의 고객사 식별코드(imp와 숫자 8자리)를 넣습니다.",
		}
	}
	s.merchant = m
	return nil
}

func (s *start) checkMerchantUID(_ *start) *problem {
	switch {
	case !s.p.has("merchant_uid"):
		return bad("merchant_uid 파라메터가 누락되었습니다.", "request_pay에 merchant_uid가 없습니다.")
	case !s.p.isText("merchant_uid"):
		return bad("merchant_uid는 문자열이어야 합니다.", "merchant_uid: 1234 가 아니라 merchant_uid: \"1234\" 입니다.")
	}
	s.uid = s.p.text("merchant_uid")
	if text := merchantUIDProblem(s.uid); text != "" {
		return bad(text, "")
	}
	return nil
}

func (s *start) checkAmount(_ *start) *problem {
	currency := s.p.currency(s.provider.currency())
	switch {
	case !currency.Known():
		return bad("지원하지 않는 화폐입니다.", "currency는 KRW, USD, EUR, JPY 가운데 하나입니다.")
	case !s.provider.takes(currency):
		return bad("이 PG가 지원하지 않는 화폐입니다.", s.provider.Name+"는 "+string(currency)+" 결제를 받지 않습니다.")
	case !s.p.has("amount"):
		return bad("amount 파라메터가 누락되었습니다.", "request_pay에 amount가 없습니다.")
	case !s.p.isNumber("amount"):
		return bad("amount는 숫자여야 합니다.", "amount: \"1000\" 이 아니라 amount: 1000 입니다.")
	}
	amount, err := parseAmount(s.p.text("amount"), currency)
	if err != nil || !amount.IsPositive() && !s.p.has("customer_uid") { // a card may be registered for nothing
		return bad("amount가 올바르지 않습니다.", "amount는 0보다 큰, 화폐 단위에 맞는 수여야 합니다.")
	}
	s.amount = amount
	return nil
}

// over reports whether a is more than b, or of another currency.
func over(a, b money.Amount) bool {
	c, err := a.Compare(b)
	return err != nil || c > 0
}

// checkChannel finds the channel: channelKey wins over pg, and a missing pg is
// the default channel. Both must match exactly, case included.
func (e *Engine) checkChannel(s *start) *problem {
	key, pg := s.p.text("channelKey"), s.p.text("pg")
	for _, c := range s.merchant.Channels {
		if c.Type != typePayment {
			continue
		}
		if key != "" && c.Key == key || key == "" && (pg == "" || pg == c.Provider || pg == c.Provider+"."+c.MID) {
			s.channel = c
			break
		}
	}
	provider, ok := ProviderByCode(s.channel.Provider)
	if !ok {
		hint := nearest(s.merchant, pg)
		if key != "" {
			hint = "이 channelKey의 결제 채널이 없습니다: " + key
		}
		return &problem{invented: codeNoChannel, message: textNoChannel, hint: hint}
	}
	s.provider = provider
	return nil
}

func (e *Engine) checkUnpaid(s *start) *problem {
	if e.approved(s.merchant.Code, s.uid) && !e.faults.AllowDoubleApproval {
		return &problem{code: codeAlreadyPaid, message: textAlreadyPaid, hint: "한 번 승인된 merchant_uid는 취소된 뒤에도 다시 쓸 수 없습니다."}
	}
	return nil
}

// approved reports whether a payment of the merchant_uid was ever paid.
func (e *Engine) approved(merchant, merchantUID string) bool {
	return slices.ContainsFunc(e.ofOrder(merchant, merchantUID), func(id string) bool { return e.payments.of(id).PaidAt != 0 })
}

// checkPrepared compares with the registered amount. PortOne documents that
// the window does not open, but neither code nor text.
func (e *Engine) checkPrepared(s *start) *problem {
	p, ok := e.prepared[orderKey{s.merchant.Code, s.uid}]
	if !ok {
		return nil
	}
	registered, err := money.ParseMajor(p.Amount, s.amount.Currency())
	if err != nil || registered != s.amount {
		return &problem{
			invented: codePrepared, message: windowRefused + "사전등록된 금액과 결제 요청 금액이 다릅니다.",
			hint: "사전등록 " + p.Amount + ", 요청 " + s.amount.String(),
		}
	}
	if p.Currency != "" && p.Currency != string(s.amount.Currency()) {
		return &problem{
			invented: codePrepared, message: windowRefused + "사전등록된 화폐와 결제 요청 화폐가 다릅니다.",
			hint: "사전등록 " + p.Currency + ", 요청 " + s.amount.String(),
		}
	}
	return nil
}

// checkMethod settles pay_method. Missing, it is `card`, and where the PG has
// no cards the PG's first (assumed).
func (s *start) checkMethod(_ *start) *problem {
	methods := s.provider.Methods()
	if len(methods) == 0 {
		return &problem{invented: codeNoChannel, message: textNoChannel, hint: "결제창이 없는 PG입니다: " + s.provider.Code}
	}
	s.method = s.p.text("pay_method")
	switch {
	case s.provider.IgnoreMethod && s.p.has("customer_uid") && len(s.provider.Billing.Window) > 0:
		s.method = s.provider.Billing.Window[0]
	case s.provider.IgnoreMethod && !slices.Contains(methods, s.method):
		s.method = methods[0]
	case s.method == "" && slices.Contains(methods, "card"):
		s.method = "card"
	case s.method == "":
		s.method = methods[0]
	}
	if !slices.Contains(methods, s.method) {
		return s.noMethod(methods)
	}
	if s.channel.Mode == Test && slices.Contains(s.provider.TestLacks, s.method) {
		return bad("테스트 모드에서는 사용할 수 없는 결제수단입니다.", s.provider.Name+"의 테스트 모드에는 "+s.method+"가 없습니다.")
	}
	return nil
}

// noMethod refuses a pay_method that the PG does not have.
func (s *start) noMethod(methods []string) *problem {
	hint := "이 PG의 pay_method: " + strings.Join(methods, ", ")
	if close := closest(methods, s.method); close != "" {
		hint = "'" + close + "'의 오타로 보입니다. " + hint
	}
	if s.provider.NoMethod != "" {
		return &problem{invented: codeBadParameter, message: s.provider.NoMethod, hint: hint}
	}
	return bad("지원하지 않는 결제수단입니다.", hint)
}

// checkRedirect asks for where a redirected device goes back to.
func (s *start) checkRedirect(_ *start) *problem {
	return redirectProblem(s.p.text("m_redirect_url"), s.shown().delivery)
}

// redirectProblem asks for an address where the result is told by one.
func redirectProblem(redirect string, d Delivery) *problem {
	u, err := url.Parse(redirect)
	usable := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
	switch {
	case redirect == "" && d == ByRedirect:
		return bad("모바일 결제에는 m_redirect_url이 필요합니다.", "모바일에서는 콜백 대신 m_redirect_url로 돌아옵니다.")
	case redirect != "" && !usable:
		return bad("m_redirect_url은 http 또는 https 주소여야 합니다.", "받은 값: "+redirect)
	}
	return nil
}

// refusal tells the failure as request_pay's function or m_redirect_url would.
func (s *start) refusal(p *problem) *Refusal {
	r := &Refusal{Code: p.code, Message: p.message, Hint: p.hint, Delivery: ByCallback}
	if r.Code == "" && !s.Legacy {
		r.Code = p.invented
	}
	idsOnly := s.provider.IDsOnly && !s.Legacy
	if !idsOnly {
		r.Callback = append(r.Callback, Field{"success", false})
	}
	r.Callback = append(r.Callback, Field{"imp_uid", nil}, Field{"merchant_uid", textOrNull(s.p.text("merchant_uid"))})
	if r.Code != "" {
		r.Callback = append(r.Callback, Field{"error_code", r.Code})
	}
	r.Callback = append(r.Callback, Field{"error_msg", r.Message})
	if s.provider.Code != "" {
		r.Delivery = s.shown().delivery
	}
	r.RedirectURL = redirectURL(s.p.text("m_redirect_url"), s.failureQuery(r, idsOnly))
	return r
}

// failureQuery is what is appended to m_redirect_url; there is no imp_uid yet.
func (s *start) failureQuery(r *Refusal, idsOnly bool) []string {
	q := []string{"merchant_uid", s.p.text("merchant_uid")}
	if !idsOnly {
		q = append(q, "imp_success", "false")
	}
	if r.Code != "" {
		q = append(q, "error_code", r.Code)
	}
	return append(q, "error_msg", r.Message)
}

// closest returns the word of list that is at most two edits away.
func closest(list []string, word string) string {
	for _, w := range list {
		if edits(w, strings.ToLower(word)) <= 2 {
			return w
		}
	}
	return ""
}

// edits is the Levenshtein distance of two short words; a word that is far too
// long is as far as it is long.
func edits(a, b string) int {
	if len(b) > 20 {
		return len(b)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
