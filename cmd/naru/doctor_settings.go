package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/alert"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/outbox"
)

// portoneHost is where PortOne's V1 lives.
const portoneHost = "api.iamport.kr"

var impForm = regexp.MustCompile(`^imp[0-9]{5,}$`)

// checkSettings finds what naru serve would refuse to start with.
func (p *patient) checkSettings() {
	if _, err := merchantConfig(p.portone, p.serverSettings); err != nil {
		p.say("settings", wrong, "설정이 모자라거나 어긋납니다: "+err.Error(), "A setting is missing or contradictory, see above.")
		return
	}
	p.say("settings", healthy, "필요한 설정이 다 있습니다.", "Every setting that is needed is there.")
	if !impForm.MatchString(p.Imp) {
		p.say("imp", wrong, "PORTONE_IMP가 imp와 숫자로 된 고객사 식별코드가 아닙니다.", "PORTONE_IMP is no 고객사 식별코드: imp and digits.")
		return
	}
	p.say("imp", unchecked, "고객사 식별코드의 모양은 맞지만 포트원 API는 그 값을 돌려주지 않습니다. 콘솔의 식별코드·API Keys와 같은지 봐 주세요.",
		"The 고객사 식별코드 has the right form, but PortOne's API never reads it back. Compare it with the console.")
}

// checkMode compares what kind of money is meant with where it is asked for.
func (p *patient) checkMode() {
	base, err := url.Parse(p.Base)
	if err != nil || base.Host == "" {
		p.say("base", wrong, "PORTONE_API_BASE가 주소가 아닙니다.", "PORTONE_API_BASE is no address.")
		return
	}
	official := base.Scheme == "https" && base.Hostname() == portoneHost
	_, modeErr := p.env()
	switch {
	case modeErr != nil:
		p.say("mode", wrong, "PORTONE_MODE를 live나 test로 정해 주세요.", "Say live or test in PORTONE_MODE.")
	case p.live && base.Scheme != "https":
		p.say("mode", wrong, "실연동인데 PORTONE_API_BASE가 https가 아닙니다. 키가 새어 나갑니다.", "It is live, but PORTONE_API_BASE is not https: the keys would leak.")
	case p.live && !official:
		p.say("mode", warned, "실연동인데 포트원 주소("+portoneHost+")가 아닌 곳에 묻습니다.", "It is live, but asks another host than PortOne's "+portoneHost+".")
	case p.live:
		p.say("mode", healthy, "실연동이며 포트원에 직접 묻습니다. 테스트 채널로 낸 돈은 받지 않습니다.", "Live, and PortOne itself is asked. Test money is refused.")
	case official:
		p.say("mode", warned, "포트원에 묻지만 테스트 모드입니다. 실제 돈은 받지 않습니다.", "PortOne itself is asked, in test mode: real money is not accepted.")
	default:
		p.say("mode", healthy, "테스트 모드이며 샌드박스에 묻습니다.", "Test mode, against a sandbox.")
	}
}

// checkSecretKey looks for keys that somebody typed instead of drew.
func (p *patient) checkSecretKey() {
	distinct := map[rune]bool{}
	for _, r := range p.SecretKey {
		distinct[r] = true
	}
	switch weak := len(distinct) < 12; {
	case len(p.SecretKey) < 32:
		p.say("secret_key", wrong, "NARU_SECRET_KEY가 32자보다 짧습니다. openssl rand -base64 32로 만드세요.", "NARU_SECRET_KEY has fewer than 32 characters. Draw one: openssl rand -base64 32.")
	case weak && p.live:
		p.say("secret_key", wrong, "NARU_SECRET_KEY가 같은 글자의 되풀이입니다. openssl rand -base64 32로 새로 만드세요.", "NARU_SECRET_KEY repeats itself. Draw another: openssl rand -base64 32.")
	case weak:
		p.say("secret_key", warned, "NARU_SECRET_KEY가 같은 글자의 되풀이라 시험에만 쓸 만합니다.", "NARU_SECRET_KEY repeats itself: good for tests alone.")
	default:
		p.say("secret_key", healthy, "NARU_SECRET_KEY가 충분히 깁니다.", "NARU_SECRET_KEY is strong enough.")
	}
}

