package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/gateway/gatewayv1"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/portonev1"
)

// How far our clock may be from PortOne's. Nothing of the money depends on it,
// but times that people compare do.
const (
	skewSeen = 5 * time.Second
	skewMost = time.Minute
)

// clockReader notes PortOne's own time from the answer that grants a token.
type clockReader struct {
	mu   sync.Mutex // guards skew and read
	skew time.Duration
	read bool
}

// RoundTrip implements http.RoundTripper.
func (c *clockReader) RoundTrip(r *http.Request) (*http.Response, error) {
	began := time.Now()
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || !strings.HasSuffix(r.URL.Path, "/users/getToken") {
		return resp, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	var told struct {
		Response struct {
			Now int64 `json:"now"`
		} `json:"response"`
	}
	if json.Unmarshal(body, &told) == nil && told.Response.Now > 0 {
		c.mu.Lock()
		defer c.mu.Unlock()
		middle := began.Add(time.Since(began) / 2)
		c.skew, c.read = middle.Sub(time.Unix(told.Response.Now, 0)).Truncate(time.Second), true
	}
	return resp, nil
}

// checkPortOne asks PortOne for the channels, which needs the keys to be right.
func (p *patient) checkPortOne(ctx context.Context) {
	if p.Key == "" || p.Secret == "" {
		p.say("keys", wrong, "REST API Key나 Secret이 없습니다.", "REST API Key or Secret is missing.")
		return
	}
	times := &clockReader{}
	client, err := portonev1.New(portonev1.Config{
		Key: p.Key, Secret: p.Secret, BaseURL: p.Base, UserAgent: "naru-doctor/" + version(), HTTPClient: &http.Client{Transport: times},
	})
	if err != nil {
		p.say("keys", wrong, "포트원 설정이 틀렸습니다: "+err.Error(), "PortOne's settings are wrong, see above.")
		return
	}
	list, err := gatewayv1.New(client, p.Imp, p.PGAPIKey).Channels(ctx)
	p.checkClock(times)
	switch {
	case errors.Is(err, portonev1.ErrUnauthorized):
		p.say("keys", wrong, "포트원이 REST API Key와 Secret을 거절했습니다. 콘솔의 식별코드·API Keys에서 다시 복사하고, IP 제한이 있으면 이 서버의 주소를 넣어 주세요.",
			"PortOne refuses the REST API Key and Secret. Copy them again from the console; if calls are limited by address, add this server's.")
	case err != nil:
		p.say("keys", wrong, "포트원에 닿지 못했습니다: "+err.Error(), "PortOne was not reached, see above.")
	default:
		p.say("keys", healthy, "포트원이 키를 받아들였습니다.", "PortOne accepts the keys.")
		p.channels = append([]merchant.ChannelInfo{}, list...)
		p.checkChannels()
	}
}

func (p *patient) checkClock(times *clockReader) {
	times.mu.Lock()
	defer times.mu.Unlock()
	switch skew := times.skew.Abs(); {
	case !times.read:
		p.say("clock", unchecked, "포트원의 시각을 읽지 못해 시계를 견줄 수 없습니다.", "PortOne's time was not read, so the clocks cannot be compared.")
	case skew > skewMost:
		p.say("clock", wrong, "시계가 포트원과 "+seconds(skew)+"초 어긋납니다. NTP를 켜 주세요.", "The clock is "+seconds(skew)+" s away from PortOne's. Turn NTP on.")
	case skew > skewSeen:
		p.say("clock", warned, "시계가 포트원과 "+seconds(skew)+"초 어긋납니다.", "The clock is "+seconds(skew)+" s away from PortOne's.")
	default:
		p.say("clock", healthy, "시계가 포트원과 맞습니다.", "The clock agrees with PortOne's.")
	}
}

// checkChannels looks for the default channel among those of the account.
func (p *patient) checkChannels() {
	env, err := p.env()
	if err != nil {
		return // said already
	}
	want, usable, same := p.channel(), 0, []merchant.ChannelInfo{}
	for _, c := range p.channels {
		if c.Type == "payment" && c.Env == env {
			usable++
		}
		if c.Channel.Provider == want.Provider && (want.MID == "" || c.Channel.MID == want.MID) {
			same = append(same, c)
		}
	}
	fits := func(c merchant.ChannelInfo) bool { return c.Type == "payment" && c.Env == env }
	matching := 0
	for _, c := range same {
		if fits(c) {
			matching++
		}
	}
	switch {
	case len(p.channels) == 0:
		p.say("channels", wrong, "포트원 계정에 채널이 없습니다. 콘솔의 결제 연동에서 채널을 추가해 주세요.", "The PortOne account has no channel. Add one in the console.")
	case matching == 0 && len(same) > 0:
		p.say("channels", wrong, fmt.Sprintf("기본 채널 %s는 %s용이 아닙니다. PORTONE_MODE나 PORTONE_PG_CODE를 고쳐 주세요.", want, modeName(env)),
			fmt.Sprintf("The default channel %s is not for %s payments. Change PORTONE_MODE or PORTONE_PG_CODE.", want, env))
	case matching == 0:
		p.say("channels", wrong, fmt.Sprintf("포트원에 채널 %s가 없습니다. 대소문자까지 콘솔과 같아야 합니다.", want), fmt.Sprintf("PortOne has no channel %s; capitals count.", want))
	case matching > 1 && want.MID == "":
		p.say("channels", warned, fmt.Sprintf("%s 채널이 여럿입니다. PORTONE_PG_CODE에 상점아이디까지 적어 주세요.", want), fmt.Sprintf("There are several channels of %s: name the MID in PORTONE_PG_CODE, too.", want))
	default:
		p.say("channels", healthy, fmt.Sprintf("기본 채널 %s를 쓸 수 있습니다. %s용 결제 채널은 모두 %d개입니다.", want, modeName(env), usable),
			fmt.Sprintf("The default channel %s can be used; %d payment channels are for %s.", want, usable, env))
	}
}

func modeName(env payment.Env) string {
	if env == payment.Live {
		return "실연동"
	}
	return "테스트"
}

// checkDatabase looks at the database without changing it.
func (p *patient) checkDatabase(ctx context.Context) {
	i, err := store.Inspect(ctx, p.dsn)
	switch {
	case err != nil:
		p.say("database", wrong, "데이터베이스를 열지 못했습니다: "+redactError(err), "The database could not be opened, see above.")
		return
	case !i.Exists:
		p.say("database", warned, "데이터베이스가 아직 없습니다. naru migrate나 naru serve가 만듭니다.", "There is no database yet; naru migrate or naru serve makes it.")
		return
	case i.ReadOnly:
		p.say("database", wrong, "대기 서버(standby)라 쓸 수 없습니다. DATABASE_URL에 target_session_attrs=read-write를 넣어 주세요.", "It is a standby, which takes no writes. Put target_session_attrs=read-write into DATABASE_URL.")
		return
	case i.Schema > i.Newest:
		p.say("database", wrong, fmt.Sprintf("데이터베이스가 이 프로그램보다 새것입니다 (%d > %d). 새 naru를 쓰세요.", i.Schema, i.Newest), "The database is newer than this program. Use a newer naru.")
		return
	case i.Schema < i.Newest:
		p.say("database", warned, fmt.Sprintf("데이터베이스를 맞춰야 합니다 (%d → %d): naru migrate.", i.Schema, i.Newest), fmt.Sprintf("The database is to be migrated (%d to %d): naru migrate.", i.Schema, i.Newest))
	default:
		p.say("database", healthy, fmt.Sprintf("%s %s, 스키마 %d.", i.Engine, i.Version, i.Schema), fmt.Sprintf("%s %s, schema %d.", i.Engine, i.Version, i.Schema))
	}
	p.checkDurability(i)
	if i.Schema == i.Newest {
		p.open(ctx)
	}
}

func (p *patient) checkDurability(i store.Inspection) {
	switch {
	case !i.Durable:
		p.say("durability", wrong, "확정한 결제가 정전으로 사라질 수 있는 설정입니다: "+i.Settings, "Acknowledged payments could be lost with the power: "+i.Settings)
	case i.Engine == store.PostgreSQL && !i.Standby && p.live:
		p.say("durability", warned, "동기 대기 서버가 없어 데이터베이스 서버를 잃으면 마지막 결제를 잃을 수 있습니다 (포트원에서 다시 읽어 옵니다).",
			"There is no synchronous standby: with the database server the last payments would be lost here, and read again from PortOne.")
	default:
		p.say("durability", healthy, "확정한 결제는 정전을 견딥니다: "+i.Settings, "Acknowledged payments survive the power: "+i.Settings)
	}
}

// open opens the database, which is of this version, and looks at what waits.
func (p *patient) open(ctx context.Context) {
	opts, err := p.options(slog.New(slog.DiscardHandler))
	if err != nil { // which the settings' own check tells
		opts = store.Options{Logger: slog.New(slog.DiscardHandler)}
	}
	db, err := openSealed(ctx, p.dsn, opts)
	if err != nil {
		p.say("store", wrong, "데이터베이스를 쓸 수 없습니다: "+redactError(err), "The database cannot be used, see above.")
		return
	}
	p.db = db
	f, err := db.Figures(ctx, clock.System{}.Now())
	if err == nil && f.Unexplained.Many > 0 {
		p.say("money", warned, fmt.Sprintf("사람이 봐야 할 불일치가 %d건 있습니다.", f.Unexplained.Many), fmt.Sprintf("%d discrepancies wait for a person.", f.Unexplained.Many))
	}
	p.checkKeys(ctx)
}

// keyNotice is how long before its end a key is spoken of.
const keyNotice = 30 * 24 * time.Hour

// checkKeys looks for a key that the shop's server can use, and for those that
// will fail it soon.
func (p *patient) checkKeys(ctx context.Context) {
	keys, err := merchant.ListKeys(ctx, p.db)
	if err != nil {
		p.say("api_keys", wrong, "API 키를 읽지 못했습니다: "+redactError(err), "The API keys could not be read, see above.")
		return
	}
	env, _ := p.env()
	now, active := p.now(), 0
	var ending []string
	for _, k := range keys {
		if !k.Active(now) || k.Env != env {
			continue
		}
		active++
		if !k.ExpiresAt.IsZero() && k.ExpiresAt.Sub(now) < keyNotice {
			ending = append(ending, fmt.Sprintf("%s (%s)", k.ID, k.ExpiresAt.In(clock.KST).Format(time.DateOnly)))
		}
	}
	switch list := strings.Join(ending, ", "); {
	case active == 0:
		p.say("api_keys", warned, "이 모드의 API 키가 없습니다. naru keys create로 만드세요.", "There is no API key of this mode; make one: naru keys create.")
	case list != "":
		p.say("api_keys", warned, "곧 끝나는 API 키가 있습니다: "+list+". naru keys rotate로 바꾸세요. 끝나면 상점이 결제를 열 수 없습니다.",
			"API keys end soon: "+list+". Rotate them: naru keys rotate. After that the shop can open no payment.")
	default:
		p.say("api_keys", healthy, "상점 서버가 쓸 API 키가 있습니다.", "There is an API key for the shop's server.")
	}
}
