package portonev1_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/naru-pay/naru/portonev1"
)

// response returns the payment inside a golden envelope.
func response(t testing.TB, name string) string {
	t.Helper()
	var envelope struct{ Response json.RawMessage }
	if err := json.Unmarshal([]byte(wire(t, name)), &envelope); err != nil {
		t.Fatal(err)
	}
	return string(envelope.Response)
}

func TestPayment_failsClosedOnBrokenFields(t *testing.T) {
	t.Parallel()
	whole := response(t, "payment_cancelled_in_part")
	tests := []struct{ name, old, new string }{
		{"amount missing", `"amount":1000,`, ``},
		{"amount null", `"amount":1000`, `"amount":null`},
		{"amount as text", `"amount":1000`, `"amount":"1000"`},
		{"amount as list", `"amount":1000`, `"amount":[1000]`},
		{"amount as bool", `"amount":1000`, `"amount":true`},
		{"amount negative", `"amount":1000`, `"amount":-1000`},
		{"amount enormous", `"amount":1000`, `"amount":1e999999999`},
		{"amount twice", `"amount":1000`, `"amount":1000,"amount":1000`},
		{"amount twice, once escaped", `"amount":1000`, `"amount":1000,"\u0061mount":1`},
		{"amount by another case only", `"amount":1000`, `"Amount":1000`},
		{"cancel_amount missing", `"cancel_amount":300,`, ``},
		{"cancel_amount negative", `"cancel_amount":300`, `"cancel_amount":-1`},
		{"status missing", `"status":"paid",`, ``},
		{"status null", `"status":"cancelled"`, `"status":null`},
		{"status empty", `"status":"cancelled"`, `"status":""`},
		{"status as number", `"status":"cancelled"`, `"status":1`},
		{"currency missing", `"currency":"KRW",`, ``},
		{"imp_uid twice", `"imp_uid":`, `"imp_uid":"imp_1","imp_uid":`},
		{"imp_uid empty", `"imp_uid":"imp_401076007673"`, `"imp_uid":""`},
		{"merchant_uid as number", `"merchant_uid":"order-87"`, `"merchant_uid":87`},
		{"sandbox as number", `"sandbox":true`, `"sandbox":1`},
		{"paid_at as text", `"paid_at":1618692096`, `"paid_at":"1618692096"`},
		{"paid_at fractional", `"paid_at":1618692096`, `"paid_at":1618692096.5`},
		{"paid_at negative", `"paid_at":1618692096`, `"paid_at":-1`},
		{"paid_at after the year 9999", `"paid_at":1618692096`, `"paid_at":253402300800`},
		{"history as object", `"cancel_history":[`, `"cancel_history":{},"x":[`},
		{"history entry without amount", `{"amount":300,`, `{`},
		{"history entry with two amounts", `{"amount":300,`, `{"amount":300,"amount":1,`},
		{"history entry null", `"cancel_history":[`, `"cancel_history":[null,`},
		{"a card field twice", `"card_name":`, `"card_name":"x","card_name":`},
		{"cut off", `"vbank_num":null}`, `"vbank_num":null`},
		{"something behind", `"vbank_num":null}`, `"vbank_num":null}{}`},
	}
	for _, tt := range tests {
		body := strings.Replace(whole, tt.old, tt.new, 1)
		if tt.name == "status missing" {
			body = strings.Replace(whole, `"status":"cancelled",`, "", 1)
		}
		if body == whole {
			t.Fatalf("%s: nothing was changed", tt.name)
		}
		var p portonev1.Payment
		err := p.UnmarshalJSON([]byte(body))
		if !errors.Is(err, portonev1.ErrMalformed) {
			t.Errorf("%s: %v, want ErrMalformed", tt.name, err)
		}
		if !reflect.DeepEqual(p, portonev1.Payment{}) {
			t.Errorf("%s: left a half-read payment", tt.name)
		}
	}
}

