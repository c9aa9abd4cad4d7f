package console

import (
	"context"
	"net/http"
	"slices"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) merchants(_ http.ResponseWriter, r *http.Request) (any, error) {
	if _, err := query(r); err != nil {
		return nil, err
	}
	return engine.Object{{Name: "list", Value: s.engine.Merchants()}}, nil
}

func (s *server) signUp(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		Email string `json:"email"`
		Name  string `json:"name"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	return s.engine.SignUp(r.Context(), in.Email, in.Name)
}

func (s *server) merchant(_ http.ResponseWriter, r *http.Request) (any, error) {
	return s.engine.MerchantByCode(path(r, "imp"))
}

func (s *server) reissue(_ http.ResponseWriter, r *http.Request) (any, error) {
	return s.engine.ReissueSecret(r.Context(), path(r, "imp"))
}

func (s *server) channels(_ http.ResponseWriter, r *http.Request) (any, error) {
	list, err := s.engine.ChannelsOf(path(r, "imp"))
	return engine.Object{{Name: "list", Value: list}}, err
}

func (s *server) addChannel(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		Name     string      `json:"name"`
		Mode     engine.Mode `json:"mode"`
		Provider string      `json:"provider"`
		Module   string      `json:"module"`
		MID      string      `json:"mid"`
		Type     string      `json:"type"`
		Tax      string      `json:"tax"`
		Tier     string      `json:"tier"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	return s.engine.AddChannel(r.Context(), path(r, "imp"), engine.Channel{
		Name: in.Name, Mode: in.Mode, Provider: in.Provider, Module: in.Module, MID: in.MID, Type: in.Type, Tax: in.Tax, Tier: in.Tier,
	})
}

func (s *server) removeChannel(_ http.ResponseWriter, r *http.Request) (any, error) {
	return engine.Object{}, s.engine.RemoveChannel(r.Context(), path(r, "imp"), path(r, "key"))
}

// webhookBody is the console's 결제알림(Webhook) 관리.
type webhookBody struct {
	Live         engine.WebhookEndpoint `json:"live"`
	Test         engine.WebhookEndpoint `json:"test"`
	WebhookFirst bool                   `json:"webhook_first"`
	Retry        bool                   `json:"retry"`
}

func webhookOf(m engine.Merchant) webhookBody {
	return webhookBody{m.Webhook.Live, m.Webhook.Test, m.WebhookFirst, m.RetryWebhooks}
}

// webhookAnswer adds the modes whose saved address will never be called.
type webhookAnswer struct {
	webhookBody
	Blocked []engine.Mode `json:"blocked"`
}

func (s *server) answerWebhook(ctx context.Context, m engine.Merchant) webhookAnswer {
	a := webhookAnswer{webhookOf(m), []engine.Mode{}}
	for mode, endpoint := range map[engine.Mode]engine.WebhookEndpoint{engine.Live: a.Live, engine.Test: a.Test} {
		if endpoint.URL != "" && s.o.Reaches != nil && !s.o.Reaches(ctx, endpoint.URL) {
			a.Blocked = append(a.Blocked, mode)
		}
	}
	slices.Sort(a.Blocked)
	return a
}

func (s *server) webhook(_ http.ResponseWriter, r *http.Request) (any, error) {
	m, err := s.engine.MerchantByCode(path(r, "imp"))
	if err != nil {
		return nil, err
	}
	return s.answerWebhook(r.Context(), m), nil
}

// saveWebhook changes the members that are sent and keeps the others.
func (s *server) saveWebhook(w http.ResponseWriter, r *http.Request) (any, error) {
	m, err := s.engine.MerchantByCode(path(r, "imp"))
	if err != nil {
		return nil, err
	}
	in := webhookOf(m)
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	m, err = s.engine.SetWebhook(r.Context(), m.Code, engine.NotifySettings{
		Webhook: engine.WebhookSettings{Live: in.Live, Test: in.Test}, First: in.WebhookFirst, Retry: in.Retry,
	})
	if err != nil {
		return nil, err
	}
	return s.answerWebhook(r.Context(), m), nil
}

func (s *server) testWebhook(w http.ResponseWriter, r *http.Request) (any, error) {
	in := struct {
		Mode engine.Mode `json:"mode"`
	}{engine.Test}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	if in.Mode != engine.Test && in.Mode != engine.Live {
		return nil, fault.Field(fault.BadField, "mode", "test or live")
	}
	return engine.Object{}, s.engine.TestWebhook(r.Context(), path(r, "imp"), in.Mode)
}

// provider is one PG of 채널 추가.
type provider struct {
	Code    string            `json:"code"`
	Name    string            `json:"name"`
	Modules []module          `json:"modules"`
	Banks   []engine.CodeName `json:"banks"` // of its virtual accounts; a refund of one names its bank by code
}

type module struct {
	Name     string    `json:"name"`
	Type     string    `json:"type"` // 채널 속성: payment, api_payment, certification
	Methods  []string  `json:"methods"`
	TestMIDs []testMID `json:"test_mids"`
}

type testMID struct {
	MID  string `json:"mid"`
	Name string `json:"name"`
}

func (s *server) providers(http.ResponseWriter, *http.Request) (any, error) {
	list := []provider{}
	for _, p := range engine.Providers {
		out := provider{Code: p.Code, Name: p.Name, Modules: []module{}, Banks: append([]engine.CodeName{}, p.Banks...)}
		for _, m := range p.Modules {
			mids := []testMID{}
			for _, t := range m.TestMIDs {
				mids = append(mids, testMID{t.MID, t.Name})
			}
			out.Modules = append(out.Modules, module{m.Name, m.ChannelType(), append([]string{}, m.Methods...), mids})
		}
		list = append(list, out)
	}
	return list, nil
}
