package seal

import "crypto/aes"

// Published seals as the specification's examples do: with a key and a nonce of
// their own, and nothing around the box.
func Published(kek, nonce, plain, data []byte) ([]byte, error) {
	b, err := aes.NewCipher(kek)
	if err != nil {
		return nil, err
	}
	k := &key{block: b, mask: cmacMask(b)}
	gcm, err := k.boxCipher(nonce)
	if err != nil {
		return nil, err
	}
	return gcm.Seal(nil, nonce[12:], plain, data), nil
}
