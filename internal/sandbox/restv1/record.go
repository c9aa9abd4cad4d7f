package restv1

import "regexp"

// loggedMost is how much of a body the log keeps, in bytes.
const loggedMost = 16 << 10

// secrets finds the values that the log must not hold: the API secret, in a
// JSON or a form body, and the access token of an answer.
var secrets = regexp.MustCompile(`("?(?:imp_secret|access_token|pg_api_key)"?\s*[:=]\s*"?)[^"&\s,}]+`)

// masked returns the text for the log.
func masked(body []byte) string {
	if len(body) > loggedMost {
		body = body[:loggedMost]
	}
	return secrets.ReplaceAllString(string(body), "${1}***")
}
