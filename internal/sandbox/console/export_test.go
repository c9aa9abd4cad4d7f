package console

// Routes lists the API's operations as "METHOD /path", for the test that
// compares them with the description.
func Routes() []string {
	var list []string
	for _, r := range (&server{}).streams() {
		list = append(list, r.method+" "+r.pattern)
	}
	for _, r := range (&server{}).routes() {
		list = append(list, r.method+" "+r.pattern)
	}
	return list
}
