package httpapi

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"strings"
)

// stylePolicy allows a page its one style and nothing else.
func stylePolicy(style string) string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

const docsStyle = `body{margin:0;font:16px/1.6 system-ui,sans-serif;color:#1c1f26;background:#fff}` +
	`main,nav{max-width:64rem;margin:0 auto;padding:1rem}` +
	`h1{font-size:1.75rem;margin-bottom:.25rem}h2{margin:3rem 0 .5rem;padding-top:1rem;border-top:2px solid #1c1f26}` +
	`h3{margin:2.5rem 0 .25rem;font-size:1.0625rem;overflow-wrap:anywhere}h3 a{color:inherit;text-decoration:none}` +
	`.verb{display:inline-block;min-width:4rem;font-weight:700;color:#1d4ed8}.text{white-space:pre-line}` +
	`.tag{display:inline-block;padding:0 .5rem;border-radius:4px;background:#e5e7eb;font-size:.8125rem}.need{background:#fde68a}` +
	`nav ul{margin:.25rem 0;padding:0;list-style:none;columns:2 18rem;font-size:.875rem}nav li{break-inside:avoid;overflow-wrap:anywhere}` +
	`pre{overflow-x:auto;padding:1rem;background:#f5f6f8;border-radius:8px;font-size:.8125rem}summary{cursor:pointer;padding:.25rem 0;color:#374151}` +
	`table{border-collapse:collapse;font-size:.875rem;width:100%;display:block;overflow-x:auto}td,th{padding:.375rem .5rem;border-bottom:1px solid #d1d5db;text-align:left;vertical-align:top}td:last-child{min-width:16rem}` +
	`[lang=en]{color:#374151}a{color:#1d4ed8}:target{outline:2px solid #1d4ed8;outline-offset:4px}`

// docsPolicy never changes.
var docsPolicy = stylePolicy(docsStyle)

// prose writes a text with what stands in backticks as code.
func prose(text string) template.HTML {
	var out strings.Builder
	for i, part := range strings.Split(text, "`") {
		if i%2 == 1 {
			out.WriteString("<code>" + template.HTMLEscapeString(part) + "</code>")
			continue
		}
		out.WriteString(template.HTMLEscapeString(part))
	}
	return template.HTML(out.String()) // each part is escaped
}

var docsPage = template.Must(template.New("docs").Funcs(template.FuncMap{"prose": prose}).Parse(`{{define "kind"}}{{if .Link}}<a href="#{{.Link}}">{{.Type}}</a>{{else}}{{.Type}}{{end}}{{end}}
{{define "fields"}}<table><thead><tr><th>이름 Name</th><th>자리 In</th><th>형식 Type</th><th>설명 What it is</th></tr></thead><tbody>
{{range .}}<tr><td><code>{{.Name}}</code>{{if .Required}} <span class="tag need">필수 required</span>{{end}}</td><td>{{.In}}</td><td>{{template "kind" .}}</td><td>{{prose .Description}}</td></tr>
{{end}}</tbody></table>{{end}}<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{{.Title}}</title><style>` + docsStyle + `</style></head><body>
<main><h1>{{.Title}}</h1><p class="text">{{prose .Description}}</p>
<h2 id="begin">시작하기 <span lang="en">Getting started</span></h2>
<p>비밀 키는 <code>naru keys create</code>로 만들고 <code>Authorization</code> 헤더로만 보냅니다. <span lang="en">Make a key with <code>naru keys create</code>; it goes into the header alone.</span></p>
<pre>curl http://localhost:4100/api/payments \
  -H 'Authorization: Bearer sk_test_…' -H 'Content-Type: application/json' \
  -H 'Idempotency-Key: order-A-1001' \
  -d '{"order_ref":"A-1001","amount":59000,"name":"맨투맨","buyer":{"tel":"010-1234-5678"}}'</pre>
<p>이 설명의 원본은 <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1)이고, Go와 TypeScript 클라이언트도 여기에서 만듭니다. <span lang="en">The source of this page is openapi.json; the clients for Go and TypeScript are made from it, too.</span></p></main>
<nav aria-label="API">{{range .Groups}}<p><strong>{{.Title.Korean}}</strong> <span lang="en">{{.Title.English}}</span></p><ul>{{range .Calls}}<li><a href="#{{.ID}}"><code>{{.Verb}} {{.Path}}</code></a></li>{{end}}</ul>
{{end}}<p><a href="#schemas">스키마 Schemas</a> · <a href="#codes">오류 코드 Error codes</a></p></nav>
<main>{{range .Groups}}<h2 id="group-{{.Name}}">{{.Title.Korean}} <span lang="en">{{.Title.English}}</span></h2>
{{range .Calls}}<section id="{{.ID}}"><h3><a href="#{{.ID}}"><span class="verb">{{.Verb}}</span> <code>{{.Path}}</code></a></h3>
<p>{{.Summary.Korean}} <span lang="en">{{.Summary.English}}</span></p>
<p>{{if .Scope}}<span class="tag">scope: {{.Scope}}</span>{{end}}{{if .Browser}} <span class="tag">client_token</span>{{end}}{{if .Role}}<span class="tag">console: {{.Role}}</span>{{end}}{{if .Public}}<span class="tag">키 없이 no key</span>{{end}}</p>
{{if .Description}}<p class="text">{{prose .Description}}</p>{{end}}
{{if .Fields}}<details open><summary>요청 Request</summary>{{template "fields" .Fields}}</details>{{end}}
<details><summary>응답 Answers</summary><table><thead><tr><th>HTTP</th><th>형식 Type</th><th>뜻 Meaning</th></tr></thead><tbody>
{{range .Answers}}<tr><td>{{.Status}}</td><td>{{template "kind" .}}</td><td>{{prose .Description}}</td></tr>
{{end}}</tbody></table></details></section>
{{end}}{{end}}<h2 id="schemas">스키마 <span lang="en">Schemas</span></h2>{{range .Schemas}}<section id="schema-{{.Name}}"><h3>{{.Name}}</h3>
{{if .Description}}<p class="text">{{prose .Description}}</p>{{end}}{{if .Fields}}{{template "fields" .Fields}}{{else}}<p>{{.Type}}</p>{{end}}</section>
{{end}}<h2 id="codes">오류 코드 <span lang="en">Error codes</span></h2><table><thead><tr><th>code</th><th>HTTP</th><th>한국어</th><th>English</th></tr></thead><tbody>
{{range .Codes}}<tr id="{{.Code}}"><td><code>{{.Code}}</code></td><td>{{.Status}}</td><td>{{.Korean}}</td><td lang="en">{{.English}}</td></tr>
{{end}}</tbody></table></main></body></html>
`))
