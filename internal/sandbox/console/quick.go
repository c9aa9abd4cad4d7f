package console

import (
	"encoding/json"
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// quickMember is PortOne's annotation of a member of KCP 퀵페이 with what the
// console shows beside it.
func quickMember(m engine.QuickMember) engine.Object {
	_, tier := engine.AccountOf(m.Merchant)
	return append(m.Annotation(), engine.Object{
		{Name: "tier", Value: tier},
		{Name: "channel_key", Value: m.ChannelKey},
		{Name: "partner_type", Value: m.PartnerType},
		{Name: "partner_subtype", Value: m.PartnerSubtype},
		{Name: "money", Value: json.Number(m.Money.Major())},
		{Name: "fido", Value: m.Fido},
	}...)
}

func (s *server) quickMembers(_ http.ResponseWriter, r *http.Request) (any, error) {
	m, err := s.engine.MerchantByCode(path(r, "imp"))
	if err != nil {
		return nil, err
	}
	list := []engine.Object{}
	for _, member := range s.engine.QuickMembers(m.Code) {
		list = append(list, quickMember(member))
	}
	return engine.Object{{Name: "list", Value: list}}, nil
}

// joinQuick makes a member of KCP 퀵페이, or changes one.
func (s *server) joinQuick(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		MemberID       string  `json:"member_id"`
		Tier           string  `json:"tier"`
		ChannelKey     string  `json:"channel_key"`
		PartnerType    string  `json:"partner_type"`
		PartnerSubtype string  `json:"partner_subtype"`
		Money          decimal `json:"money"`
		Fido           bool    `json:"fido"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	m := engine.QuickMember{
		ID: in.MemberID, ChannelKey: in.ChannelKey, PartnerType: in.PartnerType, PartnerSubtype: in.PartnerSubtype, Fido: in.Fido,
	}
	if in.Money != "" {
		var err error
		if m.Money, err = money.ParseMajor(string(in.Money), money.KRW); err != nil {
			return nil, fault.Field(fault.BadField, "money", "whole won")
		}
	}
	m, err := s.engine.JoinQuick(r.Context(), engine.StoreCode(path(r, "imp"), in.Tier), m)
	if err != nil {
		return nil, err
	}
	return quickMember(m), nil
}

// checkPin is a member who types the right PIN.
func (s *server) checkPin(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		Tier string `json:"tier"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	impUID, err := s.engine.CheckPin(r.Context(), engine.StoreCode(path(r, "imp"), in.Tier), path(r, "member_id"))
	if err != nil {
		return nil, err
	}
	return engine.Object{{Name: "imp_uid", Value: impUID}}, nil
}

// registerAutopay is a member who stores a card.
func (s *server) registerAutopay(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		Tier        string `json:"tier"`
		CustomerUID string `json:"customer_uid"`
		CardNumber  string `json:"card_number"`
		Expiry      string `json:"expiry"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	k, err := s.engine.RegisterAutopay(r.Context(), engine.StoreCode(path(r, "imp"), in.Tier), path(r, "member_id"), in.CustomerUID,
		engine.CardData{Number: in.CardNumber, Expiry: in.Expiry})
	if err != nil {
		return nil, err
	}
	return k.Annotation(), nil
}
