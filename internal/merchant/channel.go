package merchant

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// ParseChannel reads request_pay's pg: a provider, or provider.MID.
func ParseChannel(pg string) payment.Channel {
	provider, mid, _ := strings.Cut(pg, ".")
	return payment.Channel{Provider: provider, MID: mid}
}

// resolve finds the one channel that pg names, so that what is paid through any
// other is a mismatch. Without a list from PortOne only the default serves.
func (s *Service) resolve(ctx context.Context, pg string) (payment.Channel, error) {
	want := s.Default
	if pg != "" {
		want = ParseChannel(pg)
	}
	if want == s.Default && want.MID != "" {
		return want, nil
	}
	known, _, err := s.Channels(ctx)
	if err != nil {
		return payment.Channel{}, err
	}
	var found []payment.Channel
	for _, c := range known {
		usable := c.Type == "payment" && c.Env == s.Env
		if usable && c.Channel.Provider == want.Provider && (want.MID == "" || c.Channel.MID == want.MID) && !slices.Contains(found, c.Channel) {
			found = append(found, c.Channel)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return payment.Channel{}, fault.Field(fault.ChannelUnknown, "pg", "%.80q is no %s channel of %s", want.String(), s.Env, s.Imp)
	}
	return payment.Channel{}, fault.Field(fault.ChannelUnknown, "pg", "%s has several channels, name one: %v", want.Provider, found)
}

// Channels returns PortOne's channels as last read, and when that was.
func (s *Service) Channels(ctx context.Context) ([]ChannelInfo, time.Time, error) {
	var list []ChannelInfo
	var at time.Time
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		list, at, err = tx.Channels().List(ctx)
		return err
	})
	return list, at, err
}

// RefreshChannels reads the channels from PortOne and keeps them. When PortOne
// is away the kept list serves on.
func (s *Service) RefreshChannels(ctx context.Context) error {
	list, err := s.Lister.Channels(ctx)
	if err != nil {
		return gatewayFault(err)
	}
	now := s.Clock.Now()
	return s.Store.Update(ctx, func(tx Tx) error { return tx.Channels().Replace(ctx, list, now) })
}
