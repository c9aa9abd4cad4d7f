// Package egress reaches addresses that the shop's people typed in, and nothing
// that they should not reach through us: no machine of the inner network, none
// of this one, no cloud's metadata.
//
// It refuses to trust a name: it resolves itself, looks at every address of the
// answer, and looks again at the one that is dialled, so that a name which
// changes its mind between two looks gains nothing. It follows no redirect, uses
// no proxy of the environment, and takes no credentials in an address. Its main
// invariant is that no connection is made to an address that Policy denies,
// unless the operator's configuration allows it.
package egress
