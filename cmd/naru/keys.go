package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store"
)

// keysCmd is naru keys.
type keysCmd struct {
	Create keysCreateCmd `cmd:"" help:"Make a key; it is shown once. (키 만들기)"`
	List   keysListCmd   `cmd:"" help:"List the keys. (키 목록)"`
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
	Name string `arg:"" optional:"" help:"What the key is for." default:"server"`
	keyring
}

// Help shows an example.
func (keysCreateCmd) Help() string { return "Example: naru keys create shop-backend" }

// Run makes a key and shows it, this once.
func (c *keysCreateCmd) Run(ctx context.Context) error {
	service, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	secret, key, err := service.CreateKey(ctx, c.Name)
	if err != nil {
		return err
	}
	fmt.Printf("%s  %s\n%s\n", key.ID, key.Name, secret)
	fmt.Fprintln(os.Stderr, "이 키는 다시 보여 드리지 않습니다. / This key is not shown again.")
	return nil
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
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Mode      string     `json:"mode"`
	Tail      string     `json:"tail"`
	CreatedAt time.Time  `json:"created_at"`
	RevokedAt *time.Time `json:"revoked_at"`
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
		line := keyLine{ID: k.ID, Name: k.Name, Mode: string(k.Env), Tail: k.Tail, CreatedAt: k.CreatedAt}
		if !k.RevokedAt.IsZero() {
			line.RevokedAt = &k.RevokedAt
		}
		lines = append(lines, line)
	}
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(lines)
	}
	for _, l := range lines {
		state := "active"
		if l.RevokedAt != nil {
			state = "revoked " + l.RevokedAt.In(clock.KST).Format("2006-01-02 15:04")
		}
		fmt.Printf("%s  sk_%s_…%s  %s  %s  %s\n", l.ID, l.Mode, l.Tail, l.CreatedAt.In(clock.KST).Format("2006-01-02 15:04"), state, l.Name)
	}
	return nil
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
	if err := merchant.RevokeKey(ctx, db, c.ID, clock.System{}.Now()); errors.Is(err, merchant.ErrNotFound) {
		return usage("그런 키가 없습니다. naru keys list로 확인하세요 (there is no key %s; naru keys list shows them)", c.ID)
	} else if err != nil {
		return fmt.Errorf("revoke %s: %w", c.ID, err)
	}
	fmt.Println("revoked", c.ID)
	return nil
}
