package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/seal"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

// The fields that are sealed; a box opens in its own alone.
const (
	fieldBuyer         = "payments.buyer"
	fieldAccount       = "payments.account"
	fieldSeenAccount   = "attempts.seen.account"
	fieldRefundAccount = "refunds.account"
)

// vault seals personal data on its way into the database and opens it on its
// way out.
type vault struct {
	keys    *seal.Keyring // nil: nothing is sealed
	inClear bool
}

func newVault(opts Options) vault { return vault{keys: opts.Keys, inClear: opts.InClear} }

// within gives the transaction of fn the keys.
func (v vault) within(fn func(merchant.Tx) error) func(merchant.Tx) error {
	return func(t merchant.Tx) error {
		t.(*tx).vault = v
		return fn(t)
	}
}

// sealed returns what to store for plain; nothing stays nothing.
func (v vault) sealed(field, row, plain string) (string, error) {
	if v.keys == nil || plain == "" {
		return plain, nil
	}
	return v.keys.SealText(field, row, plain)
}

// personal is sealed for what buyers told, which servers of a version that opens
// no boxes read, too.
func (v vault) personal(field, row, plain string) (string, error) {
	if v.inClear {
		return plain, nil
	}
	return v.sealed(field, row, plain)
}

// opened returns what was sealed; what is in clear comes as it is.
func (v vault) opened(field, row, stored string) (string, error) {
	switch {
	case !seal.IsText(stored):
		return stored, nil
	case v.keys == nil:
		return "", fmt.Errorf("open %s: %w", field, seal.ErrUnknownKey)
	}
	return v.keys.OpenText(field, row, stored)
}

// nobody is a buyer of whom nothing is known, which needs no box.
const nobody = "{}"

func (v vault) sealBuyer(p payment.Payment) (string, error) {
	words, err := encode(p.Buyer)
	if err != nil || words == nobody {
		return words, err
	}
	return v.personal(fieldBuyer, text(p.ID), words)
}

func (v vault) sealAccount(p payment.Payment) (string, error) {
	words, err := encodeMaybe(p.Account)
	if err != nil {
		return "", err
	}
	return v.personal(fieldAccount, text(p.ID), words)
}

func (v vault) openBuyer(row sqlgen.Payment, p *payment.Payment) error {
	words, err := v.opened(fieldBuyer, row.ID, row.Buyer)
	if err != nil {
		return err
	}
	if err := decode(words, &p.Buyer); err != nil {
		return err
	}
	if words, err = v.opened(fieldAccount, row.ID, row.Account); err != nil {
		return err
	}
	p.Account, err = decodeMaybe[payment.Account](words)
	return err
}

func (v vault) sealRefundAccount(f payment.Refund) (string, error) {
	words, err := encodeMaybe(f.Account)
	if err != nil {
		return "", err
	}
	return v.personal(fieldRefundAccount, text(f.ID), words)
}

func (v vault) openRefundAccount(row sqlgen.Refund) (*payment.RefundAccount, error) {
	words, err := v.opened(fieldRefundAccount, row.ID, row.Account)
	if err != nil {
		return nil, err
	}
	return decodeMaybe[payment.RefundAccount](words)
}

// seen is what was seen of an attempt as it is stored: the virtual account in a
// box, beside the rest, which names nobody. A card number that PortOne did not
// cut is cut.
type seen struct {
	payment.Seen
	Sealed string `json:"sealed_account,omitempty"`
}

func (v vault) sealSeen(a payment.Attempt) (string, error) {
	s := seen{Seen: a.Seen}
	s.CardNumber, s.FailReason = payment.CutCard(s.CardNumber), payment.CutCards(s.FailReason)
	s.History = slices.Clone(s.History)
	for i := range s.History {
		s.History[i].Reason = payment.CutCards(s.History[i].Reason)
	}
	if a.Seen.Account != nil && v.keys != nil && !v.inClear {
		words, err := encode(a.Seen.Account)
		if err != nil {
			return "", err
		}
		if s.Sealed, err = v.sealed(fieldSeenAccount, text(a.ImpUID), words); err != nil {
			return "", err
		}
		s.Account = nil
	}
	return encode(s)
}

func (v vault) openSeen(row sqlgen.Attempt) (payment.Seen, error) {
	var s seen
	if err := decode(row.Seen, &s); err != nil || s.Sealed == "" {
		return s.Seen, err
	}
	words, err := v.opened(fieldSeenAccount, row.ImpUID, s.Sealed)
	if err != nil {
		return s.Seen, err
	}
	s.Account = new(payment.Account)
	return s.Seen, decode(words, s.Account)
}

// current reports whether what is stored needs no new box.
func (v vault) current(stored string) bool {
	return stored == "" || stored == nobody || v.keys.CurrentText(stored)
}

// seenCurrent is current for an attempt's snapshot.
func (v vault) seenCurrent(stored string) bool {
	var s struct {
		Sealed  string           `json:"sealed_account"`
		Account *json.RawMessage `json:"account"`
	}
	if err := decode(stored, &s); err != nil {
		return true // it cannot be read, so nor made anew
	}
	return s.Account == nil && (s.Sealed == "" || v.keys.CurrentText(s.Sealed))
}

// KeyMissing says that the database was sealed with keys that are not at hand.
type KeyMissing struct{ Versions []seal.Version }

// Error names the keys by their versions.
func (k *KeyMissing) Error() string {
	names := make([]string, 0, len(k.Versions))
	for _, v := range k.Versions {
		names = append(names, string(v))
	}
	return "the database was sealed with a key that is not at hand: version " + strings.Join(names, ", ")
}

// checked closes a store that could not be read later and returns why. The key
// that seals is noted before anything is sealed with it.
func (d *DB) checked(ctx context.Context) (*DB, error) {
	if d.vault.keys == nil {
		return d, nil
	}
	if err := d.checkKeys(ctx); err != nil {
		_ = d.Close()
		return nil, err
	}
	return d, nil
}

func (d *DB) checkKeys(ctx context.Context) error {
	have := map[seal.Version]bool{}
	for _, v := range d.vault.keys.Versions() {
		have[v] = true
	}
	noted := false
	err := d.View(ctx, func(m merchant.Tx) error {
		t := m.(*tx)
		names, err := t.q.SealKeys(ctx)
		if err != nil {
			return t.done("read the keys' versions", err)
		}
		missing := &KeyMissing{}
		for _, name := range names {
			noted = noted || seal.Version(name) == d.vault.keys.Version()
			if !have[seal.Version(name)] {
				missing.Versions = append(missing.Versions, seal.Version(name))
			}
		}
		if len(missing.Versions) > 0 {
			return missing
		}
		return nil
	})
	if err != nil || noted {
		return err
	}
	return d.Update(ctx, func(m merchant.Tx) error {
		t := m.(*tx)
		return t.done("note the key's version", t.q.AddSealKey(ctx, string(d.vault.keys.Version())))
	})
}
