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
// token of an answer, passwords, KCP's verifier, and of whom a cash receipt is for.
var secretNames = []string{"imp_secret", "access_token", "pg_api_key", "identifier", "benepia_password", "escrow_password", "code_verifier"}

// secrets finds their values: a JSON text to its end whatever it holds, another
// JSON value, a form's value to its end, and what looks like one of these.
var (
	secretName = "(?:" + strings.Join(secretNames, "|") + ")"
	secrets    = regexp.MustCompile(`("` + secretName + `"\s*:\s*")(?:[^"\\]|\\.)*` + `|("` + secretName + `"\s*:\s*)[^"\s,}\]]+` +
		`|((?:^|[&?])` + secretName + `=)[^&]*` + `|("?` + secretName + `"?\s*[:=]\s*"?)[^"&\s,}]+`)
	masking = []byte("${1}${2}${3}${4}" + hidden)
)

// namesSecret spares most texts the regular expression.
func namesSecret(body []byte) bool {
	return slices.ContainsFunc(secretNames, func(name string) bool { return bytes.Contains(body, []byte(name)) })
}

// secretOf returns the secret that a value is, or stands in, and whether it is
// one.
func secretOf(name string) (secret string, ok bool) {
	for part := range strings.SplitSeq(name, "[") {
		if part = strings.TrimSuffix(part, "]"); slices.Contains(secretNames, part) {
			return part, true
		}
	}
	return "", false
}

// hidesSecret reports whether a value is a secret that a look at the text would
// miss: its name is written imp%5Fsecret or imp\u005fsecret, or it is a list.
func hidesSecret(name string, text []byte) bool {
	secret, ok := secretOf(name)
	return ok && (name != secret || !bytes.Contains(text, []byte(secret)))
}

// cardNames are the members that describe a card. Not even the log may hold
// them.
var cardNames = []string{"card_number", "expiry", "birth", "pwd_2digit", "cvc"}

// masked returns the text for the log. Of a long one it is a copy: the log would
// hold all of it for the sake of its beginning.
func masked(body []byte) engine.TextBytes {
	if len(body) > loggedMost {
		body = bytes.Clone(body[:loggedMost])
	}
	if bytes.Contains(body, certified) {
		body = identities.ReplaceAll(body, []byte("${1}"+hidden))
	}
	if !namesSecret(body) {
		return body
	}
	return secrets.ReplaceAll(body, masking)
}

// maskedLater is masked for a text of which nobody may ever read the log: the
// search for secrets waits until somebody does.
func maskedLater(body []byte) engine.LaterText {
	if len(body) > loggedMost {
		body = bytes.Clone(body[:loggedMost])
	}
	return func() engine.TextBytes { return masked(body) }
}

// identities are what an answer tells of a verified person for good: the birthday,
// CI and DI. That nothing is told yet, null, stays.
var (
	identities = regexp.MustCompile(`("(?:birthday|unique_key|unique_in_site)"\s*:\s*")[^"]*`)
	certified  = []byte(`"unique_key"`)
)

// namesCard reports whether a value, nested or not, describes a card.
func namesCard(name string) bool {
	if at := strings.LastIndexByte(name, '['); at >= 0 {
		name = strings.TrimSuffix(name[at+1:], "]")
	}
	return slices.Contains(cardNames, strings.ToLower(strings.TrimSpace(name)))
}

// separators are what people write between the digits of a card.
var separators = strings.NewReplacer(" ", "", "-", "", ".", "", "/", "", "_", "")

// looksLikeCard reports whether a value under whatever name could be a card's
// number.
func looksLikeCard(value string) bool {
	if len(value) < 15 {
		return false
	}
	bare := separators.Replace(value)
	return (len(bare) == 15 || len(bare) == 16) && digits(bare)
}

// takesCards reports whether the operation is one that reads card data.
func (c *call) takesCards() bool { return strings.HasPrefix(c.URL.Path, "/subscribe/") }

// loggedBody is what the log keeps of a body. Where cards are taken, or one is
// named, or a secret by an odd spelling, it is the body as it was understood,
// without them: text that nobody understood is not kept there at all.
func (c *call) loggedBody() engine.TextBytes {
	understood := len(c.fields) > 0
	carded := c.takesCards() || c.fields == nil // what comes along with a read is not looked at
	for name := range c.fields {
		carded = carded || namesCard(name) || hidesSecret(name, c.body)
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
		_, secret := secretOf(name)
		switch {
		case secret || namesCard(name) || looksLikeCard(f.text):
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
	plain := masked([]byte(c.URL.RawQuery))
	if !c.takesCards() && !strings.Contains(c.URL.RawQuery, "%") {
		return string(plain) // every name is written as it is read
	}
	q, err := url.ParseQuery(c.URL.RawQuery)
	if err != nil {
		if c.takesCards() {
			return "(not kept: it may hold a card)"
		}
		return string(plain)
	}
	touched := false
	for name := range q {
		if c.takesCards() && namesCard(name) || hidesSecret(name, []byte(c.URL.RawQuery)) {
			q[name], touched = []string{hidden}, true
		}
	}
	if !touched {
		return string(plain)
	}
	return string(masked([]byte(q.Encode())))
}
