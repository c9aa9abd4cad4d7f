package restv1_test

import (
	"strings"
	"testing"
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
