package console

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) receiptRoutes() []route {
	return []route{
		{"GET", "/merchants/{imp}/receipts", s.receipts},
		{"POST", "/merchants/{imp}/receipts", s.issueExternal},
		{"DELETE", "/merchants/{imp}/receipts/{merchant_uid}", s.cancelExternal},
		{"GET", "/payments/{imp_uid}/receipt", s.receipt},
		{"POST", "/payments/{imp_uid}/receipt", s.issueReceipt},
		{"DELETE", "/payments/{imp_uid}/receipt", s.cancelReceipt},
	}
}

// The kinds and states of receipts, as 현금영수증 관리 tells them apart.
const (
	receiptOfPayment = "portone"  // 포트원 거래분
	receiptExternal  = "external" // 고객사 자체 거래분
	receiptStands    = "issued"
	receiptTakenBack = "cancelled"
)

// slip is a receipt with what the console shows of it.
func slip(r engine.Receipt) engine.Object {
	kind, state := receiptOfPayment, receiptStands
	var impUID any = r.ImpUID
	if r.ImpUID == "" {
		kind, impUID = receiptExternal, nil
	}
	if r.CancelledAt != 0 {
		state = receiptTakenBack
	}
	return engine.Object{
		{Name: "store", Value: r.Merchant},
		{Name: "kind", Value: kind},
		{Name: "state", Value: state},
		{Name: "imp_uid", Value: impUID},
		{Name: "merchant_uid", Value: r.MerchantUID},
		{Name: "name", Value: r.Name},
		{Name: "pg_provider", Value: r.PGProvider},
		{Name: "pg_id", Value: r.PGID},
		{Name: "sandbox", Value: r.Sandbox},
		{Name: "type", Value: r.Type},
		{Name: "identifier", Value: r.Identifier},
		{Name: "buyer_name", Value: r.BuyerName},
		{Name: "amount", Value: json.Number(r.Amount.Major())},
		{Name: "vat", Value: json.Number(r.VAT.Major())},
		{Name: "apply_num", Value: r.ApplyNum},
		{Name: "receipt_tid", Value: r.TID},
		{Name: "applied_at", Value: r.AppliedAt},
		{Name: "cancelled_at", Value: r.CancelledAt},
	}
}

func (s *server) receipts(_ http.ResponseWriter, r *http.Request) (any, error) {
	l, err := s.listing(r, []string{receiptStands, receiptTakenBack}, "q")
	if err != nil {
		return nil, err
	}
	for _, one := range s.engine.Receipts(l.store) {
		if !anyBegins(l.query.Get("q"), one.ImpUID, one.MerchantUID, one.ApplyNum, one.Name, one.BuyerName) {
			continue
		}
		its := receiptStands
		if one.CancelledAt != 0 {
			its = receiptTakenBack
		}
		l.add(its, func() any { return slip(one) })
	}
	return l.answer(), nil
}

func anyBegins(text string, values ...string) bool {
	for _, v := range values {
		if strings.HasPrefix(v, text) {
			return true
		}
	}
	return false
}

// receiptBody is what a receipt is asked for with.
type receiptBody struct {
	Identifier     string `json:"identifier"`
	IdentifierType string `json:"identifier_type"`
	Type           string `json:"type"`
	BuyerName      string `json:"buyer_name"`
	BuyerTel       string `json:"buyer_tel"`
	BuyerEmail     string `json:"buyer_email"`
}

func (b receiptBody) request() engine.ReceiptRequest {
	return engine.ReceiptRequest{
		Identifier: b.Identifier, IdentifierType: b.IdentifierType, Type: b.Type, BuyerName: b.BuyerName, BuyerTel: b.BuyerTel, BuyerEmail: b.BuyerEmail,
	}
}

func (s *server) receipt(_ http.ResponseWriter, r *http.Request) (any, error) {
	p, err := s.engine.PaymentByImpUID("", path(r, "imp_uid"))
	if err != nil {
		return nil, err
	}
	issued, err := s.engine.ReceiptOf(p.Merchant, p.ImpUID)
	if err != nil {
		return nil, err
	}
	return slip(issued), nil
}

func (s *server) issueReceipt(w http.ResponseWriter, r *http.Request) (any, error) {
	var in receiptBody
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	p, err := s.engine.PaymentByImpUID("", path(r, "imp_uid"))
	if err != nil {
		return nil, err
	}
	issued, err := s.engine.IssueReceipt(r.Context(), p.Merchant, p.ImpUID, in.request())
	if err != nil {
		return nil, err
	}
	return slip(issued), nil
}

func (s *server) cancelReceipt(_ http.ResponseWriter, r *http.Request) (any, error) {
	p, err := s.engine.PaymentByImpUID("", path(r, "imp_uid"))
	if err != nil {
		return nil, err
	}
	gone, err := s.engine.CancelReceipt(r.Context(), p.Merchant, p.ImpUID)
	if err != nil {
		return nil, err
	}
	return slip(gone), nil
}

// issueExternal issues a receipt of money that the shop took itself. Of a
// sub-store imp is its store, as in the paths of schedules.
func (s *server) issueExternal(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		receiptBody
		MerchantUID string  `json:"merchant_uid"`
		ChannelKey  string  `json:"channel_key"`
		Name        string  `json:"name"`
		Amount      decimal `json:"amount"`
		PayMethod   string  `json:"pay_method"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	if _, err := s.engine.MerchantByCode(path(r, "imp")); err != nil {
		return nil, err
	}
	issued, err := s.engine.IssueExternalReceipt(r.Context(), path(r, "imp"), engine.ExternalReceiptRequest{
		ReceiptRequest: in.request(), MerchantUID: in.MerchantUID, ChannelKey: in.ChannelKey, Name: in.Name, Amount: string(in.Amount), PayMethod: in.PayMethod,
	})
	if err != nil {
		return nil, err
	}
	return slip(issued), nil
}

func (s *server) cancelExternal(_ http.ResponseWriter, r *http.Request) (any, error) {
	gone, err := s.engine.CancelExternalReceipt(r.Context(), path(r, "imp"), path(r, "merchant_uid"))
	if err != nil {
		return nil, err
	}
	return slip(gone), nil
}
