package restv1_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/sandbox/restv1"
	"github.com/naru-pay/naru/internal/sandbox/spectest"
)

// answers counts and judges every answer of newAPI.
var answers = spectest.New()

// tokenOnly are operations that take nothing that could be refused besides the
// token, or hand it out.
var tokenOnly = []string{"GET /users/pg", "GET /banks", "GET /cards", "POST /users/getToken"}

// A run of all tests fails where an operation has no test that drives it
// through its success and a refusal.
func TestMain(m *testing.M) {
	answers.Main(m, func() []string { return answers.Untold(served(), tokenOnly...) })
}

// served lists the operations as "GET /payments/{imp_uid}".
func served() []string {
	var all []string
	for _, o := range restv1.Operations() {
		all = append(all, o.Method+" "+o.Path)
	}
	return all
}

func TestOperations_areThoseThatPortOnePublishes(t *testing.T) {
	t.Parallel()
	d, err := spectest.Published()
	if err != nil {
		t.Fatal(err)
	}
	if d == nil {
		t.Skip("PortOne's published description is not beside the project")
	}
	if got := len(d.Operations()); got != published {
		t.Errorf("PortOne publishes %d operations, want %d", got, published)
	}
	want, got := d.Operations(), served()
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations (-published +served):\n%s", diff)
	}
}

func TestAnswers_fitThePublishedDescription(t *testing.T) {
	t.Parallel()
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
		method, _, _ := strings.Cut(c.operation, " ")
		a.send(method, c.target, asJSON, c.body)
		path, _, _ := strings.Cut(c.target, "?")
		if got := spectest.OperationOf(method, path); got != c.operation {
			t.Errorf("%s %s is taken for %q, want %q", method, c.target, got, c.operation)
		}
	}
}
