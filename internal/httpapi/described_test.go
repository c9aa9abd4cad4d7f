package httpapi_test

import "net/http"

func (w *world) checkAgainstDescription(*http.Request, string, reply) {}
