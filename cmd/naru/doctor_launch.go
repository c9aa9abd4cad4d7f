package main

import (
	"context"
	"fmt"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// evidence is what the newest payments prove: which ways of hearing of one have
// worked, and what was given back.
type evidence struct {
	paid         int
	actors       map[string]bool
	whole, part  bool
	byDefaultPG  bool
	unknownCount int
}

// mostEvidence is how many of the newest payments are read.
const mostEvidence = 200

// checkLaunch is PortOne's launch checklist. What the server does by its nature
// is said so, what the newest payments prove is taken from them, and what only
// a person can see is left to one.
func (p *patient) checkLaunch(ctx context.Context) {
	if p.live {
		p.say("live", healthy, "실연동 설정입니다.", "The settings are live.")
	} else {
		p.say("live", wrong, "아직 테스트 설정입니다. PORTONE_MODE=live와 실연동 채널을 넣어 주세요.", "The settings are for tests. Set PORTONE_MODE=live and a live channel.")
	}
	for _, c := range p.channels {
		if p.live && c.Type == "payment" && c.Channel == p.channel() && c.Env == payment.Test {
			p.say("test_channel", wrong, "기본 채널과 같은 이름의 테스트 채널이 남아 있습니다.", "A test channel of the default channel's name is still there.")
		}
	}
	p.sayBuiltIn()
	p.sayUnchecked()
	if p.db == nil {
		p.say("evidence", unchecked, "데이터베이스를 읽지 못해 무엇을 해 봤는지 알 수 없습니다.", "The database was not read, so what was tried is not known.")
		return
	}
	seen, err := p.evidence(ctx)
	if err != nil {
		p.say("evidence", wrong, "결제 기록을 읽지 못했습니다: "+redactError(err), "The payments could not be read, see above.")
		return
	}
	p.checkEvidence(seen)
}

func (p *patient) evidence(ctx context.Context) (evidence, error) {
	seen := evidence{actors: map[string]bool{}}
	err := p.db.View(ctx, func(tx merchant.Tx) error {
		list, err := tx.Payments().List(ctx, "", merchant.Page{Limit: mostEvidence})
		if err != nil {
			return err
		}
		for _, one := range list {
			if err := seen.add(ctx, tx, one, p.channel()); err != nil {
				return err
			}
		}
		return nil
	})
	return seen, err
}

func (e *evidence) add(ctx context.Context, tx merchant.Tx, one payment.Payment, usual payment.Channel) error {
	if one.Bound == "" {
		return nil
	}
	e.paid++
	e.byDefaultPG = e.byDefaultPG || one.Channel == usual
	events, err := tx.Events().OfPayment(ctx, one.ID)
	for _, event := range events {
		if event.Type.Outward() {
			e.actors[event.Actor] = true
		}
	}
	if err != nil {
		return err
	}
	refunds, err := tx.Refunds().OfPayment(ctx, one.ID)
	for _, r := range refunds {
		switch {
		case r.State == payment.RefundUnknown:
			e.unknownCount++
		case r.State != payment.RefundSucceeded:
		case r.Amount == one.Amount:
			e.whole = true
		default:
			e.part = true
		}
	}
	return err
}

// checkEvidence says what has been seen to work here.
func (p *patient) checkEvidence(seen evidence) {
	for _, c := range []struct {
		id              string
		proven          bool
		korean, english string
	}{
		{"window", seen.byDefaultPG, "기본 채널의 결제창이 열리고 승인되는지", "the default channel's window opens and approves"},
		{"callback", seen.actors["callback"], "브라우저 콜백으로 확정되는지", "a browser's callback confirms"},
		{"redirect", seen.actors["redirect"], "모바일 리디렉션(m_redirect_url)으로 확정되는지", "a mobile redirect (m_redirect_url) confirms"},
		{"webhook", seen.actors["webhook"], "포트원의 웹훅으로 확정되는지", "PortOne's webhook confirms"},
		{"refund_whole", seen.whole, "전액 환불이 되는지", "a refund of the whole"},
		{"refund_part", seen.part, "부분 환불이 되는지", "a refund of a part"},
	} {
		if c.proven {
			p.say(c.id, healthy, c.korean+": 이 데이터베이스의 결제로 확인했습니다.", "Seen in this database: "+c.english+".")
		} else {
			p.say(c.id, unchecked, c.korean+": 아직 그런 결제가 없습니다. 한 번 해 보세요.", "Not seen yet, so try it: "+c.english+".")
		}
	}
	if seen.paid > 0 {
		p.say("methods", unchecked, fmt.Sprintf("결제 %d건을 봤습니다. 결제수단마다 승인·전액 취소·부분 취소를 한 번씩 해 보세요.", seen.paid),
			fmt.Sprintf("%d payments were looked at. Try approval, whole and part cancels with each pay method.", seen.paid))
	}
	if seen.unknownCount == 0 {
		p.say("unknown", healthy, "결과를 모르는 취소는 다시 보내지 않고 확인하며, 지금 그런 취소가 없습니다.", "A cancel of unknown outcome is looked up, not repeated; there is none now.")
	} else {
		p.say("unknown", warned, fmt.Sprintf("결과를 모르는 환불이 %d건 있습니다.", seen.unknownCount), fmt.Sprintf("%d refunds have no known outcome.", seen.unknownCount))
	}
}

// sayBuiltIn names what the server does whatever is set.
func (p *patient) sayBuiltIn() {
	p.say("answers_200", healthy, "웹훅은 기록한 뒤 200으로 답하고, 같은 웹훅이 여러 번 와도 한 번만 확정합니다.", "Webhooks are answered with 200 once noted; however often one comes, a payment is confirmed once.")
	p.say("m_redirect_url", healthy, "m_redirect_url은 서버가 정합니다 (/api/return).", "m_redirect_url is set by the server (/api/return).")
}

// sayUnchecked names what nobody can see from here.
func (p *patient) sayUnchecked() {
	for _, c := range []struct{ id, korean, english string }{
		{"webhook_live", "포트원 콘솔: 실연동 웹훅 주소가 " + p.hookAddress() + " 인지", "PortOne's console: the live webhook address is " + p.hookAddress()},
		{"ip_limits", "포트원·PG 콘솔: IP 제한을 쓴다면 이 서버의 주소가 들어 있는지", "the consoles of PortOne and the PG: this server's address is allowed, if addresses are limited"},
		{"firewall", "방화벽: 포트원(52.78.100.19, 52.78.48.223, 52.78.5.241)에서 오는 웹훅이 들어오는지", "the firewall lets webhooks of 52.78.100.19, 52.78.48.223 and 52.78.5.241 in"},
		{"instalments", "PG 관리자: 할부 개월과 무이자 설정", "the PG's console: instalments"},
		{"confirm_url", "포트원 콘솔: confirm_url은 쓰지 않습니다. 켜져 있지 않은지", "PortOne's console: confirm_url is not used here, so see that it is off"},
		{"receipts", "매출전표(receipt_url)가 열리는지", "receipts (receipt_url) open"},
		{"apps", "앱이 있으면 app_scheme과 info.plist·AndroidManifest의 카드사 앱 목록", "in apps: app_scheme, and the card apps in info.plist and AndroidManifest"},
	} {
		p.say(c.id, unchecked, c.korean+" — 여기서는 확인할 수 없으니 봐 주세요.", "Cannot be seen from here, so look: "+c.english+".")
	}
}
