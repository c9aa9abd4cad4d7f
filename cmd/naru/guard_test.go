package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// sealedWith is the world's database with the keys of the given secrets.
func (w *shopWorld) sealedWith(secret, other string) sealed {
	return sealed{database: database{Data: filepath.Dir(strings.TrimPrefix(w.dsn, "sqlite:")), URL: w.dsn}, sealing: sealing{SecretKey: secret, OtherKeys: other}}
}

func TestGuard_rotatesShowsErasesAndAudits(t *testing.T) {
	t.Parallel()
	onBothEngines(t, false, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		id := fmt.Sprint(opened.at("payment", "id"))
		imp := w.pay(opened, "approve", nil).at("imp_uid")
		w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
		w.must(200, "POST", "/api/payments/"+id+"/cancel", w.key, "k1", map[string]any{"amount": 1000, "reason": "단순 변심"})
		first, next := worldKey, "P0oI9uY8tR7eW6qA5sD4fG3hJ2kL1zXc"

		ctx := t.Context()
		rotate := secretsRotateCmd{w.sealedWith(next, "")}
		if err := rotate.Run(ctx); err == nil || exitCode(err) != 2 || !strings.Contains(err.Error(), "NARU_SECRET_KEY_OTHER") {
			w.t.Errorf("a rotation without the earlier key: %v", err)
		}
		rotate = secretsRotateCmd{w.sealedWith(next, first)}
		if err := rotate.Run(ctx); err != nil {
			w.t.Fatal(err)
		}
		status := secretsStatusCmd{w.sealedWith(next, "")}
		show := privacyShowCmd{Payment: id, Why: "the buyer called", sealed: w.sealedWith(next, "")}
		erase := privacyEraseCmd{Phone: "010 1234 5678", sealed: w.sealedWith(next, "")}
		purge := privacyPurgeCmd{OlderThan: "5y", sealed: w.sealedWith(next, "")}
		list, end := auditListCmd{From: 1, database: rotate.database}, auditHeadCmd{rotate.database}
		for i, run := range []func(context.Context) error{status.Run, show.Run, erase.Run, purge.Run, list.Run, end.Run} {
			if err := run(ctx); err != nil {
				w.t.Errorf("command %d: %v", i, err)
			}
		}
		db, err := rotate.open(ctx)
		if err != nil {
			w.t.Fatal(err)
		}
		defer db.Close()
		head, err := merchant.AuditEnd(ctx, db)
		if err != nil || head.N < 5 {
			w.t.Fatalf("the audit log ends at %+v, %v; want a key, a refund, a rotation, a look and an erasure", head, err)
		}
		if err := (&auditVerifyCmd{Anchor: []string{anchorText(head)}, database: rotate.database}).Run(ctx); err != nil {
			w.t.Errorf("audit verify: %v", err)
		}
		if err := (&auditVerifyCmd{Anchor: []string{"1:" + head.Hash}, database: rotate.database}).Run(ctx); err == nil || exitCode(err) != 1 {
			w.t.Errorf("audit verify of another log: %v, want a failure", err)
		}
		var p payment.Payment
		err = db.View(ctx, func(tx merchant.Tx) error {
			p, err = tx.Payments().ByID(ctx, payment.ID(id))
			return err
		})
		if err != nil || p.Buyer != (payment.Buyer{}) || p.Returned.Minor() != 1000 {
			w.t.Errorf("the erased buyer's payment: %+v, %v", p, err)
		}
	})
}

func TestStrong_refusesGuessableKeysForRealMoney(t *testing.T) {
	t.Parallel()
	p := portone{Imp: "imp12345678", PGCode: "html5_inicis.INIpayTest", Key: "k", Secret: "s", Base: "https://api.iamport.kr", Mode: "live"}
	for _, weak := range []string{strings.Repeat("k", 32), "please-changeme-please-changeme-0000", "0123456789abcdef0123456789abcdef"} {
		s := serverSettings{sealing: sealing{SecretKey: weak}}
		if _, err := merchantConfig(p, s); err == nil || !strings.Contains(err.Error(), "live") || strings.Contains(err.Error(), weak) {
			t.Errorf("a guessable key in live mode: %v", err)
		}
		p.Mode = "test"
		if _, err := merchantConfig(p, s); err != nil {
			t.Errorf("the same for play money: %v", err)
		}
		p.Mode = "live"
	}
	if _, err := merchantConfig(p, serverSettings{sealing: sealing{SecretKey: "P0oI9uY8tR7eW6qA5sD4fG3hJ2kL1zXc"}}); err != nil {
		t.Errorf("a good key: %v", err)
	}
	if _, err := (sealing{SecretKey: strings.Repeat("k", 32), OtherKeys: "short"}).ring(); err == nil {
		t.Error("a short earlier key was taken")
	}
}

func TestLongAgo_readsYearsMonthsAndDays(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{"5y": "2021-11-23", "18m": "2025-05-23", "400d": "2025-10-19"} {
		got, err := longAgo(text, now)
		if err != nil || got.Format(time.DateOnly) != want {
			t.Errorf("longAgo(%q) = %v, %v; want %s", text, got, err, want)
		}
	}
	for _, bad := range []string{"", "y", "0y", "-1y", "5", "5h", "1.5y", "99999999y"} {
		if got, err := longAgo(bad, now); err == nil {
			t.Errorf("longAgo(%q) = %v", bad, got)
		}
	}
}

func TestAnchor_isReadAsItIsPrinted(t *testing.T) {
	t.Parallel()
	for _, h := range []merchant.AuditHead{{}, {N: 7, Hash: "ab"}} {
		got, err := anchorsOf([]string{anchorText(h)})
		if err != nil || len(got) != 1 || got[0] != h {
			t.Errorf("%+v is read as %+v, %v", h, got, err)
		}
	}
	for _, bad := range []string{"", "x:ab", "-1:ab", "7:", "0:ab"} {
		if got, err := anchorsOf([]string{bad}); err == nil {
			t.Errorf("%q is read as %+v", bad, got)
		}
	}
}
