package demand

// Rules is how many rules there are.
var Rules = len(rules)

// Broken returns the index of the first rule that the request breaks, or -1.
func Broken(r Request) int {
	for i, one := range rules {
		if one.concerns(r) && !one.met(r) {
			return i
		}
	}
	return -1
}
