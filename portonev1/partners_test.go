package portonev1_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/naru-pay/naru/portonev1"
)

const (
	partsBody   = `{"tax_free":0,"supply":9000,"vat":900,"service":0}`
	balanceBody = `{"amount":9900,"cash_receipt":` + partsBody + `,"primary":` + partsBody + `,"secondary":` + partsBody + `,"discount":` + partsBody +
		`,"histories":[{"cash_receipt":` + partsBody + `,"primary":` + partsBody + `,"secondary":` + partsBody + `,"discount":` + partsBody + `,"created":1795406400}]}`
	memberBody = `{"member_id":"m1","pg_provider":"kcp_quick","pg_id":"A52Q7","inserted":1795402800,"updated":1795402800}`
)

var (
	theBenepia     = portonev1.BenepiaAccount{User: "hong", Password: "canary-benepia"}
	thePreparation = portonev1.KCPMoneyPreparation{MerchantUID: "s1", TransactionID: "b1", CustomerIP: "203.0.113.1", CodeVerifier: "v", PrepaidAmount: "9900", PrepaidAuth: true}
	theMoney       = portonev1.KCPMoneyPayment{MemberID: "m1", ChannelKey: "k", MerchantUID: "s1", Name: "n", Amount: "9900", ImpUID: "imp_9"}
	theAutopay     = portonev1.KCPAutopayment{CustomerUID: "c1", MerchantUID: "s1", Name: "n", BuyerName: "홍길동", Amount: "9900"}
	theParcel      = portonev1.PaymentwallDelivery{
		ImpUID: "imp_1", MerchantUID: "s1", Type: "digital", Status: "delivered", EstimatedDelivery: dueAt, EstimatedUpdate: dueAt, Refundable: "yes", Email: "a@example.com",
	}
	theSite = portonev1.KCPQuickSite{Code: "A52Q7", PartnerType: "t", PartnerSubtype: "s"}
)

// kcpQuickCalls are the methods about KCP Quick.
var kcpQuickCalls = []apiCall{
	{"DeleteKCPQuickMember", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.DeleteKCPQuickMember(t.Context(), "m1", theSite)
		return err
	}, memberBody, "DELETE /kcpquick/members/m1?partner_subtype=s&partner_type=t&site_code=A52Q7 ", true, `"m1"`, `"m2"`},
	{"ReleaseKCPQuickFIDO", func(t *testing.T, c *portonev1.Client) error {
		return c.ReleaseKCPQuickFIDO(t.Context(), "m1", "k")
	}, `{"member_id":"m1"}`, `POST /kcpquick/members/m1/fido/release {"channel_key":"k"}`, true, `"m1"`, `"m2"`},
	{"PrepareKCPMoney", func(t *testing.T, c *portonev1.Client) error {
		return c.PrepareKCPMoney(t.Context(), thePreparation)
	}, "null", `POST /kcpquick/prepare/s1 {"btid":"b1","cust_ip":"203.0.113.1","code_verifier":"v","prepaid_auth_yn":"Y","prepaid_amount":9900}`, true, "", ""},
	{"UpdateKCPMoney", func(t *testing.T, c *portonev1.Client) error {
		p := thePreparation
		p.PrepaidAuth, p.PrepaidAmount, p.VendorType, p.RewardID = false, "", "VID2", "R1"
		return c.UpdateKCPMoney(t.Context(), p)
	}, "null", `PUT /kcpquick/prepare/s1 {"btid":"b1","cust_ip":"203.0.113.1","code_verifier":"v","vender_type":"VID2","reward_id":"R1"}`, true, "", ""},
	{"PayKCPMoney", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.PayKCPMoney(t.Context(), theMoney)
		return err
	}, paidBody, `POST /kcpquick/payment/money {"member_id":"m1","channel_key":"k","imp_uid":"imp_9","merchant_uid":"s1","amount":9900,"name":"n"}`, true, "9900", "990"},
	{"PayKCPAutopay", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.PayKCPAutopay(t.Context(), theAutopay)
		return err
	}, paidBody, `POST /kcpquick/payment/autopay {"customer_uid":"c1","merchant_uid":"s1","amount":9900,"name":"n","buyer_name":"홍길동"}`, true, `"s1"`, `"s2"`},
	{"DeleteKCPAutopay", func(t *testing.T, c *portonev1.Client) error {
		return c.DeleteKCPAutopay(t.Context(), "c1")
	}, `{"customer_uid":"c1"}`, "DELETE /kcpquick/autopay/c1 ", true, `"c1"`, `"c2"`},
}

