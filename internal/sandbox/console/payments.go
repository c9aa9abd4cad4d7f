package console

import (
	"encoding/json"
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// record is PortOne's annotation with what the console shows beside it.
func record(p engine.Payment) engine.Object {
	cancellable := json.Number("0")
	if left, err := p.Amount.Sub(p.CancelAmount); err == nil && p.PaidAt != 0 {
		cancellable = json.Number(left.Major())
	}
	var taxFree any
	if p.TaxFree.IsSet() {
		taxFree = json.Number(p.TaxFree.Major())
	}
	notice := p.NoticeURLs
	if notice == nil {
		notice = []string{}
	}
	account, tier := engine.AccountOf(p.Merchant)
	return append(p.Annotation(), engine.Object{
		{Name: "merchant", Value: account},
		{Name: "tier", Value: tier},
		{Name: "cancellable", Value: cancellable},
		{Name: "tax_free", Value: taxFree},
		{Name: "channel_key", Value: p.ChannelKey},
		{Name: "notice_urls", Value: notice},
		{Name: "pg_cancelled", Value: p.PGCancelled},
		{Name: "updated_at", Value: p.UpdatedAt},
	}...)
}

func (s *server) payment(_ http.ResponseWriter, r *http.Request) (any, error) {
	p, err := s.engine.PaymentByImpUID("", path(r, "imp_uid"))
	if err != nil {
		return nil, err
	}
	return append(record(p), engine.Field{Name: "webhooks", Value: s.engine.Deliveries(p.ImpUID)}), nil
}

func (s *server) cancel(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		Amount        decimal `json:"amount"`
		TaxFree       decimal `json:"tax_free"`
		Reason        string  `json:"reason"`
		RefundHolder  string  `json:"refund_holder"`
		RefundBank    string  `json:"refund_bank"`
		RefundAccount string  `json:"refund_account"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	p, err := s.engine.PaymentByImpUID("", path(r, "imp_uid"))
	if err != nil {
		return nil, err
	}
	p, err = s.engine.Cancel(r.Context(), p.Merchant, engine.CancelRequest{
		ImpUID: p.ImpUID, Amount: string(in.Amount), TaxFree: string(in.TaxFree), Reason: in.Reason, RefundHolder: in.RefundHolder,
		RefundBank: in.RefundBank, RefundAccount: in.RefundAccount, FromConsole: true,
	})
	if err != nil {
		return nil, err
	}
	return record(p), nil
}

// settle ends a pending approval: by approving it unless another outcome is
// given.
func (s *server) settle(w http.ResponseWriter, r *http.Request) (any, error) {
	in := struct {
		Outcome engine.Outcome `json:"outcome"`
	}{engine.Approve}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	p, err := s.engine.Settle(r.Context(), path(r, "imp_uid"), in.Outcome)
	if err != nil {
		return nil, err
	}
	return record(p), nil
}

func (s *server) deposit(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		Amount decimal `json:"amount"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	p, err := s.engine.Deposit(r.Context(), path(r, "imp_uid"), string(in.Amount))
	if err != nil {
		return nil, err
	}
	return record(p), nil
}

func (s *server) resend(_ http.ResponseWriter, r *http.Request) (any, error) {
	return engine.Object{}, s.engine.ResendWebhook(r.Context(), path(r, "imp_uid"))
}

func (s *server) webhooks(_ http.ResponseWriter, r *http.Request) (any, error) {
	q, err := query(r, "imp_uid")
	if err != nil {
		return nil, err
	}
	return engine.Object{{Name: "list", Value: s.engine.Deliveries(q.Get("imp_uid"))}}, nil
}
