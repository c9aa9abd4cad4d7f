// Package lan opens a sandbox to the phones of a local network: it finds this
// machine's address there, draws it as a QR code, and puts a passcode before
// what strangers in the network must not touch.
//
// It refuses to guard by anything but the passcode, to say whether a wrong one
// was close, and to be tried at more than a few times a minute. Its main
// invariant is that only the paths it is told to leave open are reached without
// the passcode.
package lan
