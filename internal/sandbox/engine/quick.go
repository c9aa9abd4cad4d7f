package engine

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/money"
)

// quickPay is NHN KCP 퀵페이: members with prepaid money and cards of their own.
const quickPay = "kcp_quick"

// QuickMember is a buyer who has joined KCP 퀵페이 at one shop. They join by
// paying in its window with a customer_id (assumed), or by the control API.
type QuickMember struct {
	Merchant       string       `json:"merchant"`
	ID             string       `json:"member_id"`
	ChannelKey     string       `json:"channel_key"`
	PGID           string       `json:"pg_id"`           // site_code
	PartnerType    string       `json:"partner_type"`    // empty: whichever is named
	PartnerSubtype string       `json:"partner_subtype"` // the same
	Money          money.Amount `json:"money"`           // 선불머니
	Fido           bool         `json:"fido"`            // pays by fingerprint or face
	Inserted       int64        `json:"inserted"`        // UNIX seconds
	Updated        int64        `json:"updated"`
	Deleted        bool         `json:"deleted,omitempty"`
}

// memberKey is a member of one shop.
type memberKey struct{ merchant, id string }

// quickState is what the engine remembers of KCP 퀵페이.
type quickState struct {
	members  map[memberKey]QuickMember
	ids      []memberKey // in the order of their joining
	prepared map[orderKey]QuickPrepared
	pins     map[string]quickPin
}

func (QuickMember) kind() string { return "quick_member" }

func (m QuickMember) apply(e *Engine) {
	s, key := &e.quick, memberKey{m.Merchant, m.ID}
	if s.members == nil {
		s.members = map[memberKey]QuickMember{}
	}
	if m.Deleted {
		delete(s.members, key)
		s.ids = slices.DeleteFunc(s.ids, func(k memberKey) bool { return k == key })
		return
	}
	if _, known := s.members[key]; !known {
		s.ids = append(s.ids, key)
	}
	s.members[key] = m
}

// Limits of the published description, in characters.
const (
	memberIDMost  = 80
	quickTextMost = 20 // buyer_name, btid
)

// quickMoney is what a member has to begin with where nobody says otherwise.
var quickMoney = money.Won(100_000)

// Texts of KCP 퀵페이; all are assumed.
const (
	textNoMember     = "유효하지 않은 member_id입니다."
	textBadMember    = "member_id는 1자 이상 80자 이하여야 합니다."
	textNotQuick     = "KCP 퀵페이 채널이 아닙니다."
	textNoFido       = "생체인증을 사용하지 않는 회원입니다."
	textPrepared     = "이미 동일한 merchant_uid로 사전등록된 정보가 존재합니다."
	textNotPreparedQ = "사전등록 정보를 찾을 수 없습니다."
	textNoPin        = "PIN 인증을 진행한 거래가 아닙니다."
	textPinUsed      = "이미 사용된 PIN 인증입니다."
	textNotTheAmount = "사전등록된 선불머니 금액과 결제 요청 금액이 다릅니다."
	textNoMoney      = "선불머니 잔액이 부족합니다."
	textNoAutopay    = "등록된 빌링키 또는 자동결제 키를 찾을 수 없습니다."
	textLongName     = "name 파라메터는 40자를 넘을 수 없습니다."
	textLongBuyer    = "buyer_name 파라메터는 20자를 넘을 수 없습니다."
)

// quickChannel finds a channel of KCP 퀵페이; an empty key means the first.
func (e *Engine) quickChannel(merchant, key string) (Channel, error) {
	for _, c := range e.merchants[merchant].Channels {
		switch {
		case key == "" && c.Provider == quickPay, key != "" && c.Key == key && c.Provider == quickPay:
			return c, nil
		case key != "" && c.Key == key:
			return Channel{}, refuse(Malformed, textNotQuick)
		}
	}
	return Channel{}, refuse(Malformed, textNoChannel)
}

// JoinQuick makes or changes a member; ChannelKey may be empty, and an unset
// Money is quickMoney for a new one.
func (e *Engine) JoinQuick(ctx context.Context, merchant string, m QuickMember) (QuickMember, error) {
	err := e.do(ctx, func(t *tx) error {
		if _, ok := e.merchants[merchant]; !ok {
			return refuse(Missing, textNoMerchant)
		}
		channel, err := e.quickChannel(merchant, m.ChannelKey)
		if err != nil {
			return err
		}
		m.Merchant = merchant
		m, err = t.join(m, channel)
		return err
	})
	return m, err
}

