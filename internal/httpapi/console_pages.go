package httpapi

import (
	"net/http"

	"github.com/naru-pay/naru/internal/httpapi/adminapi"
	"github.com/naru-pay/naru/internal/webui"
	"github.com/naru-pay/naru/web"
)

// unbuilt is shown where the binary has no console.
const unbuilt = `<!doctype html>
<html lang="ko">
<meta charset="utf-8">
<title>나루 콘솔</title>
<h1>콘솔 화면이 이 프로그램에 없습니다</h1>
<p>결제는 그대로 처리됩니다. <code>make web</code>으로 화면을 만든 뒤 다시 빌드해 주세요. 그때까지는 <code>naru payments</code>와 <code>naru discrepancies</code> 명령을 쓸 수 있습니다.</p>
<p lang="en">This program was built without the console's pages. Payments go on as ever. Build them with <code>make web</code> and build the program again; until then there are <code>naru payments</code> and <code>naru discrepancies</code>.</p>
</html>
`

// consolePages serves the console's app, which reads every address below /console
// itself.
func (a *server) consolePages() handler {
	app, err := webui.Handler(web.Console(), webui.Options{CSP: adminapi.PagePolicy})
	if err != nil {
		app = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", adminapi.PagePolicy)
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte(unbuilt)) // the reader may have left
		})
	}
	app = http.StripPrefix(consolePath, app)
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := noSuchConsole(r.URL.Path); err != nil {
			return err
		}
		app.ServeHTTP(w, r)
		return nil
	}
}
