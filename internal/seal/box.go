package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A box is, byte by byte: its form, its key's version, the nonce, and the
// ciphertext with its 16-byte tag.
const (
	form       = 1
	nonceBytes = 24
	headBytes  = 1 + versionBytes + nonceBytes
	overhead   = headBytes + 16
)

// textMark begins a box in a column of text. No JSON begins with it.
const textMark = "sealed:"

// The ways in which a box does not open.
var (
	// ErrUnknownKey: the ring has no key of the box's version.
	ErrUnknownKey = errors.New("sealed with a key that is not at hand")
	// ErrBroken: it is no box, or was changed, or is of another field or row.
	ErrBroken = errors.New("the sealed value does not open")
)

// Keyring seals with its current key and opens with any. It is safe for use by
// many goroutines as far as its entropy is.
type Keyring struct {
	entropy io.Reader
	current *key
	keys    map[[versionBytes]byte]*key
	order   []*key // current first
}

// NewKeyring makes keys of the secrets: the current one seals, earlier ones open
// what they sealed until it has been sealed anew. entropy must be a
// cryptographic source. Empty earlier secrets are left out; ErrShort when any
// other has too few characters.
func NewKeyring(entropy io.Reader, current Secret, earlier ...Secret) (*Keyring, error) {
	r := &Keyring{entropy: entropy, keys: map[[versionBytes]byte]*key{}}
	for i, secret := range append([]Secret{current}, earlier...) {
		if i > 0 && secret.IsZero() {
			continue
		}
		k, err := newKey(secret)
		if err != nil {
			return nil, err
		}
		if known, taken := r.keys[k.raw]; taken {
			if subtle.ConstantTimeCompare(known.blind, k.blind) != 1 {
				return nil, fmt.Errorf("two keys share the version %s: choose another secret", k.version)
			}
			continue
		}
		r.keys[k.raw] = k
		r.order = append(r.order, k)
	}
	r.current = r.order[0]
	return r, nil
}

// Version names the key that seals.
func (r *Keyring) Version() Version { return r.current.version }

// Versions names all keys, the one that seals first.
func (r *Keyring) Versions() []Version {
	out := make([]Version, 0, len(r.order))
	for _, k := range r.order {
		out = append(out, k.version)
	}
	return out
}

// Seal returns a box of plain for one field ("payments.buyer") of one row (its
// id). Its error is the entropy's.
func (r *Keyring) Seal(field, row string, plain []byte) ([]byte, error) {
	box := make([]byte, headBytes, overhead+len(plain))
	box[0] = form
	copy(box[1:], r.current.raw[:])
	nonce := box[1+versionBytes : headBytes]
	if _, err := io.ReadFull(r.entropy, nonce); err != nil {
		return nil, fmt.Errorf("seal %s: %w", field, err)
	}
	gcm, err := r.current.boxCipher(nonce)
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", field, err)
	}
	return gcm.Seal(box, nonce[12:], plain, bound(field, r.current, row)), nil
}

// Open returns what was sealed for the field of the row; ErrUnknownKey or
// ErrBroken.
func (r *Keyring) Open(field, row string, box []byte) ([]byte, error) {
	k, err := r.keyOf(box)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", field, err)
	}
	nonce := box[1+versionBytes : headBytes]
	gcm, err := k.boxCipher(nonce)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", field, err)
	}
	plain, err := gcm.Open(nil, nonce[12:], box[headBytes:], bound(field, k, row))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", field, ErrBroken)
	}
	return plain, nil
}

func (r *Keyring) keyOf(box []byte) (*key, error) {
	if len(box) < overhead || box[0] != form {
		return nil, ErrBroken
	}
	raw := [versionBytes]byte(box[1 : 1+versionBytes])
	k, known := r.keys[raw]
	if !known {
		return nil, fmt.Errorf("%w (version %s)", ErrUnknownKey, hex.EncodeToString(raw[:]))
	}
	return k, nil
}

// Current reports whether the box was sealed with the key that seals now; it
// says nothing of whether it opens.
func (r *Keyring) Current(box []byte) bool {
	return len(box) >= overhead && box[0] == form && [versionBytes]byte(box[1:1+versionBytes]) == r.current.raw
}

// SealText is Seal for a column of text.
func (r *Keyring) SealText(field, row, plain string) (string, error) {
	box, err := r.Seal(field, row, []byte(plain))
	if err != nil {
		return "", err
	}
	return textMark + base64.RawURLEncoding.EncodeToString(box), nil
}

// OpenText is Open for a column of text. A text that is not sealed comes back as
// it is: rows written before there was a key stay readable.
func (r *Keyring) OpenText(field, row, stored string) (string, error) {
	if !IsText(stored) {
		return stored, nil
	}
	box, err := boxOf(stored)
	if err != nil {
		return "", fmt.Errorf("open %s: %w", field, err)
	}
	plain, err := r.Open(field, row, box)
	return string(plain), err
}

// CurrentText is Current for a column of text; what is not sealed is not.
func (r *Keyring) CurrentText(stored string) bool {
	if !IsText(stored) {
		return false
	}
	box, err := boxOf(stored)
	return err == nil && r.Current(box)
}

// boxOf reads the one way in which SealText writes a box: the decoder would skip
// line ends.
func boxOf(stored string) ([]byte, error) {
	encoded := stored[len(textMark):]
	box, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if err != nil || strings.ContainsAny(encoded, "\r\n") {
		return nil, ErrBroken
	}
	return box, nil
}

// IsText reports whether a column of text holds a box.
func IsText(stored string) bool { return strings.HasPrefix(stored, textMark) }

// bound is the additional data of a box. Lengths keep "a"+"bc" from "ab"+"c".
func bound(field string, k *key, row string) []byte {
	out := make([]byte, 0, 8+len(field)+versionBytes+len(row))
	out = binary.BigEndian.AppendUint32(out, uint32(len(field)))
	out = append(out, field...)
	out = append(out, k.raw[:]...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(row)))
	return append(out, row...)
}

// boxCipher derives the box's own key: AES-CMAC in counter mode over the first
// half of the nonce, as XAES-256-GCM says.
func (k *key) boxCipher(nonce []byte) (cipher.AEAD, error) {
	var derived [2 * aes.BlockSize]byte
	for i := range 2 {
		block := derived[i*aes.BlockSize : (i+1)*aes.BlockSize]
		block[1], block[2] = byte(i+1), 'X'
		copy(block[4:], nonce[:12])
		subtle.XORBytes(block, block, k.mask[:])
		k.block.Encrypt(block, block)
	}
	b, err := aes.NewCipher(derived[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

// cmacMask is K1 of CMAC (NIST SP 800-38B): AES of zeros, doubled.
func cmacMask(b cipher.Block) (mask [aes.BlockSize]byte) {
	b.Encrypt(mask[:], mask[:])
	carry := mask[0] >> 7
	for i := range mask {
		next := byte(0)
		if i+1 < len(mask) {
			next = mask[i+1] >> 7
		}
		mask[i] = mask[i]<<1 | next
	}
	mask[len(mask)-1] ^= 0x87 * carry
	return mask
}