func (t *tx) join(m QuickMember, channel Channel) (QuickMember, error) {
	if m.ID == "" || utf8.RuneCountInString(m.ID) > memberIDMost || notShown(m.ID) {
		return m, refuse(Malformed, textBadMember)
	}
	if m.Money.IsNegative() || m.Money.Minor() > amountMost || m.Money.IsSet() && m.Money.Currency() != money.KRW {
		return m, refuse(Malformed, textBadTotal)
	}
	old, known := t.e.quick.members[memberKey{m.Merchant, m.ID}]
	m.ChannelKey, m.PGID, m.Inserted, m.Updated, m.Deleted = channel.Key, channel.MID, t.unix(), t.unix(), false
	if known {
		m.Inserted = old.Inserted
	}
	if !m.Money.IsSet() {
		m.Money = quickMoney
		if known {
			m.Money = old.Money
		}
	}
	t.put(m)
	return m, t.tell("quick.joined", m.Merchant, "", Object{{"member_id", m.ID}, {"money", number(m.Money)}, {"fido", m.Fido}, {"replaced", known}})
}

// joinQuick makes a member of who pays in the window with a customer_id.
func (f *finish) joinQuick() error {
	id := f.w.CustomerID
	if f.p.PGProvider != quickPay || id == "" || utf8.RuneCountInString(id) > memberIDMost || notShown(id) {
		return nil
	}
	if _, known := f.e.quick.members[memberKey{f.p.Merchant, id}]; known {
		return nil
	}
	_, err := f.join(QuickMember{Merchant: f.p.Merchant, ID: id}, Channel{Key: f.p.ChannelKey, MID: f.p.PGID})
	return err
}

// QuickMembers returns the members of an account and its sub-stores, in the
// order of their joining.
func (e *Engine) QuickMembers(account string) []QuickMember {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := []QuickMember{}
	for _, key := range e.quick.ids {
		if belongs(key.merchant, account) {
			list = append(list, e.quick.members[key])
		}
	}
	return list
}

func (e *Engine) quickMember(merchant, id string) (QuickMember, error) {
	m, ok := e.quick.members[memberKey{merchant, id}]
	if !ok {
		return QuickMember{}, refuse(Missing, textNoMember)
	}
	return m, nil
}

// QuickSite is where a member joined: the channel's MID and the partner.
type QuickSite struct{ Code, PartnerType, PartnerSubtype string }

// LeaveQuick erases a member, and with them the cards that they stored for
// automatic payment (assumed). A site that is not theirs finds nobody.
func (e *Engine) LeaveQuick(ctx context.Context, merchant, id string, site QuickSite) (QuickMember, error) {
	var m QuickMember
	err := e.do(ctx, func(t *tx) error {
		var err error
		if m, err = e.quickMember(merchant, id); err != nil {
			return err
		}
		if site.Code != m.PGID || site.PartnerType == "" || site.PartnerSubtype == "" ||
			m.PartnerType != "" && m.PartnerType != site.PartnerType || m.PartnerSubtype != "" && m.PartnerSubtype != site.PartnerSubtype {
			return refuse(Missing, textNoMember)
		}
		gone := m
		gone.Deleted = true
		t.put(gone)
		var theirs []BillingKey
		for _, k := range t.e.keys {
			if k.Merchant == merchant && k.PGProvider == quickPay && k.CustomerID == id {
				theirs = append(theirs, k)
			}
		}
		slices.SortFunc(theirs, func(a, b BillingKey) int { return strings.Compare(a.CustomerUID, b.CustomerUID) })
		for _, k := range theirs {
			t.endKey(k)
		}
		return t.tell("quick.left", merchant, "", Object{{"member_id", id}})
	})
	return m, err
}

// endKey removes a stored key.
func (t *tx) endKey(k BillingKey) {
	k.Deleted, k.EndedAt = true, t.unix()
	t.put(k)
}

// Annotation is the member as PortOne's KcpQuickMemberAnnotation.
func (m QuickMember) Annotation() Object {
	return Object{{"inserted", m.Inserted}, {"member_id", m.ID}, {"pg_id", m.PGID}, {"pg_provider", quickPay}, {"updated", m.Updated}}
}

// ReleaseFido ends a member's paying by fingerprint or face. A wrong channel is
// Malformed; that there is nothing to end, Conflicting.
func (e *Engine) ReleaseFido(ctx context.Context, merchant, id, channelKey string) error {
	return e.do(ctx, func(t *tx) error {
		if channelKey == "" {
			return refuse(Malformed, missing("channel_key"))
		}
		if _, err := e.quickChannel(merchant, channelKey); err != nil {
			return err
		}
		m, err := e.quickMember(merchant, id)
		if err != nil {
			return refuse(Conflicting, textNoMember)
		}
		if !m.Fido {
			return refuse(Conflicting, textNoFido)
		}
		m.Fido, m.Updated = false, t.unix()
		t.put(m)
		return t.tell("quick.fido_released", merchant, "", Object{{"member_id", id}})
	})
}
