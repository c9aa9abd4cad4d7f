package spectest

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/naru-pay/naru/internal/sandbox/restv1"
)

// Answer is one answer of the REST API.
type Answer struct {
	Method, Path string // as it was asked for, escaped
	Status       int
	Body         []byte
}

// outcome is what an answer says.
type outcome int

const (
	unreadable outcome = iota
	success            // code 0
	noToken            // HTTP 401
	refusal            // any other code
)

// always are refusals that belong to no operation: a body that cannot be read,
// a token that is none, a method that a path does not have, a body that is too
// large. Whatever the description says of an operation, they may be its answer.
var always = map[int]bool{
	http.StatusBadRequest: true, http.StatusUnauthorized: true, http.StatusMethodNotAllowed: true, http.StatusRequestEntityTooLarge: true,
}

// judge returns the operation that was asked for, empty if there is none, what
// the answer says and what of it does not fit. A description that is nil judges
// the envelope alone.
func judge(d *Description, a Answer) (operation string, says outcome, problems []string) {
	operation = OperationOf(a.Method, a.Path)
	body, says, problem := readEnvelope(a, d.members(operation))
	if problem != "" {
		return operation, says, []string{problem}
	}
	if d == nil {
		return operation, says, nil
	}
	if operation == "" {
		if says == success {
			problems = append(problems, "a success of an operation that nobody lists")
		}
		return "", says, problems
	}
	method, path, _ := strings.Cut(operation, " ")
	described, ok := d.Paths[path][strings.ToLower(method)].Responses[strconv.Itoa(a.Status)]
	switch {
	case !ok && says != success && always[a.Status]:
	case !ok:
		problems = append(problems, "status "+strconv.Itoa(a.Status)+" is not described")
	case says == success && described.Schema != nil:
		problems = append(problems, d.check("body", described.Schema, body)...)
	}
	return operation, says, problems
}

// members are what an operation's answers may hold beside the envelope: one
// passes the PG's own words on, as error. Without a description any may.
func (d *Description) members(operation string) map[string]*schema {
	if d == nil {
		return map[string]*schema{"error": {}}
	}
	method, path, _ := strings.Cut(operation, " ")
	if sc := d.Paths[path][strings.ToLower(method)].Responses["200"].Schema; sc != nil {
		return sc.Properties
	}
	return nil
}

// readEnvelope reads {code, message, response}, which every answer is.
func readEnvelope(a Answer, more map[string]*schema) (body map[string]any, says outcome, problem string) {
	dec := json.NewDecoder(bytes.NewReader(a.Body))
	dec.UseNumber()
	if err := dec.Decode(&body); err != nil {
		return nil, unreadable, "no JSON object: " + err.Error()
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, unreadable, "more than one JSON object"
	}
	_, hasResponse := body["response"]
	message, hasMessage := body["message"]
	number, _ := body["code"].(json.Number)
	code, err := number.Int64()
	extra := slices.DeleteFunc(slices.Collect(maps.Keys(body)), func(name string) bool {
		return slices.Contains([]string{"code", "message", "response"}, name) || more[name] != nil
	})
	if len(extra) > 0 || !hasResponse || !hasMessage || err != nil {
		return nil, unreadable, "not the envelope of code, message and response"
	}
	text, isText := message.(string)
	switch {
	case message != nil && !isText:
		return body, unreadable, "the message is no text"
	case code == 0 && a.Status != http.StatusOK && a.Status != http.StatusMultiStatus:
		return body, success, "code 0 with HTTP " + strconv.Itoa(a.Status)
	case code == 0:
		return body, success, ""
	case text == "" || body["response"] != nil:
		return body, refusal, "a refusal without a message, or with a response"
	case a.Status == http.StatusUnauthorized:
		return body, noToken, ""
	}
	return body, refusal, ""
}

// served are the operations, listed once.
var served = sync.OnceValue(restv1.Operations)

// OperationOf returns the operation whose path fits, with its published path.
// Of several the one with the earlier fixed segment is meant;
// there may be none.
func OperationOf(method, path string) string {
	asked := strings.Split(path, "/")
	best, bestFixed := "", ""
	for _, o := range served() {
		if o.Method != method {
			continue
		}
		for _, template := range append([]string{o.Path}, o.Also...) {
			if fixed, ok := fits(strings.Split(template, "/"), asked); ok && fixed > bestFixed {
				best, bestFixed = o.Method+" "+o.Path, fixed
			}
		}
	}
	return best
}

// fits reports whether a path fits a template and which of its segments are
// fixed, in a form whose greater is the better fit.
func fits(template, asked []string) (fixed string, ok bool) {
	if len(template) != len(asked) {
		return "", false
	}
	for i, segment := range template {
		switch {
		case strings.HasPrefix(segment, "{"):
			if asked[i] == "" {
				return "", false
			}
			fixed += "0"
		case segment == asked[i]:
			fixed += "1"
		default:
			return "", false
		}
	}
	return fixed, true
}