// partnerCalls are the methods about what one gateway alone has, and sub-stores.
var partnerCalls = []apiCall{
	{"Balance", func(t *testing.T, c *portonev1.Client) error {
		b, err := c.Balance(t.Context(), "imp_1")
		if err == nil && (b.Amount != "9900" || b.Primary.Supply != "9000" || len(b.Histories) != 1 || b.Histories[0].Discount.VAT != "900" || !b.Histories[0].Created.Equal(dueAt)) {
			t.Errorf("Balance = %+v", b)
		}
		return err
	}, balanceBody, "GET /payments/imp_1/balance ", false, `"vat":900`, `"vat":"900"`},
	{"SetPaycoStatus", func(t *testing.T, c *portonev1.Client) error {
		s, err := c.SetPaycoStatus(t.Context(), "imp_1", portonev1.PaycoDeliveryStart)
		if err == nil && s != portonev1.PaycoDeliveryStart {
			t.Errorf("SetPaycoStatus = %s", s)
		}
		return err
	}, `{"status":"DELIVERY_START"}`, `POST /payco/orders/status/imp_1 {"status":"DELIVERY_START"}`, true, "DELIVERY_START", "CANCELED"},
	{"BenepiaPoints", func(t *testing.T, c *portonev1.Client) error {
		points, err := c.BenepiaPoints(t.Context(), theBenepia, "k")
		if err == nil && points != "52000" {
			t.Errorf("BenepiaPoints = %s", points)
		}
		return err
	}, `{"point":52000}`, `POST /benepia/point {"benepia_user":"hong","benepia_password":"canary-benepia","channel_key":"k"}`, true, "52000", `"52000"`},
	{"PayByBenepia", func(t *testing.T, c *portonev1.Client) error {
		charge := theBill
		charge.CardQuota, charge.Currency = 3, "KRW"
		_, err := c.PayByBenepia(t.Context(), portonev1.BenepiaPayment{Account: theBenepia, MemberCode: "0000", ChannelKey: "k", Charge: charge})
		return err
	}, paidBody, `POST /benepia/payment {"benepia_user":"hong","benepia_password":"canary-benepia","benepia_member_code":"0000","channel_key":"k","merchant_uid":"s1","amount":9900,"name":"n"}`, true, "9900", "990"},
	{"RegisterPaymentwallDelivery", func(t *testing.T, c *portonev1.Client) error {
		return c.RegisterPaymentwallDelivery(t.Context(), theParcel)
	}, `{"success":1}`, `POST /paymentwall/delivery {"imp_uid":"imp_1","merchant_uid":"s1","type":"digital","status":"delivered","estimated_delivery_datetime":1795406400,"estimated_update_datetime":1795406400,"refundable":"yes","shipping_address_email":"a@example.com"}`, true, "", ""},
	{"RegisterPartnerReceipts", func(t *testing.T, c *portonev1.Client) error {
		free := portonev1.Decimal("0")
		url, err := c.RegisterPartnerReceipts(t.Context(), "imp_1", []portonev1.PartnerReceipt{{BusinessNumber: "123-45-67890", CompanyName: "당근", Amount: "9900", TaxFree: &free}})
		if err == nil && url != "https://slip.example/1" {
			t.Errorf("RegisterPartnerReceipts = %s", url)
		}
		return err
	}, `{"receipt_url":"https:\/\/slip.example\/1"}`, `POST /partners/receipts/imp_1 {"data":[{"business_registration_number":"123-45-67890","company_name":"당근","amount":9900,"tax_free":0}]}`, true, "", ""},
	{"Tier", func(t *testing.T, c *portonev1.Client) error {
		tier, err := c.Tier(t.Context(), "A01")
		if err == nil && tier.Name != "둘째 가게" {
			t.Errorf("Tier = %+v", tier)
		}
		return err
	}, `{"tier_code":"A01","tier_name":"둘째 가게"}`, "GET /tiers/A01 ", false, "A01", "A02"},
}

func TestRefusals_carryTheGatewaysOwnWords(t *testing.T) {
	t.Parallel()
	f := newFake(t, answer(http.StatusOK, `{"code":1,"message":"생체인증 해제에 실패하였습니다.","response":null,"error":{"code":"C210","message":"등록된 거래가 없습니다."}}`))
	var refused *portonev1.Error
	if err := f.client(t).ReleaseKCPQuickFIDO(t.Context(), "m1", "k"); !errors.As(err, &refused) || refused.PGCode != "C210" || refused.PGMessage != "등록된 거래가 없습니다." {
		t.Errorf("ReleaseKCPQuickFIDO = %#v", refused)
	}
	f = newFake(t, answer(http.StatusOK, enveloped(`{"error_code":3006,"error":"Delivery data is invalid","notices":["carrier_type is missing"]}`)))
	err := f.client(t).RegisterPaymentwallDelivery(t.Context(), theParcel)
	if !errors.As(err, &refused) || refused.Code != 3006 || refused.Message != "Delivery data is invalid carrier_type is missing" || portonev1.OutcomeUnknown(err) {
		t.Errorf("RegisterPaymentwallDelivery = %v", err)
	}
}

