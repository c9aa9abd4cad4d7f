// Package merchant holds the use cases of a shop that takes money through
// PortOne: open, confirm, cancel, webhook, and the work that is due by time.
//
// It loads, asks PortOne, lets package payment decide, and stores. It refuses
// to call PortOne inside a transaction and to believe anything that a browser
// or a webhook says: both only cause a look. Its main invariant is that every
// way of hearing about a payment ends in the same judgement, and that the state,
// its history and what the shop is told commit together or not at all.
package merchant
