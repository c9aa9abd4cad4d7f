// Package archtest keeps the house in shape: who may import whom, which rooms
// stay pure, where time and chance may enter, where money may not be a float,
// which SQL both engines understand, and what every package and file owes its
// reader.
//
// It holds tests only and no code of the product. Its main invariant is that
// each rule carries its reason, and that each rule is shown to fail on a small
// made-up breach before it is trusted with the tree.
package archtest