func TestPayment_toleratesWhatDoesNotDecideAboutMoney(t *testing.T) {
	t.Parallel()
	whole := response(t, "payment_card")
	tests := []struct {
		name, old, new string
		look           func(portonev1.Payment) any
		want           any
	}{
		{"a new state", `"status":"paid"`, `"status":"refunding"`, func(p portonev1.Payment) any { return p.Status }, portonev1.Status("refunding")},
		{"a new method", `"pay_method":"card"`, `"pay_method":"moonpay"`, func(p portonev1.Payment) any { return p.PayMethod }, "moonpay"},
		{"new fields, even twice", `"amount":1000`, `"amount":1000,"x":1,"x":2,"Amount":5`, func(p portonev1.Payment) any { return p.Amount }, portonev1.Decimal("1000")},
		{"custom_data as object", `"custom_data":null`, `"custom_data":{"a":1}`, func(p portonev1.Payment) any { return p.CustomData }, `{"a":1}`},
		{"card_quota as text", `"card_quota":0`, `"card_quota":"03"`, func(p portonev1.Payment) any { return p.CardQuota }, 0},
		{"card_type as text", `"card_type":1`, `"card_type":"1"`, func(p portonev1.Payment) any { return p.CardType }, (*int)(nil)},
		{"an empty promotion from PHP", `"pay_method"`, `"promotion":[],"pay_method"`, func(p portonev1.Payment) any { return p.Promotion }, (*portonev1.Promotion)(nil)},
		{"receipts as object", `"cancel_receipt_urls":[]`, `"cancel_receipt_urls":{}`, func(p portonev1.Payment) any { return p.CancelReceiptURLs }, []string(nil)},
		{"history null", `"cancel_history":[]`, `"cancel_history":null`, func(p portonev1.Payment) any { return p.CancelHistory }, []portonev1.Cancellation(nil)},
		{"sandbox missing", `"sandbox":true,`, ``, func(p portonev1.Payment) any { return p.Sandbox }, (*bool)(nil)},
		{"exponent", `"amount":1000`, `"amount":1E+3`, func(p portonev1.Payment) any { return p.Amount.String() }, "1E+3"},
		{"beyond a float", `"amount":1000`, `"amount":9007199254740993`, func(p portonev1.Payment) any { return p.Amount.String() }, "9007199254740993"},
		{"extension", `"pay_method"`, `"extension":{"REMITTER":"x"},"pay_method"`, func(p portonev1.Payment) any { return string(p.Extension) }, `{"REMITTER":"x"}`},
		{"deposits", `"pay_method"`, `"deposit_history":[{"pg_tid":"d","amount":7,"depositor_name":"n","deposited_at":0}],"pay_method"`, func(p portonev1.Payment) any { return p.DepositHistory }, []portonev1.Deposit{{PGTID: "d", Amount: "7", DepositorName: "n"}}},
	}
	for _, tt := range tests {
		body := strings.Replace(whole, tt.old, tt.new, 1)
		if body == whole {
			t.Fatalf("%s: nothing was changed", tt.name)
		}
		var p portonev1.Payment
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := tt.look(p); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %#v, want %#v", tt.name, got, tt.want)
		}
	}
}

func TestPayment_survivesBeingStoredAsJSON(t *testing.T) {
	t.Parallel()
	var p, again portonev1.Payment
	if err := json.Unmarshal([]byte(response(t, "payment_cancelled_in_part")), &p); err != nil {
		t.Fatal(err)
	}
	stored, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(stored, &again); err != nil {
		t.Fatal(err)
	}
	if again.Raw = p.Raw; !reflect.DeepEqual(again, p) {
		t.Errorf("read back %+v", again)
	}
	if _, err := json.Marshal(portonev1.Payment{ImpUID: "imp_1"}); err == nil {
		t.Error("a payment that PortOne never wrote was stored")
	}
	if err := json.Unmarshal([]byte("null"), &p); err == nil {
		t.Error("null was read as a payment")
	}
}

func TestPayment_logsNothingAboutTheBuyer(t *testing.T) {
	t.Parallel()
	var p portonev1.Payment
	if err := json.Unmarshal([]byte(response(t, "payment_card")), &p); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("read", "payment", p)
	for _, hidden := range []string{"홍길동", "a@example.com", "010-0000", "510737"} {
		if strings.Contains(out.String(), hidden) {
			t.Errorf("log shows %s: %s", hidden, out.String())
		}
	}
	if !strings.Contains(out.String(), theImpUID) {
		t.Errorf("log lacks the id: %s", out.String())
	}
}