func TestForTier_namesTheSubStoreInEveryCallButTheLogin(t *testing.T) {
	t.Parallel()
	f := newFake(t, answer(http.StatusOK, enveloped(paidBody)))
	var login []string
	f.setLogin(func(w http.ResponseWriter, r *http.Request) {
		login = append(login, r.Header.Get("Tier"))
		golden(t, http.StatusOK, "token")(w, r)
	})
	all := f.client(t)
	sub, err := all.ForTier("A01")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*portonev1.Client{sub, all} {
		if _, err := c.Payment(t.Context(), "imps_1"); err != nil {
			t.Error(err)
		}
	}
	calls := f.calls()
	if calls[0].header.Get("Tier") != "A01" || calls[1].header.Get("Tier") != "" || len(login) != 1 || login[0] != "" {
		t.Errorf("tiers %q and %q, logins %q", calls[0].header.Get("Tier"), calls[1].header.Get("Tier"), login)
	}
	for _, code := range []string{"", "A1", "a01", "A001", "A-1"} {
		if c, err := all.ForTier(code); !errors.Is(err, portonev1.ErrInvalidRequest) || c != nil {
			t.Errorf("ForTier(%q) = %v, %v", code, c, err)
		}
	}
}

func TestPartners_refuseLocally(t *testing.T) {
	t.Parallel()
	minus := portonev1.Decimal("-1")
	prepare := func(change func(*portonev1.KCPMoneyPreparation)) func(*portonev1.Client) error {
		p := thePreparation
		change(&p)
		return func(c *portonev1.Client) error { return c.PrepareKCPMoney(t.Context(), p) }
	}
	parts := func(list ...portonev1.PartnerReceipt) func(*portonev1.Client) error {
		return func(c *portonev1.Client) error {
			_, err := c.RegisterPartnerReceipts(t.Context(), "imp_1", list)
			return err
		}
	}
	parcel := func(change func(*portonev1.PaymentwallDelivery)) func(*portonev1.Client) error {
		d := theParcel
		change(&d)
		return func(c *portonev1.Client) error { return c.RegisterPaymentwallDelivery(t.Context(), d) }
	}
	refusedLocally(t, map[string]func(*portonev1.Client) error{
		"no order":           prepare(func(p *portonev1.KCPMoneyPreparation) { p.MerchantUID = "" }),
		"no transaction":     prepare(func(p *portonev1.KCPMoneyPreparation) { p.TransactionID = "" }),
		"no verifier":        prepare(func(p *portonev1.KCPMoneyPreparation) { p.CodeVerifier = "" }),
		"no prepaid amount":  prepare(func(p *portonev1.KCPMoneyPreparation) { p.PrepaidAmount = "" }),
		"odd prepaid amount": prepare(func(p *portonev1.KCPMoneyPreparation) { p.PrepaidAmount = "0" }),
		"no member": func(c *portonev1.Client) error {
			_, err := c.DeleteKCPQuickMember(t.Context(), "", theSite)
			return err
		},
		"no site": func(c *portonev1.Client) error {
			_, err := c.DeleteKCPQuickMember(t.Context(), "m1", portonev1.KCPQuickSite{})
			return err
		},
		"no FIDO channel": func(c *portonev1.Client) error { return c.ReleaseKCPQuickFIDO(t.Context(), "m1", "") },
		"no PIN": func(c *portonev1.Client) error {
			r := theMoney
			r.ImpUID = ""
			_, err := c.PayKCPMoney(t.Context(), r)
			return err
		},
		"no money": func(c *portonev1.Client) error {
			r := theMoney
			r.Amount = ""
			_, err := c.PayKCPMoney(t.Context(), r)
			return err
		},
		"no buyer": func(c *portonev1.Client) error {
			r := theAutopay
			r.BuyerName = ""
			_, err := c.PayKCPAutopay(t.Context(), r)
			return err
		},
		"no key": func(c *portonev1.Client) error { return c.DeleteKCPAutopay(t.Context(), "") },
		"no account": func(c *portonev1.Client) error {
			_, err := c.BenepiaPoints(t.Context(), portonev1.BenepiaAccount{}, "k")
			return err
		},
		"no channel": func(c *portonev1.Client) error { _, err := c.BenepiaPoints(t.Context(), theBenepia, ""); return err },
		"points free": func(c *portonev1.Client) error {
			_, err := c.PayByBenepia(t.Context(), portonev1.BenepiaPayment{Account: theBenepia, ChannelKey: "k", Charge: portonev1.Charge{MerchantUID: "s1", Name: "n"}})
			return err
		},
		"no status":  func(c *portonev1.Client) error { _, err := c.SetPaycoStatus(t.Context(), "imp_1", ""); return err },
		"no payment": func(c *portonev1.Client) error { _, err := c.Balance(t.Context(), ""); return err },
		"no tier":    func(c *portonev1.Client) error { _, err := c.Tier(t.Context(), ""); return err },
		"no parts":   parts(),
		"no company": parts(portonev1.PartnerReceipt{BusinessNumber: "1", Amount: "1"}),
		"no part":    parts(portonev1.PartnerReceipt{BusinessNumber: "1", CompanyName: "c"}),
		"odd part":   parts(portonev1.PartnerReceipt{BusinessNumber: "1", CompanyName: "c", Amount: "1", VATAmount: &minus}),
		"no carrier": parcel(func(d *portonev1.PaymentwallDelivery) { d.Type = "physical" }),
		"no e-mail":  parcel(func(d *portonev1.PaymentwallDelivery) { d.Email = "" }),
		"no arrival": parcel(func(d *portonev1.PaymentwallDelivery) { d.EstimatedUpdate = d.EstimatedUpdate.AddDate(-99, 0, 0) }),
	})
}
