package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store"
)

// keysCmd is naru keys.
type keysCmd struct {
	Create keysCreateCmd `cmd:"" help:"Make a key; it is shown once. (키 만들기)"`
	List   keysListCmd   `cmd:"" help:"List the keys. (키 목록)"`
	Rotate keysRotateCmd `cmd:"" help:"Make a key that takes another's place; both work for a while. (키 교체)"`
	Revoke keysRevokeCmd `cmd:"" help:"End a key at once. (키 폐기)"`
}

// keyring is what making a key needs: its mode comes from PortOne's settings.
type keyring struct {
	database
	portone
	serverSettings
}

// open returns the use cases over the database, without a connection to PortOne.
func (k keyring) open(ctx context.Context) (*merchant.Service, func(), error) {
	config, err := merchantConfig(k.portone, k.serverSettings)
	if err != nil {
		return nil, nil, err
	}
	db, err := k.openStore(ctx)
	if err != nil {
		return nil, nil, err
	}
	service, err := merchant.New(config, merchant.Deps{Store: db, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		_ = db.Close()
		return nil, nil, err
	}
	return service, func() { _ = db.Close() }, nil
}

// openStore opens the database alone: who lists or ends keys needs no more.
func (d database) openStore(ctx context.Context) (*store.DB, error) {
	dsn, err := d.dsn()
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, dsn, store.Options{Logger: slog.New(slog.DiscardHandler)})
}

// keysCreateCmd is naru keys create.
type keysCreateCmd struct {
	Name    string   `arg:"" optional:"" help:"What the key is for." default:"server"`
	Scope   []string `help:"What it may do: ${enum} (${default}). (권한)" enum:"open,read,refund,admin" default:"open,read,refund" placeholder:"SCOPE,…"`
	Expires string   `help:"For how long (90d, 12h), until which day (2027-11-23, in Korea), or never. (유효 기간)" default:"365d"`
	Allow   []string `help:"Networks that it works from, e.g. 10.0.0.0/8; a proxy's own address counts. (허용 IP)" placeholder:"CIDR,…"`
	keyring
}

// Help shows an example.
func (keysCreateCmd) Help() string {
	return "Example: naru keys create refund-desk --scope read,refund --expires 90d --allow 10.0.0.0/8"
}

// Run makes a key and shows it, this once.
func (c *keysCreateCmd) Run(ctx context.Context) error {
	expires, err := keyExpiry(c.Expires, clock.System{}.Now())
	if err != nil {
		return err
	}
	service, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	wish := merchant.KeyWish{Name: c.Name, ExpiresAt: expires, Networks: c.Allow}
	for _, scope := range c.Scope {
		wish.Scopes = append(wish.Scopes, merchant.Scope(scope))
	}
	secret, key, err := service.CreateKey(byHand(ctx), wish)
	if fault.CodeOf(err) == fault.BadField {
		return usage("키를 만들 수 없습니다: --allow 값을 확인하세요 (%s)", err)
	}
	if err != nil {
		return err
	}
	showKey(secret, key)
	return nil
}

// showKey prints a new key: its secret alone on a line, for scripts.
func showKey(secret string, key merchant.Key) {
	fmt.Printf("%s  %s\n%s\n", key.ID, key.Name, secret)
	fmt.Fprintf(os.Stderr, "권한(scope): %s. %s\n이 키는 다시 보여 드리지 않습니다. / This key is not shown again.\n", scopeList(key.Scopes), expiryText(key.ExpiresAt))
}

func scopeList(scopes []merchant.Scope) string {
	var out []string
	for _, scope := range scopes {
		out = append(out, string(scope))
	}
	return strings.Join(out, ",")
}

func expiryText(at time.Time) string {
	if at.IsZero() {
		return "기한이 없습니다. / It never expires."
	}
	return at.In(clock.KST).Format("2006-01-02 15:04") + "까지 쓸 수 있습니다. / It works until then (KST)."
}

// keyExpiry reads --expires. A day is a whole one: the key works until it ends
// in Korea.
func keyExpiry(text string, now time.Time) (time.Time, error) {
	wrong := usage("--expires는 90d, 12h, 2027-11-23, never 가운데 하나입니다 (--expires takes 90d, 12h, 2027-11-23 or never, not %q)", text)
	if text == "never" {
		return time.Time{}, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, clock.KST); err == nil {
		if day = day.AddDate(0, 0, 1); !day.After(now) {
			return time.Time{}, wrong
		}
		return day, nil
	}
	span, err := keySpan(text)
	if err != nil || span <= 0 {
		return time.Time{}, wrong
	}
	return now.Add(span), nil
}

// The longest life of a key that is given as a time span.
const mostKeyDays = 36500

// keySpan reads "90d" or what time.ParseDuration takes.
func keySpan(text string) (time.Duration, error) {
	days, whole := strings.CutSuffix(text, "d")
	if !whole {
		return time.ParseDuration(text)
	}
	n, err := strconv.Atoi(days)
	if err != nil || n < 0 || n > mostKeyDays {
		return 0, errors.New("not a number of days")
	}
	return time.Duration(n) * 24 * time.Hour, nil
}

// keysListCmd is naru keys list.
type keysListCmd struct {
	JSON bool `help:"As JSON."`
	database
}

// Help shows an example.
func (keysListCmd) Help() string { return "Example: naru keys list --json" }

