package portonev1_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/portonev1"
)

const (
	receiptFields = `"receipt_tid":"StdpayRCPT1","apply_num":"101234567","type":"person","amount":9900,"vat":900,"receipt_url":null,"applied_at":1795406400,"cancelled_at":0}`
	receiptOf     = `{"imp_uid":"imp_1",` + receiptFields
	externalOf    = `{"merchant_uid":"cash/1",` + receiptFields
	logisBody     = `{"company":"CJGLS","invoice":"6031","sent_at":1795406400,"applied_at":1795406401}`
	provenBody    = `{"imp_uid":"imp_1","merchant_uid":"m1","pg_provider":"danal","pg_tid":"t","name":"홍길동","gender":"male","birthday":"1980-01-01","foreigner":false,
"foreigner_v2":null,"phone":"01012345678","carrier":"SKT","certified":true,"certified_at":1795406400,"unique_key":"CI-canary","unique_in_site":"DI-canary","origin":"https://shop.example"}`
)

var (
	theReceipt  = portonev1.ReceiptRequest{Identifier: "01012345678", IdentifierType: portonev1.IdentifierPhone, Type: portonev1.ReceiptPerson, BuyerName: "홍길동"}
	theExternal = portonev1.ExternalReceiptRequest{ChannelKey: "k", Name: "당근", Amount: "9900", PayMethod: "trans", ReceiptRequest: theReceipt}
	theOTP      = portonev1.OTPRequest{ChannelKey: "k", Name: "홍길동", Phone: "010-1234-5678", Birth: "800101", GenderDigit: "1", Carrier: "SKT", MVNO: true, MerchantUID: "m1"}
	theDelivery = portonev1.EscrowDeliveryRequest{
		Sender:   portonev1.EscrowParty{Name: "당근상점", Tel: "02", Addr: "서울", Postcode: "01181", Relationship: "본인"},
		Receiver: portonev1.EscrowParty{Name: "홍길동", AddressLine1: "부산", AddressLine2: "1층"},
		Parcel:   portonev1.EscrowParcel{Company: "CJGLS", Invoice: "6031", SentAt: dueAt},
		Products: []portonev1.EscrowProduct{{ID: "p1", Name: "당근", Amount: "9900", Quantity: 1}},
	}
)

// receiptCalls are the methods about cash receipts.
var receiptCalls = []apiCall{
	{"Receipt", func(t *testing.T, c *portonev1.Client) error {
		r, err := c.Receipt(t.Context(), "imp_1")
		if err == nil && (r.VAT != "900" || !r.AppliedAt.Equal(dueAt) || !r.CancelledAt.IsZero() || r.ApplyNum != "101234567") {
			t.Errorf("Receipt = %+v", r)
		}
		return err
	}, receiptOf, "GET /receipts/imp_1 ", false, `"imp_1"`, `"imp_2"`},
	{"IssueReceipt", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.IssueReceipt(t.Context(), "imp_1", theReceipt)
		return err
	}, receiptOf, `POST /receipts/imp_1 {"identifier":"01012345678","identifier_type":"phone","type":"person","buyer_name":"홍길동"}`, true, `9900`, `"9900"`},
	{"CancelReceipt", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.CancelReceipt(t.Context(), "imp_1")
		return err
	}, receiptOf, "DELETE /receipts/imp_1 ", true, `"imp_1"`, `"imp_2"`},
	{"ExternalReceipt", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.ExternalReceipt(t.Context(), "cash/1")
		return err
	}, externalOf, "GET /receipts/external/cash%2F1 ", false, `"cash/1"`, `"cash/2"`},
	{"IssueExternalReceipt", func(t *testing.T, c *portonev1.Client) error {
		r := theExternal
		r.CompanyName, r.CompanyTel, r.CompanyNumber = "not sent", "not sent", "123"
		_, err := c.IssueExternalReceipt(t.Context(), "cash/1", r)
		return err
	}, externalOf, `POST /receipts/external/cash%2F1 {"channel_key":"k","name":"당근","amount":9900,"pay_method":"trans","identifier":"01012345678","identifier_type":"phone","type":"person","buyer_name":"홍길동","corp_reg_no":"123"}`, true, `"cash/1"`, `"cash/2"`},
	{"CancelExternalReceipt", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.CancelExternalReceipt(t.Context(), "cash/1")
		return err
	}, externalOf, "DELETE /receipts/external/cash%2F1 ", true, `"cash/1"`, `"cash/2"`},
}