// checkPublicURL looks at the address that PortOne and browsers must reach.
func (p *patient) checkPublicURL(ctx context.Context) {
	u, err := url.Parse(p.PublicURL)
	switch {
	case p.PublicURL == "" && p.live:
		p.say("public_url", wrong, "NARU_PUBLIC_URL이 없습니다. 포트원의 웹훅과 모바일 결제가 돌아올 주소입니다.", "NARU_PUBLIC_URL is not set: PortOne's webhooks and mobile payments come back there.")
		return
	case p.PublicURL == "":
		p.say("public_url", warned, "NARU_PUBLIC_URL이 없어 듣는 주소를 씁니다. 이 컴퓨터에서만 됩니다.", "NARU_PUBLIC_URL is not set, so the listening address serves, on this machine alone.")
		return
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.RawQuery != "" || strings.HasSuffix(u.Path, "/"):
		p.say("public_url", wrong, "NARU_PUBLIC_URL은 https://호스트 모양이어야 하며 /로 끝나지 않습니다.", "NARU_PUBLIC_URL must be https://host, without a slash at its end.")
		return
	case unreachable(u.Hostname()) && p.live:
		p.say("public_url", wrong, "NARU_PUBLIC_URL이 사설 주소라 포트원의 웹훅이 닿지 못합니다.", "NARU_PUBLIC_URL is a private address, which PortOne's webhooks cannot reach.")
		return
	case u.Scheme != "https" && p.live:
		p.say("public_url", wrong, "NARU_PUBLIC_URL이 https가 아닙니다. 결제 토큰이 그대로 지나갑니다.", "NARU_PUBLIC_URL is not https: client tokens would pass in the clear.")
		return
	}
	p.say("public_url", healthy, "NARU_PUBLIC_URL의 모양이 맞습니다.", "NARU_PUBLIC_URL has the right form.")
	if p.answers(ctx) {
		p.say("webhook_url", unchecked, "서버가 응답합니다. 콘솔의 결제알림(Webhook) 관리에 "+p.hookAddress()+" 이(가) 등록되어 있는지 봐 주세요.",
			"The server answers. See that the console's 결제알림(Webhook) 관리 has "+p.hookAddress()+".")
		return
	}
	p.say("webhook_url", warned, "여기서는 "+p.PublicURL+"/healthz 가 응답하지 않습니다. 서버가 꺼져 있거나 밖에서만 닿는 주소일 수 있습니다.",
		"From here "+p.PublicURL+"/healthz does not answer: the server is off, or only outsiders reach it.")
}

// unreachable reports whether a host is certainly not reached from outside.
func unreachable(host string) bool {
	ip := net.ParseIP(host)
	if ip == nil {
		return host == "localhost" || !strings.Contains(host, ".") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal")
	}
	return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()
}

// answers asks the public address whether a payment server is there.
func (p *patient) answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.PublicURL+"/healthz", nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK && strings.HasPrefix(resp.Header.Get("X-Request-Id"), "req_")
}

