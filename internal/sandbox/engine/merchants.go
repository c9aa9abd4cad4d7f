package engine

// Merchant is one PortOne account (고객사).
type Merchant struct {
	Code          string          `json:"code"`       // 고객사 식별코드: "imp" and 8 digits
	Name          string          `json:"name"`       // shop name, shown in the windows
	Email         string          `json:"email"`      //
	APIKey        string          `json:"api_key"`    // REST API Key: 16 digits
	APISecret     string          `json:"api_secret"` // REST API Secret: 80 letters and digits
	Webhook       WebhookSettings `json:"webhook"`
	WebhookFirst  bool            `json:"webhook_first"`  // the browser waits for the webhook's answer
	RetryWebhooks bool            `json:"retry_webhooks"` // five retries, a minute apart
	// ConfirmProcess: confirm_url of request_pay is called, as PortOne's support enables it.
	ConfirmProcess bool      `json:"confirm_process"`
	CreatedAt      int64     `json:"created_at"` // UNIX seconds
	Channels       []Channel `json:"channels"`   // the first payment channel is the default PG
	// NoCarriers: a verification tells neither phone nor carrier, as to a shop that the carriers have not approved.
	NoCarriers bool `json:"no_carriers,omitempty"`
	// IPWhitelist: blocks of addresses that may call the REST API, 1.1.1.0/24; none means all.
	IPWhitelist []string `json:"ip_whitelist"`

	Tier   string `json:"tier,omitempty"`   // of a sub-store's record: its code; see StoreCode
	Closed bool   `json:"closed,omitempty"` // the sub-store was removed
}

// WebhookSettings are the console's 결제알림(Webhook) 관리, one address a mode.
type WebhookSettings struct {
	Live WebhookEndpoint `json:"live"`
	Test WebhookEndpoint `json:"test"`
}

// WebhookEndpoint is where webhooks go; an empty URL means nowhere.
type WebhookEndpoint struct {
	URL         string `json:"url"`
	ContentType string `json:"content_type"` // JSONBody (default) or FormBody
}

// The content types of webhooks.
const (
	JSONBody = "application/json"
	FormBody = "application/x-www-form-urlencoded"
)

// Mode is a channel's: test money or real.
type Mode string

// The modes.
const (
	Test Mode = "test"
	Live Mode = "live"
)

// Channel is a contract with a PG (채널).
type Channel struct {
	Key      string `json:"key"`      // "channel-key-" and a UUID
	Name     string `json:"name"`     //
	Mode     Mode   `json:"mode"`     //
	Provider string `json:"provider"` // html5_inicis
	Module   string `json:"module"`   // name of the provider's module
	MID      string `json:"mid"`      // PG상점아이디
	Type     string `json:"type"`     // payment, api_payment, certification
	Tax      string `json:"tax"`      // unset, taxable, exempt
	Tier     string `json:"tier"`     // sub-store that it belongs to; empty: the account itself
}
