package portonev1

import (
	"context"
	"net/http"
	"time"
)

// SuperBillingKey is a card that was stored through every channel of a group
// (슈퍼빌링키), PortOne's SuperBillingKeyAnnotation.
type SuperBillingKey struct {
	// CustomerUID is the shop's name of the key, ChannelGroupID the group.
	CustomerUID    string `v1:"customer_uid,required"`
	ChannelGroupID string `v1:"channelGroupId,required"`
	CustomerID     string `v1:"customer_id,lenient"`
	// Name, Tel, Email, Addr and Postcode are the customer's.
	Name     string `v1:"customer_name,lenient"`
	Tel      string `v1:"customer_tel,lenient"`
	Email    string `v1:"customer_email,lenient"`
	Addr     string `v1:"customer_addr,lenient"`
	Postcode string `v1:"customer_postcode,lenient"`
	// Succeeded are the channels that stored the card, Failed those that did
	// not.
	Succeeded []KeyChannel `v1:"succeededChannels"`
	Failed    []KeyFailure `v1:"failedChannels"`
}

// KeyChannel is a card as one channel stored it.
type KeyChannel struct {
	// PGProvider and PGID are the gateway and the shop's id there (MID).
	PGProvider string `v1:"pg_provider,required"`
	PGID       string `v1:"pg_id,required"`
	// CardName to CardNumber describe the card; the number is masked.
	CardName          string `v1:"card_name,lenient"`
	CardCode          string `v1:"card_code,lenient"`
	CardIssuerCode    string `v1:"card_issuer_code,lenient"`
	CardIssuerName    string `v1:"card_issuer_name,lenient"`
	CardPublisherCode string `v1:"card_publisher_code,lenient"`
	CardPublisherName string `v1:"card_publisher_name,lenient"`
	CardNumber        string `v1:"card_number,lenient"`
	// CardType is 0 for credit, 1 for check, nil if the gateway did not tell.
	CardType *int `v1:"card_type,lenient"`
	// Inserted and Updated are when it was first stored and last changed.
	Inserted time.Time `v1:"inserted,lenient"`
	Updated  time.Time `v1:"updated,lenient"`
}

// KeyFailure is why one channel did not store a card.
type KeyFailure struct {
	// Type is INVALID_REQUEST, PG_PROVIDER, DB_FAILED, or a newer value.
	Type       string `v1:"type,lenient"`
	Message    string `v1:"message,lenient"`
	PGProvider string `v1:"pg_provider,lenient"`
	PGID       string `v1:"pg_id,lenient"`
}

// IssueSuperBillingKey stores a card through every channel of a group: POST
// /subscribe/customers/{customer_uid} with a channel_group_id, docs group
// "subscribe.customer". ChannelKey and PG of the request must be empty. Look at
// Failed: it is a success if one channel stored the card.
//
// It is sent once, as IssueBillingKey is.
func (c *Client) IssueSuperBillingKey(ctx context.Context, channelGroupID string, r BillingKeyRequest) (SuperBillingKey, error) {
	const operation = "IssueSuperBillingKey"
	path, err := customerPath(operation, r.CustomerUID)
	if err != nil {
		return SuperBillingKey{}, err
	}
	if err := r.Card.check(operation); err != nil {
		return SuperBillingKey{}, err
	}
	if err := checkSet(operation, "channelGroupID", channelGroupID); err != nil {
		return SuperBillingKey{}, err
	}
	if r.ChannelKey != "" || r.PG != "" {
		return SuperBillingKey{}, &RequestError{operation, "ChannelKey, PG", "must be empty: the group selects the channels"}
	}
	req, err := c.write(operation, http.MethodPost, path, struct {
		ChannelGroupID string `json:"channel_group_id"`
		billingKeyBody
	}{channelGroupID, r.body()}, c.cancelTimeout)
	if err != nil {
		return SuperBillingKey{}, err
	}
	return object(ctx, c, req, func(k SuperBillingKey) bool { return k.CustomerUID == r.CustomerUID })
}
