package console_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestTiers_haveChannelsAndPaymentsOfTheirOwn(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	base := "/merchants/" + a.imp
	a.ok(t, "POST", base+"/tiers", `{"tier_code":"A01","tier_name":"강남점"}`, nil)
	var c engine.Channel
	a.ok(t, "POST", base+"/channels", `{"name":"강남","provider":"html5_inicis","mid":"MOIgangnam","tier":"A01"}`, &c)
	var paid callback
	a.ok(t, "POST", "/buyer/pay", `{"tier":"A01","merchant_uid":"order-1","amount":1000,"buyer_tel":"010"}`, &paid)
	a.ok(t, "POST", "/buyer/pay", `{`+order+`}`, nil)
	for target, want := range map[string]string{
		base + "/tiers":                  `{"tier_code":"A01","tier_name":"강남점","created_at":1795402800,"channels":1}`,
		base + "/channels":               `"mid":"MOIgangnam","type":"payment","tax":"unset","tier":"A01"`,
		base + "/payments":               `"total":2`,
		base + "/payments?tier=A01":      `"total":1`,
		"/payments/" + paid.ImpUID:       `"merchant":"` + a.imp + `","tier":"A01"`,
		"/log?kind=payment&imp=" + a.imp: paid.ImpUID,
	} {
		if w := a.ok(t, "GET", target, "", nil); !strings.Contains(w.Body.String(), want) {
			t.Errorf("GET %s answered %s, want %s", target, w.Body, want)
		}
	}
	for _, bad := range []struct {
		method, target, body string
		status               int
	}{
		{"POST", base + "/tiers", `{"tier_code":"A01","tier_name":"n"}`, 422},
		{"POST", base + "/tiers", `{"tier_code":"a01","tier_name":"n"}`, 400},
		{"POST", "/merchants/imp0/tiers", `{"tier_code":"B01","tier_name":"n"}`, 404},
		{"GET", "/merchants/imp0/tiers", "", 404},
		{"DELETE", base + "/tiers/A01", "", 422},
		{"DELETE", base + "/tiers/B01", "", 404},
		{"POST", base + "/channels", `{"name":"n","provider":"html5_inicis","mid":"m","tier":"B01"}`, 404},
		{"PUT", base + "/ip-whitelist", `{"list":["1.1.1"]}`, 400},
		{"PUT", base + "/ip-whitelist", `{"list":"1.1.1.1"}`, 400},
	} {
		if w := a.send(bad.method, bad.target, bad.body); w.Code != bad.status {
			t.Errorf("%s %s %s answered %d %s, want %d", bad.method, bad.target, bad.body, w.Code, w.Body, bad.status)
		}
	}
	a.ok(t, "DELETE", base+"/channels/"+c.Key, "", nil)
	a.ok(t, "DELETE", base+"/tiers/A01", "", nil)
	if w := a.ok(t, "GET", base+"/tiers", "", nil); w.Body.String() != `{"list":[]}`+"\n" && w.Body.String() != `{"list":[]}` {
		t.Errorf("afterwards the list is %s", w.Body)
	}
}

func TestWhitelist_isSavedWhole(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	target := "/merchants/" + a.imp + "/ip-whitelist"
	var saved struct{ List []string }
	a.ok(t, "PUT", target, `{"list":["1.1.1.1","1.1.1.0/24"]}`, nil)
	a.ok(t, "GET", target, "", &saved)
	if strings.Join(saved.List, " ") != "1.1.1.1/32 1.1.1.0/24" {
		t.Errorf("saved %q", saved.List)
	}
	a.ok(t, "PUT", target, `{"list":[]}`, &saved)
	if len(saved.List) != 0 {
		t.Errorf("emptied, it is %q", saved.List)
	}
}

