package sandbox_test

import (
	"errors"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/portonev1"
)

// The public client and the sandbox were written from one description, apart
// from each other; here they meet over the wire.
func TestBilling_byThePublicClient(t *testing.T) {
	t.Parallel()
	p := start(t, sandbox.Options{StandAt: newYear})
	client, err := portonev1.New(portonev1.Config{Key: p.Seeded().APIKey, Secret: p.Seeded().APISecret, BaseURL: p.rest, IncludeSandbox: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	card := portonev1.Card{Number: "4092-0230-1234-5678", Expiry: "2029-03", Birth: "800101", Password: "12"}
	bill := func(uid string) portonev1.Charge {
		return portonev1.Charge{MerchantUID: uid, Amount: "9900", Name: "구독"}
	}

	key, err := client.IssueBillingKey(ctx, portonev1.BillingKeyRequest{CustomerUID: "c/1", Card: card, Name: "홍길동"})
	if err != nil || key.CustomerUID != "c/1" || key.CardNumber != "409202*********8" || key.Name != "홍길동" || !key.Inserted.Equal(newYear) {
		t.Fatalf("IssueBillingKey = %+v, %v", key, err)
	}
	if keys, partial, err := client.BillingKeys(ctx, []string{"c/1", "nobody"}); err != nil || !partial || len(keys) != 1 {
		t.Errorf("BillingKeys = %+v, %t, %v", keys, partial, err)
	}
	if _, err := client.BillingKey(ctx, "nobody"); !errors.Is(err, portonev1.ErrNotFound) {
		t.Errorf("an unknown key is %v", err)
	}
	paid, err := client.Again(ctx, portonev1.AgainRequest{CustomerUID: "c/1", Charge: bill("m1")})
	if err != nil || paid.Status != portonev1.StatusPaid || paid.CustomerUIDUsage != "payment" {
		t.Errorf("Again = %+v, %v", paid, err)
	}
	var refused *portonev1.Error
	if _, err := client.Again(ctx, portonev1.AgainRequest{CustomerUID: "nobody", Charge: bill("m2")}); !errors.As(err, &refused) ||
		refused.Message != "등록되지 않은 구매자입니다." || portonev1.OutcomeUnknown(err) {
		t.Errorf("an unknown buyer is %v", err)
	}
	poor := card
	poor.Number = "4092-0230-1234-0004"
	if failed, err := client.Onetime(ctx, portonev1.OnetimeRequest{Card: poor, Charge: bill("m3")}); err != nil || failed.Status != portonev1.StatusFailed || failed.FailReason == "" {
		t.Errorf("a declined card = %+v, %v", failed, err)
	}
	if page, err := client.PaymentsOfBillingKey(ctx, "c/1", 1); err != nil || page.Total != 1 || page.Payments[0].ImpUID != paid.ImpUID {
		t.Errorf("PaymentsOfBillingKey = %+v, %v", page, err)
	}

	list, err := client.Schedule(ctx, portonev1.ScheduleRequest{CustomerUID: "c/1", Charges: []portonev1.PlannedCharge{
		{At: newYear.Add(time.Minute), Charge: bill("s1")}, {At: newYear.Add(time.Hour), Charge: bill("s2")},
	}})
	if err != nil || len(list) != 2 || list[0].State != portonev1.ScheduleWaiting || list[0].PaymentStatus != "" {
		t.Fatalf("Schedule = %+v, %v", list, err)
	}
	if moved, err := client.MoveSchedule(ctx, "s1", newYear.Add(2*time.Minute)); err != nil || !moved.ScheduleAt.Equal(newYear.Add(2*time.Minute)) {
		t.Errorf("MoveSchedule = %+v, %v", moved, err)
	}
	if ended, err := client.Unschedule(ctx, "c/1", "s2"); err != nil || len(ended) != 1 || ended[0].State != portonev1.ScheduleRevoked {
		t.Errorf("Unschedule = %+v, %v", ended, err)
	}
	if _, err := p.MoveClock(ctx, newYear.Add(3*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if one, err := client.ScheduleOf(ctx, "s1"); err != nil || one.State != portonev1.ScheduleExecuted || one.PaymentStatus != portonev1.StatusPaid || one.ImpUID == "" {
		t.Errorf("ScheduleOf = %+v, %v", one, err)
	}
	if again, err := client.Reschedule(ctx, "s2", newYear.Add(24*time.Hour)); err != nil || again.State != portonev1.ScheduleWaiting {
		t.Errorf("Reschedule = %+v, %v", again, err)
	}
	all, err := client.Schedules(ctx, portonev1.ScheduleQuery{From: newYear, To: newYear.Add(48 * time.Hour), OldestFirst: true})
	if err != nil || len(all) != 2 || all[0].MerchantUID != "s1" {
		t.Errorf("Schedules = %+v, %v", all, err)
	}
	if _, err := client.Unschedule(ctx, "", "s2"); err != nil {
		t.Error(err)
	}
	if retried, err := client.RetrySchedule(ctx, "s2"); err != nil || retried.Status != portonev1.StatusPaid {
		t.Errorf("RetrySchedule = %+v, %v", retried, err)
	}
	if gone, err := client.DeleteBillingKey(ctx, "c/1", "해지"); err != nil || gone.CustomerUID != "c/1" {
		t.Errorf("DeleteBillingKey = %+v, %v", gone, err)
	}
}
