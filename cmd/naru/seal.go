package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"strings"

	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/seal"
	"github.com/naru-pay/naru/internal/store"
)

// sealing is what personal data and secrets are sealed with.
type sealing struct {
	SecretKey   string `name:"secret-key" help:"At least 32 characters; better by the environment or _FILE." env:"NARU_SECRET_KEY" placeholder:"KEY"`
	OtherKeys   string `name:"secret-key-other" help:"Further keys that open what they sealed, while keys are rotated; comma-separated." env:"NARU_SECRET_KEY_OTHER" placeholder:"KEY,…"`
	BuyersClear bool   `name:"buyers-in-clear" help:"Store buyers' data in clear, for the hours in which servers of an earlier version share the database." env:"NARU_BUYERS_IN_CLEAR"`

	frugal bool // a command that goes through everything once
}

// others are the further keys.
func (s sealing) others() []string {
	var out []string
	for _, key := range strings.Split(s.OtherKeys, ",") {
		if key = strings.TrimSpace(key); key != "" {
			out = append(out, key)
		}
	}
	return out
}

// ring makes the keys that seal and open.
func (s sealing) ring() (*seal.Keyring, error) {
	if len(s.SecretKey) < seal.LeastSecret {
		return nil, usage("NARU_SECRET_KEY는 32자 이상이어야 합니다. naru init이 만들어 줍니다 (NARU_SECRET_KEY must have at least 32 characters; naru init makes one)")
	}
	var others []seal.Secret
	for _, key := range s.others() {
		if len(key) < seal.LeastSecret {
			return nil, usage("NARU_SECRET_KEY_OTHER의 키는 각각 32자 이상이어야 합니다 (each key of NARU_SECRET_KEY_OTHER must have at least 32 characters)")
		}
		others = append(others, seal.NewSecret(key))
	}
	ring, err := seal.NewKeyring(id.System, seal.NewSecret(s.SecretKey), others...)
	if err != nil {
		return nil, usage("NARU_SECRET_KEY로 키를 만들 수 없습니다 (no keys can be made of NARU_SECRET_KEY: %w)", err)
	}
	return ring, nil
}

// strong refuses, for real money, a key that somebody else could have, too.
func (s sealing) strong(env payment.Env) error {
	if env == payment.Live && seal.Weak(seal.NewSecret(s.SecretKey)) {
		return usage("NARU_SECRET_KEY가 짐작할 수 있는 값입니다. 실결제(live)에는 쓸 수 없습니다. naru init이 새 키를 만들어 줍니다 (NARU_SECRET_KEY is one that anyone could name: live mode refuses it)")
	}
	return nil
}

// options are those of a store that seals.
func (s sealing) options(log *slog.Logger) (store.Options, error) {
	ring, err := s.ring()
	return store.Options{Logger: log, Keys: ring, InClear: s.BuyersClear, Frugal: s.frugal}, err
}

// sealed is a database with the keys to what is sealed in it.
type sealed struct {
	database
	sealing
}

// open opens the database with its keys.
func (s sealed) open(ctx context.Context) (*store.DB, error) {
	dsn, err := s.dsn()
	if err != nil {
		return nil, err
	}
	opts, err := s.options(slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return openSealed(ctx, dsn, opts)
}

// openSealed is store.Open with a word about a key that is missing.
func openSealed(ctx context.Context, dsn string, opts store.Options) (*store.DB, error) {
	db, err := store.Open(ctx, dsn, opts)
	if missing, ok := errors.AsType[*store.KeyMissing](err); ok {
		return nil, usage("이 데이터베이스를 봉인한 키가 없습니다. 이전 키를 NARU_SECRET_KEY_OTHER에 넣어 주세요 (%w; put the earlier key into NARU_SECRET_KEY_OTHER)", missing)
	}
	return db, err
}

// byHand is the context of what a person does at this machine.
func byHand(ctx context.Context) context.Context {
	name := os.Getenv("USER")
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return merchant.WithActor(ctx, "cli:"+name)
}

// secretsCmd is naru secrets.
type secretsCmd struct {
	Rotate secretsRotateCmd `cmd:"" help:"Seal everything anew with NARU_SECRET_KEY, while servers run. (키 교체)"`
	Status secretsStatusCmd `cmd:"" help:"Tell which keys have sealed anything, by their versions. (쓰인 키 버전)"`
}

// secretsRotateCmd is naru secrets rotate.
type secretsRotateCmd struct{ sealed }

// Help tells the order of things.
func (secretsRotateCmd) Help() string {
	return `Servers go on meanwhile; what was cut short is begun again.

1. Several servers: add the new key to NARU_SECRET_KEY_OTHER of each and restart
   them one by one, so that all of them can open what it seals.
2. Make the new key NARU_SECRET_KEY and the old one NARU_SECRET_KEY_OTHER;
   restart them one by one.
3. naru secrets rotate, with the same two settings.
4. Take NARU_SECRET_KEY_OTHER away. Client tokens of the old key end then.

Example: NARU_SECRET_KEY_FILE=new NARU_SECRET_KEY_OTHER_FILE=old naru secrets rotate`
}

// Run seals everything anew.
func (c *secretsRotateCmd) Run(ctx context.Context) error {
	db, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	said := 0
	made, err := merchant.ResealAll(ctx, db, func(payments, values int) {
		if payments >= said+10_000 {
			said = payments
			fmt.Fprintf(os.Stderr, "%d건 확인, %d개 다시 봉인 / %d payments, %d values sealed anew\n", payments, values, payments, values)
		}
	})
	if err != nil {
		return fmt.Errorf("중단되었습니다. 다시 실행하면 이어집니다 (cut short; run it again to go on): %w", err)
	}
	if err := db.DropKeys(ctx); err != nil {
		return err
	}
	if err := merchant.NoteRotation(byHand(ctx), db, made, systemClock.Now()); err != nil {
		return err
	}
	versions, err := db.KeyVersions(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%d개를 키 %v로 다시 봉인했습니다. / %d values were sealed anew; the database needs key %v.\n", made, versions, made, versions)
	return nil
}

// secretsStatusCmd is naru secrets status.
type secretsStatusCmd struct{ sealed }

// Help shows an example.
func (secretsStatusCmd) Help() string { return "Example: naru secrets status" }

// Run lists versions, never keys.
func (c *secretsStatusCmd) Run(ctx context.Context) error {
	ring, err := c.ring()
	if err != nil {
		return err
	}
	db, err := c.openStore(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	needed, err := db.KeyVersions(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("봉인하는 키 / sealing key  %s\n있는 키 / keys at hand     %v\n필요한 키 / keys needed    %v\n", ring.Version(), ring.Versions(), needed)
	return nil
}
