package merchant

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"
)

// AuditAction names what somebody did.
type AuditAction string

// The actions that are kept in the audit log. Confirmations are not: they are in
// the history of their payment, so that servers do not wait for one another.
const (
	AuditKeyMade      AuditAction = "key.made"
	AuditKeyRevoked   AuditAction = "key.revoked"
	AuditRefundAsked  AuditAction = "refund.asked"
	AuditUnmasked     AuditAction = "buyer.unmasked"
	AuditErased       AuditAction = "buyer.erased"
	AuditPurged       AuditAction = "buyers.purged"
	AuditKeysRotated  AuditAction = "secrets.rotated"
	AuditSetting      AuditAction = "setting.changed"
	AuditDecision     AuditAction = "discrepancy.decided"
	AuditReplayed     AuditAction = "webhook.replayed"
	AuditExported     AuditAction = "payments.exported"
	AuditLogIn        AuditAction = "login"
	AuditLogInRefused AuditAction = "login.refused"
)

// AuditEntry is one line of the audit log. Nothing in it is personal: it is kept
// when people are forgotten.
type AuditEntry struct {
	N       int64     // from 1, without gaps
	At      time.Time // microseconds
	Actor   string    // a key's id, an operator's with their name, "cli:" and a user of the machine
	Action  AuditAction
	Subject string // the id of what it was done to
	Detail  string
	Prev    string // the hash of the line before; empty for the first
	Hash    string // of Prev and this line, SHA-256 in hex
}

