package restv1_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// swagger is as much of the published description (Swagger 2.0) as is needed.
type swagger struct {
	Paths map[string]map[string]struct {
		Responses map[string]struct {
			Schema *schema `json:"schema"`
		} `json:"responses"`
	} `json:"paths"`
	Definitions map[string]*schema `json:"definitions"`
}

type schema struct {
	Ref        string             `json:"$ref"`
	Type       string             `json:"type"`
	AllOf      []*schema          `json:"allOf"`
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
	Items      *schema            `json:"items"`
	MaxLength  json.RawMessage    `json:"maxLength"` // a number or, in places, text
}

// notOurs are properties that the description requires by a slip: it lists
// paging on an object that its own samples show without.
var notOurs = map[string]bool{"PaymentPrepareAnnotation": true}

// description reads the published file where it lies beside the project.
func description(t *testing.T) swagger {
	t.Helper()
	dir, err := os.Getwd()
	for ; err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			break
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, "..", "shared", "portone", "spec", "v1.openapi.json"))
	if err != nil {
		t.Skip("PortOne's published description is not beside the project")
	}
	var s swagger
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// check returns what of v does not fit. Null counts as absent where a property
// is not required: Swagger 2.0 has no way to say nullable.
func (s swagger) check(at string, sc *schema, v any) []string {
	if sc.Ref != "" {
		name := strings.TrimPrefix(sc.Ref, "#/definitions/")
		target := *s.Definitions[name]
		if notOurs[name] {
			target.Required = nil
		}
		return s.check(at, &target, v)
	}
	var wrong []string
	for _, part := range sc.AllOf {
		wrong = append(wrong, s.check(at, part, v)...)
	}
	switch {
	case sc.Properties != nil:
		return append(wrong, s.checkObject(at, sc, v)...)
	case sc.Type == "array":
		list, ok := v.([]any)
		if !ok {
			return append(wrong, fmt.Sprintf("%s is no list: %v", at, v))
		}
		for i, item := range list {
			wrong = append(wrong, s.check(at+"["+strconv.Itoa(i)+"]", sc.Items, item)...)
		}
		return wrong
	}
	return append(wrong, checkScalar(at, sc, v)...)
}

func (s swagger) checkObject(at string, sc *schema, v any) []string {
	object, ok := v.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s is no object: %v", at, v)}
	}
	var wrong []string
	for _, name := range sc.Required {
		if object[name] == nil {
			wrong = append(wrong, at+"."+name+" is required")
		}
	}
	for name, property := range sc.Properties {
		if object[name] != nil {
			wrong = append(wrong, s.check(at+"."+name, property, object[name])...)
		}
	}
	return wrong
}

func checkScalar(at string, sc *schema, v any) []string {
	ok := true
	switch sc.Type {
	case "string":
		text, isText := v.(string)
		most, err := strconv.Atoi(strings.Trim(string(sc.MaxLength), `"`))
		ok = isText && (err != nil || utf8.RuneCountInString(text) <= most)
	case "integer":
		n, isNumber := v.(json.Number)
		_, err := n.Int64()
		ok = isNumber && err == nil
	case "number":
		_, ok = v.(json.Number)
	case "boolean":
		_, ok = v.(bool)
	}
	if !ok {
		return []string{fmt.Sprintf("%s is no %s (maxLength %s): %v", at, sc.Type, sc.MaxLength, v)}
	}
	return nil
}