// certificationCalls are the methods about who somebody is.
var certificationCalls = []apiCall{
	{"Certification", func(t *testing.T, c *portonev1.Client) error {
		got, err := c.Certification(t.Context(), "imp_1")
		if err == nil && (!got.Certified || got.Birthday != "1980-01-01" || got.ForeignerV2 != nil || got.UniqueKey != "CI-canary" || !got.CertifiedAt.Equal(dueAt)) {
			t.Errorf("Certification = %#v", got)
		}
		return err
	}, provenBody, "GET /certifications/imp_1 ", false, `"imp_1"`, `"imp_2"`},
	{"DeleteCertification", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.DeleteCertification(t.Context(), "imp_1")
		return err
	}, provenBody, "DELETE /certifications/imp_1 ", true, `"imp_1"`, `"imp_2"`},
	{"RequestOTP", func(t *testing.T, c *portonev1.Client) error {
		id, err := c.RequestOTP(t.Context(), theOTP)
		if err == nil && id != "imp_1" {
			t.Errorf("RequestOTP = %s", id)
		}
		return err
	}, `{"imp_uid":"imp_1"}`, `POST /certifications/otp/request {"channel_key":"k","name":"홍길동","phone":"010-1234-5678","birth":"800101","gender_digit":"1","carrier":"SKT","is_mvno":true,"merchant_uid":"m1"}`, true, `"imp_1"`, `null`},
	{"ConfirmOTP", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.ConfirmOTP(t.Context(), "imp_1", "123456")
		return err
	}, provenBody, `POST /certifications/otp/confirm/imp_1 {"otp":"123456"}`, true, `"imp_1"`, `"imp_2"`},
}

// escrowCalls are the methods about deliveries.
var escrowCalls = []apiCall{
	{"EscrowDelivery", func(t *testing.T, c *portonev1.Client) error {
		d, err := c.EscrowDelivery(t.Context(), "imp_1")
		if err == nil && (d.Company != "CJGLS" || !d.SentAt.Equal(dueAt)) {
			t.Errorf("EscrowDelivery = %+v", d)
		}
		return err
	}, logisBody, "GET /escrows/logis/imp_1 ", false, `"CJGLS"`, `null`},
	{"RegisterEscrowDelivery", func(t *testing.T, c *portonev1.Client) error {
		r, quiet := theDelivery, false
		r.SendEmail = &quiet
		_, err := c.RegisterEscrowDelivery(t.Context(), "imp_1", r)
		return err
	}, logisBody, `POST /escrows/logis/imp_1 {"sender":{"name":"당근상점","tel":"02","addr":"서울","postcode":"01181","relationship":"본인"},"receiver":{"name":"홍길동","formed_address":{"address_line_1":"부산","address_line_2":"1층"}},"logis":{"company":"CJGLS","invoice":"6031","sent_at":1795406400},"products":[{"id":"p1","name":"당근","amount":9900,"quantity":1}],"send_email":false}`, true, `"6031"`, `"6032"`},
	{"ChangeEscrowDelivery", func(t *testing.T, c *portonev1.Client) error {
		r, quiet := theDelivery, false
		r.SendEmail, r.Products, r.Sender, r.Receiver = &quiet, nil, portonev1.EscrowParty{}, portonev1.EscrowParty{}
		_, err := c.ChangeEscrowDelivery(t.Context(), "imp_1", r)
		return err
	}, logisBody, `PUT /escrows/logis/imp_1 {"sender":{},"receiver":{},"logis":{"company":"CJGLS","invoice":"6031","sent_at":1795406400}}`, true, `"6031"`, `"6032"`},
}

