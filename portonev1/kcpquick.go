package portonev1

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// KCPQuickMember is a buyer registered at KCP Quick (KCP 퀵페이), PortOne's
// KcpQuickMemberAnnotation.
type KCPQuickMember struct {
	// MemberID is the shop's id of the buyer.
	MemberID string `v1:"member_id,required"`
	// PGProvider is kcp_quick, PGID the shop's id there.
	PGProvider string `v1:"pg_provider,required"`
	PGID       string `v1:"pg_id,lenient"`
	// Inserted and Updated are when the buyer was registered and last changed.
	Inserted time.Time `v1:"inserted,lenient"`
	Updated  time.Time `v1:"updated,lenient"`
}

// KCPQuickSite names the registration of a buyer at KCP Quick; all are required.
type KCPQuickSite struct {
	// Code is the site code, PartnerType and PartnerSubtype what the buyer was
	// registered with.
	Code, PartnerType, PartnerSubtype string
}

// DeleteKCPQuickMember removes a buyer from KCP Quick for good: DELETE
// /kcpquick/members/{member_id}, docs group "kcpquick". It returns who was
// removed. It is sent once. An unknown buyer is an error matching ErrNotFound.
func (c *Client) DeleteKCPQuickMember(ctx context.Context, memberID string, site KCPQuickSite) (KCPQuickMember, error) {
	const operation = "DeleteKCPQuickMember"
	id, err := segment(operation, "memberID", memberID)
	if err != nil {
		return KCPQuickMember{}, err
	}
	if err := checkSet(operation, "site.Code", site.Code, "site.PartnerType", site.PartnerType, "site.PartnerSubtype", site.PartnerSubtype); err != nil {
		return KCPQuickMember{}, err
	}
	req, err := c.write(operation, http.MethodDelete, "/kcpquick/members/"+id, nil, c.cancelTimeout)
	if err != nil {
		return KCPQuickMember{}, err
	}
	req.query = url.Values{"site_code": {site.Code}, "partner_type": {site.PartnerType}, "partner_subtype": {site.PartnerSubtype}}
	return object(ctx, c, req, func(m KCPQuickMember) bool { return m.MemberID == memberID })
}

// ReleaseKCPQuickFIDO ends a buyer's use of fingerprint or face: POST
// /kcpquick/members/{member_id}/fido/release, docs group "kcpquick". It is sent
// once. What KCP refuses is an *Error with HTTPStatus 200, whose PGCode and
// PGMessage are KCP's own.
func (c *Client) ReleaseKCPQuickFIDO(ctx context.Context, memberID, channelKey string) error {
	const operation = "ReleaseKCPQuickFIDO"
	id, err := segment(operation, "memberID", memberID)
	if err != nil {
		return err
	}
	if err := checkSet(operation, "channelKey", channelKey); err != nil {
		return err
	}
	req, err := c.write(operation, http.MethodPost, "/kcpquick/members/"+id+"/fido/release", struct {
		ChannelKey string `json:"channel_key"`
	}{channelKey}, c.cancelTimeout)
	if err != nil {
		return err
	}
	type released struct {
		MemberID string `v1:"member_id,required"`
	}
	_, err = object(ctx, c, req, func(r released) bool { return r.MemberID == memberID })
	return err
}

// KCPMoneyPreparation is what KCP wants to know of a transaction with prepaid
// money before its window opens.
type KCPMoneyPreparation struct {
	// MerchantUID is the shop's order number, at most 40 characters.
	MerchantUID string
	// TransactionID is the shop's id of the transaction (btid), at most 20
	// characters.
	TransactionID string
	// CustomerIP is the buyer's address.
	CustomerIP string
	// CodeVerifier is a random text that proves who asks, at most 200
	// characters.
	CodeVerifier string
	// PrepaidAmount is what is taken from the prepaid money, in won, at most
	// nine digits; empty takes none. With PrepaidAuth the buyer proves to be
	// its owner, and the amount is required.
	PrepaidAmount Decimal
	PrepaidAuth   bool
	// VendorType is who issued a coupon, VID2 or VID3, and RewardID the rule of
	// a franchise, for its use in a store.
	VendorType, RewardID string
}

// kcpMoneyBody is KCPMoneyPreparation on the wire.
type kcpMoneyBody struct {
	TransactionID string  `json:"btid"`
	CustomerIP    string  `json:"cust_ip"`
	CodeVerifier  string  `json:"code_verifier"`
	PrepaidAuth   string  `json:"prepaid_auth_yn,omitempty"`
	PrepaidAmount Decimal `json:"prepaid_amount,omitempty"`
	VendorType    string  `json:"vender_type,omitempty"`
	RewardID      string  `json:"reward_id,omitempty"`
}

func (p KCPMoneyPreparation) check(operation string) error {
	if err := checkOrder(operation, p.MerchantUID); err != nil {
		return err
	}
	if err := checkSet(operation, "TransactionID", p.TransactionID, "CustomerIP", p.CustomerIP, "CodeVerifier", p.CodeVerifier); err != nil {
		return err
	}
	switch {
	case p.PrepaidAmount != "" && !p.PrepaidAmount.sendable(1):
		return &RequestError{operation, "PrepaidAmount", "is not a plain amount above 0"}
	case p.PrepaidAuth && p.PrepaidAmount == "":
		return &RequestError{operation, "PrepaidAmount", "is required with PrepaidAuth"}
	}
	return nil
}

