package restv1_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/sandbox/restv1"
)

// However a secret is written, the log holds none of it; what stands beside it
// stays.
func TestLog_holdsNoSecret(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const first, second = "swordfish", "trout"
	for _, c := range []struct{ contentType, target, body string }{
		{asJSON, "/benepia/point", `{"benepia_user":"gildong","benepia_password":"` + first + `, \"` + second + ` x"}`},
		{asJSON, "/benepia/point", `{"benepia_user":"gildong","benepia\u005fpassword":"` + first + `"}`},
		{asJSON, "/benepia/point", `{"benepia_user":"gildong","benepia_password":["` + first + `"]}`},
		{asJSON, "/benepia/point", `{"benepia_user":"gildong","benepia_password": "` + first},
		{asForm, "/benepia/point", "benepia_user=gildong&benepia_password=" + first + ", " + second},
		{asForm, "/benepia/point", "benepia_user=gildong&benepia%5Fpassword=" + first + "+" + second},
		{"text/plain", "/benepia/point", "benepia_user: gildong, benepia_password: " + first},
		{asJSON, "/vbanks?note=gildong&pg_api_key=" + first + "+" + second, `{}`},
		{asJSON, "/vbanks?note=gildong&pg%5Fapi_key=" + first, `{}`},
		{asJSON, "/receipts/imp_0", `{"buyer_name":"gildong","identifier":"` + first + `"}`},
		{asJSON, "/kcpquick/prepare/gildong", `{"btid":"gildong","cust_ip":"1.1.1.1","code_verifier":"` + first + `"}`},
	} {
		before := len(a.engine.Events(0))
		a.send("POST", c.target, c.contentType, c.body)
		kept := ""
		for _, ev := range a.engine.Events(uint64(before)) {
			kept += string(ev.Data)
		}
		if strings.Contains(kept, first) || strings.Contains(kept, second) {
			t.Errorf("%s %s: the log holds a secret: %s", c.target, c.body, kept)
		}
		if !strings.Contains(kept, "gildong") {
			t.Errorf("%s %s: the log holds nothing of it: %s", c.target, c.body, kept)
		}
	}
}

// Nor does it hold when somebody was born, and what identifies them for good.
func TestLog_holdsNobodysIdentity(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	c, err := a.engine.AddChannel(t.Context(), a.m.Code, engine.Channel{Name: "kcp", Provider: "kcp_v2", MID: "AO1TS", Type: "certification"})
	if err != nil {
		t.Fatal(err)
	}
	a.send("POST", "/certifications/otp/request", asJSON, `{"channel_key":"`+c.Key+`","name":"홍길동","phone":"01012345678","birth":"800102","gender_digit":"1","carrier":"KT"}`)
	uid := a.engine.Certifications(a.m.Code)[0].ImpUID
	a.send("GET", "/certifications/"+uid, "", "")
	a.send("POST", "/certifications/otp/confirm/"+uid, asJSON, `{"otp":"123456"}`)
	kept := ""
	for _, ev := range a.engine.Events(0) {
		kept += string(ev.Data)
	}
	done, err := a.engine.CertificationOf(a.m.Code, uid)
	if err != nil {
		t.Fatal(err)
	}
	o := done.Annotation()
	for _, text := range []string{o.Text("birthday"), o.Text("unique_key"), o.Text("unique_in_site"), "800102"} {
		if text == "" || strings.Contains(kept, strings.ReplaceAll(text, "/", `\\\\/`)) || strings.Contains(kept, text) {
			t.Errorf("the log holds %q", text)
		}
	}
	if !strings.Contains(kept, `\"birthday\":null`) || !strings.Contains(kept, `\"certified\":true`) {
		t.Errorf("the log holds nothing of the verification: %s", kept)
	}
}

// Of a long body the log keeps its beginning, and not the rest unseen. Not
// parallel: it measures the memory of the whole process.
func TestLog_holdsNoMoreThanItShows(t *testing.T) {
	a := newAPI(t)
	a.handler = restv1.New(a.engine, restv1.Options{}) // the judge of answers reads the log, after which it is in writing
	const calls, length = 200, 200 << 10
	body := `{"merchant_uid":"` + strings.Repeat("x", length) + `"}`
	alive := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := alive()
	for range calls {
		a.send("POST", "/payments/prepare", asJSON, body)
	}
	if more := int64(alive()) - int64(before); more > calls*length/4 {
		t.Errorf("%d bodies of %d bytes leave %d bytes", calls, length, more)
	}
	runtime.KeepAlive(a)
}
