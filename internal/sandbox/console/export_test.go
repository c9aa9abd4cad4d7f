package console

// Routes lists the API's operations as "METHOD /path", for the test that
// compares them with the description.
func Routes() []string {
	list := []string{"GET /openapi.json", "GET /events"}
	for _, r := range (&server{}).routes() {
		list = append(list, r.method+" "+r.pattern)
	}
	return list
}