// PrepareKCPMoney registers a transaction with prepaid money: POST
// /kcpquick/prepare/{merchant_uid}, docs group "kcpquick". It is sent once.
// PortOne refuses with HTTP 409 an order number that is registered already.
func (c *Client) PrepareKCPMoney(ctx context.Context, p KCPMoneyPreparation) error {
	return c.prepareKCPMoney(ctx, "PrepareKCPMoney", http.MethodPost, p)
}

// UpdateKCPMoney changes what PrepareKCPMoney registered: PUT
// /kcpquick/prepare/{merchant_uid}, docs group "kcpquick". It is sent once. An
// order number that is not registered is an error matching ErrNotFound.
func (c *Client) UpdateKCPMoney(ctx context.Context, p KCPMoneyPreparation) error {
	return c.prepareKCPMoney(ctx, "UpdateKCPMoney", http.MethodPut, p)
}

func (c *Client) prepareKCPMoney(ctx context.Context, operation, method string, p KCPMoneyPreparation) error {
	if err := p.check(operation); err != nil {
		return err
	}
	id, err := segment(operation, "MerchantUID", p.MerchantUID)
	if err != nil {
		return err
	}
	body := kcpMoneyBody{
		TransactionID: p.TransactionID, CustomerIP: p.CustomerIP, CodeVerifier: p.CodeVerifier,
		PrepaidAmount: p.PrepaidAmount, VendorType: p.VendorType, RewardID: p.RewardID,
	}
	if p.PrepaidAuth {
		body.PrepaidAuth = "Y"
	}
	req, err := c.write(operation, method, "/kcpquick/prepare/"+id, body, c.readTimeout)
	if err != nil {
		return err
	}
	return c.done(ctx, req)
}

// KCPMoneyPayment is paid with prepaid money.
type KCPMoneyPayment struct {
	// MemberID is the buyer, at most 16 characters.
	MemberID string
	// ChannelKey selects the channel.
	ChannelKey string
	// MerchantUID and Name are the order's, at most 40 characters each.
	MerchantUID, Name string
	// Amount is above 0, in won.
	Amount Decimal
	// ImpUID is the transaction in which the buyer typed the PIN.
	ImpUID string
	// NoticeURL takes the webhook instead of the console's address.
	NoticeURL string
}

// PayKCPMoney pays with prepaid money: POST /kcpquick/payment/money, docs group
// "kcpquick". It is sent once and may take Config.CancelTimeout. It fails in
// the two ways of Again; if OutcomeUnknown reports true, look for the order
// number with FindAll before paying again.
func (c *Client) PayKCPMoney(ctx context.Context, r KCPMoneyPayment) (Payment, error) {
	const operation = "PayKCPMoney"
	if err := checkSet(operation, "MemberID", r.MemberID, "ChannelKey", r.ChannelKey, "Name", r.Name, "ImpUID", r.ImpUID); err != nil {
		return Payment{}, err
	}
	charge := Charge{MerchantUID: r.MerchantUID, Amount: r.Amount, Name: r.Name, NoticeURL: r.NoticeURL}
	return c.charge(ctx, operation, "/kcpquick/payment/money", charge, struct {
		MemberID   string `json:"member_id"`
		ChannelKey string `json:"channel_key"`
		ImpUID     string `json:"imp_uid"`
		chargeBody
	}{r.MemberID, r.ChannelKey, r.ImpUID, charge.body()})
}

// KCPAutopayment is paid with a key that a buyer registered at KCP Quick.
type KCPAutopayment struct {
	// CustomerUID names the key.
	CustomerUID string
	// MerchantUID and Name are the order's, at most 40 characters each.
	MerchantUID, Name string
	// BuyerName is at most 20 characters.
	BuyerName string
	// Amount is above 0, in won.
	Amount Decimal
	// NoticeURL takes the webhook instead of the console's address.
	NoticeURL string
}

// PayKCPAutopay pays with a key of KCP Quick: POST /kcpquick/payment/autopay,
// docs group "kcpquick". It is sent once and fails as PayKCPMoney does.
func (c *Client) PayKCPAutopay(ctx context.Context, r KCPAutopayment) (Payment, error) {
	const operation = "PayKCPAutopay"
	if err := checkSet(operation, "CustomerUID", r.CustomerUID, "Name", r.Name, "BuyerName", r.BuyerName); err != nil {
		return Payment{}, err
	}
	charge := Charge{MerchantUID: r.MerchantUID, Amount: r.Amount, Name: r.Name, BuyerName: r.BuyerName, NoticeURL: r.NoticeURL}
	return c.charge(ctx, operation, "/kcpquick/payment/autopay", charge, struct {
		CustomerUID string `json:"customer_uid"`
		chargeBody
	}{r.CustomerUID, charge.body()})
}

// DeleteKCPAutopay removes a key of KCP Quick: DELETE
// /kcpquick/autopay/{customer_uid}, docs group "kcpquick". It is sent once. An
// unknown key is an error matching ErrNotFound.
func (c *Client) DeleteKCPAutopay(ctx context.Context, customerUID string) error {
	const operation = "DeleteKCPAutopay"
	id, err := segment(operation, "customerUID", customerUID)
	if err != nil {
		return err
	}
	req, err := c.write(operation, http.MethodDelete, "/kcpquick/autopay/"+id, nil, c.cancelTimeout)
	if err != nil {
		return err
	}
	type deleted struct {
		CustomerUID string `v1:"customer_uid,required"`
	}
	_, err = object(ctx, c, req, func(d deleted) bool { return d.CustomerUID == customerUID })
	return err
}
