package portonev1

import (
	"context"
	"net/http"
	"net/url"
)

// CloseVirtualAccount closes a virtual account that nobody has paid into:
// DELETE /vbanks/{imp_uid}, docs group "vbanks". It returns the payment
// afterwards. A deposited account is given back with Cancel instead.
//
// pgAPIKey is the gateway's API key, demanded by html5_inicis, empty for
// others. It is a secret that PortOne takes in the query; this package keeps
// it out of its errors.
//
// It is sent once and may take Config.CancelTimeout. PortOne refuses with HTTP
// 400 if the payment is not a virtual account waiting for its deposit, and
// with 404 (ErrNotFound) if there is no such payment. For an error of which
// OutcomeUnknown is true, read the payment.
func (c *Client) CloseVirtualAccount(ctx context.Context, impUID, pgAPIKey string) (Payment, error) {
	const operation = "CloseVirtualAccount"
	id, err := segment(operation, "ImpUID", impUID)
	if err != nil {
		return Payment{}, err
	}
	req, err := c.write(operation, http.MethodDelete, "/vbanks/"+id, nil, c.cancelTimeout)
	if err != nil {
		return Payment{}, err
	}
	if pgAPIKey != "" {
		req.query = url.Values{"pg_api_key": {pgAPIKey}}
	}
	return c.onePayment(ctx, req, func(p Payment) bool { return p.ImpUID == impUID })
}