// TestPayment_hasEveryFieldOfTheAPIDescription compares with PortOne's own
// description of the API where that lies beside the project.
func TestPayment_hasEveryFieldOfTheAPIDescription(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "shared", "portone", "spec", "v1.openapi.json")
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("PortOne's API description is not beside the project")
	}
	if err != nil {
		t.Fatal(err)
	}
	var spec struct {
		Definitions map[string]struct {
			Properties map[string]json.RawMessage
			Required   []string
		}
	}
	if err := json.Unmarshal(text, &spec); err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]reflect.Type{
		"PaymentAnnotation":                 reflect.TypeFor[portonev1.Payment](),
		"PaymentCancelAnnotation":           reflect.TypeFor[portonev1.Cancellation](),
		"VbankDepositAnnotation":            reflect.TypeFor[portonev1.Deposit](),
		"PgSettingAnnotation":               reflect.TypeFor[portonev1.Channel](),
		"PagedPaymentAnnotation":            reflect.TypeFor[portonev1.Page](),
		"StandardCodeAnnotation":            reflect.TypeFor[portonev1.Code](),
		"CustomerAnnotation":                reflect.TypeFor[portonev1.BillingKey](),
		"SuperBillingKeyAnnotation":         reflect.TypeFor[portonev1.SuperBillingKey](),
		"SucceededChannelAnnotation":        reflect.TypeFor[portonev1.KeyChannel](),
		"FailedChannelAnnotation":           reflect.TypeFor[portonev1.KeyFailure](),
		"ScheduleResultAnnotation":          reflect.TypeFor[portonev1.Schedule](),
		"ReceiptAnnotation":                 reflect.TypeFor[portonev1.Receipt](),
		"ExternalReceiptAnnotation":         reflect.TypeFor[portonev1.ExternalReceipt](),
		"CertificationAnnotation":           reflect.TypeFor[portonev1.Certification](),
		"EscrowLogisAnnotation":             reflect.TypeFor[portonev1.EscrowDelivery](),
		"PaymentBalanceAnnotation":          reflect.TypeFor[portonev1.BalanceParts](),
		"PaymentBalanceHistoriesAnnotation": reflect.TypeFor[portonev1.BalanceHistory](),
		"PaymentBalanceResponseAnnotation":  reflect.TypeFor[portonev1.Balance](),
		"KcpQuickMemberAnnotation":          reflect.TypeFor[portonev1.KCPQuickMember](),
		"NaverProductOrderAnnotation":       reflect.TypeFor[portonev1.NaverOrder](),
		"NaverOrderer":                      reflect.TypeFor[portonev1.NaverOrderer](),
		"NaverAddress":                      reflect.TypeFor[portonev1.NaverAddress](),
		"NaverReviewAnnotation":             reflect.TypeFor[portonev1.NaverReview](),
		"NaverCashAmountAnnotation":         reflect.TypeFor[portonev1.NaverCashAmount](),
		"TierAnnotation":                    reflect.TypeFor[portonev1.Tier](),
	} {
		known := map[string]bool{}
		for i := range of.NumField() {
			tag, _, _ := strings.Cut(of.Field(i).Tag.Get("v1"), ",")
			known[tag] = true
		}
		properties := spec.Definitions[name].Properties
		if len(properties) == 0 {
			t.Errorf("the description has no %s", name)
		}
		for property := range properties {
			if !known[property] {
				t.Errorf("%s.%s has no field in %v", name, property, of)
			}
		}
	}
}

func FuzzDecodePayment(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "payment_*.json"))
	if err != nil || len(files) == 0 {
		f.Fatal("no golden payments")
	}
	for _, file := range files {
		f.Add([]byte(response(f, strings.TrimSuffix(filepath.Base(file), ".json"))))
	}
	f.Add([]byte(`{"amount":1,"amount":2}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var p portonev1.Payment
		if err := p.UnmarshalJSON(raw); err != nil {
			if !errors.Is(err, portonev1.ErrMalformed) || !reflect.DeepEqual(p, portonev1.Payment{}) {
				t.Fatalf("error %v with payment %+v", err, p)
			}
			return
		}
		if p.ImpUID == "" || p.MerchantUID == "" || p.Status == "" || p.Currency == "" {
			t.Fatalf("payment without identity or state: %s", raw)
		}
		for _, amount := range []portonev1.Decimal{p.Amount, p.CancelAmount} {
			if sign, err := amount.Sign(); err != nil || sign < 0 {
				t.Fatalf("amount %q: %v", amount, err)
			}
		}
		for _, c := range p.CancelHistory {
			if !c.Amount.Valid() {
				t.Fatalf("cancellation of %q", c.Amount)
			}
		}
		var again portonev1.Payment
		if err := again.UnmarshalJSON(p.Raw); err != nil || !reflect.DeepEqual(again, p) {
			t.Fatalf("read again: %v", err)
		}
	})
}
