package payment

// Unmoved reports whether a look at a payment can tell nothing: it was paid by
// the one attempt that it has, nothing went back of it on either side, and
// PortOne says what it said before. It is Judge's answer for by far the most
// payments of a listing, from less of what is stored; a test holds it to Judge.
// False says nothing.
func Unmoved(p Payment, attempts []Attempt, seen Seen) bool {
	if len(attempts) != 1 || p.State != Paid || p.Bound != seen.ImpUID || seen.MerchantUID != p.MerchantUID || seen.Store != p.Store {
		return false
	}
	a := attempts[0]
	return a.ImpUID == seen.ImpUID && a.Mark == Bound && seen.Status == SeenPaid && seen.Same(a.Seen) && seen.HasMoney() &&
		seen.Cancelled.IsZero() && a.External.IsZero() && a.Succeeded.IsZero()
}