func TestAnswers_fitThePublishedDescription(t *testing.T) {
	t.Parallel()
	spec := description(t)
	a := newAPI(t)
	long := strings.Repeat("긴", 300)
	card := a.pay(t, `"name":"`+long+`","buyer_email":"`+long+`","buyer_addr":"`+long+`","buyer_tel":"`+long+`","custom_data":{"a":1}`, engine.Choice{Outcome: engine.Approve})
	account := a.pay(t, `"merchant_uid":"order-2","pay_method":"vbank"`, engine.Choice{Outcome: engine.IssueAccount})
	failed := a.pay(t, `"merchant_uid":"order-3"`, engine.Choice{Outcome: engine.DeclineLimit})
	toss := a.pay(t, `"merchant_uid":"order-4","pg":"tosspayments","currency":"USD","amount":10.5`, engine.Choice{Outcome: engine.Approve})
	one := func(id string) string { return "/payments/" + id + "?include_sandbox=true" }
	calls := []struct{ operation, target, body string }{
		{"POST /users/getToken", "/users/getToken", `{"imp_key":"` + a.m.APIKey + `","imp_secret":"` + a.m.APISecret + `"}`},
		{"POST /users/getToken", "/users/getToken", `{"imp_key":"1","imp_secret":"2"}`},
		{"GET /users/pg", "/users/pg", ""},
		{"GET /payments/{imp_uid}", one(card.ImpUID), ""},
		{"GET /payments/{imp_uid}", one(account.ImpUID), ""},
		{"GET /payments/{imp_uid}", one(failed.ImpUID), ""},
		{"GET /payments/{imp_uid}", one(toss.ImpUID), ""},
		{"GET /payments/{imp_uid}", one("imp_0"), ""},
		{"GET /payments", "/payments?imp_uid[]=" + card.ImpUID, ""},
		{"GET /payments", "/payments?imp_uid[]=imp_0&imp_uid[]=" + card.ImpUID, ""},
		{"GET /payments", "/payments?imp_uid[]=imp_0", ""},
		{"GET /payments/find/{merchant_uid}/{payment_status}", "/payments/find/order-1/paid", ""},
		{"GET /payments/findAll/{merchant_uid}/{payment_status}", "/payments/findAll/order-1/paid", ""},
		{"GET /payments/findAll/{merchant_uid}/{payment_status}", "/payments/findAll/order-1?page=x", ""},
		{"GET /payments/status/{payment_status}", "/payments/status/all", ""},
		{"GET /payments/{imp_uid}/balance", "/payments/imp_0/balance", ""},
		{"POST /payments/cancel", "/payments/cancel", `{"imp_uid":"` + card.ImpUID + `","amount":1}`},
		{"POST /payments/cancel", "/payments/cancel", `{"imp_uid":"` + card.ImpUID + `"}`},
		{"POST /payments/cancel", "/payments/cancel", `{"imp_uid":"` + toss.ImpUID + `","amount":0.25,"reason":"` + long + `"}`},
		{"POST /payments/prepare", "/payments/prepare", `{"merchant_uid":"p","amount":1}`},
		{"PUT /payments/prepare", "/payments/prepare", `{"merchant_uid":"p","amount":2,"currency":"KRW"}`},
		{"PUT /payments/prepare", "/payments/prepare", `{"merchant_uid":"q","amount":2}`},
		{"GET /payments/prepare/{merchant_uid}", "/payments/prepare/p", ""},
		{"GET /cards", "/cards", ""},
		{"GET /cards/{card_standard_code}", "/cards/366", ""},
		{"GET /banks", "/banks", ""},
		{"GET /banks/{bank_standard_code}", "/banks/000", ""},
		{"POST /subscribe/customers/{customer_uid}", "/subscribe/customers/c1", `{` + cardFields + `,"customer_name":"` + long + `"}`},
		{"POST /subscribe/customers/{customer_uid}", "/subscribe/customers/c2", `{"card_number":"4092023012340001","expiry":"2029-03"}`},
		{"GET /subscribe/customers/{customer_uid}", "/subscribe/customers/c1", ""},
		{"GET /subscribe/customers/{customer_uid}", "/subscribe/customers/c2", ""},
		{"GET /subscribe/customers", "/subscribe/customers?customer_uid[]=c1", ""},
		{"GET /subscribe/customers", "/subscribe/customers?customer_uid[]=c1&customer_uid[]=c2", ""},
		{"GET /subscribe/customers", "/subscribe/customers?customer_uid[]=c2", ""},
		{"GET /subscribe/customers/{customer_uid}/payments", "/subscribe/customers/c1/payments", ""},
		{"GET /subscribe/customers/{customer_uid}/payments", "/subscribe/customers/c2/payments", ""},
		{"POST /subscribe/payments/again", "/subscribe/payments/again", `{"customer_uid":"c1","merchant_uid":"again-1","amount":1000,"name":"` + long + `"}`},
		{"POST /subscribe/payments/again", "/subscribe/payments/again", `{"customer_uid":"c2","merchant_uid":"again-2","amount":1000,"name":"n"}`},
		{"POST /subscribe/payments/onetime", "/subscribe/payments/onetime", `{"merchant_uid":"once-1","amount":1000,"name":"n",` + cardFields + `}`},
		{"POST /subscribe/payments/onetime", "/subscribe/payments/onetime", `{"merchant_uid":"once-2","amount":1000,"name":"n","card_number":"4092023012340004","expiry":"2029-03"}`},
		{"GET /subscribe/customers/{customer_uid}/payments", "/subscribe/customers/c1/payments?page=1", ""},
		{"POST /subscribe/payments/schedule", "/subscribe/payments/schedule", `{"customer_uid":"c1","schedules":[` + strings.Replace(item("s1", "1795406400"), `"n"`, `"`+long+`"`, 1) + `,` + item("s2", "1795406400") + `,` + item("s3", "1795489200") + `]}`},
		{"POST /subscribe/payments/schedule", "/subscribe/payments/schedule", `{"customer_uid":"c2","schedules":[` + item("s9", "1795406400") + `]}`},
		{"POST /subscribe/payments/unschedule", "/subscribe/payments/unschedule", `{"merchant_uid":["s3"]}`},
		{"POST /subscribe/payments/unschedule", "/subscribe/payments/unschedule", `{"merchant_uid":["s3"]}`},
		{"PUT /subscribe/payments/schedule/{merchant_uid}", "/subscribe/payments/schedule/s1", `{"schedule_at":1795410000}`},
		{"PUT /subscribe/payments/schedule/{merchant_uid}", "/subscribe/payments/schedule/s3", `{"schedule_at":1795410000}`},
		{"PUT /subscribe/payments/schedule/{merchant_uid}", "/subscribe/payments/schedule/s9", `{"schedule_at":1795410000}`},
		{"POST /subscribe/payments/schedule/{merchant_uid}/reschedule", "/subscribe/payments/schedule/s3/reschedule", `{"schedule_at":1795410000}`},
		{"POST /subscribe/payments/schedule/{merchant_uid}/reschedule", "/subscribe/payments/schedule/s3/reschedule", `{"schedule_at":1795410000}`},
		{"POST /subscribe/payments/schedule/{merchant_uid}/reschedule", "/subscribe/payments/schedule/s9/reschedule", `{"schedule_at":1795410000}`},
		{"POST /subscribe/payments/unschedule", "/subscribe/payments/unschedule", `{"customer_uid":"c1"}`},
		{"POST /subscribe/payments/schedule/{merchant_uid}/retry", "/subscribe/payments/schedule/s1/retry", `{}`},
		{"POST /subscribe/payments/schedule/{merchant_uid}/retry", "/subscribe/payments/schedule/s1/retry", `{}`},
		{"POST /subscribe/payments/schedule/{merchant_uid}/retry", "/subscribe/payments/schedule/s9/retry", `{}`},
		{"GET /subscribe/payments/schedule/{merchant_uid}", "/subscribe/payments/schedule/s1", ""},
		{"GET /subscribe/payments/schedule/{merchant_uid}", "/subscribe/payments/schedule/s2", ""},
		{"GET /subscribe/payments/schedule/{merchant_uid}", "/subscribe/payments/schedule/s9", ""},
		{"GET /subscribe/payments/schedule", "/subscribe/payments/schedule?schedule_from=1795402800&schedule_to=1795489201", ""},
		{"GET /subscribe/payments/schedule", "/subscribe/payments/schedule", ""},
		{"GET /subscribe/payments/schedule/customers/{customer_uid}", "/subscribe/payments/schedule/customers/c1?from=1795402800&to=1795489201", ""},
		{"GET /subscribe/payments/schedule/customers/{customer_uid}", "/subscribe/payments/schedule/customers/c1", ""},
		{"GET /subscribe/customers/{customer_uid}/schedules", "/subscribe/customers/c1/schedules?from=1795402800&to=1795489201", ""},
		{"GET /subscribe/customers/{customer_uid}/schedules", "/subscribe/customers/c1/schedules?from=2&to=1", ""},
		{"DELETE /subscribe/customers/{customer_uid}", "/subscribe/customers/c1", ""},
		{"DELETE /subscribe/customers/{customer_uid}", "/subscribe/customers/c1", ""},
		{"DELETE /vbanks/{imp_uid}", "/vbanks/" + card.ImpUID, ""},
		{"DELETE /vbanks/{imp_uid}", "/vbanks/" + account.ImpUID + "?pg_api_key=key", ""},
	}
	for _, c := range calls {
		method, path, _ := strings.Cut(c.operation, " ")
		w := a.send(method, c.target, asJSON, c.body)
		for _, problem := range spec.judge(method, path, w) {
			t.Errorf("%s %s: %s\n%s", method, c.target, problem, w.Body)
		}
	}
}

// judge checks status and body of an answer. Statuses without a schema must
// carry our envelope.
func (s swagger) judge(method, path string, w *httptest.ResponseRecorder) []string {
	response, ok := s.Paths[path][strings.ToLower(method)].Responses[strconv.Itoa(w.Code)]
	if !ok {
		return []string{"status " + strconv.Itoa(w.Code) + " is not described"}
	}
	dec := json.NewDecoder(strings.NewReader(w.Body.String()))
	dec.UseNumber()
	var body map[string]any
	if err := dec.Decode(&body); err != nil {
		return []string{err.Error()}
	}
	code, _ := body["code"].(json.Number)
	_, hasResponse := body["response"]
	if _, hasMessage := body["message"]; len(body) != 3 || code == "" || !hasResponse || !hasMessage {
		return []string{"not the envelope"}
	}
	if response.Schema == nil || code != "0" {
		return nil
	}
	return s.check("body", response.Schema, body)
}
