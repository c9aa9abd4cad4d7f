package portonev1_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/naru-pay/naru/portonev1"
)

const readyBody = `{"imp_uid":"imps_1","merchant_uid":"s1","amount":9900,"cancel_amount":0,"currency":"KRW","status":"ready","sandbox":true,"vbank_num":"X123"}`

var (
	theAccount = portonev1.VirtualAccountRequest{ChannelKey: "k", MerchantUID: "s1", Amount: "9900", BankCode: "04", Due: dueAt, Holder: "당근", PGAPIKey: "canary"}
	theBarcode = portonev1.BarcodeRequest{ChannelKey: "k", MerchantUID: "s1", Amount: "9900", Barcode: "11222222", Expires: dueAt, ConfirmURL: "https://shop.example/ok", NoticeURLs: []string{"https://shop.example/n"}}
)

// accountCalls are the methods about virtual accounts.
var accountCalls = []apiCall{
	{"IssueVirtualAccount", func(t *testing.T, c *portonev1.Client) error {
		r := theAccount
		free := portonev1.Decimal("100")
		r.TaxFree, r.NoticeURLs, r.FixedUnlimited = &free, []string{"https://shop.example/n"}, true
		p, err := c.IssueVirtualAccount(t.Context(), r)
		if err == nil && (p.Status != portonev1.StatusReady || p.VbankNum != "X123") {
			t.Errorf("IssueVirtualAccount = %+v", p)
		}
		return err
	}, readyBody, `POST /vbanks?pg_api_key=canary {"channel_key":"k","merchant_uid":"s1","amount":9900,"vbank_code":"04","vbank_due":1795406400,"vbank_holder":"당근","tax_free":100,"fixed_unlimited_vbank":true,"notice_url":["https://shop.example/n"]}`, true, "9900", "990"},
	{"ChangeVirtualAccount", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.ChangeVirtualAccount(t.Context(), "imps_1", portonev1.VirtualAccountChange{Amount: "9900", Due: dueAt})
		return err
	}, readyBody, `PUT /vbanks/imps_1 {"amount":9900,"vbank_due":1795406400}`, true, `"imps_1"`, `"imps_2"`},
	{"CloseVirtualAccount", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.CloseVirtualAccount(t.Context(), "imps_1", "canary")
		return err
	}, readyBody, `DELETE /vbanks/imps_1?pg_api_key=canary `, true, `"imps_1"`, `"imps_2"`},
}

// storeCalls are the methods about barcodes for convenience stores.
var storeCalls = []apiCall{
	{"IssueBarcode", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.IssueBarcode(t.Context(), theBarcode)
		return err
	}, readyBody, `POST /cvs {"channel_key":"k","merchant_uid":"s1","amount":9900,"barcode":"11222222","expired_at":1795406400,"confirm_url":"https://shop.example/ok","notice_url":["https://shop.example/n"]}`, true, `"s1"`, `"s2"`},
	{"CloseBarcode", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.CloseBarcode(t.Context(), "imps_1")
		return err
	}, readyBody, `DELETE /cvs/imps_1 `, true, `"imps_1"`, `"imps_2"`},
}

func TestVirtualAccount_errorsHoldNoKey(t *testing.T) {
	t.Parallel()
	f := newFake(t, breakOff)
	_, err := f.client(t).IssueVirtualAccount(t.Context(), theAccount)
	if err == nil {
		t.Fatal("no error")
	}
	notPrinted(t, err.Error(), "canary")
	notPrinted(t, logged(theAccount), "canary", "당근")
}

func TestAccounts_refuseLocally(t *testing.T) {
	t.Parallel()
	account := func(change func(*portonev1.VirtualAccountRequest)) func(*portonev1.Client) error {
		r := theAccount
		change(&r)
		return func(c *portonev1.Client) error { _, err := c.IssueVirtualAccount(t.Context(), r); return err }
	}
	barcode := func(change func(*portonev1.BarcodeRequest)) func(*portonev1.Client) error {
		r := theBarcode
		change(&r)
		return func(c *portonev1.Client) error { _, err := c.IssueBarcode(t.Context(), r); return err }
	}
	change := func(uid string, to portonev1.VirtualAccountChange) func(*portonev1.Client) error {
		return func(c *portonev1.Client) error {
			_, err := c.ChangeVirtualAccount(t.Context(), uid, to)
			return err
		}
	}
	minus := portonev1.Decimal("-1")
	refusedLocally(t, map[string]func(*portonev1.Client) error{
		"no channel":         account(func(r *portonev1.VirtualAccountRequest) { r.ChannelKey = "" }),
		"no bank":            account(func(r *portonev1.VirtualAccountRequest) { r.BankCode = "" }),
		"no order":           account(func(r *portonev1.VirtualAccountRequest) { r.MerchantUID = "" }),
		"no amount":          account(func(r *portonev1.VirtualAccountRequest) { r.Amount = "0" }),
		"no end":             account(func(r *portonev1.VirtualAccountRequest) { r.Due = time.Time{} }),
		"negative tax":       account(func(r *portonev1.VirtualAccountRequest) { r.TaxFree = &minus }),
		"negative VAT":       account(func(r *portonev1.VirtualAccountRequest) { r.VATAmount = &minus }),
		"negative count":     account(func(r *portonev1.VirtualAccountRequest) { r.ProductCount = -1 }),
		"change nothing":     change("imps_1", portonev1.VirtualAccountChange{}),
		"change of nothing":  change("", portonev1.VirtualAccountChange{Amount: "1"}),
		"change to zero":     change("imps_1", portonev1.VirtualAccountChange{Amount: "0"}),
		"change to the past": change("imps_1", portonev1.VirtualAccountChange{Due: time.Unix(-1, 0)}),
		"barcode no channel": barcode(func(r *portonev1.BarcodeRequest) { r.ChannelKey = "" }),
		"barcode no order":   barcode(func(r *portonev1.BarcodeRequest) { r.MerchantUID = "" }),
		"barcode no amount":  barcode(func(r *portonev1.BarcodeRequest) { r.Amount = "1e3" }),
		"barcode of old":     barcode(func(r *portonev1.BarcodeRequest) { r.Expires = time.Unix(-1, 0) }),
		"close nothing":      func(c *portonev1.Client) error { _, err := c.CloseBarcode(t.Context(), ".."); return err },
	})
}

// refusedLocally wants every call refused before anything is sent.
func refusedLocally(t *testing.T, calls map[string]func(*portonev1.Client) error) {
	t.Helper()
	f := newFake(t, answer(http.StatusOK, enveloped(readyBody)))
	c := f.client(t)
	for name, call := range calls {
		if err := call(c); !errors.Is(err, portonev1.ErrInvalidRequest) || portonev1.OutcomeUnknown(err) {
			t.Errorf("%s: %v, want ErrInvalidRequest", name, err)
		}
	}
	if n := len(f.calls()) + f.loginCount(); n != 0 {
		t.Errorf("%d refused calls reached PortOne", n)
	}
}