func TestReceipts_refuseLocally(t *testing.T) {
	t.Parallel()
	minus := portonev1.Decimal("-1")
	issue := func(uid string, change func(*portonev1.ReceiptRequest)) func(*portonev1.Client) error {
		r := theReceipt
		change(&r)
		return func(c *portonev1.Client) error { _, err := c.IssueReceipt(t.Context(), uid, r); return err }
	}
	external := func(uid string, change func(*portonev1.ExternalReceiptRequest)) func(*portonev1.Client) error {
		r := theExternal
		change(&r)
		return func(c *portonev1.Client) error {
			_, err := c.IssueExternalReceipt(t.Context(), uid, r)
			return err
		}
	}
	refusedLocally(t, map[string]func(*portonev1.Client) error{
		"of nothing":          issue("", func(*portonev1.ReceiptRequest) {}),
		"to nobody":           issue("imp_1", func(r *portonev1.ReceiptRequest) { r.Identifier = "" }),
		"negative tax":        issue("imp_1", func(r *portonev1.ReceiptRequest) { r.TaxFree = &minus }),
		"external of nothing": external("", func(*portonev1.ExternalReceiptRequest) {}),
		"no channel":          external("m", func(r *portonev1.ExternalReceiptRequest) { r.ChannelKey = "" }),
		"no name":             external("m", func(r *portonev1.ExternalReceiptRequest) { r.Name = "" }),
		"no amount":           external("m", func(r *portonev1.ExternalReceiptRequest) { r.Amount = "" }),
		"external to nobody":  external("m", func(r *portonev1.ExternalReceiptRequest) { r.Identifier = "" }),
		"read nothing":        func(c *portonev1.Client) error { _, err := c.Receipt(t.Context(), "."); return err },
		"read nothing outside": func(c *portonev1.Client) error {
			_, err := c.ExternalReceipt(t.Context(), "")
			return err
		},
	})
}

func TestCertificationsAndEscrow_refuseLocally(t *testing.T) {
	t.Parallel()
	otp := func(change func(*portonev1.OTPRequest)) func(*portonev1.Client) error {
		r := theOTP
		change(&r)
		return func(c *portonev1.Client) error { _, err := c.RequestOTP(t.Context(), r); return err }
	}
	ship := func(change func(*portonev1.EscrowDeliveryRequest)) func(*portonev1.Client) error {
		r := theDelivery
		change(&r)
		return func(c *portonev1.Client) error {
			_, err := c.RegisterEscrowDelivery(t.Context(), "imp_1", r)
			return err
		}
	}
	refusedLocally(t, map[string]func(*portonev1.Client) error{
		"no name":    otp(func(r *portonev1.OTPRequest) { r.Name = "" }),
		"no phone":   otp(func(r *portonev1.OTPRequest) { r.Phone = "" }),
		"no birth":   otp(func(r *portonev1.OTPRequest) { r.Birth = "" }),
		"no digit":   otp(func(r *portonev1.OTPRequest) { r.GenderDigit = "" }),
		"no carrier": otp(func(r *portonev1.OTPRequest) { r.Carrier = "" }),
		"no channel": otp(func(r *portonev1.OTPRequest) { r.ChannelKey = "" }),
		"no courier": ship(func(r *portonev1.EscrowDeliveryRequest) { r.Parcel.Company = "" }),
		"no invoice": ship(func(r *portonev1.EscrowDeliveryRequest) { r.Parcel.Invoice = "" }),
		"not sent":   ship(func(r *portonev1.EscrowDeliveryRequest) { r.Parcel.SentAt = time.Time{} }),
		"no product": ship(func(r *portonev1.EscrowDeliveryRequest) { r.Products = []portonev1.EscrowProduct{{}} }),
		"odd product": ship(func(r *portonev1.EscrowDeliveryRequest) {
			r.Products = []portonev1.EscrowProduct{{ID: "p", Name: "n", Amount: "x"}}
		}),
		"confirm nobody": func(c *portonev1.Client) error {
			_, err := c.ConfirmOTP(t.Context(), "", "1")
			return err
		},
		"ship nothing": func(c *portonev1.Client) error {
			_, err := c.EscrowDelivery(t.Context(), "")
			return err
		},
	})
}

// Whoever logs a request or an answer by mistake must not log a person.
func TestPersons_areNotPrinted(t *testing.T) {
	t.Parallel()
	f := newFake(t, answer(200, enveloped(provenBody)))
	got, err := f.client(t).Certification(t.Context(), "imp_1")
	if err != nil {
		t.Fatal(err)
	}
	text := logged(got) + logged(theOTP) + logged(theReceipt) + logged(theExternal) + logged(theDelivery) + logged(theBenepia) +
		fmt.Sprintf("%v %+v %#v %s %v %+v %#v %v %+v", got, got, got, got, theOTP, theOTP, theOTP, theBenepia, theBenepia)
	raw, err := json.Marshal(theBenepia)
	if err != nil {
		t.Fatal(err)
	}
	notPrinted(t, text+string(raw), "홍길동", "1234", "1980", "800101", "canary", "부산")
	if !strings.Contains(text, "imp_1") {
		t.Errorf("the log lacks the id: %s", text)
	}
}

// logged is what slog writes of a value.
func logged(v any) string {
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
	return out.String()
}

func notPrinted(t *testing.T, text string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%s was printed: %s", secret, text)
		}
	}
}
