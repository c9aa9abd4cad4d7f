package engine

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

const textNoMerchant = "존재하지 않는 고객사입니다."

// Merchants returns the accounts in the order of their making.
func (e *Engine) Merchants() []Merchant {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := make([]Merchant, len(e.codes))
	for i, code := range e.codes {
		list[i] = e.merchants[code]
	}
	return list
}

// MerchantByCode returns an account by its 고객사 식별코드.
func (e *Engine) MerchantByCode(code string) (Merchant, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	m, ok := e.merchants[code]
	if !ok {
		return Merchant{}, refuse(Missing, textNoMerchant)
	}
	return m, nil
}

// SignUp makes an account with its code and keys; name is the shop's.
func (e *Engine) SignUp(ctx context.Context, email, name string) (Merchant, error) {
	name, email = strings.TrimSpace(name), strings.TrimSpace(email)
	if name == "" || utf8.RuneCountInString(name) > 40 {
		return Merchant{}, refuse(Malformed, "상점 이름은 1자 이상 40자 이하입니다.")
	}
	if at := strings.IndexByte(email, '@'); at < 1 || at == len(email)-1 || len(email) > 254 || strings.ContainsAny(email, " \t\r\n") {
		return Merchant{}, refuse(Malformed, "이메일 주소가 올바르지 않습니다.")
	}
	var m Merchant
	err := e.do(ctx, func(t *tx) error {
		var err error
		if m, err = t.newMerchant(email, name); err != nil {
			return err
		}
		t.put(m)
		return t.tell("merchant.created", m.Code, "", Object{{"name", m.Name}})
	})
	return m, err
}

func (t *tx) newMerchant(email, name string) (Merchant, error) {
	code, err := t.e.fresh("imp", decimalDigits, 8, func(id string) bool { _, taken := t.e.merchants[id]; return taken })
	if err != nil {
		return Merchant{}, err
	}
	key, err := t.e.fresh("", decimalDigits, 16, func(id string) bool { _, taken := t.e.byKey[id]; return taken })
	if err != nil {
		return Merchant{}, err
	}
	secret, err := t.e.random(alphanumerics, 80)
	return Merchant{
		Code: code, Name: name, Email: email, APIKey: key, APISecret: secret, CreatedAt: t.unix(), Channels: []Channel{},
		Webhook: WebhookSettings{Live: WebhookEndpoint{ContentType: JSONBody}, Test: WebhookEndpoint{ContentType: JSONBody}},
	}, err
}

// changeMerchant applies fn to an account and stores it.
func (e *Engine) changeMerchant(ctx context.Context, code, event string, fn func(t *tx, m *Merchant) error) (Merchant, error) {
	var m Merchant
	err := e.do(ctx, func(t *tx) error {
		var ok bool
		if m, ok = e.merchants[code]; !ok {
			return refuse(Missing, textNoMerchant)
		}
		if err := fn(t, &m); err != nil {
			return err
		}
		t.put(m)
		return t.tell(event, code, "", nil)
	})
	return m, err
}

// ReissueSecret replaces the REST API Secret; the old one is dead at once.
// Tokens that it has already fetched live on until they expire (assumed).
func (e *Engine) ReissueSecret(ctx context.Context, code string) (Merchant, error) {
	return e.changeMerchant(ctx, code, "merchant.secret_reissued", func(_ *tx, m *Merchant) error {
		secret, err := e.random(alphanumerics, 80)
		m.APISecret = secret
		return err
	})
}

// NotifySettings are what the console's webhook page saves.
type NotifySettings struct {
	Webhook WebhookSettings
	First   bool // the browser waits for the webhook
	Retry   bool // five retries, a minute apart
}

