package portonev1_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/portonev1"
)

const (
	asJSON = "application/json; charset=utf-8"
	asForm = "application/x-www-form-urlencoded"

	escrowNotice = `{"event":"Inicis.Escrow.Changed","imp_uid":"imp_1","merchant_uid":"s1","status":"paid","extra":{"escrow_status":"4","changed_at":1795406400,"denied_reason":"단순 변심"}}`
	storeNotice  = `{"event":"Galaxia.Cvs.Confirm","imp_uid":"imp_1","merchant_uid":"s1","status":"ready","extra":{"barcode":"11222222","payType":"cash"}}`
	askedBody    = `{"imp_uid":"imp_1","merchant_uid":"s1","amount":1000}`
)

func TestParseNotice_readsEveryShape(t *testing.T) {
	t.Parallel()
	paid := portonev1.Notice{ImpUID: "imp_1", MerchantUID: "s/1", Status: portonev1.StatusPaid}
	cancelled := paid
	cancelled.Status, cancelled.CancellationID = portonev1.StatusCancelled, "06JC8FVHJTW2WY16FEY0"
	escrow := portonev1.Notice{
		ImpUID: "imp_1", MerchantUID: "s1", Status: portonev1.StatusPaid, Event: portonev1.EventEscrowChanged,
		Escrow: &portonev1.EscrowChange{Status: portonev1.EscrowDenied, ChangedAt: dueAt, DeniedReason: "단순 변심"},
	}
	store := portonev1.Notice{
		ImpUID: "imp_1", MerchantUID: "s1", Status: portonev1.StatusReady, Event: portonev1.EventStoreConfirm,
		Store: &portonev1.StoreConfirm{Barcode: "11222222", PayType: "cash"},
	}
	for name, test := range map[string]struct {
		contentType, body string
		want              portonev1.Notice
	}{
		"JSON":               {asJSON, `{"imp_uid":"imp_1","merchant_uid":"s\/1","status":"paid"}`, paid},
		"no content type":    {"", `{"imp_uid":"imp_1","merchant_uid":"s/1","status":"paid","new":[1]}`, paid},
		"a form":             {asForm, "imp_uid=imp_1&merchant_uid=s%2F1&status=paid", paid},
		"a cancel":           {asJSON, `{"imp_uid":"imp_1","merchant_uid":"s/1","status":"cancelled","cancellation_id":"06JC8FVHJTW2WY16FEY0"}`, cancelled},
		"escrow":             {asJSON, escrowNotice, escrow},
		"escrow in a number": {asJSON, strings.Replace(escrowNotice, `"4"`, `4`, 1), escrow},
		"a store":            {asJSON, storeNotice, store},
		"a newer event":      {asJSON, `{"imp_uid":"imp_1","event":"New","extra":7}`, portonev1.Notice{ImpUID: "imp_1", Event: "New"}},
	} {
		got, err := portonev1.ParseNotice(test.contentType, []byte(test.body))
		if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, diff)
		}
	}
}

func TestParseNotice_refusesWhatNamesNoPayment(t *testing.T) {
	t.Parallel()
	for name, test := range map[string][2]string{
		"nothing":       {asJSON, ""},
		"text":          {asJSON, "imp_uid=imp_1"},
		"a list":        {asJSON, "[]"},
		"no id":         {asJSON, `{"merchant_uid":"s1","status":"paid"}`},
		"an empty id":   {asJSON, `{"imp_uid":"","status":"paid"}`},
		"two ids":       {asJSON, `{"imp_uid":"imp_1","imp_uid":"imp_2"}`},
		"a number":      {asJSON, `{"imp_uid":1}`},
		"a long id":     {asJSON, `{"imp_uid":"` + strings.Repeat("i", 257) + `"}`},
		"a long body":   {asJSON, `{"imp_uid":"imp_1","x":"` + strings.Repeat("x", 64<<10) + `"}`},
		"an odd state":  {asJSON, `{"imp_uid":"imp_1","status":7}`},
		"two in a form": {asForm, "imp_uid=imp_1&imp_uid=imp_2"},
		"a bad form":    {asForm, "imp_uid=%zz"},
		"an empty form": {asForm, ""},
		"bytes":         {asForm, "imp_uid=%ff"},
	} {
		if n, err := portonev1.ParseNotice(test[0], []byte(test[1])); !errors.Is(err, portonev1.ErrMalformed) || !reflect.DeepEqual(n, portonev1.Notice{}) {
			t.Errorf("%s: %+v, %v", name, n, err)
		}
	}
}