// Sum returns the hash that the entry should have. Each field goes with its
// length, so that no two entries look the same.
func (e AuditEntry) Sum() string {
	h := sha256.New()
	var number [8]byte
	for _, n := range []int64{e.N, e.At.UnixMicro()} {
		binary.BigEndian.PutUint64(number[:], uint64(n))
		h.Write(number[:])
	}
	for _, s := range []string{e.Prev, e.Actor, string(e.Action), e.Subject, e.Detail} {
		binary.BigEndian.PutUint64(number[:], uint64(len(s)))
		h.Write(number[:])
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// After returns the entry as the one that follows head, with its number and
// hashes.
func (e AuditEntry) After(head AuditHead) AuditEntry {
	e.At = e.At.UTC().Truncate(time.Microsecond)
	e.N, e.Prev = head.N+1, head.Hash
	e.Hash = e.Sum()
	return e
}

// AuditHead is the end of the audit log: what to keep elsewhere, so that a log
// that was cut or written anew is noticed.
type AuditHead struct {
	N    int64 // 0: the log is empty
	Hash string
}

// Audit keeps the audit log, which only grows.
type Audit interface {
	// Append stores the entry as the next one and returns it with its number and
	// hashes. Who comes second waits until the first has committed.
	Append(ctx context.Context, e AuditEntry) (AuditEntry, error)
	// From lists up to limit entries from the nth on, oldest first.
	From(ctx context.Context, n int64, limit int) ([]AuditEntry, error)
	Head(ctx context.Context) (AuditHead, error)
}

// ErrTampered says that the audit log is not as it was written.
var ErrTampered = errors.New("the audit log was changed")

// auditPage is how many entries are read at once.
const auditPage = 1000

// VerifyAudit reads the whole audit log and returns its end. Its error is
// ErrTampered, and says where, when a line was changed, left out, moved or cut
// off, or when the line of an anchor that was kept elsewhere has another hash.
func VerifyAudit(ctx context.Context, store Store, anchors ...AuditHead) (AuditHead, error) {
	var last AuditHead
	seen := map[int64]string{0: ""}
	for {
		var list []AuditEntry
		var head AuditHead
		err := store.View(ctx, func(tx Tx) error {
			var err error
			if list, err = tx.Audit().From(ctx, last.N+1, auditPage); err != nil {
				return err
			}
			head, err = tx.Audit().Head(ctx)
			return err
		})
		if err != nil {
			return last, err
		}
		for _, e := range list {
			if err := checkEntry(e, last); err != nil {
				return last, err
			}
			last = AuditHead{e.N, e.Hash}
			for _, a := range anchors {
				if a.N == e.N {
					seen[a.N] = e.Hash
				}
			}
		}
		if len(list) == auditPage {
			continue
		}
		if head != last {
			return last, fmt.Errorf("%w: it ends at line %d, and %d were written", ErrTampered, last.N, head.N)
		}
		return last, checkAnchors(anchors, seen)
	}
}

func checkEntry(e AuditEntry, last AuditHead) error {
	switch {
	case e.N != last.N+1:
		return fmt.Errorf("%w: line %d is missing", ErrTampered, last.N+1)
	case e.Prev != last.Hash:
		return fmt.Errorf("%w: line %d does not follow line %d", ErrTampered, e.N, last.N)
	case e.Hash != e.Sum():
		return fmt.Errorf("%w: line %d says something else than when it was written", ErrTampered, e.N)
	}
	return nil
}

func checkAnchors(anchors []AuditHead, seen map[int64]string) error {
	for _, a := range anchors {
		hash, found := seen[a.N]
		switch {
		case !found:
			return fmt.Errorf("%w: line %d, which was kept elsewhere, is not there", ErrTampered, a.N)
		case hash != a.Hash:
			return fmt.Errorf("%w: line %d has another hash than the one kept elsewhere", ErrTampered, a.N)
		}
	}
	return nil
}

// note appends to the audit log within a transaction that does what it tells of.
func note(ctx context.Context, tx Tx, now time.Time, action AuditAction, subject, detail string) error {
	_, err := tx.Audit().Append(ctx, AuditEntry{At: now, Actor: ActorOf(ctx), Action: action, Subject: subject, Detail: detail})
	return err
}

type actorKey struct{}

// WithActor returns a context whose audited actions are the actor's: a key's id,
// or "cli:" and a user of the machine.
func WithActor(ctx context.Context, actor string) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// ActorOf returns the actor of the context, or "unknown".
func ActorOf(ctx context.Context) string {
	if actor, ok := ctx.Value(actorKey{}).(string); ok && actor != "" {
		return actor
	}
	return "unknown"
}

// AuditEnd returns the end of the audit log.
func AuditEnd(ctx context.Context, store Store) (AuditHead, error) {
	var head AuditHead
	err := store.View(ctx, func(tx Tx) error {
		var err error
		head, err = tx.Audit().Head(ctx)
		return err
	})
	return head, err
}

// AuditLines calls fn for each line from the nth on, oldest first.
func AuditLines(ctx context.Context, store Store, n int64, fn func(AuditEntry) error) error {
	for {
		var list []AuditEntry
		err := store.View(ctx, func(tx Tx) error {
			var err error
			list, err = tx.Audit().From(ctx, n, auditPage)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range list {
			if err := fn(e); err != nil {
				return err
			}
			n = e.N + 1
		}
		if len(list) < auditPage {
			return nil
		}
	}
}

// AuditBefore lists up to limit lines before the nth, newest first; 0 begins at
// the end.
func AuditBefore(ctx context.Context, store Store, n int64, limit int) ([]AuditEntry, error) {
	var list []AuditEntry
	err := store.View(ctx, func(tx Tx) error {
		head, err := tx.Audit().Head(ctx)
		if err != nil {
			return err
		}
		if n <= 0 || n > head.N+1 {
			n = head.N + 1
		}
		first := max(n-int64(limit), 1)
		list, err = tx.Audit().From(ctx, first, int(n-first))
		slices.Reverse(list)
		return err
	})
	return list, err
}

// NoteRotation notes that everything was sealed anew.
func NoteRotation(ctx context.Context, store Store, values int, now time.Time) error {
	return store.Update(ctx, func(tx Tx) error {
		return note(ctx, tx, now, AuditKeysRotated, "", fmt.Sprintf("%d values", values))
	})
}
