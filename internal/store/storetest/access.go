package storetest

import (
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

var accessTests = []test{
	{"keys: a key is found by its hash alone, and listed", keyRoundTrip},
	{"keys: a key is revoked once", keyRevoke},
	{"keys: a hash is taken once", keyTaken},
	{"keys: a key expires sooner, never later", keyExpire},
	{"keys: the last use is the latest", keyTouch},
	{"channels: nothing was read at first", channelsNone},
	{"channels: a list replaces the one before, also by nothing", channelsReplace},
}

func key(name, hash string) merchant.Key {
	return merchant.Key{
		ID: "key_" + name, Name: name, Env: payment.Test, Hash: hash, Tail: "wxyz", CreatedAt: at(1),
		Scopes: []merchant.Scope{merchant.ScopeRead, merchant.ScopeAdmin}, Networks: []string{"10.0.0.0/8", "2001:db8::/32"},
		ExpiresAt: at(900), LastUsedAt: at(2), Replaces: "key_before",
	}
}

func insertKey(t *testing.T, store merchant.Store, k merchant.Key) merchant.Key {
	t.Helper()
	update(t, store, func(tx merchant.Tx) error { return tx.Keys().Insert(t.Context(), k) })
	return k
}

func keyByHash(t *testing.T, store merchant.Store, hash string) merchant.Key {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) (merchant.Key, error) { return tx.Keys().ByHash(t.Context(), hash) })
}

func keyRoundTrip(t *testing.T, store merchant.Store) {
	b, a := insertKey(t, store, key("나", "ff")), insertKey(t, store, key("a", "FF"))
	same(t, "key", keyByHash(t, store, "ff"), b)
	same(t, "key", keyByHash(t, store, "FF"), a)
	missing(t, store, func(tx merchant.Tx) (merchant.Key, error) { return tx.Keys().ByHash(t.Context(), "key_a") })
	list := read(t, store, func(tx merchant.Tx) ([]merchant.Key, error) { return tx.Keys().List(t.Context()) })
	same(t, "keys", list, []merchant.Key{a, b})
}

func keyRevoke(t *testing.T, store merchant.Store) {
	k, other := insertKey(t, store, key("a", "aa")), insertKey(t, store, key("b", "bb"))
	update(t, store, func(tx merchant.Tx) error { return tx.Keys().Revoke(t.Context(), k.ID, at(5)) })
	k.RevokedAt = at(5)
	same(t, "key", keyByHash(t, store, "aa"), k)
	update(t, store, func(tx merchant.Tx) error { return tx.Keys().Revoke(t.Context(), k.ID, at(9)) })
	same(t, "key, revoked again", keyByHash(t, store, "aa"), k)
	same(t, "the other key", keyByHash(t, store, "bb"), other)
	refuse(t, store, merchant.ErrNotFound, func(tx merchant.Tx) error { return tx.Keys().Revoke(t.Context(), "key_none", at(9)) })
}

func keyTaken(t *testing.T, store merchant.Store) {
	k := insertKey(t, store, key("a", "aa"))
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Keys().Insert(t.Context(), key("b", "aa")) })
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Keys().Insert(t.Context(), key("a", "bb")) })
	same(t, "key", keyByHash(t, store, "aa"), k)
}

func keyExpire(t *testing.T, store merchant.Store) {
	k := insertKey(t, store, key("a", "aa"))
	endless := key("b", "bb")
	endless.ExpiresAt = time.Time{}
	insertKey(t, store, endless)
	for _, tt := range []struct {
		id       string
		at, want time.Time
	}{{k.ID, at(901), at(900)}, {k.ID, at(50), at(50)}, {k.ID, at(60), at(50)}, {endless.ID, at(70), at(70)}} {
		update(t, store, func(tx merchant.Tx) error { return tx.Keys().Expire(t.Context(), tt.id, tt.at) })
		got := read(t, store, func(tx merchant.Tx) (merchant.Key, error) { return tx.Keys().ByID(t.Context(), tt.id) })
		same(t, "expiry", got.ExpiresAt, tt.want)
	}
	missing(t, store, func(tx merchant.Tx) (merchant.Key, error) { return tx.Keys().ByID(t.Context(), "aa") })
}

func keyTouch(t *testing.T, store merchant.Store) {
	k := insertKey(t, store, key("a", "aa"))
	for _, tt := range []struct{ at, want time.Time }{{at(1), at(2)}, {at(7), at(7)}, {at(6), at(7)}} {
		update(t, store, func(tx merchant.Tx) error { return tx.Keys().Touch(t.Context(), k.ID, tt.at) })
		same(t, "last use", keyByHash(t, store, "aa").LastUsedAt, tt.want)
	}
}

// lastRead is a list of channels and when it was read.
type lastRead struct {
	List []merchant.ChannelInfo
	At   time.Time
}

func channelsRead(t *testing.T, store merchant.Store) lastRead {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) (lastRead, error) {
		list, when, err := tx.Channels().List(t.Context())
		return lastRead{list, when}, err
	})
}

func channelsNone(t *testing.T, store merchant.Store) {
	same(t, "channels", channelsRead(t, store), lastRead{})
}

func channelsReplace(t *testing.T, store merchant.Store) {
	list := []merchant.ChannelInfo{
		{Channel: payment.Channel{Provider: "tosspayments", MID: "iamporttest_3"}, Key: "channel-key-2", Name: "토스", Type: "payment", Env: payment.Test},
		{Channel: payment.Channel{Provider: "html5_inicis", MID: "INIpayTest"}, Key: "channel-key-1", Name: "이니시스", Type: "payment", Env: payment.Live},
	}
	for n, l := range [][]merchant.ChannelInfo{list, list[1:], {}} {
		update(t, store, func(tx merchant.Tx) error { return tx.Channels().Replace(t.Context(), l, at(n+1)) })
		same(t, "channels", channelsRead(t, store), lastRead{l, at(n + 1)})
	}
}
