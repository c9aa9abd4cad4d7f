package naruclient_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/telemetry"
)

// server is a real payment server on a real connection, over a store in memory
// and a PortOne whose payments the test makes.
type server struct {
	*httptest.Server
	key     string
	clock   *clock.Manual
	portone *merchanttest.Gateway
	service *merchant.Service
}

// start returns a running server. Beside the API it answers
// /test/pay?merchant_uid=…&amount=…, which pays as a buyer does and answers the
// imp_uid, for clients in other languages.
func start() (*server, error) {
	s := &server{clock: clock.NewManual(time.Now().Truncate(time.Second))}
	s.portone = merchanttest.NewGateway(s.clock)
	var err error
	s.service, err = merchant.New(
		merchant.Config{
			Imp: merchanttest.Imp, Env: payment.Test, Default: merchanttest.Default, SDKURL: "http://localhost:4200/v1/iamport.js",
			PublicURL: "http://localhost:4100", TokenKey: bytes.Repeat([]byte("k"), 32), TellShop: true,
		},
		merchant.Deps{
			Store: &merchanttest.Store{}, Gateway: s.portone, Register: s.portone, Lister: s.portone, Clock: s.clock, Log: slog.New(slog.DiscardHandler),
		})
	if err != nil {
		return nil, err
	}
	ctx, cancel := contextFor(10 * time.Second)
	defer cancel()
	if s.key, _, err = s.service.CreateKey(ctx, merchant.KeyWish{Name: "client", Scopes: merchant.Scopes}); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", httpapi.New(httpapi.Deps{Service: s.service, Version: "test", Metrics: telemetry.NewMetrics("test")}))
	mux.HandleFunc("/test/pay", func(w http.ResponseWriter, r *http.Request) {
		won, err := strconv.ParseInt(r.FormValue("amount"), 10, 64)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_, _ = fmt.Fprint(w, s.portone.Pay(payment.MerchantUID(r.FormValue("merchant_uid")), money.Won(won)))
	})
	s.Server = httptest.NewServer(mux)
	return s, nil
}