// keyLine is a key as it is listed; nothing in it is secret.
type keyLine struct {
	ID         string           `json:"id"`
	Name       string           `json:"name"`
	Mode       string           `json:"mode"`
	Tail       string           `json:"tail"`
	State      string           `json:"state"` // active, expired or revoked
	Scopes     []merchant.Scope `json:"scopes"`
	Allow      []string         `json:"allow"`
	CreatedAt  time.Time        `json:"created_at"`
	ExpiresAt  *time.Time       `json:"expires_at"`
	LastUsedAt *time.Time       `json:"last_used_at"`
	RevokedAt  *time.Time       `json:"revoked_at"`
	Replaces   string           `json:"replaces,omitempty"`
}

func lineOf(k merchant.Key, now time.Time) keyLine {
	line := keyLine{
		ID: k.ID, Name: k.Name, Mode: string(k.Env), Tail: k.Tail, State: "active", Scopes: k.Scopes, Allow: k.Networks,
		CreatedAt: k.CreatedAt, ExpiresAt: timeOrNone(k.ExpiresAt), LastUsedAt: timeOrNone(k.LastUsedAt), RevokedAt: timeOrNone(k.RevokedAt),
		Replaces: k.Replaces,
	}
	switch {
	case !k.RevokedAt.IsZero():
		line.State = "revoked"
	case !k.Active(now):
		line.State = "expired"
	}
	return line
}

func timeOrNone(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func minuteOr(t *time.Time, none string) string {
	if t == nil {
		return none
	}
	return t.In(clock.KST).Format("2006-01-02 15:04")
}

// Run lists the keys, oldest first.
func (c *keysListCmd) Run(ctx context.Context) error {
	db, err := c.openStore(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	keys, err := merchant.ListKeys(ctx, db)
	if err != nil {
		return err
	}
	lines := make([]keyLine, 0, len(keys))
	for _, k := range keys {
		lines = append(lines, lineOf(k, clock.System{}.Now()))
	}
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(lines)
	}
	for _, l := range lines {
		ends := "expires " + minuteOr(l.ExpiresAt, "never")
		if l.RevokedAt != nil {
			ends = "revoked " + minuteOr(l.RevokedAt, "")
		}
		from := "any"
		if len(l.Allow) > 0 {
			from = strings.Join(l.Allow, ",")
		}
		fmt.Printf("%s  sk_%s_…%s  %s  %s  %s  used %s  from %s  %s\n", l.ID, l.Mode, l.Tail, l.State, scopeList(l.Scopes), ends,
			minuteOr(l.LastUsedAt, "never"), from, l.Name)
	}
	return nil
}

// keysRotateCmd is naru keys rotate.
type keysRotateCmd struct {
	ID      string `arg:"" help:"The key's id, key_…."`
	Grace   string `help:"How long the old key works on, 0 for not at all. (이전 키를 더 쓸 시간)" default:"24h"`
	Expires string `help:"Of the new key, as in keys create. (새 키의 유효 기간)" default:"365d"`
	keyring
}

// Help shows an example.
func (keysRotateCmd) Help() string { return "Example: naru keys rotate key_01JD… --grace 48h" }

// Run makes a key like the old one, which works on for a while.
func (c *keysRotateCmd) Run(ctx context.Context) error {
	now := clock.System{}.Now()
	expires, err := keyExpiry(c.Expires, now)
	if err != nil {
		return err
	}
	grace, err := keySpan(c.Grace)
	if c.Grace == "0" {
		grace, err = 0, nil
	}
	if err != nil || grace < 0 {
		return usage("--grace는 24h, 7d, 0 가운데 하나입니다 (--grace takes 24h, 7d or 0, not %q)", c.Grace)
	}
	service, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	secret, key, err := service.RotateKey(byHand(ctx), c.ID, merchant.Rotation{Grace: grace, ExpiresAt: expires})
	switch {
	case errors.Is(err, merchant.ErrNotFound):
		return noSuchKey(c.ID)
	case fault.CodeOf(err) == fault.KeyRotated:
		return usage("이미 교체되었거나 쓸 수 없는 키입니다 (%s)", err)
	case err != nil:
		return fmt.Errorf("rotate %s: %w", c.ID, err)
	}
	showKey(secret, key)
	fmt.Fprintf(os.Stderr, "이전 키 %s는 %s까지 쓸 수 있습니다. / The old key works until then (KST).\n", c.ID, now.Add(grace).In(clock.KST).Format("2006-01-02 15:04"))
	return nil
}

func noSuchKey(kid string) error {
	return usage("그런 키가 없습니다. naru keys list로 확인하세요 (there is no key %s; naru keys list shows them)", kid)
}

// keysRevokeCmd is naru keys revoke.
type keysRevokeCmd struct {
	ID string `arg:"" help:"The key's id, key_…."`
	database
}

// Help shows an example.
func (keysRevokeCmd) Help() string { return "Example: naru keys revoke key_01JD…" }

// Run ends a key.
func (c *keysRevokeCmd) Run(ctx context.Context) error {
	db, err := c.openStore(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := merchant.RevokeKey(byHand(ctx), db, c.ID, clock.System{}.Now()); errors.Is(err, merchant.ErrNotFound) {
		return noSuchKey(c.ID)
	} else if err != nil {
		return fmt.Errorf("revoke %s: %w", c.ID, err)
	}
	fmt.Println("revoked", c.ID)
	return nil
}
