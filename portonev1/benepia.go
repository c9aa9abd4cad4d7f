package portonev1

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
)

// BenepiaAccount is a buyer's account at Benepia (베네피아), where an employer's
// points are kept. It prints as nothing but its type: its password belongs into
// no log.
type BenepiaAccount struct {
	User, Password string
}

// String hides the account.
func (BenepiaAccount) String() string { return "portonev1.BenepiaAccount{…}" }

// GoString is String.
func (a BenepiaAccount) GoString() string { return a.String() }

// LogValue hides the account.
func (a BenepiaAccount) LogValue() slog.Value { return slog.StringValue(a.String()) }

// MarshalJSON hides the account: a log in JSON would hold it otherwise.
func (a BenepiaAccount) MarshalJSON() ([]byte, error) { return json.Marshal(a.String()) }

// benepiaAccountBody is BenepiaAccount on the wire.
type benepiaAccountBody struct {
	User     string `json:"benepia_user"`
	Password string `json:"benepia_password"`
}

func (a BenepiaAccount) check(operation string) error {
	return checkSet(operation, "Account.User", a.User, "Account.Password", a.Password)
}

// BenepiaPoints reads how many points an account has, one point being one won:
// POST /benepia/point, docs group "benepia". channelKey selects the channel, of
// kcp. It is sent once, as it carries a password that Benepia may count tries
// of. A refused account is an *Error; PortOne's description says HTTP 500.
func (c *Client) BenepiaPoints(ctx context.Context, account BenepiaAccount, channelKey string) (Decimal, error) {
	const operation = "BenepiaPoints"
	if err := account.check(operation); err != nil {
		return "", err
	}
	if err := checkSet(operation, "channelKey", channelKey); err != nil {
		return "", err
	}
	req, err := c.write(operation, http.MethodPost, "/benepia/point", struct {
		benepiaAccountBody
		ChannelKey string `json:"channel_key"`
	}{benepiaAccountBody(account), channelKey}, c.cancelTimeout)
	if err != nil {
		return "", err
	}
	type points struct {
		Point Decimal `v1:"point,required"`
	}
	got, err := object(ctx, c, req, func(points) bool { return true })
	return got.Point, err
}

// BenepiaPayment is paid with points.
type BenepiaPayment struct {
	Account BenepiaAccount
	// MemberCode is the employer's code at Benepia; without it the payment is a
	// test.
	MemberCode string
	// ChannelKey selects the channel, of kcp.
	ChannelKey string
	// Charge needs a Name as well. Its Currency, parts, CardQuota are not sent.
	Charge Charge
}

// PayByBenepia pays with points: POST /benepia/payment, docs group "benepia".
//
// It is sent once and may take Config.CancelTimeout. What the gateway refuses
// comes as HTTP 500 by PortOne's description, so OutcomeUnknown is true then:
// look for the order number with FindAll before paying again.
func (c *Client) PayByBenepia(ctx context.Context, r BenepiaPayment) (Payment, error) {
	const operation = "PayByBenepia"
	if err := r.Account.check(operation); err != nil {
		return Payment{}, err
	}
	if err := checkSet(operation, "ChannelKey", r.ChannelKey, "Charge.Name", r.Charge.Name); err != nil {
		return Payment{}, err
	}
	charge := r.Charge
	charge.Currency, charge.TaxFree, charge.VATAmount, charge.CardQuota = "", nil, nil, 0
	return c.charge(ctx, operation, "/benepia/payment", charge, struct {
		benepiaAccountBody
		MemberCode string `json:"benepia_member_code,omitempty"`
		ChannelKey string `json:"channel_key"`
		chargeBody
	}{benepiaAccountBody(r.Account), r.MemberCode, r.ChannelKey, charge.body()})
}
