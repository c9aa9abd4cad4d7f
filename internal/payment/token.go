package payment

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// tokenLetters are digits and letters that are not mistaken for one another.
var tokenLetters = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// TokenOf is the token of one generation of a refund: the same wish for the same
// attempt has the same one, whoever works it out and whenever. So a database that
// was put back from a copy, and has forgotten that it sent a refund, finds it in
// PortOne's history when the wish is repeated (SAFETY §5 E14). 60 bits tell it
// from every other; it guards no secret, since only who may cancel can write it.
func TokenOf(uid ImpUID, idemKey string, generation int) string {
	sum := sha256.Sum256([]byte("naru refund\x00" + string(uid) + "\x00" + idemKey + "\x00" + strconv.Itoa(generation)))
	return tokenBegins + tokenLetters.EncodeToString(sum[:])[:tokenLength-len(tokenBegins)]
}

// forgotten is how many generations after its present one a refund may have gone
// through in a time that its database has forgotten.
const forgotten = 8

// cancellation finds the one that carries the token of the refund: that of its
// present generation, or of a later one that a restored database has forgotten.
// PGs may cut the reason, so the token stands first.
func (r Refund) cancellation(s Seen) *Cancellation {
	if len(s.History) == 0 || r.Token == "" {
		return nil
	}
	if found := s.bearing(r.Token); found != nil {
		return found
	}
	if r.Token != TokenOf(r.ImpUID, r.IdemKey, r.Generation) {
		return nil // made when tokens were random
	}
	for g := r.Generation + 1; g <= r.Generation+forgotten; g++ {
		if found := s.bearing(TokenOf(r.ImpUID, r.IdemKey, g)); found != nil {
			return found
		}
	}
	return nil
}

// bearing finds the cancellation whose reason begins with the token.
func (s Seen) bearing(token string) *Cancellation {
	for i := range s.History {
		if strings.HasPrefix(s.History[i].Reason, token) {
			return &s.History[i]
		}
	}
	return nil
}

// Recall finds the refund that a wish became before the database forgot it: its
// token is in the history of the attempt. The refund is returned as it ended,
// with the attempt counting it as ours instead of somebody else's. ok is false
// when there is none; the error says that the wish was another one then.
func Recall(p Payment, a Attempt, w RefundWish, now time.Time) (r Refund, after Attempt, ok bool, err error) {
	r = Refund{
		ID: w.ID, PaymentID: p.ID, ImpUID: a.ImpUID, TaxFree: w.TaxFree, Initiator: w.Initiator, Reason: w.Reason,
		Account: w.Account, IdemKey: w.IdemKey, IdemHash: w.IdemHash, Generation: 1, Token: w.Token,
		State: RefundSucceeded, BegunAt: now, CreatedAt: now, UpdatedAt: now,
	}
	found := r.cancellation(a.Seen)
	if found == nil {
		return Refund{}, a, false, nil
	}
	if w.Amount.IsSet() && w.Amount != found.Amount {
		return Refund{}, a, false, fault.Newf(fault.IdempotencyMismatch, "%s went back under this key before, %s is asked now", found.Amount, w.Amount)
	}
	rest, err := a.External.Sub(found.Amount)
	if err != nil || rest.IsNegative() {
		return Refund{}, a, false, nil // it is counted as ours already, or was not looked at yet
	}
	r.Amount, r.Checksum = found.Amount, found.Amount
	if !r.TaxFree.IsSet() || r.TaxFree.Minor() > r.Amount.Minor() {
		r.TaxFree = money.Zero(r.Amount.Currency())
	}
	r.Evidence = "recalled " + found.ID
	a.External, a.UpdatedAt = rest, now
	if a.Opened, err = a.Opened.Add(found.Amount); err == nil {
		a.Succeeded, err = a.Succeeded.Add(found.Amount)
	}
	return r, a, err == nil, err
}
