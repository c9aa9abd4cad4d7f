package restv1

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// loggedMost is how much of a body the log keeps, in bytes.
const loggedMost = 16 << 10

// hidden stands in the log where a secret was.
const hidden = "***"

// secretNames are the members whose values the log must not hold in text that
// nobody has taken apart: the API secret, in a JSON or a form body, the access
// token of an answer, passwords, and of whom a cash receipt is for.
var secretNames = []string{"imp_secret", "access_token", "pg_api_key", "identifier", "benepia_password", "escrow_password"}

var (
	secrets = regexp.MustCompile(`("?(?:` + strings.Join(secretNames, "|") + `)"?\s*[:=]\s*"?)[^"&\s,}]+`)
	masking = []byte("${1}" + hidden)
)

// namesSecret spares most texts the regular expression.
func namesSecret(body []byte) bool {
	return slices.ContainsFunc(secretNames, func(name string) bool { return bytes.Contains(body, []byte(name)) })
}

// cardNames are the members that describe a card. Not even the log may hold
// them.
var cardNames = []string{"card_number", "expiry", "birth", "pwd_2digit", "cvc"}

// masked returns the text for the log.
func masked(body []byte) engine.TextBytes {
	if len(body) > loggedMost {
		body = body[:loggedMost]
	}
	if !namesSecret(body) {
		return body
	}
	return secrets.ReplaceAll(body, masking)
}

// namesCard reports whether a value, nested or not, describes a card.
func namesCard(name string) bool {
	if at := strings.LastIndexByte(name, '['); at >= 0 {
		name = strings.TrimSuffix(name[at+1:], "]")
	}
	return slices.Contains(cardNames, strings.ToLower(strings.TrimSpace(name)))
}

// looksLikeCard reports whether a value under whatever name could be a card's
// number.
func looksLikeCard(value string) bool {
	bare := strings.NewReplacer(" ", "", "-", "", ".", "", "/", "", "_", "").Replace(value)
	return (len(bare) == 15 || len(bare) == 16) && digits(bare)
}

// takesCards reports whether the operation is one that reads card data.
func (c *call) takesCards() bool { return strings.HasPrefix(c.URL.Path, "/subscribe/") }

// loggedBody is what the log keeps of a body. Where cards are taken, or one is
// named, it is the body as it was understood, without the card: text that
// nobody understood is not kept there at all.
func (c *call) loggedBody() engine.TextBytes {
	understood := len(c.fields) > 0
	carded := c.takesCards() || c.fields == nil // what comes along with a read is not looked at
	for name := range c.fields {
		carded = carded || namesCard(name)
	}
	switch {
	case !carded:
		return masked(c.body)
	case len(c.body) == 0:
		return nil
	case !understood || c.garbled:
		return engine.TextBytes("(not kept: it may hold a card)")
	}
	values := map[string]string{}
	for name, f := range c.fields {
		switch {
		case namesCard(name) || looksLikeCard(f.text):
			values[name] = hidden
		case !f.nested:
			values[name] = f.text
		}
	}
	raw, err := json.Marshal(values)
	if err != nil {
		return nil
	}
	return masked(raw)
}

// loggedQuery is the query without secrets and what describes a card.
func (c *call) loggedQuery() string {
	if !c.takesCards() {
		return string(masked([]byte(c.URL.RawQuery)))
	}
	q, err := url.ParseQuery(c.URL.RawQuery)
	if err != nil {
		return "(not kept: it may hold a card)"
	}
	touched := false
	for name := range q {
		if namesCard(name) {
			q[name], touched = []string{hidden}, true
		}
	}
	if !touched {
		return c.URL.RawQuery
	}
	return q.Encode()
}
