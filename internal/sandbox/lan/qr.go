package lan

import (
	"strings"

	"rsc.io/qr"
)

// quiet is the margin that a QR code needs, in modules; the standard says four,
// and scanners take two.
const quiet = 2

// QR draws text as a QR code for a terminal: two modules stand above each other
// in one character. With color the code is black on white whatever the terminal
// looks like; without it white modules are drawn and black ones left out, which
// is right on a dark terminal.
func QR(text string, color bool) (string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", err
	}
	white := func(x, y int) bool { return x < 0 || y < 0 || x >= code.Size || y >= code.Size || !code.Black(x, y) }
	begin, end := "", ""
	if color {
		begin, end = "\x1b[97;40m", "\x1b[0m"
	}
	var b strings.Builder
	for y := -quiet; y < code.Size+quiet; y += 2 {
		b.WriteString(begin)
		for x := -quiet; x < code.Size+quiet; x++ {
			b.WriteString(halves[[2]bool{white(x, y), white(x, y+1)}])
		}
		b.WriteString(end + "\n")
	}
	return b.String(), nil
}

// halves are the characters of an upper and a lower module, by which are white.
var halves = map[[2]bool]string{{true, true}: "█", {true, false}: "▀", {false, true}: "▄", {false, false}: " "}