// checkTelling looks at who is told what happens.
func (p *patient) checkTelling() {
	_, err := outbox.New(outbox.Config{URL: p.ShopWebhook, Secret: p.WebhookSecret}, nil, nil, nil)
	switch {
	case p.ShopWebhook == "":
		p.say("shop_webhook", warned, "NARU_SHOP_WEBHOOK_URL이 없습니다. API로 웹훅 주소를 넣지 않으면 상점은 결제 소식을 스스로 물어봐야 합니다.", "NARU_SHOP_WEBHOOK_URL is not set: without an endpoint of the API the shop must ask for news by itself.")
	case err != nil:
		p.say("shop_webhook", wrong, "상점 웹훅 설정이 틀렸습니다: "+err.Error(), "The shop's webhook is wrong, see above.")
	case p.live && strings.HasPrefix(p.ShopWebhook, "http://"):
		p.say("shop_webhook", warned, "상점 웹훅이 https가 아닙니다. 안쪽 네트워크에서만 쓰세요.", "The shop's webhook is not https: use that inside a network only.")
	default:
		p.say("shop_webhook", healthy, "상점 웹훅이 설정되어 있습니다.", "The shop's webhook is set.")
	}
	p.checkRecording()
	p.checkApproving()
	if list, err := origins(p.ShopOrigins); err == nil && len(list) == 0 {
		p.say("shop_origins", warned, "NARU_SHOP_ORIGINS가 없어 return_url과 브라우저 호출을 쓸 수 없습니다.", "NARU_SHOP_ORIGINS is not set: no return_url and no calls of a browser.")
	}
	_, err = alert.New(alert.Config{URL: p.AlertURL}, nil, nil, nil, nil)
	switch {
	case p.AlertURL == "":
		p.say("alerts", warned, "NARU_ALERT_URL이 없어 사람이 봐야 할 일이 생겨도 알려 주지 못합니다.", "NARU_ALERT_URL is not set: nobody is told when a person is needed.")
	case err != nil:
		p.say("alerts", wrong, "알림 주소가 틀렸습니다: "+err.Error(), "The address of alerts is wrong, see above.")
	default:
		p.say("alerts", healthy, "사람에게 알릴 주소가 있습니다. naru alerts test로 시험해 보세요.", "There is an address for alerts. Try it: naru alerts test.")
	}
}

// checkRecording says when payments are stored, and what goes with it.
func (p *patient) checkRecording() {
	switch merchant.RecordMode(p.Record) {
	case "", merchant.RecordBefore:
		p.say("record", healthy, "결제창을 열기 전에 결제를 저장합니다(NARU_RECORD=before).", "Payments are stored before the window opens (NARU_RECORD=before).")
	case merchant.RecordAfter:
		p.say("record", warned, "돈이 움직인 뒤에 결제를 저장합니다(NARU_RECORD=after). 같은 주문을 여러 번 열 수 있고, 열린 동안 NARU_SECRET_KEY를 바꿀 때는 이전 키를 남겨 두어야 합니다.",
			"Payments are stored after money moved (NARU_RECORD=after). One order may be opened many times, and while any is open a new NARU_SECRET_KEY needs the earlier one beside it.")
	default:
		p.say("record", wrong, "NARU_RECORD는 before나 after여야 합니다.", "NARU_RECORD must be before or after.")
	}
}

// checkApproving looks at who decides before money moves.
func (p *patient) checkApproving() {
	_, err := outbox.NewApprover(p.ApproveURL, p.WebhookSecret, nil)
	switch {
	case p.ApproveURL == "":
		p.say("approve_url", healthy, "NARU_APPROVE_URL이 없어 승인 전에 재고를 묻지 않습니다.", "NARU_APPROVE_URL is not set: nobody is asked before a payment is approved.")
	case err != nil:
		p.say("approve_url", wrong, "승인 전에 물어볼 상점 설정이 틀렸습니다: "+err.Error(), "The shop's approve URL is wrong, see above.")
	case p.live && strings.HasPrefix(p.ApproveURL, "http://"):
		p.say("approve_url", warned, "승인을 묻는 상점 주소가 https가 아닙니다. 안쪽 네트워크에서만 쓰세요.", "The shop's approve URL is not https: use that inside a network only.")
	default:
		p.say("approve_url", unchecked, "승인 전에 상점에 묻습니다. 포트원 고객센터에 confirm_url(컨펌 프로세스)을 켜 달라고 했는지 봐 주세요. 켜지 않으면 아무것도 묻지 않습니다.",
			"The shop is asked before approval. See that PortOne's support has enabled confirm_url: without that nothing is asked.")
	}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%d", d.Abs()/time.Second) }
