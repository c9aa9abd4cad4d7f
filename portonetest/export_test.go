package portonetest

import (
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox"
)

// WatchREST puts a handler before the REST API of every sandbox that is started
// from now on. Call it from TestMain.
func WatchREST(before func(*sandbox.Sandbox) http.Handler) { restAPI = before }