// SetWebhook saves the webhook settings of an account.
func (e *Engine) SetWebhook(ctx context.Context, code string, s NotifySettings) (Merchant, error) {
	for _, endpoint := range []*WebhookEndpoint{&s.Webhook.Live, &s.Webhook.Test} {
		if endpoint.ContentType == "" {
			endpoint.ContentType = JSONBody
		}
		if endpoint.ContentType != JSONBody && endpoint.ContentType != FormBody {
			return Merchant{}, refuse(Malformed, "Content Type은 application/json 또는 application/x-www-form-urlencoded입니다.")
		}
		if u, err := url.Parse(endpoint.URL); endpoint.URL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
			return Merchant{}, refuse(Malformed, "Endpoint URL이 올바르지 않습니다.")
		}
	}
	return e.changeMerchant(ctx, code, "merchant.webhook_saved", func(_ *tx, m *Merchant) error {
		m.Webhook, m.WebhookFirst, m.RetryWebhooks = s.Webhook, s.First, s.Retry
		return nil
	})
}

// AddChannel saves a new channel and gives it its key. Provider, MID and Name
// are required; the rest has defaults: test mode, tax unset, the provider's
// first module of the type, and the type of the module.
func (e *Engine) AddChannel(ctx context.Context, code string, c Channel) (Channel, error) {
	provider, ok := ProviderByCode(c.Provider)
	if !ok {
		return Channel{}, refuse(Malformed, "지원하지 않는 결제대행사입니다.")
	}
	if c.Module == "" {
		c.Module = provider.firstModule(c.Type)
	}
	if c.Mode == "" {
		c.Mode = Test
	}
	if module, ok := provider.module(c.Module); ok && c.Type == "" {
		c.Type = module.ChannelType()
	}
	if c.Tax == "" {
		c.Tax = "unset"
	}
	if err := validChannel(provider, c); err != nil {
		return Channel{}, err
	}
	_, err := e.changeMerchant(ctx, StoreCode(code, c.Tier), "channel.added", func(t *tx, m *Merchant) error {
		id, err := e.uuid()
		if err != nil {
			return err
		}
		c.Key = "channel-key-" + id
		m.Channels = append(slices.Clip(m.Channels), c)
		return nil
	})
	return c, err
}

// validChannel checks what the console's drawer checks. A MID may be typed
// freely: which of them exist is the PG's knowledge.
func validChannel(provider Provider, c Channel) error {
	name := strings.Trim(c.Name, " ")
	module, known := provider.module(c.Module)
	switch {
	case name == "" || len(c.Name) > 60 || strings.ContainsFunc(c.Name, notChannelName):
		return refuse(Malformed, "채널 이름은 한글, 영문, 숫자, 공백, _, - 로 입력해 주세요.")
	case c.MID == "" || len(c.MID) > 80 || strings.ContainsFunc(c.MID, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return refuse(Malformed, "PG상점아이디는 공백 없는 영문, 숫자, 기호 80자 이하입니다.")
	case c.Mode != Test && c.Mode != Live:
		return refuse(Malformed, "연동 모드는 test 또는 live입니다.")
	case !slices.Contains([]string{"unset", "taxable", "exempt"}, c.Tax):
		return refuse(Malformed, "과세구분은 unset, taxable, exempt 가운데 하나입니다.")
	case !known:
		return refuse(Malformed, "이 결제대행사에 없는 결제 모듈입니다.")
	case c.Type != module.ChannelType():
		return refuse(Malformed, "이 결제 모듈의 채널 속성은 "+module.ChannelType()+"입니다.")
	}
	return nil
}

func notChannelName(r rune) bool {
	hangul := r >= 0xAC00 && r <= 0xD7A3
	ascii := r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
	return !hangul && !ascii && !strings.ContainsRune(" _-", r)
}

// RemoveChannel deletes a channel; payments made through it stay.
func (e *Engine) RemoveChannel(ctx context.Context, code, key string) error {
	_, err := e.changeMerchant(ctx, e.storeOfChannel(code, key), "channel.removed", func(_ *tx, m *Merchant) error {
		kept := slices.DeleteFunc(slices.Clone(m.Channels), func(c Channel) bool { return c.Key == key })
		if len(kept) == len(m.Channels) {
			return refuse(Missing, "존재하지 않는 채널입니다.")
		}
		m.Channels = kept
		return nil
	})
	return err
}
