package portonev1

import (
	"context"
	"encoding/json"
)

// Code names a bank or card company by the standard of the Korea Financial
// Telecommunications Institute. Gateways have their own bank codes for
// refunds, which these are not.
type Code struct {
	// Code is three digits, or five for overseas cards.
	Code string `v1:"code,required"`
	// Name is Korean.
	Name string `v1:"name,required"`
}

// Banks lists all banks: GET /banks, docs group "codes".
func (c *Client) Banks(ctx context.Context) ([]Code, error) {
	return c.codes(ctx, c.read("Banks", "/banks", nil))
}

// Bank reads one bank: GET /banks/{bank_standard_code}, docs group "codes". It
// returns an error matching ErrNotFound for an unknown code.
func (c *Client) Bank(ctx context.Context, code string) (Code, error) {
	return c.code(ctx, "Bank", "/banks/", code)
}

// Cards lists all card companies: GET /cards, docs group "codes".
func (c *Client) Cards(ctx context.Context) ([]Code, error) {
	return c.codes(ctx, c.read("Cards", "/cards", nil))
}

// Card reads one card company: GET /cards/{card_standard_code}, docs group
// "codes". It returns an error matching ErrNotFound for an unknown code.
func (c *Client) Card(ctx context.Context, code string) (Code, error) {
	return c.code(ctx, "Card", "/cards/", code)
}

func (c *Client) codes(ctx context.Context, req call) ([]Code, error) {
	var codes []Code
	_, err := c.do(ctx, req, func(raw json.RawMessage) error { return decodeResponse(raw, &codes) })
	return codes, err
}

func (c *Client) code(ctx context.Context, operation, prefix, code string) (Code, error) {
	escaped, err := segment(operation, "code", code)
	if err != nil {
		return Code{}, err
	}
	var read Code
	_, err = c.do(ctx, c.read(operation, prefix+escaped, nil), func(raw json.RawMessage) error {
		return decodeObject(raw, &read)
	})
	if err != nil {
		return Code{}, err
	}
	return read, nil
}
