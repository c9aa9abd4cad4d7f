package egress

import "context"

// Control is what the dialler asks last, for its test.
func Control(p Policy, plain bool, network, address string) error {
	return guard{policy: p, plain: plain}.control(context.Background(), network, address, nil)
}
