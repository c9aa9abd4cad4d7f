package httpapi

// Parse reads one JSON object as every handler does.
func Parse(body []byte) (map[string]any, error) { return parseObject(body) }
