// Package simtest runs the whole system in one process and on one tape of
// choices: several payment servers over one store, buyers, a shop, PortOne's
// console, and every fault between them, against the sandbox's own REST API.
//
// What runs is what ships: the use cases, the judgement, the SQL, the HTTP
// handlers, PortOne's client and the outbox. Only the wires, the clocks and the
// order in which things happen are the simulation's. It refuses to let anything
// happen by chance: one thread runs at a time, and who runs next, what is lost
// and who crashes is read from the tape, so that a history is replayed from its
// seed. Its main invariant is that a history is judged by two ledgers that know
// nothing of the code under test: the sandbox's, and what the shop was told.
package simtest
