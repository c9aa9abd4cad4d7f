package merchant_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

func (w *world) erase(f merchant.Forgetting) merchant.Forgotten {
	w.t.Helper()
	done, err := merchant.Erase(merchant.WithActor(w.t.Context(), "cli:kim"), w.store, f, w.clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return done
}

// audit lists what the audit log says, once it is verified.
func (w *world) audit() []string {
	w.t.Helper()
	if _, err := merchant.VerifyAudit(w.t.Context(), w.store); err != nil {
		w.t.Fatal(err)
	}
	var out []string
	err := merchant.AuditLines(w.t.Context(), w.store, 1, func(e merchant.AuditEntry) error {
		out = append(out, e.Actor+" "+string(e.Action))
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func TestErase_forgetsOneBuyerAndNoMoney(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.paid("A-1").Payment
	other := request("A-2")
	other.Buyer.Tel = "010-9999-9999"
	stays := w.open(other).View.Payment
	if done := w.erase(merchant.Forgetting{Phone: "+82 10-1234-5678", DryRun: true}); done != (merchant.Forgotten{Payments: 1}) || w.read(before.ID).Payment.Buyer == (payment.Buyer{}) {
		t.Fatalf("a dry run: %+v, buyer %+v", done, w.read(before.ID).Payment.Buyer)
	}
	if done := w.erase(merchant.Forgetting{Phone: "+82 10-1234-5678"}); done != (merchant.Forgotten{Payments: 1}) {
		t.Errorf("erased %+v", done)
	}
	after := w.read(before.ID).Payment
	if after.Buyer != (payment.Buyer{}) {
		t.Errorf("the buyer is still %+v", after.Buyer)
	}
	after.Buyer, after.TermsHash, after.Extra = before.Buyer, before.TermsHash, before.Extra
	if diff := cmp.Diff(fmt.Sprintf("%+v", before), fmt.Sprintf("%+v", after)); diff != "" {
		t.Errorf("more than the buyer changed (-before +after):\n%s", diff)
	}
	if got := w.read(stays.ID).Payment.Buyer; got != other.Buyer {
		t.Errorf("another buyer is %+v", got)
	}
	if diff := cmp.Diff([]string{"cli:kim buyer.erased"}, w.audit()); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
	out := w.cancel(before.ID, 59000, "k1")
	if out.View.Payment.State != payment.Refunded {
		t.Errorf("a forgotten buyer's money goes back: %s", out.View.Payment.State)
	}
}

func TestErase_leavesWhatStillRuns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open(request("A-1")).View.Payment
	if done := w.erase(merchant.Forgetting{Order: "A-1"}); done != (merchant.Forgotten{Running: 1}) || w.read(p.ID).Payment.Buyer != p.Buyer {
		t.Errorf("an open payment: %+v, buyer %+v", done, w.read(p.ID).Payment.Buyer)
	}
	w.clock.Advance(2 * time.Hour)
	w.due()
	if done := w.erase(merchant.Forgetting{Order: "A-1"}); done != (merchant.Forgotten{Payments: 1}) {
		t.Errorf("an expired payment: %+v", done)
	}
	if done := w.erase(merchant.Forgetting{Order: "A-1"}); done != (merchant.Forgotten{Already: 1}) {
		t.Errorf("again: %+v", done)
	}
}

func TestErase_refusesNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, f := range []merchant.Forgetting{{}, {Phone: "---"}, {Email: "  "}} {
		if _, err := merchant.Erase(t.Context(), w.store, f, w.clock.Now()); fault.CodeOf(err) != fault.BadField {
			t.Errorf("Erase(%+v): %v, want it refused", f, err)
		}
	}
}

func TestPurge_forgetsWhatHasNotChangedForLong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old, touched := w.paid("A-1").Payment, w.paid("A-2").Payment
	w.clock.Advance(400 * 24 * time.Hour)
	w.cancel(touched.ID, 1000, "k1")
	young := w.paid("A-3").Payment
	w.clock.Advance(24 * time.Hour)
	purge := func(dry bool) merchant.Forgotten {
		done, err := merchant.Purge(merchant.WithActor(t.Context(), "cli:kim"), w.store, merchant.Forgetting{Before: w.clock.Now().AddDate(-1, 0, 0), DryRun: dry}, w.clock.Now(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	want := merchant.Forgotten{Payments: 1, Running: 1}
	if done := purge(true); done != want {
		t.Errorf("a dry run: %+v, want %+v", done, want)
	}
	if done := purge(false); done != want {
		t.Errorf("purged %+v, want %+v", done, want)
	}
	for id, gone := range map[payment.ID]bool{old.ID: true, touched.ID: false, young.ID: false} {
		if buyer := w.read(id).Payment.Buyer; (buyer == payment.Buyer{}) != gone {
			t.Errorf("buyer of %s = %+v", id, buyer)
		}
	}
	if diff := cmp.Diff([]string{"unknown refund.asked", "cli:kim buyer.erased", "cli:kim buyers.purged"}, w.audit()); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
	if done := purge(false); done.Payments != 0 || done.Already != 1 || len(w.audit()) != 3 {
		t.Errorf("again: %+v, audit %v", done, w.audit())
	}
}

func TestUnmask_isNotedBeforeItShows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid("A-1").Payment
	buyer, _, err := merchant.Unmask(merchant.WithActor(t.Context(), "cli:kim"), w.store, p.ID, "a call", w.clock.Now())
	if err != nil || buyer != p.Buyer {
		t.Errorf("Unmask = %+v, %v", buyer, err)
	}
	if diff := cmp.Diff([]string{"cli:kim buyer.unmasked"}, w.audit()); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
	if _, _, err := merchant.Unmask(t.Context(), w.store, "pay_none", "x", w.clock.Now()); !errors.Is(err, fault.New(fault.PaymentNotFound)) || len(w.audit()) != 1 {
		t.Errorf("Unmask of no payment: %v, audit %v", err, w.audit())
	}
}

func TestKeys_areAudited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := merchant.WithActor(t.Context(), "cli:kim")
	_, k, err := w.CreateKey(ctx, merchant.KeyWish{Name: "shop", Scopes: merchant.ShopScopes})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.RotateKey(ctx, k.ID, merchant.Rotation{Grace: time.Hour}); err != nil {
		t.Fatal(err)
	}
	if err := merchant.RevokeKey(ctx, w.store, k.ID, w.clock.Now()); err != nil {
		t.Fatal(err)
	}
	if err := merchant.RevokeKey(ctx, w.store, "key_none", w.clock.Now()); !errors.Is(err, merchant.ErrNotFound) {
		t.Errorf("revoke of no key: %v", err)
	}
	if diff := cmp.Diff([]string{"cli:kim key.made", "cli:kim key.made", "cli:kim key.revoked"}, w.audit()); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
}

func TestToken_ofAnEarlierKeyIsKnownWhileKeysAreRotated(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.Token("pay_1", w.clock.Now().Add(time.Hour))
	earlier := w.TokenKey
	w.TokenKey = []byte("another key of thirty-two bytes!")
	if _, err := w.TokenPayment(token); fault.CodeOf(err) != fault.TokenInvalid {
		t.Errorf("a token of a key that is gone: %v", err)
	}
	w.OtherTokenKeys = [][]byte{earlier}
	if pid, err := w.TokenPayment(token); err != nil || pid != "pay_1" {
		t.Errorf("a token of the earlier key: %q, %v", pid, err)
	}
	if fresh := w.Token("pay_1", w.clock.Now().Add(time.Hour)); fresh == token {
		t.Error("new tokens are signed with the earlier key")
	}
}
