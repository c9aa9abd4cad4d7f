// Package console is the sandbox's control API: what its console does, and a
// buyer without a browser, for tests.
//
// It refuses pages of other origins and names that do not point at this
// machine, since it hands out keys; it decides nothing about money. Its main
// invariant is that whatever it can do, the engine's log shows.
package console
