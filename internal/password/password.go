// Package password hashes passwords with argon2id (RFC 9106) and checks them.
//
// It refuses to judge whether a password will do, and to keep any. Its main
// invariant is that no more hashes are made at once than it was given cores, and
// that a check takes its time whether or not there is a hash to check against.
package password

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/naru-pay/naru/internal/fault"
)

// The cost of one hash (SAFETY §6.3): above OWASP's least.
const (
	memoryKiB = 64 << 10
	passes    = 3
	lanes     = 1
	saltBytes = 16
	hashBytes = 32
)

// waiting is how many more than are hashed may wait for their turn, for each core.
const waiting = 8

// cost is what a hash was made with, which it says itself.
type cost struct {
	memory, passes uint32
	lanes          uint8
}

// Hasher makes and checks hashes. It is safe for concurrent use.
type Hasher struct {
	entropy io.Reader
	cost    cost
	turns   chan struct{} // one for each core
	queue   chan struct{}
}

// New returns a hasher of the usual cost that works on at most cores at once.
func New(entropy io.Reader, cores int) *Hasher {
	return newWith(entropy, cores, cost{memoryKiB, passes, lanes})
}

func newWith(entropy io.Reader, cores int, c cost) *Hasher {
	cores = max(cores, 1)
	return &Hasher{entropy: entropy, cost: c, turns: make(chan struct{}, cores), queue: make(chan struct{}, cores*(waiting+1))}
}

var plain64 = base64.RawStdEncoding

// Hash returns the hash of a password with a salt of its own, in the form that
// names its algorithm, version and cost: $argon2id$v=19$m=65536,t=3,p=1$salt$hash.
func (h *Hasher) Hash(ctx context.Context, word string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(h.entropy, salt); err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	sum, err := h.sum(ctx, word, salt, h.cost)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.cost.memory, h.cost.passes, h.cost.lanes,
		plain64.EncodeToString(salt), plain64.EncodeToString(sum)), nil
}

// Check reports whether a password is the one of a hash, and whether the hash
// wants making anew because it cost less than they do now. An empty hash is
// nobody's: it takes as long and no password is right.
func (h *Hasher) Check(ctx context.Context, hash, word string) (right, stale bool, err error) {
	if hash == "" {
		_, err := h.sum(ctx, word, make([]byte, saltBytes), h.cost)
		return false, false, err
	}
	c, salt, want, err := parse(hash)
	if err != nil {
		return false, false, err
	}
	got, err := h.sum(ctx, word, salt, c)
	if err != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, c != h.cost, nil
}

// sum waits for its turn. Where too many wait already it says so at once: memory
// for passwords is not what a flood of guesses may take.
func (h *Hasher) sum(ctx context.Context, word string, salt []byte, c cost) ([]byte, error) {
	select {
	case h.queue <- struct{}{}:
		defer func() { <-h.queue }()
	default:
		return nil, fault.New(fault.ServerBusy)
	}
	select {
	case h.turns <- struct{}{}:
		defer func() { <-h.turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(word), salt, c.passes, c.memory, c.lanes, hashBytes), nil
}

// errForm says that what is stored is no hash of ours.
var errForm = errors.New("not a password's hash")

// The most that a stored hash may cost, so that a changed row cannot take the
// machine's memory.
const mostMemoryKiB, mostPasses = 1 << 20, 10

func parse(hash string) (c cost, salt, sum []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errForm
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes); err != nil || n != 3 {
		return c, nil, nil, errForm
	}
	salt, errSalt := plain64.DecodeString(parts[4])
	sum, errSum := plain64.DecodeString(parts[5])
	cheap := c.memory < 8 || c.passes < 1 || c.lanes < 1
	if errSalt != nil || errSum != nil || len(salt) < 8 || len(sum) != hashBytes || cheap || c.memory > mostMemoryKiB || c.passes > mostPasses {
		return c, nil, nil, errForm
	}
	return c, salt, sum, nil
}
