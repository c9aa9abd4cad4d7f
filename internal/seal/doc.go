// Package seal keeps what must not be read from the database alone: secrets of
// others that are needed again in clear, and buyers' personal data.
//
// A box is made by XAES-256-GCM (https://c2sp.org/XAES-256-GCM): AES-256-GCM
// under a key of the box's own, which the first half of a random 24-byte nonce
// derives from the key-encryption key, so that no number of boxes uses a nonce
// twice. What a box is bound to is its field, its key's version and its row: one
// that was moved to another row or column does not open.
//
// It refuses to hold a key in a form that prints, to guess at a key and to tell
// why a box does not open. Its main invariant is that Open returns what Seal was
// given for the same field and row, or an error.
package seal
