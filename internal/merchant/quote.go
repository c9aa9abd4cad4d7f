package merchant

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// quote is a payment that nobody has stored: everything that the order fixed.
// It travels sealed, so that a browser can neither read nor change it.
type quote struct {
	MerchantUID payment.MerchantUID `json:"u"`
	OrderRef    payment.OrderRef    `json:"r"`
	Amount      int64               `json:"a"`
	Currency    money.Currency      `json:"c"`
	TaxFree     int64               `json:"f,omitempty"`
	Provider    string              `json:"p"`
	MID         string              `json:"m,omitempty"`
	PayMethod   string              `json:"w"`
	Name        string              `json:"n"`
	Buyer       payment.Buyer       `json:"b,omitzero"`
	ReturnURL   string              `json:"l,omitempty"`
	Metadata    json.RawMessage     `json:"x,omitempty"`
	Escrow      bool                `json:"e,omitempty"`
	CreatedAt   int64               `json:"t"` // milliseconds since the epoch
	ExpiresAt   int64               `json:"d"`
}

func quoteOf(p payment.Payment) quote {
	return quote{
		MerchantUID: p.MerchantUID, OrderRef: p.OrderRef, Amount: p.Amount.Minor(), Currency: p.Amount.Currency(), TaxFree: p.TaxFree.Minor(),
		Provider: p.Channel.Provider, MID: p.Channel.MID, PayMethod: p.PayMethod, Name: p.Name, Buyer: p.Buyer, ReturnURL: p.ReturnURL,
		Metadata: p.Metadata, Escrow: p.Escrow(), CreatedAt: p.CreatedAt.UnixMilli(), ExpiresAt: p.ExpiresAt.UnixMilli(),
	}
}

// payment is the payment as it would have been stored when it was opened. Its
// version is 0: it is not.
func (s *Service) quoted(q quote) payment.Payment {
	none := money.Zero(q.Currency)
	p := payment.Payment{
		ID: s.markedID(q.MerchantUID), OrderRef: q.OrderRef, MerchantUID: q.MerchantUID,
		Amount: money.New(q.Amount, q.Currency), TaxFree: money.New(q.TaxFree, q.Currency), Store: s.Imp, Env: s.Env,
		Channel: payment.Channel{Provider: q.Provider, MID: q.MID}, PayMethod: q.PayMethod, Name: q.Name, Buyer: q.Buyer,
		ReturnURL: q.ReturnURL, Metadata: q.Metadata, Extra: json.RawMessage(`{}`), State: payment.Open, Captured: none, Returned: none,
		CreatedAt: time.UnixMilli(q.CreatedAt).UTC(), ExpiresAt: time.UnixMilli(q.ExpiresAt).UTC(),
	}
	if q.Escrow {
		p.Extra = json.RawMessage(`{"escrow":true}`)
	}
	p.UpdatedAt = p.CreatedAt
	return p
}

// The two things that a sealed quote is for; neither can be taken for the other.
const (
	forCustomData = "custom_data"
	forToken      = "client token"
)

// errQuote says that a quote is not one that this server sealed.
var errQuote = errors.New("not a quote of ours")

// sealer returns the cipher of quotes under a token key.
func sealer(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(hashed(key, "quote key", ""))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func hashed(key []byte, use, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(use + "\n" + text))
	return mac.Sum(nil)
}

// bound is what a quote is sealed for: its use, and the account and kind of
// money of this server.
func (s *Service) bound(use string) []byte {
	return []byte("naru quote 1\n" + use + "\n" + s.Imp + "\n" + string(s.Env))
}

func (s *Service) seal(q quote, use string) (string, error) {
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false) // it becomes no page, and an address is long enough
	if err := encoder.Encode(q); err != nil {
		return "", err
	}
	gcm, err := sealer(s.TokenKey)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, gcm.NonceSize())
	if _, err := io.ReadFull(s.Entropy, nonce); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(gcm.Seal(nonce, nonce, plain.Bytes(), s.bound(use))), nil
}

func (s *Service) unseal(text, use string) (quote, error) {
	box, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return quote{}, errQuote
	}
	for _, key := range s.tokenKeys() {
		gcm, err := sealer(key)
		if err != nil || len(box) < gcm.NonceSize() {
			return quote{}, errQuote
		}
		plain, err := gcm.Open(nil, box[:gcm.NonceSize()], box[gcm.NonceSize():], s.bound(use))
		if err != nil {
			continue
		}
		var q quote
		if err := json.Unmarshal(plain, &q); err != nil {
			return quote{}, errQuote
		}
		return q, nil
	}
	return quote{}, errQuote
}

func (s *Service) tokenKeys() [][]byte { return append([][]byte{s.TokenKey}, s.OtherTokenKeys...) }

// markKey returns the key that marked a merchant_uid; ok is false for one that
// is not marked by this server, of which nothing is asked at PortOne.
func (s *Service) markKey(uid payment.MerchantUID) (key []byte, ok bool) {
	body, mark, ok := id.SplitMark(string(uid))
	if !ok {
		return nil, false
	}
	for _, key := range s.tokenKeys() {
		if id.SameMark(mark, s.mark(key, body)) {
			return key, true
		}
	}
	return nil, false
}

func (s *Service) mark(key []byte, body string) []byte {
	return hashed(key, "merchant_uid", s.Imp+"\n"+string(s.Env)+"\n"+body)
}

// Marked reports whether a merchant_uid is one that this server made for a
// payment which it does not store before money moves.
func (s *Service) Marked(uid payment.MerchantUID) bool {
	_, ok := s.markKey(uid)
	return ok
}

// markedID is the id of the payment of a marked merchant_uid, the same for
// whoever hears of it first.
func (s *Service) markedID(uid payment.MerchantUID) payment.ID {
	key, ok := s.markKey(uid)
	if !ok {
		key = s.TokenKey
	}
	return payment.ID(id.Derived("pay", hashed(key, "payment id", string(uid))))
}

// quoteMember is where the sealed quote stands in custom_data.
const quoteMember = "naru"

// readQuote returns the quote that a sight of a marked payment carries, or why
// it carries none that counts.
func (s *Service) readQuote(seen payment.Seen) (quote, fault.Code) {
	var data map[string]json.RawMessage
	if json.Unmarshal([]byte(seen.CustomData), &data) != nil || data[quoteMember] == nil {
		return quote{}, fault.QuoteMissing
	}
	var sealed string
	if json.Unmarshal(data[quoteMember], &sealed) != nil {
		return quote{}, fault.QuoteInvalid
	}
	q, err := s.unseal(sealed, forCustomData)
	switch {
	case err != nil:
		return quote{}, fault.QuoteInvalid
	case q.MerchantUID != seen.MerchantUID:
		return quote{}, fault.QuoteForeign
	}
	return q, ""
}
