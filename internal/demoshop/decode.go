package demoshop

import (
	"mime"
	"net/http"
	"net/url"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/strictjson"
)

// The most that the shop reads.
const (
	mostBody  = 64 << 10 // bytes
	mostDepth = 16       // objects and lists inside each other
)

// decode reads the body as one JSON object into dst, strictly.
func decode(w http.ResponseWriter, r *http.Request, dst any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return fault.New(fault.BadContentType)
	}
	body, err := problem.ReadBody(w, r, mostBody)
	if err != nil {
		return err
	}
	return strictjson.Decode(body, mostDepth, dst)
}

// query reads the named query parameters, each at most once, and refuses others.
func query(r *http.Request, names ...string) (map[string]string, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fault.New(fault.BadQuery)
	}
	got := map[string]string{}
	for _, name := range names {
		if len(values[name]) > 1 {
			return nil, fault.Field(fault.BadQuery, name, "given twice")
		}
		got[name] = values.Get(name)
		values.Del(name)
	}
	if len(values) > 0 {
		return nil, fault.Newf(fault.BadQuery, "a parameter that this address does not know")
	}
	return got, nil
}