func TestSettings_hidePhoneAndCarrierOfAVerification(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.ok(t, "POST", "/merchants/"+a.imp+"/channels", `{"name":"cert","provider":"kcp_v2","mid":"AO6R1"}`, nil)
	list := "/merchants/" + a.imp + "/certifications?limit=1"
	a.ok(t, "POST", "/buyer/certify", `{"merchant_uid":"c-1"}`, nil)
	if w := a.ok(t, "GET", list, "", nil); !strings.Contains(w.Body.String(), `"phone":"01012345678"`) {
		t.Errorf("with the carriers' approval: %s", w.Body)
	}
	var settings struct {
		ConfirmProcess  bool `json:"confirm_process"`
		CarrierApproval bool `json:"carrier_approval"`
	}
	a.ok(t, "PUT", "/merchants/"+a.imp+"/settings", `{"confirm_process":true}`, nil)
	if a.ok(t, "PUT", "/merchants/"+a.imp+"/settings", `{"carrier_approval":false}`, &settings); settings.CarrierApproval || !settings.ConfirmProcess {
		t.Errorf("saved %+v", settings)
	}
	a.ok(t, "POST", "/buyer/certify", `{"merchant_uid":"c-2"}`, nil)
	if w := a.ok(t, "GET", list, "", nil); strings.Contains(w.Body.String(), `"phone"`) || strings.Contains(w.Body.String(), `"carrier"`) || !strings.Contains(w.Body.String(), `"unique_key":"`) {
		t.Errorf("without it: %s", w.Body)
	}
	if w := a.ok(t, "GET", strings.Replace(list, "limit=1", "limit=1&page=2", 1), "", nil); !strings.Contains(w.Body.String(), `"phone":"01012345678"`) {
		t.Errorf("one that was made before: %s", w.Body)
	}
}

func TestBuyerCertify_answersAsTheSDKWould(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	if w := a.ok(t, "POST", "/buyer/certify", `{"merchant_uid":"c-1"}`, nil); !strings.Contains(w.Body.String(), "등록된 PG 설정 정보가 없습니다.") {
		t.Errorf("without a channel: %s", w.Body)
	}
	a.ok(t, "POST", "/merchants/"+a.imp+"/channels", `{"name":"cert","provider":"danal","mid":"A010002002","type":"certification"}`, nil)
	var got callback
	w := a.ok(t, "POST", "/buyer/certify", `{"merchant_uid":"c-1","person":{"name":"김나루","phone":"010-2222-3333"}}`, &got)
	if !*got.Success || got.ImpUID == "" || w.Header().Get("Naru-Imp-Uid") != got.ImpUID || strings.Contains(w.Body.String(), "김나루") {
		t.Errorf("answered %s", w.Body)
	}
	w = a.ok(t, "POST", "/buyer/certify", `{"merchant_uid":"c-2","device":"mobile","outcome":"cancel","m_redirect_url":"https://shop.example/c"}`, &got)
	if *got.Success || !strings.HasPrefix(w.Header().Get("Naru-Redirect-Url"), "https://shop.example/c?imp_uid="+got.ImpUID+"&merchant_uid=c-2&success=false") {
		t.Errorf("answered %v %s", w.Header(), w.Body)
	}
	for _, body := range []string{`{"merchant_uid":"c","otp":"12345"}`, `{"merchant_uid":"c","person":{"phone":"01000000001"}}`, `{"merchant_uid":"c","person":1}`, `{"merchant_uid":"c","outcome":"approve_all"}`} {
		if w := a.send("POST", "/buyer/certify", body); w.Code != http.StatusBadRequest {
			t.Errorf("%s answered %d %s", body, w.Code, w.Body)
		}
	}
	if w := a.ok(t, "POST", "/buyer/certify", `{"merchant_uid":"c","outcome":"hang"}`, nil); strings.TrimSpace(w.Body.String()) != "null" {
		t.Errorf("a hanging window answered %s", w.Body)
	}
	var list struct {
		Total int
		List  []struct {
			State, Way, OTP string
			Name            *string
		}
	}
	a.ok(t, "GET", "/merchants/"+a.imp+"/certifications?limit=3", "", &list)
	if list.Total != 6 || len(list.List) != 3 || list.List[0].State != "waiting" || len(list.List[0].OTP) != 6 {
		t.Errorf("the list is %+v", list)
	}
}