func TestParseConfirm_readsTheQuestionAndNothingElse(t *testing.T) {
	t.Parallel()
	got, err := portonev1.ParseConfirm([]byte(askedBody))
	if want := (portonev1.ConfirmRequest{ImpUID: "imp_1", MerchantUID: "s1", Amount: "1000"}); err != nil || got != want {
		t.Errorf("ParseConfirm = %+v, %v", got, err)
	}
	for name, body := range map[string]string{
		"nothing":         "",
		"no amount":       `{"imp_uid":"imp_1","merchant_uid":"s1"}`,
		"an amount twice": `{"imp_uid":"imp_1","merchant_uid":"s1","amount":1,"amount":2}`,
		"text":            `{"imp_uid":"imp_1","merchant_uid":"s1","amount":"1000"}`,
		"below nothing":   `{"imp_uid":"imp_1","merchant_uid":"s1","amount":-1}`,
		"no order":        `{"imp_uid":"imp_1","amount":1000}`,
		"a long order":    `{"imp_uid":"imp_1","merchant_uid":"` + strings.Repeat("s", 257) + `","amount":1}`,
		"a long body":     `{"x":"` + strings.Repeat("x", 64<<10) + `"}`,
	} {
		if r, err := portonev1.ParseConfirm([]byte(body)); !errors.Is(err, portonev1.ErrMalformed) || r != (portonev1.ConfirmRequest{}) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestAnswers_ofTheConfirmProcess(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	if portonev1.AcceptPurchase(w); w.Code != http.StatusOK {
		t.Errorf("accepted with %d", w.Code)
	}
	for reason, want := range map[string]string{"재고 부족": `{"reason":"재고 부족"}`, "": "{}"} {
		w = httptest.NewRecorder()
		portonev1.RefusePurchase(w, reason)
		if got := strings.TrimSpace(w.Body.String()); w.Code != http.StatusBadRequest || got != want {
			t.Errorf("refused with %d %s, want %s", w.Code, got, want)
		}
	}
}

func FuzzParseNotice(f *testing.F) {
	for _, body := range []string{escrowNotice, storeNotice, `{"imp_uid":"imp_1","merchant_uid":"s1","status":"paid"}`} {
		f.Add(asJSON, []byte(body))
	}
	f.Add(asForm, []byte("imp_uid=imp_1&merchant_uid=s%2F1&status=paid"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		n, err := portonev1.ParseNotice(contentType, body)
		if err != nil {
			if !errors.Is(err, portonev1.ErrMalformed) || !reflect.DeepEqual(n, portonev1.Notice{}) {
				t.Fatalf("error %v with %+v", err, n)
			}
			return
		}
		if n.ImpUID == "" || len(n.ImpUID) > 256 || len(n.MerchantUID) > 256 {
			t.Fatalf("notice of %+v", n)
		}
		if (n.Escrow != nil) != (n.Event == portonev1.EventEscrowChanged) || (n.Store != nil) != (n.Event == portonev1.EventStoreConfirm) {
			t.Fatalf("event %q with %+v and %+v", n.Event, n.Escrow, n.Store)
		}
	})
}

func FuzzParseConfirm(f *testing.F) {
	f.Add([]byte(askedBody))
	f.Add([]byte(`{"imp_uid":"imp_1","merchant_uid":"s1","amount":10.55}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := portonev1.ParseConfirm(body)
		if err != nil {
			if !errors.Is(err, portonev1.ErrMalformed) || r != (portonev1.ConfirmRequest{}) {
				t.Fatalf("error %v with %+v", err, r)
			}
			return
		}
		if sign, err := r.Amount.Sign(); err != nil || sign < 0 || r.ImpUID == "" || r.MerchantUID == "" {
			t.Fatalf("took %+v: %v", r, err)
		}
	})
}

// FuzzDecodeAnswers reads one answer as everything that has a decoder: none may
// panic, take a wrong amount, or leave a required member out.
func FuzzDecodeAnswers(f *testing.F) {
	for _, call := range everyCall() {
		f.Add([]byte(strings.TrimSuffix(strings.TrimPrefix(call.answer, "["), "]")))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, target := range portonev1.Answers() {
			if portonev1.DecodeObject(raw, target) != nil {
				continue
			}
			v := reflect.ValueOf(target).Elem()
			for i := range v.NumField() {
				name, rule, _ := strings.Cut(v.Type().Field(i).Tag.Get("v1"), ",")
				if amount, ok := v.Field(i).Interface().(portonev1.Decimal); ok && amount != "" && !amount.Valid() {
					t.Fatalf("%s took the amount %q", v.Type(), amount)
				}
				if text := v.Field(i); rule == "required" && text.Kind() == reflect.String && text.Len() == 0 {
					t.Fatalf("%s has no %s in %s", v.Type(), name, raw)
				}
			}
		}
	})
}
