package httpapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/naru-pay/naru/api"
	"github.com/naru-pay/naru/internal/fault"
)

// docsVerbs is the order in which the calls of one address are shown.
var docsVerbs = []string{"get", "post", "put", "patch", "delete"}

// docsView is what the page shows: the description, and the catalogue of codes.
type docsView struct {
	Title, Description string
	Calls              []docsCall
	Schemas            []docsSchema
	Codes              []docsCode
}

type docsCall struct {
	Verb, Path, Summary, Description string
	Parts                            []docsSchema // parameters, body and answers
}

type docsSchema struct{ Name, JSON string }

type docsCode struct {
	Code            fault.Code
	Status          int
	Korean, English string
}

// docsOf reads the parts of a description that the page shows.
func docsOf(description []byte) (docsView, error) {
	var d struct {
		Info struct {
			Title       string `json:"title"`
			Description string `json:"description"`
		} `json:"info"`
		Paths      map[string]map[string]json.RawMessage `json:"paths"`
		Components struct {
			Schemas map[string]json.RawMessage `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(description, &d); err != nil {
		return docsView{}, err
	}
	v := docsView{Title: d.Info.Title, Description: d.Info.Description, Codes: docsCodes()}
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, verb := range docsVerbs {
			raw, ok := d.Paths[path][verb]
			if !ok {
				continue
			}
			call, err := docsCallOf(raw)
			if err != nil {
				return docsView{}, err
			}
			call.Verb, call.Path = strings.ToUpper(verb), path
			v.Calls = append(v.Calls, call)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Components.Schemas)) {
		v.Schemas = append(v.Schemas, docsSchema{name, indented(d.Components.Schemas[name])})
	}
	return v, nil
}

func docsCallOf(raw json.RawMessage) (docsCall, error) {
	var op struct {
		Summary     string          `json:"summary"`
		Description string          `json:"description"`
		Parameters  json.RawMessage `json:"parameters"`
		Body        json.RawMessage `json:"requestBody"`
		Responses   json.RawMessage `json:"responses"`
	}
	if err := json.Unmarshal(raw, &op); err != nil {
		return docsCall{}, err
	}
	call := docsCall{Summary: op.Summary, Description: op.Description}
	for _, part := range []struct {
		name string
		raw  json.RawMessage
	}{{"매개변수 Parameters", op.Parameters}, {"본문 Body", op.Body}, {"응답 Answers", op.Responses}} {
		if len(part.raw) > 0 {
			call.Parts = append(call.Parts, docsSchema{part.name, indented(part.raw)})
		}
	}
	return call, nil
}

func indented(raw json.RawMessage) string {
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return string(raw)
	}
	return out.String()
}

func docsCodes() []docsCode {
	var codes []docsCode
	for _, code := range slices.Sorted(maps.Keys(fault.Catalogue)) {
		e := code.Entry()
		codes = append(codes, docsCode{code, e.Kind.Status(), e.Korean, e.Eng})
	}
	return codes
}

const docsStyle = `body{margin:0 auto;max-width:60rem;padding:2rem 1rem;font:16px/1.6 system-ui,sans-serif;color:#1c1f26}` +
	`h1{font-size:1.75rem}h2{margin-top:3rem}h3{margin:2rem 0 .25rem;font-size:1.0625rem;overflow-wrap:anywhere}` +
	`.verb{display:inline-block;min-width:3.5rem;font-weight:700;color:#1d4ed8}.text{white-space:pre-line}` +
	`pre{overflow-x:auto;padding:1rem;background:#f5f6f8;border-radius:8px;font-size:.8125rem}summary{cursor:pointer;color:#4b5563}` +
	`table{border-collapse:collapse;font-size:.875rem}table{display:block;max-width:100%;overflow-x:auto}td,th{padding:.375rem .5rem;border-bottom:1px solid #d1d5db;text-align:left;vertical-align:top}`

var docsPage = template.Must(template.New("docs").Parse(`<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{{.Title}}</title><style>` + docsStyle + `</style></head><body>
<h1>{{.Title}}</h1><p class="text">{{.Description}}</p><p><a href="/api/openapi.json">openapi.json</a></p>
<h2>API</h2>{{range .Calls}}<section><h3><span class="verb">{{.Verb}}</span> <code>{{.Path}}</code></h3><p>{{.Summary}}</p>
{{if .Description}}<p class="text" lang="en">{{.Description}}</p>{{end}}
{{range .Parts}}<details><summary>{{.Name}}</summary><pre>{{.JSON}}</pre></details>{{end}}</section>
{{end}}<h2>스키마 Schemas</h2>{{range .Schemas}}<details><summary>{{.Name}}</summary><pre>{{.JSON}}</pre></details>
{{end}}<h2>오류 코드 Error codes</h2><table><thead><tr><th>code</th><th>HTTP</th><th>한국어</th><th>English</th></tr></thead><tbody>
{{range .Codes}}<tr id="{{.Code}}"><td><code>{{.Code}}</code></td><td>{{.Status}}</td><td>{{.Korean}}</td><td lang="en">{{.English}}</td></tr>
{{end}}</tbody></table></body></html>
`))

// docsText is the page; it never changes while the program runs.
var docsText = sync.OnceValues(func() ([]byte, error) {
	v, err := docsOf(api.OpenAPI())
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = docsPage.Execute(&out, v)
	return out.Bytes(), err
})

// stylePolicy allows a page its one style and nothing else.
func stylePolicy(style string) string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// docs shows the description as a page.
func (a *server) docs(w http.ResponseWriter, _ *http.Request) error {
	page, err := docsText()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", stylePolicy(docsStyle))
	_, _ = w.Write(page) // only the connection can fail, and its other end knows
	return nil
}
