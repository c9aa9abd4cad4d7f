// Package engine is the local PortOne V1 without its surfaces: merchants,
// channels, payment windows, payments, prepared amounts, tokens, webhooks to
// be sent, faults, and the log of all of it.
//
// It is a state machine over maps behind one mutex. It refuses to talk to a
// network, to read the machine's clock or to make up entropy, and it shares no
// payment logic with the server that it is used to test. Its main invariant:
// what is given back of a payment never exceeds what was paid, and every
// balance check is one step with its debit.
//
// A command is appended to the journal in its commit, before it is answered;
// the journal alone restores the state.
package engine
