package portonev1

import (
	"context"
	"encoding/json"
)

// Channel is one gateway setting of the account, PortOne's
// PgSettingAnnotation.
type Channel struct {
	// PGProvider is PortOne's code of the gateway, html5_inicis for example.
	PGProvider string `v1:"pg_provider,required"`
	// PGID is the shop's id at the gateway (MID).
	PGID string `v1:"pg_id,required"`
	// Sandbox is whether it is a test channel; nil if PortOne did not say,
	// which is not the same as false.
	Sandbox *bool `v1:"sandbox"`
	// Type is payment (window), api_payment, certification, or a newer value.
	Type string `v1:"type,lenient"`
	// Name is what the shop called the channel in the console.
	Name string `v1:"channel_name,lenient"`
	// Key is "channel-key-" and a UUID; the browser names the channel by it.
	Key string `v1:"channel_key,lenient"`
}

// Channels lists the channels of the account: GET /users/pg, docs group
// "users".
func (c *Client) Channels(ctx context.Context) ([]Channel, error) {
	var channels []Channel
	_, err := c.do(ctx, c.read("Channels", "/users/pg", nil), func(raw json.RawMessage) error {
		return decodeResponse(raw, &channels)
	})
	return channels, err
}
