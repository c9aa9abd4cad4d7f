package money

import "math/bits"

// mulDiv returns a·w/total rounded towards zero, through 128 bits so that the
// product cannot overflow. It needs 0 ≤ w ≤ total and total > 0.
func mulDiv(a, w, total int64) int64 {
	abs, negative := uint64(a), a < 0
	if negative {
		abs = -abs
	}
	hi, lo := bits.Mul64(abs, uint64(w))
	quotient, _ := bits.Div64(hi, lo, uint64(total))
	if negative {
		return -int64(quotient)
	}
	return int64(quotient)
}
