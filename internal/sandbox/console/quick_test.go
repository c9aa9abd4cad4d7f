package console_test

import (
	"strings"
	"testing"
)

func TestQuick_membersJoinTypePinsAndStoreCards(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	base := "/merchants/" + a.imp
	members := base + "/kcpquick/members"
	if w := a.send("POST", members, `{"member_id":"m1"}`); w.Code != 400 {
		t.Errorf("without a channel: %d %s", w.Code, w.Body)
	}
	a.ok(t, "POST", base+"/channels", `{"name":"quick","provider":"kcp_quick","mid":"IX0XX"}`, nil)
	var m struct {
		PGID  string `json:"pg_id"`
		Money int
		Fido  bool
	}
	a.ok(t, "POST", members, `{"member_id":"m1","money":5000,"fido":true}`, &m)
	if m.PGID != "IX0XX" || m.Money != 5000 || !m.Fido {
		t.Errorf("joined %+v", m)
	}
	a.ok(t, "POST", members, `{"member_id":"m2"}`, &m)
	var pin struct {
		ImpUID string `json:"imp_uid"`
	}
	a.ok(t, "POST", members+"/m1/pin", "", &pin)
	if !strings.HasPrefix(pin.ImpUID, "imp_") {
		t.Errorf("the PIN is %+v", pin)
	}
	if w := a.ok(t, "POST", members+"/m1/autopay", `{"customer_uid":"auto-1"}`, nil); !strings.Contains(w.Body.String(), `"customer_uid":"auto-1"`) {
		t.Errorf("the key is %s", w.Body)
	}
	for _, bad := range []struct {
		target, body string
		status       int
	}{
		{members, `{}`, 400},
		{members, `{"member_id":"m3","money":-1}`, 400},
		{members, `{"member_id":"m3","money":1.5}`, 400},
		{members, `{"member_id":"m3","tier":"A01"}`, 404},
		{members + "/m9/pin", "", 404},
		{members + "/m9/autopay", `{"customer_uid":"a"}`, 404},
		{members + "/m1/autopay", `{}`, 400},
		{members + "/m1/autopay", `{"customer_uid":"a","card_number":"4092023012340001"}`, 422},
		{"/merchants/imp0/kcpquick/members", `{"member_id":"m1"}`, 404},
	} {
		if w := a.send("POST", bad.target, bad.body); w.Code != bad.status {
			t.Errorf("%s %s answered %d %s, want %d", bad.target, bad.body, w.Code, w.Body, bad.status)
		}
	}
	if w := a.ok(t, "GET", members, "", nil); strings.Count(w.Body.String(), `"member_id"`) != 2 {
		t.Errorf("members: %s", w.Body)
	}
}
